"""The list of events, a new one, and one that is changed or gone."""

from __future__ import annotations

from playwright.async_api import expect

from tests.web.browser import Visit
from tests.web.photographer_states.stage import PhotographerStage, PhotographerState


async def events(visit: Visit, on: PhotographerStage) -> None:
    page = await on.open(visit, "/events")
    await expect(page.locator(".event-card img").first).to_be_visible()


async def events_first(visit: Visit, on: PhotographerStage) -> None:
    page = await on.open(visit, "/events", on.newcomer)
    await expect(page.get_by_role("heading", name="Create your first event")).to_be_visible()
    await expect(page.get_by_text("We sent an email to")).to_be_visible()


async def events_offline(visit: Visit, on: PhotographerStage) -> None:
    visit.expect("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
    page = await on.open(visit, "/account")
    await expect(page.get_by_text("Confirmed")).to_be_visible()
    await visit.set_network(offline=True)
    await page.get_by_role("link", name="imgsh").click()
    await expect(page.get_by_role("alert").get_by_text("Can't connect.")).to_be_visible()


async def mail_again(visit: Visit, on: PhotographerStage) -> None:
    await events_first(visit, on)
    await visit.page.get_by_role("button", name="Resend email").click()
    await expect(visit.page.get_by_role("dialog")).to_be_visible()


async def new_event(visit: Visit, on: PhotographerStage) -> None:
    page = await on.open(visit, "/events/new")
    await expect(page.get_by_label("Event name")).to_be_visible()


async def new_event_marked(visit: Visit, on: PhotographerStage) -> None:
    await new_event(visit, on)
    await visit.page.get_by_label("Watermark on previews").fill("© Nora")
    await expect(visit.page.get_by_label("Opacity")).to_be_visible()


async def event_editing(visit: Visit, on: PhotographerStage) -> None:
    page = await on.photos(visit)
    await page.get_by_role("button", name="Edit event").click()
    await page.get_by_label("Watermark on previews").fill("© Nora")
    await expect(page.get_by_label("Opacity")).to_be_visible()


async def event_deleting(visit: Visit, on: PhotographerStage) -> None:
    await event_editing(visit, on)
    await visit.page.get_by_role("button", name="Delete event").click()
    await expect(visit.page.get_by_role("dialog", name="Delete Anna")).to_be_visible()


async def gone(visit: Visit, on: PhotographerStage) -> None:
    page = await on.open(visit, "/events/00000000-0000-4000-8000-000000000000")
    await expect(page.get_by_role("heading", name="This event no longer exists")).to_be_visible()


STATES: tuple[PhotographerState, ...] = (
    events,
    events_first,
    events_offline,
    mail_again,
    new_event,
    new_event_marked,
    event_editing,
    event_deleting,
    gone,
)
