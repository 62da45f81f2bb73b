"""Pictures of every screen and state, to be looked at: `python -m tests.web.screens DIRECTORY [state ...]`.

Each state on a phone in the dark and on a desktop in the light; with the album, the code and the large view also
the other way round.
"""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import httpx
from PIL import Image, ImageOps
from playwright.async_api import async_playwright

from demo.pictures import paint_all
from engines import free_ports
from tests.test_local import running
from tests.walk import Picture
from tests.web import states
from tests.web.browser import Device, Theme, Visit, launch, visit
from tests.web.desk_states import DESK_STATES, desk_of
from tests.web.scenes import scene_of

Show = Callable[[Visit], Awaitable[None]]
Looks = Sequence[tuple[Device, Theme]]

LOOKS: Looks = (("phone", "dark"), ("desktop", "light"))
BOTH_THEMES = {states.code, states.album, states.large, states.selecting}


async def take(directory: Path, wanted: set[str]) -> None:
    with tempfile.TemporaryDirectory() as data, running(Path(data) / "data", free_ports(1)[0]) as service:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client, async_playwright() as playwright:
            scene = await scene_of(service, client, "ella")
            viewer = await states.stage_of(scene, painted())
            desk = await desk_of(await scene_of(service, client, "nora"), "nora", painted())
            origins = frozenset({scene.origin, scene.storage_origin})
            browser = await launch(playwright)
            shows: list[tuple[str, Show, Looks]] = [
                *((each.__name__, lambda on, show=each: show(on, viewer), _looks(each)) for each in states.STATES),
                *((f"desk_{each.__name__}", lambda on, show=each: show(on, desk), LOOKS) for each in DESK_STATES),
            ]
            for name, show, looks in shows:
                if wanted and name not in wanted:
                    continue
                for device, theme in looks:
                    async with visit(playwright, browser, origins, device=device, theme=theme) as visited:
                        await show(visited)
                        await visited.page.screenshot(path=directory / f"{name}-{device}-{theme}.png")
            await browser.close()


def painted() -> list[Picture]:
    """The paintings of the demo, and the same seen in a mirror."""
    bodies = [picture.jpeg for picture in paint_all(datetime(2026, 6, 20, tzinfo=UTC))]
    for body in list(bodies):
        mirrored = io.BytesIO()
        ImageOps.mirror(Image.open(io.BytesIO(body))).save(mirrored, "JPEG", quality=80)
        bodies.append(mirrored.getvalue())
    return [Picture(f"IMG_{number:04}.jpg", body) for number, body in enumerate(bodies)]


def _looks(state: states.State) -> Looks:
    if state in BOTH_THEMES:
        return [(device, theme) for device in get_args(Device) for theme in get_args(Theme)]
    return LOOKS


if __name__ == "__main__":
    place, *names = sys.argv[1:]
    Path(place).mkdir(parents=True, exist_ok=True)
    asyncio.run(take(Path(place), set(names)))
