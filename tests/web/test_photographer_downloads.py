"""The photographer gets the originals back: one, some, or all of an event."""

from __future__ import annotations

import re

import pytest
import pytest_asyncio
from playwright.async_api import Route, expect

from media.location.jpeg_structure import MAX_SEGMENTS
from tests.media.still_files import jpeg_with, segment
from tests.user_journey import Picture, Uploaded
from tests.web import photographer_page
from tests.web.conftest import Visiting, scene_named
from tests.web.saved_downloads import WITHOUT_SERVICE_WORKERS, dock, downloaded, save_dialog, unzipped
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "keeper"
PHOTOS = pictures(9)
BODIES = {photo.filename: photo.body for photo in PHOTOS}


scene = scene_named(NAME)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    return await scene.event("To keep", PHOTOS)


async def test_a_photo_is_saved_from_the_large_view(visiting: Visiting, scene: Scene, event: Uploaded) -> None:
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await page.locator('.tile[data-index="2"] .tile-open').click()
        await page.wait_for_selector(".pswp--ui-visible")
        download = await downloaded(page, page.get_by_role("dialog").get_by_role("button", name="Download"))
        assert download.suggested_filename == "IMG_0002.jpg"
        assert (await download.path()).read_bytes() == BODIES["IMG_0002.jpg"]


async def test_what_is_selected_comes_as_a_zip_and_the_button_names_it(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    chosen = ["IMG_0001.jpg", "IMG_0004.jpg"]
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await photographer_page.select(page, chosen)
        selection = page.get_by_role("region", name="Selection")
        download = await downloaded(page, selection.get_by_role("button", name=re.compile(r"^Download 2 \(.+B\)$")))
        assert await unzipped(download) == {name: BODIES[name] for name in chosen}


async def test_a_large_event_is_made_into_a_zip_by_the_service_while_the_page_tells_how_far_it_is(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    unanswered = 2

    async def stay_silent(route: Route) -> None:
        """The page must not give up when nobody answers for a while."""
        nonlocal unanswered
        if "query Archive(" in (route.request.post_data or "") and unanswered:
            unanswered -= 1
            await route.abort("connectionreset")
        else:
            await route.fallback()

    async with visiting() as visit:
        visit.expect("ERR_CONNECTION_RESET")
        page = visit.page
        await page.add_init_script(WITHOUT_SERVICE_WORKERS)
        await page.route("**/graphql", stay_silent)
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        button = page.get_by_role("button", name=re.compile(r"^Download 9 \("))
        async with page.expect_download() as coming:
            await button.click()
            await expect(dock(page)).to_contain_text("Preparing 9 photos")
            await expect(dock(page)).to_contain_text("You can leave this page")
        download = await coming.value
        assert download.suggested_filename == "To keep.zip"
        assert await unzipped(download) == BODIES
        megabytes = f"{(await download.path()).stat().st_size / 1e6:.1f}".removesuffix(".0")
        await expect(dock(page)).to_contain_text(f"The ZIP ({megabytes} MB) is ready")
        await dock(page).get_by_role("button", name="Close").click()
        await expect(dock(page)).to_be_hidden()


async def test_a_download_that_the_service_refuses_says_why_and_may_be_tried_again(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("In a hurry", pictures(3))
    async with visiting() as visit:
        page = visit.page
        await page.add_init_script(WITHOUT_SERVICE_WORKERS)
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await expect(page.locator(".tile")).to_have_count(3)
        gone = [event.ids["IMG_0001.jpg"]]
        await scene.photographer.ask("DeletePhotos", input={"eventId": event.event_id, "photoIds": gone})
        await photographer_page.select(page, ["IMG_0000.jpg", "IMG_0001.jpg"])
        await page.get_by_role("button", name=re.compile(r"^Download 2 \(")).click()
        await expect(dock(page)).to_contain_text("This no longer exists.")
        await expect(dock(page).get_by_role("button", name="Try again")).to_be_visible()


async def test_a_file_whose_place_can_not_be_removed_is_told_to_both_sides_and_not_offered(
    visiting: Visiting, scene: Scene
) -> None:
    """Issue 11 A6: more comments than any program writes, so that nobody can say what is in them."""
    strange = jpeg_with(*[segment(0xFE, b"x")] * (MAX_SEGMENTS + 1))
    cake = PHOTOS[0]
    event = await scene.event("Somewhere", [cake, Picture("strange.jpg", strange)])
    code = await scene.code(event, "Guest")
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await expect(page.locator(".badge-note")).to_have_count(1)
        await expect(page.locator(".badge-note")).to_contain_text("Guests get only the preview")
    async with visiting() as visit:
        page = visit.page
        await page.goto(code["url"])
        await expect(page.locator(".tile img[data-loaded]")).to_have_count(2)
        await page.locator(".download").click()
        await expect(save_dialog(page)).to_contain_text("1 file can't be saved")
        download = await downloaded(page, save_dialog(page).get_by_role("button", name="Download"))
        assert (await download.path()).read_bytes() == cake.body
