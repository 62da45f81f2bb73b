"""An album of which only a part is read at first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from tests.user_journey import Answer
from tests.web.album import THUMBNAILS, open_album, opening, selected, tile
from tests.web.conftest import Visiting
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHOTOS = 120


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def code(scene: Scene) -> Answer:
    event = await scene.event("Many pages", pictures(PHOTOS, scale=20))
    return await scene.code(event, "All of them")


@asynccontextmanager
async def without_the_rest(page: Page, url: str) -> AsyncIterator[None]:
    """The album with the focus on its first photo; the answer with the rest of the list waits for the block's end."""
    answer = asyncio.Event()

    async def hold(route: Route) -> None:
        asked: Any = route.request.post_data_json
        if asked["variables"].get("after"):
            await answer.wait()
        await route.continue_()

    await page.route("**/graphql", hold)
    await open_album(page, url)
    await opening(page, 0).focus()
    yield
    assert await tile(page, PHOTOS - 1).count() == 0
    answer.set()


async def test_of_many_photos_only_those_near_the_screen_are_in_the_document(visiting: Visiting, code: Answer) -> None:
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        await expect(visit.page.locator(".download")).to_contain_text(f"Download all ({PHOTOS}, ")
        counts = [await visit.page.locator(".tile").count()]
        for _ in range(4):
            await visit.page.mouse.wheel(0, 1500)
            await expect(visit.page.locator(".tile img[data-loaded]").first).to_be_visible()
            counts.append(await visit.page.locator(".tile").count())
        assert max(counts) < 60
        await visit.page.locator(".grid [tabindex='0']").focus()
        await visit.page.keyboard.press("End")
        await expect(opening(visit.page, PHOTOS - 1)).to_be_focused()
        await expect(tile(visit.page, PHOTOS - 1)).to_have_attribute("aria-posinset", str(PHOTOS))
        assert await visit.layout_shift() == 0


async def test_the_end_key_goes_to_the_last_photo_of_a_list_that_is_still_being_read(
    visiting: Visiting, code: Answer
) -> None:
    async with visiting() as visit:
        async with without_the_rest(visit.page, code["url"]):
            await visit.page.keyboard.press("Shift+End")
        await expect(opening(visit.page, PHOTOS - 1)).to_be_focused()
        await expect(visit.page.get_by_role("status")).to_contain_text([f"{PHOTOS} selected"])


async def test_who_has_gone_elsewhere_meanwhile_stays_there(visiting: Visiting, code: Answer) -> None:
    async with visiting() as visit:
        async with without_the_rest(visit.page, code["url"]):
            await visit.page.keyboard.press("End")
            await visit.page.wait_for_function("() => document.activeElement.closest('.tile')?.dataset.index > 0")
            await visit.page.keyboard.press("Home")
            await expect(opening(visit.page, 0)).to_be_focused()
        await visit.page.keyboard.press("Control+a")
        await expect(visit.page.get_by_role("status")).to_contain_text([f"{PHOTOS} selected"])
        await expect(opening(visit.page, 0)).to_be_focused()


async def test_the_key_that_selects_everything_selects_also_what_is_not_read_yet(
    visiting: Visiting, code: Answer
) -> None:
    async with visiting() as visit:
        async with without_the_rest(visit.page, code["url"]):
            await visit.page.keyboard.press("Control+a")
            assert await selected(visit.page) == []
        await expect(visit.page.get_by_role("status")).to_contain_text([f"{PHOTOS} selected"])


async def test_the_top_rows_pass_what_else_is_on_the_screen(visiting: Visiting, code: Answer) -> None:
    async with visiting() as visit:
        network = await visit.page.context.new_cdp_session(visit.page)
        await network.send("Network.enable")
        priorities: list[str] = []

        def sent(asked: dict[str, Any]) -> None:
            if THUMBNAILS.search(asked["request"]["url"]):
                priorities.append(asked["request"]["initialPriority"])

        network.on("Network.requestWillBeSent", sent)
        await open_album(visit.page, code["url"])
        await expect(visit.page.locator(".tile img[data-loaded]")).not_to_have_count(0)
        assert priorities[:6] == ["High"] * 6
        assert set(priorities[6:]) == {"Low"}
