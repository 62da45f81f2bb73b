"""The way into an album: by typing, by pasting, by a link, and by what this device remembers."""

from __future__ import annotations

import asyncio
import json

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from tests.user_journey import Answer, Uploaded
from tests.web.album import touch
from tests.web.conftest import Visiting
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

WRONG = "This code doesn't open an album here. Check the code and the link."
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "Failed to load resource")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    return await scene.event("Ways in", pictures(4))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def code(scene: Scene, event: Uploaded) -> Answer:
    return await scene.code(event, "The family")


async def submit(page: Page, text: str) -> None:
    await page.get_by_label("Access code").fill(text)
    await page.get_by_role("button", name="Open album").click()


async def album_is_open(page: Page, name: str = "Ways in") -> None:
    await expect(page.get_by_role("heading", name=name)).to_be_visible()
    await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()


async def test_a_code_may_be_pasted_in_any_shape(
    visiting: Visiting, scene: Scene, event: Uploaded, code: Answer
) -> None:
    six = code["accessCode"]
    for typed in (f" {six[:3].lower()}-{six[3:].lower()} ", code["url"], f"Your code is {six[:3]} {six[3:]}."):
        async with visiting() as visit:
            await visit.page.goto(f"{scene.origin}/{event.public_url}")
            await submit(visit.page, typed)
            await album_is_open(visit.page)


async def test_a_link_opens_by_itself_and_stays_in_the_address_alone(
    visiting: Visiting, scene: Scene, event: Uploaded, code: Answer
) -> None:
    async with visiting("phone") as visit:
        asked: list[str] = []
        visit.page.on("request", lambda request: asked.append(request.url))
        await visit.page.goto(code["url"])
        await album_is_open(visit.page)

        assert visit.page.url == code["url"]
        assert await visit.page.evaluate("() => history.length") <= 2
        assert sum(url.endswith("/graphql") for url in asked) == 1, "what is asked early is not asked again"
        assert not [url for url in asked if code["accessCode"] in url and "#" not in url]


async def test_a_link_without_its_key_opens_by_itself_too(
    visiting: Visiting, scene: Scene, event: Uploaded, code: Answer
) -> None:
    async with visiting() as visit:
        await visit.page.goto(f"{scene.origin}/{event.public_url}#{code['accessCode']}")
        await album_is_open(visit.page)


async def test_an_unknown_event_a_wrong_code_and_a_revoked_one_read_the_same_and_the_text_stays(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    revoked = await scene.code(event, "Not for long")
    await scene.revoke(event, revoked)
    for public_url, text in (
        ("nobody/nothing", "ABC34D"),
        (event.public_url, "000000"),
        (event.public_url, revoked["accessCode"]),
    ):
        async with visiting() as visit:
            await visit.page.goto(f"{scene.origin}/{public_url}")
            await submit(visit.page, text)

            await expect(visit.page.get_by_role("status").filter(has_text=WRONG)).to_be_visible()
            await expect(visit.page.get_by_label("Access code")).to_have_value(text)
            await expect(visit.page.get_by_label("Access code")).to_be_focused()


async def test_after_too_many_wrong_codes_a_countdown_runs_and_a_link_with_its_key_still_opens(
    visiting: Visiting, scene: Scene
) -> None:
    guessed = await scene.event("Guessed", pictures(1))
    code = await scene.code(guessed, "The owner")
    async with visiting() as visit:
        await visit.page.goto(f"{scene.origin}/{guessed.public_url}")
        button = visit.page.get_by_role("button", name="Try again in")
        for number in range(12):  # twice five, and more: a new minute may begin between them
            async with visit.page.expect_response("**/graphql") as redeemed:
                await submit(visit.page, f"0000{number:02}")
            if "errors" in await (await redeemed.value).json():
                break
            await expect(visit.page.get_by_label("Access code")).to_be_editable()
        await expect(button).to_have_attribute("aria-disabled", "true")
        before = await button.inner_text()
        await expect(button).not_to_have_text(before)

        await visit.page.goto(code["url"])
        await album_is_open(visit.page, "Guessed")


async def test_without_a_network_it_waits_and_opens_by_itself_when_there_is_one(
    visiting: Visiting, scene: Scene, event: Uploaded, code: Answer
) -> None:
    async with visiting("phone") as visit:
        visit.expect(*OFFLINE)
        await visit.page.goto(f"{scene.origin}/{event.public_url}", wait_until="networkidle")
        await visit.set_network(offline=True)
        await submit(visit.page, code["accessCode"])
        await expect(visit.page.get_by_text("Can't connect.")).to_be_visible()

        await visit.set_network()
        await album_is_open(visit.page)


async def test_while_the_service_answers_it_says_so_and_takes_no_second_code(
    visiting: Visiting, scene: Scene, event: Uploaded, code: Answer
) -> None:
    asked: list[str] = []
    answer = asyncio.Event()

    async def hold(route: Route) -> None:
        asked.append(route.request.post_data or "")
        await answer.wait()
        await route.continue_()

    async with visiting() as visit:
        await visit.page.route("**/graphql", hold)
        await visit.page.goto(f"{scene.origin}/{event.public_url}")
        await submit(visit.page, code["accessCode"])
        await expect(visit.page.get_by_text("Opening the album…")).to_be_visible()
        await visit.page.get_by_label("Access code").press("Enter")
        await visit.page.get_by_role("button", name="Open album").click(force=True)
        answer.set()
        await album_is_open(visit.page)
        assert len(asked) == 1


async def test_when_the_service_fails_it_says_so_and_the_next_try_opens(
    visiting: Visiting, scene: Scene, event: Uploaded, code: Answer
) -> None:
    async with visiting() as visit:
        visit.expect("Failed to load resource")
        await visit.page.route("**/graphql", lambda route: route.fulfill(status=502, body="<html>"), times=1)
        await visit.page.goto(f"{scene.origin}/{event.public_url}")
        await submit(visit.page, code["accessCode"])
        await expect(visit.page.get_by_text("Something went wrong on our side.")).to_be_visible()

        await visit.page.get_by_role("button", name="Open album").click()
        await album_is_open(visit.page)


async def test_the_right_code_of_an_event_that_is_over_says_that_its_photos_are_deleted(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    refusal = {"code": "EVENT_EXPIRED", "message": "This event has ended and its photos are deleted."}
    payload = {"viewerToken": None, "album": None, "userErrors": [refusal]}
    async with visiting() as visit:
        answer = json.dumps({"data": {"redeemAccessCode": payload}})
        await visit.page.route("**/graphql", lambda route: route.fulfill(body=answer, content_type="application/json"))
        await visit.page.goto(f"{scene.origin}/{event.public_url}")
        await submit(visit.page, "ABC34D")
        await expect(visit.page.get_by_role("heading", name="These photos have been deleted")).to_be_visible()
        await expect(visit.page.get_by_text("Ask your photographer, viewed.")).to_be_visible()


async def test_this_device_remembers_the_code_until_it_is_told_to_forget(
    visiting: Visiting, scene: Scene, event: Uploaded, code: Answer
) -> None:
    async with visiting() as visit:
        await visit.page.goto(code["url"])
        await album_is_open(visit.page)
        await touch(visit.page)
        opened = (await scene.code_of(event, "The family"))["openCount"]

        async with visit.page.expect_response("**/graphql"):
            await visit.page.goto(f"{scene.origin}/{event.public_url}")
        await album_is_open(visit.page)
        await visit.page.keyboard.press("Shift")
        assert (await scene.code_of(event, "The family"))["openCount"] == opened, "a visit is no second opening"

        await visit.page.get_by_role("button", name="More").click()
        await visit.page.get_by_role("button", name="Remove this album from this device").click()
        await expect(visit.page.get_by_label("Access code")).to_be_focused()
        await visit.page.reload()
        await expect(visit.page.get_by_label("Access code")).to_be_visible()
        assert visit.page.url == f"{scene.origin}/{event.public_url}"
        assert code["accessCode"] not in await visit.page.evaluate("() => JSON.stringify({ ...localStorage })")


async def test_several_codes_of_one_event_show_as_one_album_with_each_photo_once(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    names = sorted(event.ids)
    first = await scene.code(event, "First half", names[:3])
    second = await scene.code(event, "Second half", names[2:])
    async with visiting() as visit:
        await visit.page.goto(first["url"])
        await expect(visit.page.get_by_text("3 photos")).to_be_visible()
        await visit.page.get_by_role("button", name="More").click()
        await visit.page.get_by_role("button", name="Enter another code").click()
        await submit(visit.page, second["accessCode"])

        await expect(visit.page.get_by_text("4 photos")).to_be_visible()
        await expect(visit.page.locator(".tile")).to_have_count(4)
        await expect(visit.page.get_by_text("Second half, First half")).to_be_visible()


async def test_one_of_several_codes_may_end_or_be_forgotten_and_the_photos_of_the_others_stay(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    names = sorted(event.ids)
    codes = [await scene.code(event, f"Photo {number}", [name]) for number, name in enumerate(names[:3])]
    async with visiting() as visit:
        for number, code in enumerate(codes, 1):
            await visit.page.goto(code["url"])
            await expect(visit.page.locator(".tile")).to_have_count(number)

        await scene.revoke(event, codes[0])
        await visit.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
        await expect(visit.page.get_by_text("The code “Photo 0” no longer works")).to_be_visible()
        await expect(visit.page.locator(".tile")).to_have_count(2)

        await visit.page.get_by_role("button", name="More").click()
        forgotten = codes[1]["accessCode"]
        await visit.page.get_by_role("button", name=f"Remove {forgotten}").click()
        await expect(visit.page.get_by_role("list", name="Codes on this device")).not_to_contain_text(forgotten)
        await expect(visit.page.locator(".tile")).to_have_count(1)
        await visit.page.reload()
        await expect(visit.page.locator(".tile")).to_have_count(1)
        await expect(visit.page.get_by_text("Photo 2")).to_be_visible()


async def test_the_albums_of_this_device_are_listed_and_a_pasted_link_opens_another(
    visiting: Visiting, scene: Scene, event: Uploaded, code: Answer
) -> None:
    other = await scene.event("Another day", pictures(2))
    theirs = await scene.code(other, "Everybody")
    async with visiting("phone") as visit:
        await visit.page.goto(f"{scene.origin}/albums")
        for address in (theirs["url"], code["url"]):
            await visit.page.get_by_label("Event link").fill(address)
            await visit.page.get_by_role("button", name="Open album").tap()
            await expect(visit.page.locator(".tile").first).to_be_visible()
            await visit.page.get_by_role("button", name="More").tap()
            await visit.page.get_by_role("link", name="Your albums").tap()
        await expect(visit.page.get_by_text("Available until")).to_have_count(2)
        await visit.page.get_by_role("link", name="Another day").tap()
        await album_is_open(visit.page, "Another day")


@pytest.mark.parametrize(
    ("locale", "title", "button"),
    [
        ("en-US", "Your photos", "Open album"),
        ("de-CH", "Ihre Fotos", "Album öffnen"),
        ("es-MX", "Tus fotos", "Abrir el álbum"),
    ],
)
async def test_it_speaks_the_language_of_the_browser(
    visiting: Visiting, scene: Scene, event: Uploaded, locale: str, title: str, button: str
) -> None:
    async with visiting(locale=locale) as visit:
        await visit.page.goto(f"{scene.origin}/{event.public_url}")
        await expect(visit.page.get_by_role("heading", name=title)).to_be_visible()
        await expect(visit.page.get_by_role("button", name=button)).to_be_visible()
        assert await visit.page.get_attribute("html", "lang") == locale[:2]


async def test_another_language_can_be_chosen_and_is_kept(visiting: Visiting, scene: Scene, event: Uploaded) -> None:
    async with visiting() as visit:
        await visit.page.goto(f"{scene.origin}/{event.public_url}")
        await visit.page.get_by_label("Language").select_option("de")
        await expect(visit.page.get_by_role("heading", name="Ihre Fotos")).to_be_visible()
        await visit.page.reload()
        await expect(visit.page.get_by_role("heading", name="Ihre Fotos")).to_be_visible()
