"""The large view, and downloads."""

from __future__ import annotations

from playwright.async_api import Page, Route, expect

from tests.web.browser import Visit
from tests.web.viewer_states.album import selecting
from tests.web.viewer_states.stage import Stage, State, show_album

SHARING = """
  const match = window.matchMedia.bind(window);
  window.matchMedia = query => query.includes("pointer: coarse") ? { matches: true } : match(query);
  navigator.canShare = data => data.files.length > 0;
"""
"""Makes any device one that shares as phones do."""


async def _large(visit: Visit, url: str, number: int) -> Page:
    page = await show_album(visit, url)
    await page.locator(f'.tile[data-index="{number}"] .tile-open').click()
    await expect(page.get_by_role("dialog", name="Photo")).to_be_visible()
    await page.wait_for_function("() => document.querySelector('.pswp--ui-visible')")
    await page.wait_for_function("() => !document.getAnimations().some(each => each instanceof CSSTransition)")
    return page


async def large(visit: Visit, stage: Stage) -> None:
    await _large(visit, stage.code["url"], 3)


async def large_video(visit: Visit, stage: Stage) -> None:
    page = await _large(visit, stage.last_day["url"], 1)
    await page.wait_for_function("() => document.querySelector('video')?.readyState >= 1")


async def large_broken(visit: Visit, stage: Stage) -> None:
    visit.expect("404")
    await visit.page.route("**/preview?*", lambda route: route.fulfill(status=404))
    page = await _large(visit, stage.code["url"], 3)
    await expect(page.get_by_text("This photo can't be shown right now.").first).to_be_visible()


async def download_running(visit: Visit, stage: Stage) -> None:
    async def stall(route: Route) -> None:
        if "IMG_0009" not in route.request.url:
            await route.continue_()

    page = await show_album(visit, stage.code["url"])
    await page.context.route("**/imgsh-originals/**", stall)
    await page.locator(".download").click()
    await expect(page.get_by_role("region", name="Download")).to_contain_text("9 of 24")


async def download_done(visit: Visit, stage: Stage) -> None:
    page = await show_album(visit, stage.code["url"])
    async with page.expect_download() as coming:
        await page.locator(".download").click()
    await (await coming.value).path()
    await expect(page.get_by_role("region", name="Download")).to_contain_text("24 photos saved")


async def _share(visit: Visit, stage: Stage) -> Page:
    await visit.page.add_init_script(SHARING)
    await selecting(visit, stage)
    await visit.page.locator(".download").click()
    return visit.page


async def download_ready(visit: Visit, stage: Stage) -> None:
    page = await _share(visit, stage)
    await expect(page.get_by_role("button", name="Save on this device")).to_be_visible()


async def download_failed(visit: Visit, stage: Stage) -> None:
    visit.expect("Failed to load resource")
    await visit.page.context.route("**/imgsh-originals/**", lambda route: route.fulfill(status=500))
    page = await _share(visit, stage)
    await expect(page.get_by_role("region", name="Download")).to_contain_text("The download was interrupted.")


STATES: tuple[State, ...] = (
    large,
    large_video,
    large_broken,
    download_running,
    download_done,
    download_ready,
    download_failed,
)
