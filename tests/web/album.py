"""An album on the screen, as the tests of it look at it and touch it."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

PHOTOS = 26
"""Of the event that most of them look at: see `event` in conftest."""


THUMBNAILS, PREVIEWS = re.compile(r"/thumbnail(\?|$)"), re.compile(r"/preview(\?|$)")
ORIGINALS = re.compile(r"^https?://[^/]+/(o|imgsh-originals)/")
"""Addresses of photos, for `Page.route`: by the links of CloudFront, and by S3's presigned URLs."""


def thumbnail_of(filename: str) -> re.Pattern[str]:
    return re.compile(rf"/{re.escape(filename)}/thumbnail(\?|$)")


async def open_album(page: Page, url: str) -> None:
    await page.goto(url)
    await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()


async def touch(page: Page) -> None:
    """The first gesture on an album: from now on it counts as opened."""
    async with page.expect_response(lambda answer: "reportOpening" in (answer.request.post_data or "")):
        await page.keyboard.press("Shift")


async def look_again(page: Page) -> None:
    """As when somebody comes back to the tab."""
    await page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def tile(page: Page, number: int) -> Locator:
    return page.locator(f'.tile[data-index="{number}"]')


def opening(page: Page, number: int) -> Locator:
    return tile(page, number).locator(".tile-open")


async def selected(page: Page) -> list[int]:
    found: list[int] = await page.locator(".tile[data-selected]").evaluate_all(
        "tiles => tiles.map(tile => Number(tile.dataset.index)).sort((a, b) => a - b)"
    )
    return found
