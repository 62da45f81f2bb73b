"""An album's thumbnails by HTTP/2 and by HTTP/1.1 on a phone: `python -m bench.http_versions [rounds]`.

CloudFront speaks HTTP/2, S3 only HTTP/1.1, of which a browser opens six connections. Chromium as a phone, with a
processor four times slower than this one, opens an album of 60 photos by the real page (after `make web`). The worker's
own thumbnails come from Node, the same bytes by both versions, in turns, each time into an empty cache. Measured is the
time until the last picture on the screen has loaded, on the first screen and on one that is as tall as the album; from
the navigation, and from the first request for a picture. Networks are Chromium's emulation: latency for each request
and a shared bandwidth, but no slow start and no lost packets, which would favour six connections.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from playwright.async_api import Browser, Playwright, async_playwright

from bench.budget import Measured, report
from bench.fake_event import EVENT, pages, rendered_photographs
from domain.rendering import RenderedPhoto
from local.engine import free_ports, is_busy
from tests.reverse_proxy import Certificate
from tests.web.browser import PHONE, launch

PHOTOS, ROUNDS, PROCESSOR_SLOWDOWN = 60, 5, 4
VERSIONS = {"h2": "HTTP/2", "http/1.1": "HTTP/1.1"}
"""By what Chromium calls them."""

NETWORKS: Mapping[str, Mapping[str, float]] = {
    "slow 4G": {"latency": 150 * 3.75, "downloadThroughput": 1.6e6 / 8 * 0.9, "uploadThroughput": 0.75e6 / 8 * 0.9},
    "fast 4G": {"latency": 60 * 2.75, "downloadThroughput": 9e6 / 8 * 0.9, "uploadThroughput": 1.5e6 / 8 * 0.9},
    "Wi-Fi": {"latency": 40, "downloadThroughput": 50e6 / 8, "uploadThroughput": 10e6 / 8},
}
"""Those of 4G are the presets of Chrome's developer tools, whose factors stand for what is not emulated."""

SCREENS: Mapping[str, int | None] = {"first screen": None, "all 60": 6000}
"""Height in pixels, if it is not the phone's own."""

MIN_TILES = 6
SCREEN_LOADED = """least => {
  const isSeen = ({ top, bottom }) => bottom > 0 && top < innerHeight;
  const tiles = [...document.querySelectorAll(".tile")].filter(tile => isSeen(tile.getBoundingClientRect()));
  return tiles.length >= least && tiles.every(tile => tile.querySelector("img[data-loaded]")) && performance.now();
}"""
THUMBNAILS = """() => performance.getEntriesByType("resource")
  .filter(({ name }) => name.includes("/thumbnail"))
  .map(({ startTime, nextHopProtocol }) => [startTime, nextHopProtocol])"""


@dataclass(frozen=True)
class Case:
    network: str
    screen: str
    version: str


@dataclass(frozen=True)
class Opened:
    """Milliseconds until the last picture on the screen."""

    since_navigation: float
    since_first_request: float


@asynccontextmanager
async def thumbnail_origins(rendered: Sequence[RenderedPhoto]) -> AsyncIterator[Mapping[str, str]]:
    """Yields the origin of each version."""
    with TemporaryDirectory() as folder:
        certificate, thumbnails = Certificate.write(Path(folder)), Path(folder) / "thumbnails"
        thumbnails.mkdir()
        for number, photo in enumerate(rendered):
            (thumbnails / f"{number:03}").write_bytes(photo.thumbnail.body)
        ports = free_ports(2)
        script = Path(__file__).with_name("thumbnail_server.mjs")
        process = subprocess.Popen(["node", script, certificate.file, thumbnails, *map(str, ports)])  # noqa: ASYNC220
        try:
            while not all(map(is_busy, ports)):
                assert process.poll() is None, "node failed"
                await asyncio.sleep(0.05)
            yield {version: f"https://localhost:{port}" for version, port in zip(VERSIONS, ports, strict=True)}
        finally:
            process.terminate()
            process.wait()


async def opened(playwright: Playwright, browser: Browser, origin: str, case: Case) -> Opened:
    """By a browser that has cached nothing."""
    phone: dict[str, Any] = dict(playwright.devices[PHONE])
    height = SCREENS[case.screen]
    if height:
        phone["viewport"] = {**phone["viewport"], "height": height}
    context = await browser.new_context(**phone, ignore_https_errors=True, service_workers="block")
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    await session.send("Network.emulateNetworkConditions", {"offline": False, **NETWORKS[case.network]})
    await session.send("Emulation.setCPUThrottlingRate", {"rate": PROCESSOR_SLOWDOWN})
    await page.goto(f"{origin}/{EVENT}#ABC34D", wait_until="commit")
    loaded = await page.wait_for_function(SCREEN_LOADED, arg=PHOTOS if height else MIN_TILES, timeout=120_000)
    milliseconds = await loaded.json_value()
    requests = await page.evaluate(THUMBNAILS)
    await context.close()
    assert {version for _, version in requests} == {case.version}, requests
    return Opened(milliseconds, milliseconds - min(start for start, _ in requests))


async def measure(rounds: int) -> list[Measured]:
    rendered = await asyncio.to_thread(rendered_photographs)
    found: dict[Case, list[Opened]] = {}
    async with AsyncExitStack() as running:
        storage = await running.enter_async_context(thumbnail_origins(rendered))
        origins = {
            version: await running.enter_async_context(pages(PHOTOS, rendered, storage[version]))
            for version in VERSIONS
        }
        playwright = await running.enter_async_context(async_playwright())
        browser = await launch(playwright)
        for number in range(rounds):
            for each in product(NETWORKS, SCREENS, sorted(VERSIONS, reverse=bool(number % 2))):
                case = Case(*each)
                found.setdefault(case, []).append(await opened(playwright, browser, origins[case.version], case))
        await browser.close()
    return [line for network, screen in product(NETWORKS, SCREENS) for line in compared(found, network, screen)]


def compared(found: Mapping[Case, Sequence[Opened]], network: str, screen: str) -> Iterator[Measured]:
    each = {version: found[Case(network, screen, version)] for version in VERSIONS}
    for version, name in VERSIONS.items():
        milliseconds = median(once.since_navigation for once in each[version])
        yield Measured(f"{network}, {screen}: {name}", milliseconds, None, "ms")
    pairs = list(zip(each["h2"], each["http/1.1"], strict=True))
    whole = median(new.since_navigation / old.since_navigation for new, old in pairs)
    yield Measured("  HTTP/2 of HTTP/1.1", 100 * whole, None, "%")
    pictures = median(new.since_first_request / old.since_first_request for new, old in pairs)
    yield Measured("  the same, from the first request for a picture", 100 * pictures, None, "%")


if __name__ == "__main__":
    report(asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)))
