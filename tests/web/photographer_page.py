"""The photographer's hands: what is done again and again on their pages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from playwright.async_api import FilePayload, Locator, Page, Route, expect

from tests.user_journey import Picture, Uploaded
from tests.web.scenes import Scene

MAILED_WITHIN_SECONDS = 20.0
STOPS_WITHIN_MILLISECONDS = 10_000
DESK = """
  const isSelectingRuns = navigator.maxTouchPoints > 0;
  localStorage.setItem("imgsh.desk", JSON.stringify({ hasPeople: true, isSelectingRuns }));
"""
"""A device on which the photographer has opened the list of people. On a phone, one press selects a run."""


def password_of(name: str) -> str:
    """As `tests.user_journey.sign_up` chooses it."""
    return f"a long password of {name}"


async def sign_in(page: Page, scene: Scene, name: str, path: str = "/events") -> None:
    await page.goto(f"{scene.origin}{path}")
    await page.get_by_label("Email address").fill(f"{name}@example.com")
    await page.get_by_label("Password", exact=True).fill(password_of(name))
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("link", name=name)).to_be_visible()


async def open_desk(page: Page, scene: Scene, name: str, event: Uploaded) -> None:
    """Signs in, and shows the event as on a device where the list of people is open."""
    await page.add_init_script(DESK)
    await sign_in(page, scene, name)
    await show_event(page, scene, event)


async def mailed_link(scene: Scene, email: str, kind: str = "/verify#") -> str:
    """Waits for the mail: a worker sends it."""
    async with asyncio.timeout(MAILED_WITHIN_SECONDS):
        while True:
            answer = await scene.client.get(f"{scene.origin}/dev/mail", headers={"accept": "application/json"})
            texts = [mail["text"] for mail in answer.json()["mails"] if mail["to"] == email]
            for link in re.findall(r"http\S+", texts[0]) if texts else []:
                if kind in link:
                    return str(link)
            await asyncio.sleep(0.1)


async def create_event(page: Page, scene: Scene, name: str) -> None:
    """Ends on the page of the new event, which is still empty."""
    await page.goto(f"{scene.origin}/events/new")
    await page.get_by_label("Event name").fill(name)
    await page.get_by_role("button", name="Create event").click()
    await expect(page.get_by_role("heading", name="Add your photos")).to_be_visible()


def payloads(pictures: Sequence[Picture]) -> list[FilePayload]:
    return [
        {"name": picture.filename, "mimeType": picture.content_type, "buffer": picture.body} for picture in pictures
    ]


def written(pictures: Sequence[Picture], folder: Path) -> list[Path]:
    """The pictures as files, so that they can be chosen again as the very same ones."""
    folder.mkdir(exist_ok=True)
    files = [folder / picture.filename for picture in pictures]
    for file, picture in zip(files, pictures, strict=True):
        file.write_bytes(picture.body)
    return files


async def choose(page: Page, files: list[Path] | list[FilePayload], button: str = "Add photos") -> None:
    """Chooses files in the dialog that the button opens."""
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name=button).click()
    await (await chooser.value).set_files(files)


def dock(page: Page) -> Locator:
    return page.get_by_role("region", name="Uploads")


async def uploaded(page: Page, count: int, *, within_seconds: float = 60) -> None:
    text = "1 file uploaded" if count == 1 else f"{count:,} files uploaded"
    await expect(dock(page).locator(".panel-title")).to_have_text(text, timeout=within_seconds * 1000)


async def show_event(page: Page, scene: Scene, event: Uploaded) -> None:
    await page.goto(f"{scene.origin}/events/{event.event_id}")
    await expect(page.locator(".tile").first).to_be_visible()


async def select(page: Page, filenames: Sequence[str]) -> None:
    await page.get_by_role("button", name="Select", exact=True).click()
    for filename in filenames:
        await page.get_by_role("button", name=f"Select {filename}").click()


async def stop_clock(page: Page) -> None:
    """Timers of the page wait for `clock.run_for`, however long the test takes. The clock must be installed."""
    now: int = await page.evaluate("() => Date.now()")
    await page.clock.pause_at(now + STOPS_WITHIN_MILLISECONDS)


def changed(page: Page) -> AbstractAsyncContextManager[Any]:
    """Waits until the service has answered the mutation that the block begins."""
    return page.expect_response(lambda response: "mutation " in (response.request.post_data or ""))


async def hold_answers(page: Page, operation: str) -> tuple[asyncio.Event, asyncio.Event]:
    """Answers to an operation wait. Returns what is set when one waits, and what lets them go."""
    waits, may_go = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        if f"query {operation}(" in (route.request.post_data or ""):
            answer = await route.fetch()
            waits.set()
            await may_go.wait()
            await route.fulfill(response=answer)
        else:
            await route.fallback()

    await page.route("**/graphql", hold)
    return waits, may_go


async def close_sheet(page: Page) -> None:
    await page.locator(".sheet-head").get_by_role("button", name="Close").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()


async def filenames_of(scene: Scene, event_id: str) -> list[str]:
    """What the service holds, in order."""
    names: list[str] = []
    after = None
    while True:
        page = (await scene.photographer.ask("EventPage", id=event_id, after=after))["photos"]
        names += [photo["filename"] for photo in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return names
