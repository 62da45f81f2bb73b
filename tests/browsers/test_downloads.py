"""Saving photos in browsers that are no Chromium: what is on the device afterwards, and what is counted."""

from __future__ import annotations

import asyncio
import zipfile
from pathlib import Path

import pytest
import pytest_asyncio

from tests.browsers.conftest import Visiting
from tests.browsers.page import PATIENCE_SECONDS, Page
from tests.user_journey import Uploaded
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHOTOS = pictures(14)
BODIES = {photo.filename: photo.body for photo in PHOTOS}
AS_ON_IOS = "Object.defineProperty(navigator, 'userAgent', { value: 'iPhone' })"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    return await scene.event("Ours: 花見 / 2026", PHOTOS)


async def open_album(page: Page, url: str) -> None:
    await page.go(url)
    await page.until("return document.querySelector('.download')?.innerText.includes('(14, ')")


async def saved(page: Page, name: str, size_bytes: int | None = None) -> bytes:
    """Of this name, once it is whole: the bytes of a photo, or of a ZIP."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_whole(page.downloads / name, size_bytes):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.1)
    return await asyncio.to_thread((page.downloads / name).read_bytes)


def is_whole(file: Path, size_bytes: int | None) -> bool:
    return file.exists() and (zipfile.is_zipfile(file) if size_bytes is None else file.stat().st_size == size_bytes)


def unzipped(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


async def is_counted(scene: Scene, event: Uploaded, label: str, count: int) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await scene.code_of(event, label))["downloadCount"] != count:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.2)


async def test_one_photo_is_saved_and_counted_and_the_large_view_stays(
    visiting: Visiting, scene: Scene, event: Uploaded, engine_name: str
) -> None:
    label = f"One, {engine_name}"
    code = await scene.code(event, label)
    async with visiting() as page:
        await open_album(page, code["url"])
        await page.click('.tile[data-index="2"] .tile-open')
        await page.until("return document.querySelector('.pswp--ui-visible')")
        await page.press("d")
        body = BODIES["IMG_0002.jpg"]
        assert await saved(page, "IMG_0002.jpg", len(body)) == body
        await is_counted(scene, event, label, 1)
        await page.sees("3 / 14")


async def test_several_and_all_come_as_one_zip_that_is_whole(
    visiting: Visiting, scene: Scene, event: Uploaded, engine_name: str
) -> None:
    label = f"Several, {engine_name}"
    code = await scene.code(event, label)
    async with visiting() as page:
        await open_album(page, code["url"])
        await page.press_button("Select")
        for number in (1, 4):
            await page.click(f'.tile[data-index="{number}"] .tile-open')
        await page.press_button("Download 2 selected")
        await page.sees("2 photos saved")
        file = page.downloads / "Ours_ 花見 _ 2026.zip"
        await saved(page, file.name)
        chosen = ("IMG_0001.jpg", "IMG_0004.jpg")
        assert unzipped(file) == {name: BODIES[name] for name in chosen}
        await asyncio.to_thread(file.unlink)

        await page.press("Escape")
        await page.press_button("Download all")
        await page.sees("14 photos saved")
        await saved(page, file.name)
        assert unzipped(file) == BODIES
        await is_counted(scene, event, label, 16)


async def test_where_the_browser_can_write_no_zip_the_service_does(
    visiting: Visiting, scene: Scene, event: Uploaded, engine_name: str
) -> None:
    label = f"All, {engine_name}"
    code = await scene.code(event, label)
    async with visiting() as page:
        await open_album(page, code["url"])
        await page.run(AS_ON_IOS)
        await page.press_button("Download all")
        await page.sees("Download again")
        file = page.downloads / f"Ours_ 花見 _ 2026 - {label}.zip"
        await saved(page, file.name)
        assert unzipped(file) == BODIES
        await is_counted(scene, event, label, 14)
        await page.sees("Download all")
