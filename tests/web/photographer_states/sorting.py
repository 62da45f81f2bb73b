"""The review of what was sorted by cards: questions, series, one of them, the last look, and what was published."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.web.browser import Visit
from tests.web.photographer_states.stage import PhotographerStage, PhotographerState


async def _open(visit: Visit, on: PhotographerStage) -> Page:
    page = await on.open(visit, f"/events/{on.carded.event_id}/sorting")
    await expect(page.get_by_role("button", name=re.compile("^Questions"))).to_be_visible()
    return page


async def sorting_how(visit: Visit, on: PhotographerStage) -> None:
    page = await on.open(visit, f"/events/{on.empty.event_id}/sorting")
    await expect(page.get_by_role("link", name="Print cards")).to_be_visible()


async def sorting_unread_card(visit: Visit, on: PhotographerStage) -> None:
    page = await _open(visit, on)
    await page.get_by_role("searchbox", name="Type a name").fill("c")
    await expect(page.get_by_text("Enter: Cleo")).to_be_visible()


async def sorting_rows(visit: Visit, on: PhotographerStage) -> None:
    page = await _open(visit, on)
    if await page.get_by_role("searchbox", name="Type a name").count():
        await page.get_by_role("button", name="Nobody: skip its photos").click()
    await expect(page.locator(".ask-row").first).to_be_visible()


async def sorting_wrong(visit: Visit, on: PhotographerStage) -> None:
    await sorting_rows(visit, on)
    await visit.page.locator(".ask-wrong").first.click()
    await expect(visit.page.get_by_role("dialog", name="Who begins here?")).to_be_visible()


async def sorting_series(visit: Visit, on: PhotographerStage) -> None:
    page = await _open(visit, on)
    await page.get_by_role("button", name=re.compile("^All series")).click()
    await expect(page.locator(".series-row img").first).to_be_visible()


async def sorting_one_series(visit: Visit, on: PhotographerStage) -> None:
    await sorting_series(visit, on)
    await visit.page.locator(".series-row", has_text="Ben").click()
    await visit.page.get_by_role("button", name=re.compile("^Choose ")).first.click()
    await expect(visit.page.get_by_text("1 photo chosen")).to_be_visible()


async def sorting_last_look(visit: Visit, on: PhotographerStage) -> None:
    page = await _open(visit, on)
    await page.get_by_role("button", name="Last look").click()
    await expect(page.locator(".looks img").first).to_be_visible()


async def sorting_without_a_look(visit: Visit, on: PhotographerStage) -> None:
    await sorting_last_look(visit, on)
    await visit.page.get_by_role("button", name="Publish without a last look").click()
    await expect(visit.page.get_by_role("dialog", name="Publish without a last look?")).to_be_visible()


async def sorting_looked(visit: Visit, on: PhotographerStage) -> None:
    page = await _open(visit, on)
    await page.get_by_role("button", name="Last look").click()
    looked, looks = page.get_by_role("heading", name="You have looked at everything"), page.locator(".looks")
    await expect(looked.or_(looks)).to_be_visible()
    if await looks.count():
        await page.get_by_role("button", name="All right, done").click()
    await expect(looked).to_be_visible()


async def sorting_family(visit: Visit, on: PhotographerStage) -> None:
    await sorting_series(visit, on)
    await visit.page.locator(".series-row", has_text="Ben").click()
    await visit.page.get_by_role("button", name="Change name").click()
    for name in ("Ben", "Anna"):
        await visit.page.get_by_role("button", name=f"Several people: {name}").click()
    await expect(visit.page.get_by_role("button", name="Give to Ben and Anna")).to_be_visible()


async def sorting_published(visit: Visit, on: PhotographerStage) -> None:
    await sorting_series(visit, on)
    await visit.page.locator(".series-row", has_text="Anna").click()
    await visit.page.get_by_role("button", name="Publish this series").click()
    await visit.page.keyboard.press("Escape")
    await visit.page.get_by_role("button", name="Undo publishing").first.click()
    await expect(visit.page.get_by_role("dialog", name="Undo publishing?")).to_be_visible()


STATES: tuple[PhotographerState, ...] = (
    sorting_how,
    sorting_unread_card,
    sorting_series,
    sorting_one_series,
    sorting_family,
    sorting_last_look,
    sorting_without_a_look,
    sorting_rows,
    sorting_wrong,
    sorting_looked,
    sorting_published,
)
