"""Live Photos in the album: one tile with a badge, a video while it is pressed, and a choice when it is saved."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.media import live_photo_files
from tests.media.exiftool import edited
from tests.user_journey import Picture, all_ready, upload
from tests.web.album import open_album, opening, tile
from tests.web.conftest import Visiting
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

VIDEO = Path(__file__).resolve().parents[1] / "media/samples/camera.mp4"
PLAYING = "() => document.querySelector('.pswp__live[data-playing]')?.currentTime > 0"


async def test_a_live_photo_plays_while_it_is_pressed_and_is_saved_with_its_video(
    visiting: Visiting, scene: Scene
) -> None:
    video = edited(VIDEO.read_bytes(), f"-Keys:ContentIdentifier={live_photo_files.IDENTIFIER}")
    files = [
        *pictures(1),
        Picture("IMG_1.MP4", video, "video/mp4"),
        Picture("IMG_1.JPG", live_photo_files.jpeg(), "image/jpeg"),
    ]
    uploaded = await upload(scene.photographer, scene.client, "Alive", files)
    await all_ready(scene.photographer, uploaded.event_id, 2, 120)
    code = await scene.code(uploaded, "Ben")
    async with visiting() as visit:
        page = visit.page
        await open_album(page, code["url"])
        await expect(page.locator(".tile")).to_have_count(2)
        live = await page.locator(".tile").filter(has_text="LIVE").get_attribute("data-index")
        number = int(live or 0)
        await expect(opening(page, number)).to_have_accessible_name("Open IMG_1.JPG, Live Photo")
        await expect(tile(page, 1 - number).get_by_text("LIVE")).to_have_count(0)

        await opening(page, number).click()
        button = page.get_by_role("button", name="Live Photo", exact=True)
        await expect(button).to_have_attribute("aria-pressed", "false")
        await page.wait_for_function("() => document.activeElement.matches('.pswp--ui-visible')")
        await expect(page.locator("video")).to_have_count(0)
        await button.press("Enter")
        await page.wait_for_function(PLAYING)
        await page.keyboard.press("Enter")
        await expect(page.locator("video")).to_have_count(0)

        await page.mouse.move(640, 400)
        await page.mouse.down()
        await page.wait_for_function(PLAYING)
        await expect(button).to_have_attribute("aria-pressed", "true")
        await page.mouse.up()
        await expect(page.locator("video")).to_have_count(0)
        await expect(page.get_by_role("dialog", name="Photo")).to_be_visible()
        await page.keyboard.press("Escape")

        await page.locator(".download").click()
        dialog = page.get_by_role("dialog", name="Save 2 photos")
        await expect(dialog.get_by_role("radio", name="Photo", exact=False).first).to_be_checked()
        await dialog.get_by_text("Photo and video").click()
        async with page.expect_download() as coming:
            await dialog.get_by_role("button", name="Download as a ZIP").click()
        with zipfile.ZipFile(await (await coming.value).path()) as saved:
            assert saved.testzip() is None
            assert {"IMG_1.JPG", "IMG_1.MP4"} < set(saved.namelist())
            assert len(saved.namelist()) == 3
