"""Photos are given to codes by hand: quickly, undoably, and never the wrong ones."""

from __future__ import annotations

import re
import secrets

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.user_journey import Uploaded, album_of, becomes, view
from tests.web import photographer_page
from tests.web.conftest import Visiting, scene_named
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "sorter"
PHOTOS = 6
MANY_PHOTOS = 40
MAX_TABS = 5
LONGER_MILLISECONDS = 15_000
"""Longer than an undo is offered, and shorter than a request may take: a page gives up those that are under way."""

GUESTS = ("Anna", "Antje", "Ben")

scene = scene_named(NAME)


@pytest_asyncio.fixture(loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    return await event_of(scene, PHOTOS)


async def event_of(scene: Scene, photos: int) -> Uploaded:
    """Anna has the first photo already."""
    event = await scene.event(f"By hand {secrets.token_hex(2)}", pictures(photos))
    for label in GUESTS:
        await scene.code(event, label, ["IMG_0000.jpg"] if label == "Anna" else [])
    return event


async def photo_counts(scene: Scene, event: Uploaded) -> dict[str, int]:
    return {label: await scene.photo_count(event, label) for label in GUESTS}


async def filenames_in(scene: Scene, event: Uploaded, label: str) -> list[str]:
    """As the guest with this code sees them."""
    viewer, _ = await view(scene.photographer.transport, await scene.code_of(event, label), event.public_url)
    return [photo["filename"] for photo in await album_of(viewer)]


async def add_by_keys(page: Page, text: str) -> None:
    """Types into the dialog as it opens."""
    await page.get_by_role("button", name="Add to a code").click()
    await expect(page.get_by_role("searchbox", name="Find a name or code")).to_be_focused()
    await expect(page.get_by_role("dialog").get_by_role("button", name="Ben")).to_be_visible()
    await page.keyboard.type(text)


def undo(page: Page) -> Locator:
    return page.get_by_role("button", name="Undo")


async def test_a_name_is_typed_and_entered_and_the_next_unassigned_photo_is_in_view(
    visiting: Visiting, scene: Scene
) -> None:
    event = await event_of(scene, MANY_PHOTOS)
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await page.get_by_role("button", name="Unassigned").click()
        await photographer_page.select(page, ["IMG_0001.jpg"])
        last = page.get_by_role("button", name=f"Select IMG_{MANY_PHOTOS - 4:04}.jpg")
        while not await last.count():
            await page.mouse.wheel(0, 600)
            await page.evaluate("() => new Promise(requestAnimationFrame)")
        await last.click(modifiers=["Shift"])
        await add_by_keys(page, "an")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog").locator(".code-choices button")).to_have_count(2)
        await page.keyboard.type("tj")
        await expect(page.get_by_text("Enter adds them to Antje.")).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(f"{MANY_PHOTOS - 4} photos added to Antje.")).to_be_visible()
        await expect(page.get_by_role("region", name="Selection")).to_be_hidden()
        await expect(page.locator(".tile")).to_have_count(3)
        await expect(page.get_by_role("button", name=f"Open IMG_{MANY_PHOTOS - 3:04}.jpg")).to_be_in_viewport(ratio=1)
        await becomes(lambda: photo_counts(scene, event), {"Anna": 1, "Antje": MANY_PHOTOS - 4, "Ben": 0})


async def test_arrows_choose_letters_return_to_the_search_and_escape_closes(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await photographer_page.select(page, ["IMG_0004.jpg"])
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.post_data or ""))
        await add_by_keys(page, "zz")
        await expect(page.get_by_text("No code matches.")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await expect(page.get_by_text("1 selected")).to_be_visible()

        await add_by_keys(page, "a")
        assert not [body for body in asked if "query Codes(" in body], "the page has them"
        await page.keyboard.press("ArrowDown")
        await expect(page.get_by_role("dialog").get_by_role("button", name="Anna")).to_be_focused()
        await page.keyboard.type("n")
        await expect(page.get_by_role("dialog").get_by_role("searchbox")).to_have_value("an")
        for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown", "Enter"):
            await page.keyboard.press(key)
        await expect(page.get_by_text("1 photo added to Antje.")).to_be_visible()
        await becomes(lambda: photo_counts(scene, event), {"Anna": 1, "Antje": 1, "Ben": 0})


async def test_an_undo_by_keys_takes_back_what_was_added_and_nothing_else(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    async with visiting() as visit:
        page = visit.page
        await page.clock.install()
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        unassigned = page.get_by_role("button", name="Unassigned")
        await photographer_page.select(page, ["IMG_0000.jpg", "IMG_0001.jpg", "IMG_0002.jpg"])
        await add_by_keys(page, "anna")
        await photographer_page.stop_clock(page)
        await page.keyboard.press("Enter")
        said = page.get_by_role("status").filter(has_text="2 photos added to Anna.")
        await expect(said).to_be_visible()
        await expect(unassigned).to_have_text(re.compile(f"{PHOTOS - 3}$"))
        await expect(page.get_by_role("region", name="Selection")).to_be_hidden()
        for _ in range(MAX_TABS):
            await page.keyboard.press("Tab")
            if await undo(page).evaluate("button => button === document.activeElement"):
                break
        await page.clock.run_for(LONGER_MILLISECONDS)
        await expect(undo(page)).to_be_focused()
        await page.clock.resume()
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Undone.")).to_be_visible()
        await expect(undo(page)).to_have_count(0)
        await expect(unassigned).to_have_text(re.compile(f"{PHOTOS - 1}$"))
        await becomes(lambda: filenames_in(scene, event, "Anna"), ["IMG_0000.jpg"])


async def test_an_undo_is_offered_for_ten_seconds_and_as_long_as_the_pointer_is_over_it(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    async with visiting() as visit:
        page = visit.page
        await page.clock.install()
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await photographer_page.select(page, ["IMG_0001.jpg"])
        await add_by_keys(page, "ben")
        await photographer_page.stop_clock(page)
        await page.keyboard.press("Enter")
        await expect(undo(page)).to_be_visible()
        await page.clock.run_for(9_000)
        await undo(page).hover()
        await page.clock.run_for(LONGER_MILLISECONDS)
        await expect(undo(page)).to_be_visible()
        await page.mouse.move(5, 5)
        await page.clock.run_for(11_000)
        await expect(undo(page)).to_have_count(0)


async def test_photos_taken_out_of_a_code_return_by_undo(visiting: Visiting, scene: Scene, event: Uploaded) -> None:
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/codes")
        row = page.get_by_role("button", name="Anna")
        await row.click()
        await page.get_by_role("link", name="Choose photos").click()
        await page.get_by_role("button", name="Select IMG_0003.jpg").click()
        await page.get_by_role("button", name="Select IMG_0005.jpg").click()
        await page.get_by_role("button", name="Select IMG_0000.jpg").click()
        await page.get_by_role("button", name="Save").click()
        await expect(row).to_contain_text("2 photos")
        await undo(page).click()
        await expect(row).to_contain_text("1 photo")
        await becomes(lambda: filenames_in(scene, event, "Anna"), ["IMG_0000.jpg"])


async def test_a_photo_that_is_pressed_while_others_arrive_is_the_one_that_opens_or_is_selected(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await photographer_page.select(page, [])
        tile = page.get_by_role("button", name="Select IMG_0001.jpg")
        await expect(tile).to_be_visible()
        await scene.photographer.ask(
            "DeletePhotos", input={"eventId": event.event_id, "photoIds": [event.ids["IMG_0000.jpg"]]}
        )
        waits, may_go = await photographer_page.hold_answers(page, "EventPhotos")
        await page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
        await waits.wait()
        await tile.hover()
        await page.mouse.down()
        async with page.expect_response("**/graphql"):
            may_go.set()
        for _ in range(5):
            await page.evaluate("() => new Promise(requestAnimationFrame)")
        await page.mouse.up()
        await expect(tile).to_have_attribute("aria-pressed", "true")
        await expect(page.get_by_text("1 selected")).to_be_visible()
        await expect(page.get_by_role("button", name="Select IMG_0000.jpg")).to_have_count(0)
        await expect(tile).to_have_attribute("aria-pressed", "true")


async def test_a_photo_that_is_pressed_while_another_leaves_the_unassigned_is_the_one_that_is_selected(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await page.get_by_role("button", name="Unassigned").click()
        await photographer_page.select(page, ["IMG_0001.jpg"])
        waits, may_go = await photographer_page.hold_answers(page, "EventPhotos")
        await add_by_keys(page, "ben")
        await page.keyboard.press("Enter")
        await waits.wait()
        gone = page.locator('.tile button[aria-label$="IMG_0001.jpg"]')
        await expect(gone).to_have_count(0)
        pressed = page.locator(".tile-open", has=page.locator("img")).nth(1)
        name = await pressed.get_attribute("aria-label")
        await page.get_by_role("button", name="Select", exact=True).click()
        await pressed.hover()
        await page.mouse.down()
        may_go.set()
        for _ in range(5):
            await page.evaluate("() => new Promise(requestAnimationFrame)")
        await page.mouse.up()
        await expect(page.locator(".tile[data-selected] .tile-open")).to_have_attribute(
            "aria-label", str(name).replace("Open", "Select")
        )
