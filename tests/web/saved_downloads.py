"""Downloads, as somebody finds them on the device afterwards."""

from __future__ import annotations

import zipfile

from playwright.async_api import Download, Locator, Page

WITHOUT_SERVICE_WORKERS = "delete Navigator.prototype.serviceWorker;"
"""As in private windows of some browsers: several photos come as a ZIP that the service makes."""


def dock(page: Page) -> Locator:
    return page.get_by_role("region", name="Download")


async def downloaded(page: Page, button: Locator) -> Download:
    async with page.expect_download() as coming:
        await button.click()
    return await coming.value


async def unzipped(download: Download) -> dict[str, bytes]:
    """What is in a ZIP whose every byte is right."""
    with zipfile.ZipFile(await download.path()) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
