"""An event's photos, those that are selected, the large view and downloads."""

from __future__ import annotations

from playwright.async_api import Route, expect

from tests.user_journey import Picture
from tests.web import photographer_page
from tests.web.browser import Visit
from tests.web.photographer_states.stage import PhotographerStage, PhotographerState
from tests.web.saved_downloads import WITHOUT_SERVICE_WORKERS, start_zip

BROKEN = Picture("IMG_9999.jpg", b"\xff\xd8\xff and nothing more")


async def photos(visit: Visit, on: PhotographerStage) -> None:
    await on.photos(visit)


async def photos_rejected(visit: Visit, on: PhotographerStage) -> None:
    page = await on.photos(visit)
    await photographer_page.choose(page, photographer_page.payloads([BROKEN]))
    await page.get_by_role("button", name="Rejected").click()
    await expect(page.locator(".tile", has_text="IMG_9999").first).to_contain_text("damaged")


async def selecting(visit: Visit, on: PhotographerStage) -> None:
    await on.selecting(visit)


async def photos_deleting(visit: Visit, on: PhotographerStage) -> None:
    page = await on.selecting(visit)
    await page.get_by_role("button", name="Delete these photos").click()
    await expect(page.get_by_role("dialog", name="Delete 3 photos?")).to_be_visible()


async def _download_by_service(visit: Visit, on: PhotographerStage, answer: str) -> None:
    """Photos come as the service's ZIP, which is as far as `answer` says."""

    async def say(route: Route) -> None:
        if "RequestArchive" in (route.request.post_data or ""):
            await route.fulfill(content_type="application/json", body=answer)
        elif "query Archive(" not in (route.request.post_data or ""):
            await route.fallback()

    await visit.page.add_init_script(WITHOUT_SERVICE_WORKERS)
    await visit.page.route("**/graphql", say)
    page = await on.selecting(visit)
    await start_zip(page, page.get_by_role("region", name="Selection").get_by_role("button", name="Download 3"))


async def download_preparing(visit: Visit, on: PhotographerStage) -> None:
    archive = '{"id": "x", "status": "PENDING", "progress": 0.4, "sizeBytes": 4100000000, "url": null}'
    await _download_by_service(
        visit, on, f'{{"data": {{"requestArchive": {{"archive": {archive}, "userErrors": []}}}}}}'
    )
    await expect(visit.page.get_by_text("1.6 GB of 4.1 GB")).to_be_visible()


async def download_refused(visit: Visit, on: PhotographerStage) -> None:
    limited = '{"message": "", "extensions": {"code": "RATE_LIMITED", "retryAfterSeconds": 1800}}'
    await _download_by_service(visit, on, f'{{"data": null, "errors": [{limited}]}}')
    await expect(visit.page.get_by_text("Too many attempts. Try again in 30 min")).to_be_visible()


async def download_handed(visit: Visit, on: PhotographerStage) -> None:
    await visit.page.add_init_script(WITHOUT_SERVICE_WORKERS)
    page = await on.selecting(visit)
    await start_zip(page, page.get_by_role("region", name="Selection").get_by_role("button", name="Download 3"))
    await expect(page.get_by_role("button", name="Download again")).to_be_visible()


async def large(visit: Visit, on: PhotographerStage) -> None:
    page = await on.photos(visit)
    await page.locator('.tile[data-index="3"] .tile-open').click()
    await page.wait_for_function("() => document.querySelector('.pswp--ui-visible')")
    await page.wait_for_function("() => !document.getAnimations().some(each => each instanceof CSSTransition)")


STATES: tuple[PhotographerState, ...] = (
    photos,
    photos_rejected,
    selecting,
    photos_deleting,
    download_preparing,
    download_refused,
    download_handed,
    large,
)
