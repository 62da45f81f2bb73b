"""The cameras of an event and their clocks."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.web.browser import Visit
from tests.web.photographer_states.stage import PhotographerStage, PhotographerState


async def cameras(visit: Visit, on: PhotographerStage) -> None:
    page = await on.open(visit, f"/events/{on.shot.event_id}/cameras")
    await expect(page.get_by_text("Suggested: 37 secs slow")).to_be_visible()


async def cameras_empty(visit: Visit, on: PhotographerStage) -> None:
    page = await on.open(visit, f"/events/{on.empty.event_id}/cameras")
    await expect(page.get_by_role("heading", name="No cameras yet")).to_be_visible()


async def cameras_by_hand(visit: Visit, on: PhotographerStage) -> None:
    await cameras(visit, on)
    await visit.page.get_by_role("button", name="Set by hand").first.click()
    await visit.page.get_by_label("Add to the clock").fill("-1:00:05")
    await expect(visit.page.get_by_text("1 hr 5 secs fast")).to_be_visible()


async def cameras_offline(visit: Visit, on: PhotographerStage) -> None:
    visit.expect("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    await cameras(visit, on)
    await visit.set_network(offline=True)
    await visit.page.get_by_role("button", name="Apply 37 secs slow to NIKON Z 6_2").click()
    await expect(visit.page.get_by_text("Can't connect.")).to_be_visible()


async def compare(visit: Visit, on: PhotographerStage) -> Page:
    await cameras(visit, on)
    await visit.page.get_by_role("link", name="Compare two photos").first.click()
    await expect(visit.page.get_by_role("heading", name="Set the clock of NIKON Z 6_2")).to_be_visible()
    await expect(visit.page.locator(".column-photo")).to_have_count(18)
    return visit.page


async def cameras_comparing(visit: Visit, on: PhotographerStage) -> None:
    page = await compare(visit, on)
    await page.locator(".photo-column").nth(0).locator(".column-photo").nth(3).click()
    await page.locator(".photo-column").nth(1).locator(".column-photo").nth(3).click()
    await expect(page.get_by_text("NIKON Z 6_2: 37 secs slow")).to_be_visible()


STATES: tuple[PhotographerState, ...] = (
    cameras,
    cameras_empty,
    cameras_by_hand,
    cameras_offline,
    cameras_comparing,
)
