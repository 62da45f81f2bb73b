"""A viewer's whole job on a slow phone: link, album, large view, selection, download."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.web.conftest import Visiting
from tests.web.saved_downloads import downloaded, save_dialog, unzipped
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_from_the_link_to_the_saved_photos_at_1_6_megabits_a_second(visiting: Visiting, scene: Scene) -> None:
    photos = pictures(30)
    event = await scene.event("The Whole Job", photos)
    code = await scene.code(event, "Mara")
    async with visiting("phone", "dark") as visit:
        page = visit.page
        await visit.set_network(mobile=True)
        await page.goto(code["url"])
        await expect(page.get_by_role("heading", name="The Whole Job")).to_be_visible()
        await expect(page.get_by_text("Mara")).to_be_visible()
        await expect(page.get_by_text("Available until")).to_be_visible()
        await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()

        await page.locator('.tile[data-index="1"] .tile-open').tap()
        dialog = page.get_by_role("dialog", name="Photo")
        await expect(dialog).to_contain_text("2 / 30")
        await dialog.get_by_role("button", name="Select").tap()
        await dialog.get_by_role("button", name="Close").tap()
        await expect(dialog).to_have_count(0)
        await page.locator('.tile[data-index="4"] .tile-open').tap()
        await expect(page.get_by_text("2 selected", exact=True)).to_be_visible()

        await page.locator(".download").tap()
        zipped = await downloaded(page, save_dialog(page).get_by_role("button", name="Download as a ZIP"))
        assert await unzipped(zipped) == {photo.filename: photo.body for photo in (photos[1], photos[4])}
        await expect(page.get_by_text("2 photos saved")).to_be_visible()
        assert await visit.layout_shift() == 0
