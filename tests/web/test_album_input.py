"""Photos of an album selected and opened by mouse, finger and keys."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, Route, expect

from tests.user_journey import Answer
from tests.web.album import PHOTOS, THUMBNAILS, open_album, opening, selected, tile
from tests.web.conftest import Visiting

pytestmark = pytest.mark.asyncio(loop_scope="session")


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

        await visit.page.context.route(THUMBNAILS, hold)
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
