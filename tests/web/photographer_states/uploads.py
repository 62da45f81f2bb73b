"""An event without photos, and photos on their way into it."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

from playwright.async_api import Route, expect

from tests.user_journey import Picture
from tests.web import photographer_page
from tests.web.browser import Visit
from tests.web.photographer_states.stage import PhotographerStage, PhotographerState
from tests.web.scenes import pictures

NOTES = Picture("notes.txt", b"not a photo", "text/plain")


async def event_empty(visit: Visit, on: PhotographerStage) -> None:
    page = await on.open(visit, f"/events/{on.empty.event_id}")
    await expect(page.get_by_role("heading", name="Add your photos")).to_be_visible()


async def uploads_unconfirmed(visit: Visit, on: PhotographerStage) -> None:
    page = await on.open(visit, "/events/new", on.newcomer)
    await page.get_by_label("Event name").fill(f"Trial {secrets.token_hex(2)}")
    await page.get_by_role("button", name="Create event").click()
    await expect(page.get_by_text("Confirm your email address to upload photos.")).to_be_visible()
    await expect(page.get_by_role("button", name="Add photos")).to_have_count(0)


async def dropping(visit: Visit, on: PhotographerStage) -> None:
    await event_empty(visit, on)
    session = await visit.page.context.new_cdp_session(visit.page)
    data = {"items": [], "files": [str(Path(__file__))], "dragOperationsMask": 1}
    await session.send("Input.dispatchDragEvent", {"type": "dragEnter", "x": 200, "y": 400, "data": data})
    await expect(visit.page.get_by_text("Drop photos into Summer concert")).to_be_visible()


async def _hold(route: Route) -> None:
    """Storage takes what it gets, and answers never."""
    await asyncio.sleep(0)


async def uploading(visit: Visit, on: PhotographerStage) -> None:
    page = await on.open_fresh(visit)
    await page.route(f"{on.scene.storage_origin}/**", _hold)
    await photographer_page.choose(page, photographer_page.payloads([NOTES, *pictures(18)]))
    await expect(photographer_page.dock(page)).to_contain_text("0 of 18 uploaded")
    await expect(page.locator(".tile progress").first).to_be_visible()


async def upload_paused(visit: Visit, on: PhotographerStage) -> None:
    await uploading(visit, on)
    await photographer_page.dock(visit.page).get_by_role("button", name="Pause").click()
    await expect(photographer_page.dock(visit.page)).to_contain_text("Paused")


async def upload_without_space(visit: Visit, on: PhotographerStage) -> None:
    async def refuse(route: Route) -> None:
        headers = {"access-control-allow-origin": on.scene.origin, "access-control-expose-headers": "ETag"}
        await route.fulfill(status=507, headers=headers)

    visit.expect("507")
    page = await on.open_fresh(visit)
    await page.route(f"{on.scene.storage_origin}/**", refuse)
    await photographer_page.choose(page, photographer_page.payloads(pictures(18)))
    await expect(photographer_page.dock(page)).to_contain_text("The server's disk is full")


async def upload_interrupted(visit: Visit, on: PhotographerStage) -> None:
    await uploading(visit, on)
    visit.page.once("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await visit.page.reload()
    await expect(photographer_page.dock(visit.page)).to_contain_text("left: choose the same files")


async def upload_given_up(visit: Visit, on: PhotographerStage) -> None:
    await uploading(visit, on)
    await photographer_page.dock(visit.page).get_by_role("button", name="Cancel upload").click()
    await expect(visit.page.get_by_role("dialog")).to_be_visible()


STATES: tuple[PhotographerState, ...] = (
    event_empty,
    uploads_unconfirmed,
    dropping,
    uploading,
    upload_paused,
    upload_without_space,
    upload_interrupted,
    upload_given_up,
)
