"""What it takes to give 30 subjects their 10 photos each by hand: `python -m bench.by_hand`, after `make web`.

Clicks, keys and the machine's seconds a subject, on a desktop by mouse, on a desktop by mouse and letters, and on a
phone, in a real browser against the whole service on this machine. A person's own time, to look and to decide, comes
on top. Exits with 1 if a budget is missed, or if a photo is with anybody but its subject.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

import httpx
from playwright.async_api import async_playwright

from bench.budget import Measured, report
from local.engine import free_ports
from tests.local.test_local import running
from tests.web import photographer_page
from tests.web.browser import Device, launch, visit
from tests.web.by_hand import Effort, give_all, owners, shoot
from tests.web.scenes import Scene, scene_of

NAME = "handy"
SUBJECTS = 30
PHOTOS_EACH = 10
WAYS: tuple[tuple[str, Device, bool], ...] = (
    ("desktop, by mouse", "desktop", False),
    ("desktop, by mouse and letters", "desktop", True),
    ("phone", "phone", False),
)


async def measure() -> list[Measured]:
    found: list[Measured] = []
    with tempfile.TemporaryDirectory() as data, running(Path(data) / "data", free_ports(1)[0]) as service:
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            scene = await scene_of(service, client, NAME)
            for title, device, by_letters in WAYS:
                found += figures(title, await effort_of(scene, title, device, by_letters=by_letters))
    return found


async def effort_of(scene: Scene, title: str, device: Device, *, by_letters: bool) -> Effort:
    shot = await shoot(scene, SUBJECTS, PHOTOS_EACH, title)
    origins = scene.origins
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        async with visit(playwright, browser, origins, device=device) as visited:
            await photographer_page.open_desk(visited.page, scene, NAME, shot.event)
            effort = await give_all(visited.page, shot, device, by_letters=by_letters)
            await visited.page.wait_for_load_state("networkidle")
        await browser.close()
    wrong = [
        name
        for number, subject in enumerate(shot.subjects)
        for name in shot.filenames(number)
        if (await owners(scene, shot.event))[name] != [subject]
    ]
    if wrong:
        sys.exit(f"{len(wrong)} photos are not with their subject alone: {wrong[:5]}")
    return effort


def figures(title: str, effort: Effort) -> list[Measured]:
    return [
        Measured(f"{title}: clicks a subject", effort.clicks / SUBJECTS, 2, ""),
        Measured(f"{title}: keys a subject", effort.keys / SUBJECTS, 4, ""),
        Measured(f"{title}: median of the machine's time a subject", statistics.median(effort.seconds), 1, "s"),
        Measured(f"{title}: longest", max(effort.seconds), None, "s"),
    ]


if __name__ == "__main__":
    report(asyncio.run(measure()))
