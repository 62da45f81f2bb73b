"""Pictures of every screen and state, to be looked at: `python -m tests.web.screens DIRECTORY [state ...]`.

Each state on a phone and on a desktop, in the light and in the dark; and of each look one sheet with all states on it.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import get_args

import httpx
from PIL import Image, ImageDraw, ImageOps
from playwright.async_api import async_playwright

from local.demo.pictures import paint_all
from local.engine import free_ports
from media.watermark import label_font
from tests.local.test_local import running
from tests.user_journey import Picture
from tests.web.browser import Device, Theme, Visit, launch, visit
from tests.web.photographer_states import PHOTOGRAPHER_STATES, photographer_stage
from tests.web.scenes import scene_of
from tests.web.viewer_states import STATES, stage_of

Show = Callable[[Visit], Awaitable[None]]

COLUMNS = {"phone": 10, "desktop": 6}
SHEET_PIXELS = 2400
LABEL_PIXELS = 26


async def take(directory: Path, wanted: set[str]) -> None:
    with tempfile.TemporaryDirectory() as data, running(Path(data) / "data", free_ports(1)[0]) as service:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client, async_playwright() as playwright:
            scene = await scene_of(service, client, "ella")
            viewer = await stage_of(scene, painted())
            photographer = await photographer_stage(await scene_of(service, client, "nora"), "nora", painted())
            browser = await launch(playwright)
            shows: list[tuple[str, Show]] = [
                *((each.__name__, lambda on, show=each: show(on, viewer)) for each in STATES),
                *(
                    (f"photographer_{each.__name__}", lambda on, show=each: show(on, photographer))
                    for each in PHOTOGRAPHER_STATES
                ),
            ]
            for name, show in shows:
                if wanted and name not in wanted:
                    continue
                for device in get_args(Device):
                    async with visit(playwright, browser, scene.origins, device=device) as visited:
                        await show(visited)
                        await shoot(visited, directory, name, device)
            await browser.close()


async def shoot(visited: Visit, directory: Path, name: str, device: Device) -> None:
    for theme in get_args(Theme):
        await visited.page.emulate_media(color_scheme=theme)
        await visited.page.screenshot(path=directory / f"{name}-{device}-{theme}.png")


def sheets(directory: Path) -> Iterator[tuple[str, Image.Image]]:
    """Of each look all states on one picture, each under its name."""
    for device in get_args(Device):
        for theme in get_args(Theme):
            look = f"{device}-{theme}"
            if shots := sorted(directory.glob(f"*-{look}.png")):
                yield look, sheet(shots, COLUMNS[device])


def sheet(shots: Sequence[Path], columns: int) -> Image.Image:
    width = SHEET_PIXELS // columns
    small = [ImageOps.contain(Image.open(shot).convert("RGB"), (width - 8, width * 4)) for shot in shots]
    height = max(picture.height for picture in small) + LABEL_PIXELS
    whole = Image.new("RGB", (SHEET_PIXELS, -(-len(small) // columns) * height), "#7a7a7a")
    draw = ImageDraw.Draw(whole)
    for number, (shot, picture) in enumerate(zip(shots, small, strict=True)):
        left, top = number % columns * width, number // columns * height
        whole.paste(picture, (left, top + LABEL_PIXELS))
        draw.text((left, top + 4), shot.stem.rsplit("-", 2)[0], fill="white", font=label_font(15))
    return whole


def painted() -> list[Picture]:
    """The paintings of the demo, and the same seen in a mirror."""
    bodies = [picture.jpeg for picture in paint_all(datetime(2026, 6, 20, tzinfo=UTC))]
    for body in list(bodies):
        mirrored = BytesIO()
        ImageOps.mirror(Image.open(BytesIO(body))).save(mirrored, "JPEG", quality=80)
        bodies.append(mirrored.getvalue())
    return [Picture(f"IMG_{number:04}.jpg", body) for number, body in enumerate(bodies)]


def main(place: str, *names: str) -> None:
    directory = Path(place)
    directory.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(directory, set(names)))
    for look, picture in sheets(directory):
        picture.save(directory / f"all-{look}.webp", quality=70)


if __name__ == "__main__":
    main(*sys.argv[1:])
