"""The album on the screen: grid, selection, large view, countdown, and what may happen while it is open."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, Route, expect

from tests.media.pictures import jpeg
from tests.walk import Answer, Picture, Uploaded
from tests.web.conftest import Visiting
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHOTOS = 26
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "Failed to load resource")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    colourful = Picture("IMG_0000.jpg", jpeg(900, 600))
    return await scene.event("An Afternoon", [colourful, *pictures(PHOTOS)[1:]])


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def code(scene: Scene, event: Uploaded) -> Answer:
    return await scene.code(event, "Guests")


async def open_album(page: Page, url: str) -> None:
    await page.goto(url)
    await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()


async def look_again(page: Page) -> None:
    """As when somebody comes back to the tab."""
    await page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def tile(page: Page, number: int) -> Locator:
    return page.locator(f'.tile[data-index="{number}"]')


def opening(page: Page, number: int) -> Locator:
    return tile(page, number).locator(".tile-open")


async def selected(page: Page) -> list[int]:
    found: list[int] = await page.locator(".tile[data-selected]").evaluate_all(
        "tiles => tiles.map(tile => Number(tile.dataset.index)).sort((a, b) => a - b)"
    )
    return found


async def test_nothing_moves_while_photos_load_on_a_slow_phone(visiting: Visiting, code: Answer) -> None:
    async with visiting("phone") as visit:
        await visit.set_network(mobile=True)
        await open_album(visit.page, code["url"])
        await expect(visit.page.locator(".tile img:not([data-loaded])")).to_have_count(0)

        assert await visit.layout_shift() == 0


async def test_a_photo_that_is_not_there_yet_shows_what_it_will_look_like(visiting: Visiting, code: Answer) -> None:
    async with visiting() as visit:
        await visit.page.route("**/thumbnail?*", lambda route: asyncio.sleep(0))
        await visit.page.goto(code["url"])
        await visit.page.wait_for_function(
            """() => {
              const canvas = document.querySelector('.tile[data-index="0"] canvas');
              if (!canvas || canvas.width === 1) return false;
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              const pixels = Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 4).join());
              return new Set(pixels).size > 20;
            }"""
        )


async def test_the_button_names_what_it_will_download(visiting: Visiting, code: Answer) -> None:
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        download = visit.page.locator(".download")
        await expect(download).to_contain_text(f"Download all ({PHOTOS}, ")
        await tile(visit.page, 2).hover()
        await tile(visit.page, 2).get_by_role("checkbox").click()
        await expect(download).to_contain_text("Download 1 selected (")


async def test_a_mouse_selects_by_the_hovered_box_and_a_row_of_photos_with_shift(
    visiting: Visiting, code: Answer
) -> None:
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        await tile(visit.page, 1).hover()
        await tile(visit.page, 1).get_by_role("checkbox").click()
        await opening(visit.page, 5).click(modifiers=["Shift"])
        assert await selected(visit.page) == [1, 2, 3, 4, 5]

        await opening(visit.page, 3).click()
        assert await selected(visit.page) == [1, 2, 4, 5]
        await visit.page.keyboard.press("Control+a")
        assert len(await selected(visit.page)) == await visit.page.locator(".tile").count()
        await visit.page.keyboard.press("Escape")
        assert await selected(visit.page) == []


Touch = Callable[..., Awaitable[None]]
"""Kind of the event, and where on the screen."""


async def finger(page: Page) -> Touch:
    network = await page.context.new_cdp_session(page)

    async def touch(kind: str, x: float = 0, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        await network.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return touch


async def drag(page: Page, touch: Touch, first: int, last: int, *, meanwhile: Awaitable[None] | None = None) -> None:
    """From a photo that is pressed long to another; `meanwhile` is waited for before the finger moves."""
    start, end = [await tile(page, number).bounding_box() for number in (first, last)]
    assert start
    assert end
    await touch("touchStart", start["x"] + 30, start["y"] + 30)
    await expect(tile(page, first)).to_have_attribute("data-selected", "true")
    if meanwhile:
        await meanwhile
    for step in range(1, 6):
        await touch("touchMove", *(start[at] + 30 + (end[at] - start[at]) * step / 5 for at in ("x", "y")))
    await touch("touchEnd")


async def test_a_finger_selects_by_a_long_press_and_a_drag_and_a_swipe_still_scrolls(
    visiting: Visiting, code: Answer
) -> None:
    async with visiting("phone") as visit:
        await open_album(visit.page, code["url"])
        touch = await finger(visit.page)
        await drag(visit.page, touch, 1, 6)
        await expect(visit.page.locator(".tile[data-selected]")).to_have_count(6)
        assert await selected(visit.page) == [1, 2, 3, 4, 5, 6]
        assert await visit.page.evaluate("() => scrollY") == 0

        await opening(visit.page, 2).tap()
        assert await selected(visit.page) == [1, 3, 4, 5, 6]
        await touch("touchStart", 200, 600)
        for step in range(1, 9):
            await touch("touchMove", 200, 600 - 40 * step)
        await touch("touchEnd")
        await visit.page.wait_for_function("() => scrollY > 100")
        assert await selected(visit.page) == [1, 3, 4, 5, 6]


async def test_a_drag_goes_on_when_the_photo_under_the_finger_arrives(visiting: Visiting, code: Answer) -> None:
    async with visiting("phone") as visit:
        arrive = asyncio.Event()

        async def hold(route: Route) -> None:
            await arrive.wait()
            await route.continue_()

        async def arrived() -> None:
            arrive.set()
            await expect(tile(visit.page, 1).locator("canvas")).to_have_count(0)

        await visit.page.route("**/thumbnail?*", hold)
        await visit.page.goto(code["url"])
        await expect(tile(visit.page, 6).locator("canvas")).to_be_visible()
        await drag(visit.page, await finger(visit.page), 1, 6, meanwhile=arrived())
        await expect(visit.page.locator(".tile[data-selected]")).to_have_count(6)


async def test_keys_walk_the_grid_select_and_open(visiting: Visiting, code: Answer) -> None:
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        await opening(visit.page, 0).focus()
        press = visit.page.keyboard.press
        await press("ArrowRight")
        await expect(opening(visit.page, 1)).to_be_focused()
        await press("ArrowDown")
        below = int(await visit.page.evaluate("() => document.activeElement.closest('[data-index]').dataset.index"))
        assert below > 1
        await press("ArrowUp")
        await press("Home")
        await press(" ")
        await press("Shift+ArrowRight")
        await press("Shift+ArrowRight")
        assert await selected(visit.page) == [0, 1, 2]
        await press("End")
        await expect(opening(visit.page, PHOTOS - 1)).to_be_focused()
        await press("Enter")
        await expect(visit.page.get_by_role("dialog")).to_be_visible()
        await press("Escape")
        await expect(visit.page.get_by_role("dialog")).to_have_count(0)
        await expect(opening(visit.page, PHOTOS - 1)).to_be_focused()


async def test_only_one_photo_of_the_grid_is_a_stop_of_the_tab_key(visiting: Visiting, code: Answer) -> None:
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        assert await visit.page.locator('.grid [tabindex="0"]').count() == 1


async def test_the_large_view_steps_selects_and_closes_by_keys_and_by_back(visiting: Visiting, code: Answer) -> None:
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        await opening(visit.page, 3).click()
        dialog = visit.page.get_by_role("dialog", name="Photo")
        await expect(dialog).to_contain_text(f"4 / {PHOTOS}")
        await expect(dialog.get_by_role("button", name="Select")).to_have_attribute("aria-pressed", "false")
        await visit.page.keyboard.press("ArrowRight")
        await expect(dialog).to_contain_text(f"5 / {PHOTOS}")
        await visit.page.keyboard.press(" ")
        await expect(dialog.get_by_role("button", name="Select")).to_have_attribute("aria-pressed", "true")
        await visit.page.go_back()
        await expect(dialog).to_have_count(0)
        assert await selected(visit.page) == [4]
        await expect(visit.page.get_by_role("heading", name="An Afternoon")).to_be_attached()


async def test_a_swipe_goes_to_the_next_photo(visiting: Visiting, code: Answer) -> None:
    async with visiting("phone") as visit:
        # While it opens by an animation it takes no finger.
        await visit.page.emulate_media(reduced_motion="reduce")
        await open_album(visit.page, code["url"])
        await opening(visit.page, 0).tap()
        dialog = visit.page.get_by_role("dialog", name="Photo")
        await expect(dialog).to_contain_text(f"1 / {PHOTOS}")
        await visit.page.wait_for_selector(".pswp--ui-visible")
        network = await visit.page.context.new_cdp_session(visit.page)
        for kind, x in [
            ("touchStart", 350),
            *(("touchMove", 350 - 30 * step) for step in range(1, 10)),
            ("touchEnd", 0),
        ]:
            points = [] if kind == "touchEnd" else [{"x": x, "y": 400}]
            await network.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        await expect(dialog).to_contain_text(f"2 / {PHOTOS}")


async def test_addresses_that_have_ended_are_renewed_in_silence(visiting: Visiting, code: Answer) -> None:
    """Storage refuses each first address, as it does after an hour; the album asks for others."""
    refused: set[str] = set()
    asked: list[str] = []

    async def refuse_once(route: Route) -> None:
        path = route.request.url.split("?")[0]
        if path in refused:
            await route.continue_()
            return
        refused.add(path)
        await route.fulfill(status=403, body="<Error/>", content_type="application/xml")

    async with visiting() as visit:
        visit.expect("403")
        await visit.page.route("**/thumbnail?*", refuse_once)
        visit.page.on("request", lambda request: asked.append(request.url))
        await open_album(visit.page, code["url"])
        await expect(visit.page.locator(".tile img[data-loaded]")).to_have_count(
            await visit.page.locator(".tile").count()
        )
        assert await visit.page.locator(".tile img[data-loaded]").count() > 10
        assert sum(url.endswith("/graphql") for url in asked) <= 4, "one question renews a whole page"


async def test_a_photo_that_stays_broken_can_be_asked_for_again(visiting: Visiting, code: Answer) -> None:
    async with visiting() as visit:
        visit.expect("404")
        await visit.page.route("**/IMG_0001.jpg/thumbnail?*", lambda route: route.fulfill(status=404))
        await open_album(visit.page, code["url"])
        broken = visit.page.get_by_role("button", name="Load IMG_0001.jpg again")
        await expect(broken).to_be_visible()
        await visit.page.unroute("**/IMG_0001.jpg/thumbnail?*")
        await broken.click()
        await expect(tile(visit.page, 1).locator("img[data-loaded]")).to_be_visible()


async def test_offline_the_loaded_photos_stay_and_a_banner_says_so(visiting: Visiting, code: Answer) -> None:
    async with visiting("phone") as visit:
        visit.expect(*OFFLINE)
        await open_album(visit.page, code["url"])
        await visit.set_network(offline=True)
        banner = visit.page.get_by_text("You are offline. The photos that are loaded stay here.")
        await expect(banner).to_be_visible()
        await expect(visit.page.locator(".tile img[data-loaded]").first).to_be_visible()
        await visit.set_network()
        await expect(banner).to_have_count(0)


async def test_an_empty_album_says_so_and_shows_photos_as_soon_as_they_come(visiting: Visiting, scene: Scene) -> None:
    event = await scene.event("Soon", pictures(1))
    code = await scene.code(event, "Waiting", [])
    async with visiting() as visit:
        await visit.page.goto(code["url"])
        await expect(visit.page.get_by_text("No photos yet")).to_be_visible()
        await scene.photographer.ask(
            "UpdateAccessCode",
            input={
                "eventId": event.event_id,
                "accessCode": code["accessCode"],
                "addPhotoIds": list(event.ids.values()),
            },
        )
        await look_again(visit.page)
        await expect(visit.page.locator(".tile img[data-loaded]")).to_have_count(1)


async def test_a_code_that_is_revoked_while_the_album_is_open_leads_back_to_the_code(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    code = await scene.code(event, "Revoked soon")
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        await scene.revoke(event, code)
        await look_again(visit.page)
        await expect(visit.page.get_by_text("This code no longer opens the album.")).to_be_visible()
        await expect(visit.page.locator(".tile")).to_have_count(0)
        await visit.page.reload()
        await expect(visit.page.get_by_label("Access code")).to_have_value("")


async def test_an_event_that_ends_while_it_is_open_takes_its_photos_away_and_a_later_visit_says_when(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("Over", pictures(1))
    code = await scene.code(event, "Late")
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        scene.end(event)
        await look_again(visit.page)
        await expect(visit.page.get_by_role("heading", name="These photos are deleted")).to_be_visible()
        await expect(visit.page.locator(".tile")).to_have_count(0)

    async with visiting() as visit:
        pocket = {"codes": [], "expiresAt": "2026-06-20T12:00:00.000Z"}
        await visit.page.goto(f"{scene.origin}/{event.public_url}")
        await visit.page.evaluate(
            "([name, pocket]) => localStorage.setItem(name, JSON.stringify(pocket))",
            [f"imgsh.codes.{event.public_url}", pocket],
        )
        refusal = {"code": "EVENT_EXPIRED", "message": "This event has ended and its photos are deleted."}
        payload = {"viewerToken": None, "album": None, "userErrors": [refusal]}
        body = json.dumps({"data": {"redeemAccessCode": payload}})
        await visit.page.route("**/graphql", lambda route: route.fulfill(body=body, content_type="application/json"))
        await visit.page.goto(code["url"])
        await expect(visit.page.get_by_text("They were deleted on 20 June 2026")).to_be_visible()


async def test_a_device_that_had_the_album_says_when_it_was_deleted_though_its_code_is_unknown_by_then(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("Long over", pictures(1))
    code = await scene.code(event, "Late")
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        await scene.photographer.ask("DeleteEvent", input={"eventId": event.event_id})
        await visit.page.evaluate(
            """name => {
              const pocket = JSON.parse(localStorage.getItem(name));
              localStorage.setItem(name, JSON.stringify({ ...pocket, expiresAt: "2026-06-20T12:00:00.000Z" }));
            }""",
            f"imgsh.codes.{event.public_url}",
        )
        for address in (code["url"], f"{scene.origin}/{event.public_url}", code["url"]):
            await visit.page.goto("about:blank")
            await visit.page.goto(address)
            await expect(visit.page.get_by_text("They were deleted on 20 June 2026")).to_be_visible()
        await visit.page.get_by_role("button", name="Enter another code").click()
        await expect(visit.page.get_by_label("Access code")).to_be_focused()


async def test_in_the_last_hour_each_second_counts_whatever_the_clock_of_the_device_says(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("An hour", pictures(1))
    await scene.photographer.ask("UpdateEvent", input={"eventId": event.event_id, "secondsToLive": 3600})
    code = await scene.code(event, "Quick")
    async with visiting() as visit:
        await visit.page.add_init_script("const real = Date.now; Date.now = () => real() + 3 * 86400 * 1000;")
        await open_album(visit.page, code["url"])
        countdown = visit.page.locator(".countdown")
        await expect(countdown).to_contain_text("Deleted in 5")
        await expect(countdown).to_have_attribute("data-urgency", "hour")
        before = await countdown.inner_text()
        await expect(countdown).not_to_have_text(before)


async def test_of_many_photos_only_those_near_the_screen_are_in_the_document(visiting: Visiting, scene: Scene) -> None:
    event = await scene.event("Many", pictures(120))
    code = await scene.code(event, "All of them")
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        await expect(visit.page.locator(".download")).to_contain_text("Download all (120, ")
        counts = [await visit.page.locator(".tile").count()]
        for _ in range(4):
            await visit.page.mouse.wheel(0, 1500)
            await expect(visit.page.locator(".tile img[data-loaded]").first).to_be_visible()
            counts.append(await visit.page.locator(".tile").count())
        assert max(counts) < 60
        # The rest of the list is read after the first screen is there; keys walk what has been read.
        await visit.page.wait_for_function(
            """() => {
              scrollTo(0, document.body.scrollHeight);
              return document.querySelector('.tile[data-index="119"]');
            }"""
        )
        await visit.page.locator(".grid [tabindex='0']").focus()
        await visit.page.keyboard.press("End")
        await expect(opening(visit.page, 119)).to_be_focused()
        await expect(tile(visit.page, 119)).to_have_attribute("aria-posinset", "120")
        assert await visit.layout_shift() == 0
