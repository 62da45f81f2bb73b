"""An album on the screen: what it shows, and what it does about photos that do not come."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Route, expect

from tests.user_journey import Answer
from tests.web.album import PHOTOS, THUMBNAILS, open_album, thumbnail_of, tile
from tests.web.conftest import Visiting

pytestmark = pytest.mark.asyncio(loop_scope="session")

OFFLINE = ("ERR_INTERNET_DISCONNECTED", "Failed to load resource")


async def test_nothing_moves_while_photos_load_on_a_slow_phone(visiting: Visiting, code: Answer) -> None:
    async with visiting("phone") as visit:
        await visit.set_network(mobile=True)
        await open_album(visit.page, code["url"])
        await expect(visit.page.locator(".tile img:not([data-loaded])")).to_have_count(0)

        assert await visit.layout_shift() == 0


async def test_a_photo_that_is_not_there_yet_shows_what_it_will_look_like(visiting: Visiting, code: Answer) -> None:
    async with visiting() as visit:
        await visit.page.context.route(THUMBNAILS, lambda route: asyncio.sleep(0))
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
        await visit.page.context.route(THUMBNAILS, refuse_once)
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
        await visit.page.context.route(thumbnail_of("IMG_0001.jpg"), lambda route: route.fulfill(status=404))
        await open_album(visit.page, code["url"])
        broken = visit.page.get_by_role("button", name="Reload IMG_0001.jpg")
        await expect(broken).to_be_visible()
        await visit.page.context.unroute(thumbnail_of("IMG_0001.jpg"))
        await broken.click()
        await expect(tile(visit.page, 1).locator("img[data-loaded]")).to_be_visible()


async def test_offline_the_loaded_photos_stay_and_a_banner_says_so(visiting: Visiting, code: Answer) -> None:
    async with visiting("phone") as visit:
        visit.expect(*OFFLINE)
        await open_album(visit.page, code["url"])
        await visit.set_network(offline=True)
        banner = visit.page.get_by_text("You are offline. Photos already loaded stay here.")
        await expect(banner).to_be_visible()
        await expect(visit.page.locator(".tile img[data-loaded]").first).to_be_visible()
        await visit.set_network()
        await expect(banner).to_have_count(0)
