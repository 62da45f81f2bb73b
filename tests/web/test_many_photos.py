"""An event with more photos than one answer holds, in the photographer's hands and in a viewer's."""

from __future__ import annotations

import asyncio
import re

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from tests.photo_files import photographs
from tests.user_journey import Picture, Uploaded
from tests.web import photographer_page
from tests.web.conftest import Visiting, scene_named
from tests.web.scenes import Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "prolific"
PHOTOS = 130


scene = scene_named(NAME)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    small = photographs(PHOTOS, (150, 100))
    return await scene.event("Three cards full", [Picture(each.filename, each.body) for each in small])


async def show_place(page: Page, place: int) -> None:
    """Scrolls until the photo is in the document."""
    tile = page.locator(f'.tile[data-index="{place}"]')
    while not await tile.count():
        await page.mouse.wheel(0, 600)
        await page.evaluate("() => new Promise(requestAnimationFrame)")
    await tile.scroll_into_view_if_needed()


async def hold_second_answer(page: Page) -> asyncio.Event:
    """What is not in the first answer comes only once the event is set."""
    may_go_on = asyncio.Event()

    async def hold(route: Route) -> None:
        if re.search(r'"after":\s*"', route.request.post_data or ""):
            await may_go_on.wait()
        await route.fallback()

    await page.route("**/graphql", hold)
    return may_go_on


async def test_everything_is_selected_also_what_is_not_read_yet(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    async with visiting() as visit:
        page = visit.page
        may_go_on = await hold_second_answer(page)
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await expect(page.locator(".tile").first).to_be_visible()
        await page.get_by_role("button", name="Select", exact=True).click()
        await page.get_by_role("button", name="Select all").click()
        may_go_on.set()
        await expect(page.get_by_text(f"{PHOTOS} selected")).to_be_visible()
        await expect(page.get_by_role("button", name=f"Download {PHOTOS} (")).to_be_visible()


async def test_a_viewer_selects_everything_also_what_is_not_read_yet(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    code = await scene.code(event, "Everybody")
    async with visiting() as visit:
        page = visit.page
        may_go_on = await hold_second_answer(page)
        await page.goto(code["url"])
        await page.get_by_role("button", name="Select", exact=True).click()
        await page.get_by_role("button", name="Select all").click()
        may_go_on.set()
        await expect(page.get_by_role("button", name=f"Download {PHOTOS} selected")).to_be_visible()
    await scene.revoke(event, code)


async def test_a_range_from_the_first_press_to_one_with_shift_far_below_gets_a_code(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await photographer_page.select(page, ["IMG_0010.jpg"])
        await show_place(page, 119)
        await page.locator('.tile[data-index="119"] .tile-open').click(modifiers=["Shift"])
        await expect(page.get_by_text("110 selected")).to_be_visible()
        await page.get_by_role("button", name="Create a code").click()
        await page.get_by_label("Who is this for?").fill("The second card")
        await page.get_by_role("dialog").get_by_role("button", name="Create a code").click()
        await expect(page.get_by_role("dialog")).to_contain_text("110 photos")
        await photographer_page.close_sheet(page)
        await expect(page.get_by_role("button", name="Unassigned 20")).to_be_visible()
    assert (await scene.code_of(event, "The second card"))["photoCount"] == 110
