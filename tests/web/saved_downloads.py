"""Downloads, as somebody finds them on the device afterwards."""

from __future__ import annotations

import json
import zipfile

from playwright.async_api import Download, Locator, Page

WITHOUT_SERVICE_WORKERS = "delete Navigator.prototype.serviceWorker;"
"""As in private windows of some browsers: several photos come as a ZIP that the service makes."""

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"
ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 7) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
INSTAGRAM = "Mozilla/5.0 (Linux; Android 15; Pixel 7; wv) Chrome/140.0.0.0 Mobile Instagram 350.0.0.0 Android"
SHARE_SHEET = """
  window.shared = [];
  navigator.canShare = data => data.files.length > 0;
  navigator.share = async ({ files }) => {
    if (!navigator.userActivation.isActive) throw new DOMException("", "NotAllowedError");
    window.shared.push(await Promise.all(files.map(async file => [file.name, file.type, file.size])));
  };
"""


async def become(page: Page, user_agent: str) -> None:
    """From the next page on. Call before the first one."""
    await page.add_init_script(
        f"Object.defineProperty(Navigator.prototype, 'userAgent', {{ get: () => {json.dumps(user_agent)} }});"
    )


async def become_iphone(page: Page) -> None:
    await become(page, IPHONE)
    await page.add_init_script(SHARE_SHEET)


async def shared(page: Page) -> list[list[list[str | int]]]:
    """The name, type and size of each file, sheet by sheet."""
    found: list[list[list[str | int]]] = await page.evaluate("() => window.shared")
    return found


def save_dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Save ")


def dock(page: Page) -> Locator:
    return page.get_by_role("region", name="Download")


async def start_zip(page: Page, button: Locator) -> None:
    """On a phone the ZIP is the second choice."""
    await button.click()
    if "Android" in await page.evaluate("() => navigator.userAgent"):
        await save_dialog(page).get_by_role("button", name="Download as a ZIP").click()


async def downloaded(page: Page, button: Locator) -> Download:
    async with page.expect_download() as coming:
        await button.click()
    return await coming.value


async def unzipped(download: Download) -> dict[str, bytes]:
    """What is in a ZIP whose every byte is right."""
    with zipfile.ZipFile(await download.path()) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
