"""The large view, and downloads."""

from __future__ import annotations

from playwright.async_api import Page, Route, expect

from tests.web.album import ORIGINALS, PREVIEWS
from tests.web.browser import Visit
from tests.web.saved_downloads import ANDROID, INSTAGRAM, become, become_iphone, save_dialog, start_zip
from tests.web.viewer_states.album import selecting
from tests.web.viewer_states.stage import Stage, State, never, show_album

LARGE_PHOTOS = """
  const json = Response.prototype.json;
  Response.prototype.json = async function () {
    return JSON.parse(JSON.stringify(await json.call(this)), (_, value) =>
      value?.preview ? { ...value, width: 10 * value.width, height: 10 * value.height } : value);
  };
"""
"""Makes photos larger than their previews."""


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
    page = await _large(visit, stage.last_day["url"], 0)
    await page.wait_for_function("() => document.querySelector('video')?.readyState >= 1")


async def large_unplayable(visit: Visit, stage: Stage) -> None:
    visit.expect("Failed to load resource")
    await visit.page.route(ORIGINALS, lambda route: route.fulfill(status=415))
    page = await _large(visit, stage.last_day["url"], 0)
    await expect(page.get_by_text("This browser can't play this video.")).to_be_visible()


async def large_broken(visit: Visit, stage: Stage) -> None:
    visit.expect("404")
    await visit.page.context.route(PREVIEWS, lambda route: route.fulfill(status=404))
    page = await _large(visit, stage.code["url"], 3)
    await expect(page.get_by_text("This photo can't be shown right now.").first).to_be_visible()


async def download_running(visit: Visit, stage: Stage) -> None:
    async def stall(route: Route) -> None:
        if "IMG_0009" not in route.request.url:
            await route.continue_()

    page = await show_album(visit, stage.code["url"])
    await page.context.route(ORIGINALS, stall)
    await start_zip(page, page.locator(".download"))
    await expect(page.get_by_role("region", name="Download")).to_contain_text("9 of 24")


async def download_done(visit: Visit, stage: Stage) -> None:
    page = await show_album(visit, stage.code["url"])
    async with page.expect_download() as coming:
        await start_zip(page, page.locator(".download"))
    await (await coming.value).path()
    await expect(page.get_by_role("region", name="Download")).to_contain_text("24 photos saved")


async def _asked(visit: Visit, stage: Stage) -> Page:
    """Selected photos, of which some are larger than their previews."""
    await visit.page.add_init_script(LARGE_PHOTOS)
    await selecting(visit, stage)
    await visit.page.locator(".download").click()
    return visit.page


async def save_desktop(visit: Visit, stage: Stage) -> None:
    page = await _asked(visit, stage)
    await expect(save_dialog(page).get_by_role("button", name="Download as a ZIP")).to_be_visible()


async def save_iphone(visit: Visit, stage: Stage) -> None:
    await become_iphone(visit.page)
    page = await _asked(visit, stage)
    await expect(save_dialog(page)).to_contain_text("In the sheet that opens")


async def save_iphone_loading(visit: Visit, stage: Stage) -> None:
    await become_iphone(visit.page)
    await visit.page.route(ORIGINALS, never)
    page = await _asked(visit, stage)
    await expect(save_dialog(page)).to_contain_text("Loading")


async def save_android(visit: Visit, stage: Stage) -> None:
    await become(visit.page, ANDROID)
    page = await _asked(visit, stage)
    await expect(save_dialog(page).get_by_role("button", name="Download as a ZIP")).to_be_visible()


async def save_in_app(visit: Visit, stage: Stage) -> None:
    await become(visit.page, INSTAGRAM)
    page = await _asked(visit, stage)
    await expect(save_dialog(page).get_by_role("button", name="Copy link")).to_be_visible()


async def save_failed(visit: Visit, stage: Stage) -> None:
    visit.expect("Failed to load resource")
    await become_iphone(visit.page)
    await visit.page.context.route(ORIGINALS, lambda route: route.fulfill(status=500))
    page = await _asked(visit, stage)
    await expect(save_dialog(page)).to_contain_text("The download was interrupted.")


STATES: tuple[State, ...] = (
    large,
    large_video,
    large_unplayable,
    large_broken,
    download_running,
    download_done,
    save_desktop,
    save_iphone,
    save_iphone_loading,
    save_android,
    save_in_app,
    save_failed,
)
