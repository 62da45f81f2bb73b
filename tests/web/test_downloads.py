"""Saving photos: one by its attachment, several as a ZIP, a few by the phone's share sheet."""

from __future__ import annotations

import re
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Download, Page, Route, expect

from tests.user_journey import Picture, Uploaded
from tests.web.conftest import Visiting
from tests.web.saved_downloads import WITHOUT_SERVICE_WORKERS, dock, downloaded, unzipped
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHOTOS = pictures(14)
BODIES = {photo.filename: photo.body for photo in PHOTOS}
SHARE = """
  window.shared = [];
  navigator.canShare = data => data.files.length > 0;
  navigator.share = async ({ files }) => {
    if (!navigator.userActivation.isActive) throw new DOMException("", "NotAllowedError");
    window.shared.push(...await Promise.all(files.map(async file => [file.name, file.type, file.size])));
  };
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    return await scene.event("Ours: 花見 / 2026", PHOTOS)


async def open_album(page: Page, url: str) -> None:
    await page.goto(url)
    await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()
    await expect(page.locator(".download")).to_contain_text(f"({len(PHOTOS)}, ")


async def select(page: Page, *numbers: int) -> None:
    await page.get_by_role("button", name="Select", exact=True).click()
    for number in numbers:
        await page.locator(f'.tile[data-index="{number}"] .tile-open').click()


async def count_of(scene: Scene, event: Uploaded, label: str) -> int:
    downloads: int = (await scene.code_of(event, label))["downloadCount"]
    return downloads


async def test_one_photo_is_saved_under_its_name_byte_by_byte_and_is_counted(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    code = await scene.code(event, "One")
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        await visit.page.locator('.tile[data-index="2"] .tile-open').click()
        saving = visit.page.get_by_role("dialog").get_by_role("button", name="Download")
        await visit.page.wait_for_selector(".pswp--ui-visible")
        download = await downloaded(visit.page, saving)

        assert download.suggested_filename == "IMG_0002.jpg"
        assert (await download.path()).read_bytes() == BODIES["IMG_0002.jpg"]
        await expect_count(scene, event, "One", 1)


async def expect_count(scene: Scene, event: Uploaded, label: str, count: int) -> None:
    for _ in range(50):
        if await count_of(scene, event, label) == count:
            return
    assert await count_of(scene, event, label) == count


async def test_everything_comes_as_one_zip_that_is_whole_and_is_counted(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    code = await scene.code(event, "All")
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        download = await downloaded(visit.page, visit.page.locator(".download"))

        assert download.suggested_filename == "Ours 花見 2026.zip"
        assert await unzipped(download) == BODIES
        await expect(dock(visit.page)).to_contain_text("14 photos saved")
        await expect_count(scene, event, "All", 14)
        await expect(visit.page.get_by_role("heading", name="Ours")).to_be_visible()


async def test_on_a_phone_how_far_it_is_stands_above_the_button(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    code = await scene.code(event, "Above")
    async with visiting("phone") as visit:
        await open_album(visit.page, code["url"])
        await downloaded(visit.page, visit.page.locator(".download"))
        await expect(dock(visit.page)).to_contain_text("14 photos saved")
        above, below = await dock(visit.page).bounding_box(), await visit.page.locator(".download").bounding_box()
        assert above and below and above["y"] + above["height"] <= below["y"]


async def test_what_is_selected_and_nothing_else_comes(visiting: Visiting, scene: Scene, event: Uploaded) -> None:
    code = await scene.code(event, "Some")
    async with visiting() as visit:
        await open_album(visit.page, code["url"])
        await select(visit.page, 1, 3)
        download = await downloaded(visit.page, visit.page.locator(".download"))

        assert await unzipped(download) == {name: BODIES[name] for name in ("IMG_0001.jpg", "IMG_0003.jpg")}
        await expect_count(scene, event, "Some", 2)


async def test_a_zip_survives_an_address_that_has_ended_and_a_connection_that_breaks(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    code = await scene.code(event, "Bumpy")
    met: set[str] = set()
    original = "**/imgsh-originals/**"

    async def stumble(route: Route) -> None:
        """The first photo's address is refused, and the second's connection breaks, once each."""
        name = route.request.url.split("?")[0].rsplit("/", 1)[1]
        if name in met or name not in ("IMG_0000.jpg", "IMG_0001.jpg"):
            await route.continue_()
            return
        met.add(name)
        if name == "IMG_0000.jpg":
            await route.fulfill(status=403, headers={"access-control-allow-origin": scene.origin})
        else:
            await route.abort("connectionreset")

    async with visiting() as visit:
        visit.expect("403", "ERR_CONNECTION_RESET")
        await visit.page.context.route(original, stumble)
        await open_album(visit.page, code["url"])
        download = await downloaded(visit.page, visit.page.locator(".download"))

        assert await unzipped(download) == BODIES
        assert met == {"IMG_0000.jpg", "IMG_0001.jpg"}


async def test_how_far_it_is_is_shown_and_it_can_be_cancelled(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    code = await scene.code(event, "Slow")

    async def never(route: Route) -> None:
        if "IMG_0009" not in route.request.url:
            await route.continue_()

    async with visiting() as visit:
        await visit.page.context.route("**/imgsh-originals/**", never)
        await open_album(visit.page, code["url"])
        async with visit.page.expect_download() as coming:
            await visit.page.locator(".download").click()
        await expect(dock(visit.page)).to_contain_text("Saving 14 photos")
        await expect(dock(visit.page)).to_contain_text("9 of 14")
        await dock(visit.page).get_by_role("button", name="Cancel").click()
        await expect(dock(visit.page)).to_be_hidden()
        assert await (await coming.value).failure()
        assert await count_of(scene, event, "Slow") == 0


async def shared(page: Page) -> list[Any]:
    found: list[Any] = await page.evaluate("() => window.shared")
    return found


async def test_on_a_phone_a_few_photos_go_through_the_share_sheet(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    code = await scene.code(event, "Phone")
    async with visiting("phone") as visit:
        await visit.page.add_init_script(SHARE)
        await open_album(visit.page, code["url"])
        await select(visit.page, 0, 5)
        await visit.page.locator(".download").tap()
        await expect(dock(visit.page)).to_contain_text("2 photos are ready")
        await dock(visit.page).get_by_role("button", name="Save on this device").tap()

        await expect(dock(visit.page)).to_contain_text("2 photos saved")
        expected = [[name, "image/jpeg", len(BODIES[name])] for name in ("IMG_0000.jpg", "IMG_0005.jpg")]
        assert await shared(visit.page) == expected
        await expect_count(scene, event, "Phone", 2)


CALLED_LIKE_PROGRAMS = dict(zip(("photo.jpg", "photo.jpg.exe", "polyglot.hta"), PHOTOS, strict=False))
SAVED_AS = {"photo.jpg": "photo.jpg", "photo.jpg.exe": "photo (2).jpg", "polyglot.hta": "polyglot.jpg"}


async def test_photos_that_are_called_like_programs_are_saved_as_photos(visiting: Visiting, scene: Scene) -> None:
    """B7: by the attachment, in the ZIPs of the browser and of the service, and by the share sheet."""
    named = [Picture(name, picture.body) for name, picture in CALLED_LIKE_PROGRAMS.items()]
    programs = await scene.event("Programs", named)
    code = await scene.code(programs, "Guests")
    bodies = {SAVED_AS[picture.filename]: picture.body for picture in named}
    async with visiting() as visit:
        await visit.page.goto(code["url"])
        await expect(visit.page.locator(".tile img[data-loaded]").first).to_be_visible()
        assert await unzipped(await downloaded(visit.page, visit.page.locator(".download"))) == bodies
        await select(visit.page, 2)
        one = await downloaded(visit.page, visit.page.locator(".download"))
        assert one.suggested_filename == "polyglot.jpg"
    async with visiting() as visit:
        await visit.page.add_init_script(WITHOUT_SERVICE_WORKERS)
        await visit.page.goto(code["url"])
        await expect(visit.page.locator(".tile img[data-loaded]").first).to_be_visible()
        assert await unzipped(await downloaded(visit.page, visit.page.locator(".download"))) == bodies
    async with visiting("phone") as visit:
        await visit.page.add_init_script(SHARE)
        await visit.page.goto(code["url"])
        await expect(visit.page.locator(".tile img[data-loaded]").first).to_be_visible()
        await visit.page.locator(".download").tap()
        await dock(visit.page).get_by_role("button", name="Save on this device").tap()
        await expect(dock(visit.page)).to_contain_text("3 photos saved")
        assert [name for name, *_ in await shared(visit.page)] == list(bodies)


async def test_on_a_phone_many_photos_come_as_a_zip(visiting: Visiting, scene: Scene, event: Uploaded) -> None:
    code = await scene.code(event, "Phone, all")
    async with visiting("phone") as visit:
        await visit.page.add_init_script(SHARE)
        await open_album(visit.page, code["url"])
        download = await downloaded(visit.page, visit.page.locator(".download"))
        assert await unzipped(download) == BODIES


async def test_a_share_that_breaks_off_can_be_tried_again(visiting: Visiting, scene: Scene, event: Uploaded) -> None:
    code = await scene.code(event, "Phone, twice")
    async with visiting("phone") as visit:
        visit.expect("Failed to load resource")
        await visit.page.add_init_script(SHARE)
        await visit.page.route("**/imgsh-originals/**", lambda route: route.abort(), times=1)
        await open_album(visit.page, code["url"])
        await select(visit.page, 0)
        await visit.page.locator(".download").tap()
        await expect(dock(visit.page)).to_contain_text("The download was interrupted.")
        await dock(visit.page).get_by_role("button", name="Try again").tap()
        await expect(dock(visit.page)).to_contain_text("1 photo is ready")


async def test_where_the_browser_can_make_no_zip_the_service_does_and_it_is_counted(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    code = await scene.code(event, "Old browser")
    async with visiting() as visit:
        await visit.page.add_init_script(WITHOUT_SERVICE_WORKERS)
        await open_album(visit.page, code["url"])
        download = await downloaded(visit.page, visit.page.locator(".download"))

        assert download.suggested_filename == "Ours_ 花見 _ 2026 - Old browser.zip"
        assert await unzipped(download) == BODIES
        await expect(dock(visit.page)).to_contain_text(re.compile(r"The ZIP \(.+ MB\) is ready"))
        await expect_count(scene, event, "Old browser", 14)
        again = await downloaded(visit.page, dock(visit.page).get_by_role("button", name="Download again"))
        assert await unzipped(again) == BODIES
        await expect_count(scene, event, "Old browser", 14)


async def test_photos_of_several_codes_come_as_a_zip_of_each(visiting: Visiting, scene: Scene, event: Uploaded) -> None:
    names = sorted(BODIES)
    codes = [await scene.code(event, "Left", names[:3]), await scene.code(event, "Right", names[2:5])]
    async with visiting() as visit:
        page = visit.page
        await page.add_init_script(WITHOUT_SERVICE_WORKERS)
        downloads: list[Download] = []

        def keep(download: Download) -> None:
            downloads.append(download)

        page.on("download", keep)
        for code in codes:
            await page.goto(code["url"])
            await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()
        await expect(page.locator(".download")).to_contain_text("(5, ")
        # The page says that they are ready before the browser has begun each of them.
        async with page.expect_download(lambda _: len(downloads) == len(codes)):
            await page.locator(".download").click()
        await expect(dock(page)).to_contain_text("is ready")
        contents = [await unzipped(download) for download in downloads]
        assert sorted(len(content) for content in contents) == [2, 3]
        assert {name: body for content in contents for name, body in content.items()} == {
            name: BODIES[name] for name in names[:5]
        }
