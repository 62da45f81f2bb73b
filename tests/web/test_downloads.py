"""Saving photos: one by its attachment, several as a ZIP, a few by the phone's share sheet."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
import pytest_asyncio
from playwright.async_api import Download, Page, Request, Route, expect

from tests.media.pictures import jpeg
from tests.user_journey import Picture, Uploaded
from tests.web.album import ORIGINALS
from tests.web.conftest import Visiting
from tests.web.saved_downloads import (
    ANDROID,
    INSTAGRAM,
    WITHOUT_SERVICE_WORKERS,
    become,
    become_iphone,
    dock,
    downloaded,
    save_dialog,
    shared,
    unzipped,
)
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHOTOS = pictures(14)
LARGE = Picture("A_LARGE.jpg", jpeg(2400, 1600))
MANY = [LARGE, *pictures(22)]
SAMPLES = Path(__file__).resolve().parents[1] / "media/samples"
TYPES = {"mov": "video/quicktime", "mp4": "video/mp4"}
BODIES = {photo.filename: photo.body for photo in PHOTOS}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    return await scene.event("Ours: 花見 / 2026", PHOTOS)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def many(scene: Scene) -> Uploaded:
    return await scene.event("Many", MANY)


async def open_album(page: Page, url: str, count: int = len(PHOTOS)) -> None:
    await page.goto(url)
    await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()
    await expect(page.locator(".download")).to_contain_text(f"({count}, ")


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

        assert download.suggested_filename == "Ours_ 花見 _ 2026.zip"
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
        await visit.page.locator(".download").tap()
        await downloaded(visit.page, save_dialog(visit.page).get_by_role("button", name="Download as a ZIP"))
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
        await visit.page.context.route(ORIGINALS, stumble)
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
        await visit.page.context.route(ORIGINALS, never)
        await open_album(visit.page, code["url"])
        async with visit.page.expect_download() as coming:
            await visit.page.locator(".download").click()
        await expect(dock(visit.page)).to_contain_text("Saving 14 photos")
        await expect(dock(visit.page)).to_contain_text("9 of 14")
        await dock(visit.page).get_by_role("button", name="Cancel").click()
        await expect(dock(visit.page)).to_be_hidden()
        assert await (await coming.value).failure()
        assert await count_of(scene, event, "Slow") == 0


async def test_an_iphone_saves_to_photos_in_batches_and_every_press_opens_one_sheet(
    visiting: Visiting, scene: Scene, many: Uploaded
) -> None:
    code = await scene.code(many, "iPhone")
    fetched: list[Request] = []

    def note(request: Request) -> None:
        if request.resource_type == "fetch" and ORIGINALS.match(request.url):
            fetched.append(request)

    async with visiting("phone") as visit:
        await become_iphone(visit.page)
        visit.page.on("request", note)
        await open_album(visit.page, code["url"], len(MANY))
        await visit.page.locator(".download").tap()
        for batch in ("1–20 of 23", "21–23 of 23"):
            await expect(save_dialog(visit.page)).to_contain_text("In the sheet that opens, tap")
            await save_dialog(visit.page).get_by_role("button", name=f"Save {batch} to Photos").tap()
        await expect(visit.page.get_by_text("23 photos saved")).to_be_visible()
        await expect(save_dialog(visit.page)).to_be_hidden()

        sheets = await shared(visit.page)
        assert [len(files) for files in sheets] == [20, 3]
        files = {(str(name), size) for sheet in sheets for name, _, size in sheet}
        assert files == {(picture.filename, len(picture.body)) for picture in MANY}
        # What an <img> has left in the browser's cache can't be read by scripts.
        assert [(await each.all_headers()).get("cache-control") for each in fetched] == ["no-cache"] * 23
        await expect_count(scene, many, "iPhone", 23)


async def test_one_some_and_all_are_saved_in_the_size_for_sharing(
    visiting: Visiting, scene: Scene, many: Uploaded
) -> None:
    code = await scene.code(many, "Small")
    small = ["A_LARGE-preview.jpg", "image/jpeg"]
    async with visiting("phone") as visit:
        page = visit.page
        await become_iphone(page)
        await open_album(page, code["url"], len(MANY))
        await page.locator('.tile[data-index="0"] .tile-open').tap()
        await page.wait_for_selector(".pswp--ui-visible")
        await page.get_by_role("dialog", name="Photo", exact=True).get_by_role("button", name="Download").tap()
        await expect(page.get_by_role("dialog", name="Photo", exact=True)).to_contain_text("1 / 23")
        await save_dialog(page).get_by_role("radio", name="For sharing (2048 px)").check()
        await page.keyboard.press("ArrowLeft")
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("dialog", name="Photo", exact=True)).to_contain_text("1 / 23")
        await save_dialog(page).get_by_role("button", name="Save to Photos").tap()
        await expect(page.get_by_text("1 photo saved")).to_be_visible()
        (((name, kind, size_bytes),),) = await shared(page)
        assert [name, kind] == small and int(size_bytes) < len(LARGE.body)
        await page.get_by_role("dialog", name="Photo", exact=True).get_by_role("button", name="Close").tap()

        await page.locator(".download").tap()
        await save_dialog(page).get_by_role("radio", name="For sharing (2048 px)").check()
        archive = await downloaded(page, save_dialog(page).get_by_role("button", name="Download as a ZIP"))
        others = {picture.filename: len(picture.body) for picture in MANY[1:]}
        assert await sizes(archive) == {**others, str(name): size_bytes}
    async with visiting() as visit:
        await open_album(visit.page, code["url"], len(MANY))
        await select(visit.page, 0, 3)
        await visit.page.locator(".download").click()
        await save_dialog(visit.page).get_by_role("radio", name="For sharing (2048 px)").check()
        archive = await downloaded(visit.page, save_dialog(visit.page).get_by_role("button", name="Download as a ZIP"))
        assert await sizes(archive) == {MANY[3].filename: len(MANY[3].body), str(name): size_bytes}


async def sizes(archive: Download) -> dict[str, int]:
    return {name: len(body) for name, body in (await unzipped(archive)).items()}


async def test_android_saves_every_file_at_one_press(visiting: Visiting, scene: Scene, many: Uploaded) -> None:
    code = await scene.code(many, "Android")
    async with visiting("phone") as visit:
        page = visit.page
        downloads: list[Download] = []

        def keep(download: Download) -> None:
            downloads.append(download)

        page.on("download", keep)
        await open_album(page, code["url"], len(MANY))
        await page.locator(".download").tap()
        async with page.expect_download(lambda _: len(downloads) == len(MANY)):
            await save_dialog(page).get_by_role("button", name="Download 23 files").tap()
        assert {each.suggested_filename for each in downloads} == {picture.filename for picture in MANY}
        await expect(page.get_by_text("23 downloads started")).to_be_visible()
        await expect_count(scene, many, "Android", 23)

        await select(page, 0)
        await page.locator(".download").tap()
        await save_dialog(page).get_by_role("radio", name="For sharing (2048 px)").check()
        one = await downloaded(page, save_dialog(page).get_by_role("button", name="Download", exact=True))
        assert one.suggested_filename == "A_LARGE-preview.jpg"


async def test_a_browser_that_can_not_save_tells_the_way_out(visiting: Visiting, scene: Scene, event: Uploaded) -> None:
    code = await scene.code(event, "Inside")
    async with visiting("phone") as visit:
        await become(visit.page, INSTAGRAM)
        await open_album(visit.page, code["url"])
        await visit.page.locator(".download").tap()
        await expect(save_dialog(visit.page)).to_contain_text("Instagram's browser can't save photos.")
        await expect(save_dialog(visit.page)).to_contain_text("Tap ⋯ at the top right, then “Open in Chrome”")
        await visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await save_dialog(visit.page).get_by_role("button", name="Copy link").tap()
        await expect(visit.page.get_by_text("Link copied")).to_be_visible()
        assert quote(event.public_url) in await visit.page.evaluate("() => navigator.clipboard.readText()")
        assert not await visit.violations()


async def test_heic_is_offered_as_jpeg_where_it_may_not_open(visiting: Visiting, scene: Scene) -> None:
    heic = Picture("IMG_0001.HEIC", (SAMPLES / "phone.heic").read_bytes(), "image/heic")
    code = await scene.code(await scene.event("From an iPhone", [heic]), "Android")
    async with visiting("phone") as visit:
        await become(visit.page, ANDROID)
        await open_album(visit.page, code["url"], 1)
        await visit.page.locator(".download").tap()
        await expect(save_dialog(visit.page)).to_contain_text("1 photo is HEIC, which not every app can open.")
        await save_dialog(visit.page).get_by_role("radio", name="For sharing (2048 px)").check()
        await expect(save_dialog(visit.page)).not_to_contain_text("HEIC")
        download = await downloaded(visit.page, save_dialog(visit.page).get_by_role("button", name="Download"))
        assert download.suggested_filename == "IMG_0001-preview.jpg"
        assert (await download.path()).read_bytes().startswith(b"\xff\xd8\xff")


SAVED_AS = {
    "CON.jpg": "_CON.jpg",
    "a:b.jpg": "a_b.jpg",
    "IMG_1.JPG": "IMG_1.JPG",
    "img_1.jpg": "img_1 (2).jpg",
    "n" * 200 + ".jpg": "n" * 95 + ".jpg",
    "photo.jpg": "photo.jpg",
    "photo.jpg.exe": "photo (2).jpg",
    "polyglot.hta": "polyglot.jpg",
}
CALLED_LIKE_PROGRAMS = dict(zip(SAVED_AS, PHOTOS, strict=False))


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
        await select(visit.page, len(named) - 1)
        one = await downloaded(visit.page, visit.page.locator(".download"))
        assert one.suggested_filename == "polyglot.jpg"
    async with visiting() as visit:
        await visit.page.add_init_script(WITHOUT_SERVICE_WORKERS)
        await visit.page.goto(code["url"])
        await expect(visit.page.locator(".tile img[data-loaded]").first).to_be_visible()
        assert await unzipped(await downloaded(visit.page, visit.page.locator(".download"))) == bodies
    async with visiting("phone") as visit:
        await become_iphone(visit.page)
        await visit.page.goto(code["url"])
        await expect(visit.page.locator(".tile img[data-loaded]").first).to_be_visible()
        await visit.page.locator(".download").tap()
        await save_dialog(visit.page).get_by_role("button", name=f"Save {len(named)} to Photos").tap()
        await expect(visit.page.get_by_text(f"{len(named)} photos saved")).to_be_visible()
        assert {name for sheet in await shared(visit.page) for name, *_ in sheet} == set(bodies)


async def test_what_breaks_off_on_an_iphone_can_be_tried_again(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    code = await scene.code(event, "Phone, twice")
    async with visiting("phone") as visit:
        visit.expect("Failed to load resource")
        await become_iphone(visit.page)
        await visit.page.route(ORIGINALS, lambda route: route.abort(), times=1)
        await open_album(visit.page, code["url"])
        await select(visit.page, 0)
        await visit.page.locator(".download").tap()
        await expect(save_dialog(visit.page)).to_contain_text("The download was interrupted.")
        await save_dialog(visit.page).get_by_role("button", name="Try again").tap()
        await save_dialog(visit.page).get_by_role("button", name="Save to Photos").tap()
        await expect(visit.page.get_by_text("1 photo saved")).to_be_visible()
        assert await shared(visit.page) == [[["IMG_0000.jpg", "image/jpeg", len(BODIES["IMG_0000.jpg"])]]]


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


async def test_a_video_that_the_browser_can_not_play_shows_its_poster_a_sentence_and_a_download(
    visiting: Visiting, scene: Scene
) -> None:
    names = ("bright.mov", "camera.mp4", "phone.mov")
    films = [Picture(name, (SAMPLES / name).read_bytes(), TYPES[name[-3:]]) for name in names]
    code = await scene.code(await scene.event("Films", films), "Guests")
    async with visiting() as visit:
        page = visit.page
        visit.expect("400")  # a range beyond the end
        await page.goto(code["url"])
        await expect(page.locator(".tile img[data-loaded]")).to_have_count(len(films))
        large = page.get_by_role("dialog", name="Photo", exact=True)
        slide = large.locator('[aria-hidden="false"]')
        await page.locator('.tile[data-index="0"] .tile-open').click()
        await page.wait_for_selector(".pswp--ui-visible")
        seen = set()
        for number in range(1, len(films) + 1):
            await expect(large).to_contain_text(f"{number} / {len(films)}")
            name = await slide.locator("[aria-label], img[alt]").first.evaluate("shown => shown.ariaLabel || shown.alt")
            if name == "camera.mp4":
                await page.wait_for_function("() => document.querySelector('video')?.videoWidth > 0")
            else:
                await expect(slide.get_by_text("This browser can't play this video.")).to_be_visible()
                await expect(slide.get_by_role("img", name=name)).to_be_visible()
                saved = await downloaded(page, slide.get_by_role("button", name="Download"))
                assert (await saved.path()).read_bytes() == (SAMPLES / name).read_bytes()
            seen.add(name)
            await page.keyboard.press("ArrowRight")
        assert seen == set(names)
