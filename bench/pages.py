"""The viewer's pages against their budgets: `python -m bench.pages`, after `make web`.

What a phone has to load before it shows an album, compressed by Brotli as CloudFront does it; and what scrolling
through 3,000 photos costs: figures in the document, the main thread's time for each frame, late frames, and memory.
The photos and the answers of the API are made up here, so that only the page is measured. Ends with 1 when a budget
is exceeded.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import uvicorn
from PIL import Image
from playwright.async_api import Page, Route, async_playwright
from starlette.applications import Starlette

from engines import HOST, free_ports
from machine import pages
from tests.web.browser import launch

DIST = Path(__file__).resolve().parents[1] / "web/dist"
PHOTOS = 3000
PAGE_OF_PHOTOS = 500
PIXELS_A_FRAME = 40
FRAMES = 600
LATE_MILLISECONDS = 25
COMPRESS = """
  const { brotliCompressSync } = require("zlib");
  process.stdout.write(String(brotliCompressSync(require("fs").readFileSync(0)).length));
"""
SCROLL = """async ([frames, step]) => {
  const gaps = [];
  let most = 0;
  let last = performance.now();
  for (let frame = 0; frame < frames; frame++) {
    scrollBy(0, step);
    const at = await new Promise(requestAnimationFrame);
    gaps.push(at - last);
    last = at;
    if (frame % 10 === 0) most = Math.max(most, document.querySelectorAll(".tile").length);
  }
  return { gaps, most };
}"""


@dataclass(frozen=True)
class Measured:
    name: str
    value: float
    budget: float
    unit: str

    def __str__(self) -> str:
        verdict = "" if self.value <= self.budget else "   EXCEEDED"
        return f"{self.name:44}{self.value:8.1f}{self.budget:8.1f} {self.unit}{verdict}"


def sizes() -> list[Measured]:
    page = (DIST / "album.html").read_text()
    linked = re.findall(r'(?:src|href)="/(assets/[^"]+)"', page)
    scripts = [*re.findall(r"<script>(.*?)</script>", page, re.DOTALL), *texts(linked, ".js")]
    styles = [*re.findall(r"<style>(.*?)</style>", page, re.DOTALL), *texts(linked, ".css")]
    later = texts([f"assets/{file.name}" for file in (DIST / "assets").glob("*photoswipe*.js")], ".js")
    return [
        Measured("scripts of the album", compressed(scripts), 25.0, "kB"),
        Measured("styles of the album", compressed(styles), 3.0, "kB"),
        Measured("scripts of the large view, with its first use", compressed(later), 17.0, "kB"),
    ]


def texts(names: list[str], suffix: str) -> list[str]:
    return [(DIST / name).read_text() for name in names if name.endswith(suffix)]


def compressed(parts: list[str]) -> float:
    """Kilobytes of all parts, each compressed alone, as they go over the wire."""
    return (
        sum(
            int(subprocess.run(["node", "-e", COMPRESS], input=part, capture_output=True, text=True, check=True).stdout)
            for part in parts
        )
        / 1000
    )


@asynccontextmanager
async def served() -> AsyncIterator[str]:
    """The built pages alone: no service stands behind them."""
    (port,) = free_ports(1)
    routes = pages.routes(DIST, DIST, storage_origin=f"http://{HOST}:{port}")
    config = uvicorn.Config(Starlette(routes=routes), host=HOST, port=port, lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield f"http://{HOST}:{port}"
    server.should_exit = True
    await serving


def answer(origin: str, question: Any) -> str:
    """What the API says to a question for the album, or for the next photos."""
    variables = question["variables"]
    start = int(variables["after"] or 0)
    end = min(PHOTOS, start + int(variables["first"]))
    photos = {
        "nodes": [photo(origin, number) for number in range(start, end)],
        "pageInfo": {"hasNextPage": end < PHOTOS, "endCursor": str(end)},
    }
    album = {
        "eventName": "Many",
        "photographer": "bench",
        "publicUrl": "bench/many",
        "label": None,
        "expiresAt": "2099-01-01T00:00:00.000Z",
        "photoCount": PHOTOS,
        "totalBytes": PHOTOS * 6_000_000,
        "photos": photos,
    }
    if "redeemAccessCode" in question["query"]:
        return json.dumps({"data": {"redeemAccessCode": {"viewerToken": "t", "album": album, "userErrors": []}}})
    return json.dumps({"data": {"album": album}})


def photo(origin: str, number: int) -> dict[str, object]:
    width, height = [(6000, 4000), (4000, 6000), (5000, 5000)][number % 3]
    address = f"{origin}/made-up/{number}"
    return {
        "id": str(number),
        "filename": f"IMG_{number:04}.jpg",
        "contentType": "image/jpeg",
        "sizeBytes": 6_000_000,
        "width": width,
        "height": height,
        "takenAt": None,
        "durationSeconds": None,
        "placeholder": "1QcSHQRnh493V4dIh4eXh1h4kJUI",
        "thumbnail": {"url": f"{address}/thumbnail"},
        "preview": {"url": f"{address}/preview", "width": 2048, "height": 1365},
        "original": {"url": f"{address}/original", "downloadUrl": f"{address}/original"},
    }


async def scrolling() -> list[Measured]:
    picture = BytesIO()
    Image.effect_noise((512, 341), 60).convert("RGB").save(picture, "WEBP", quality=70)

    async with served() as origin, async_playwright() as playwright:

        async def invent(route: Route) -> None:
            await route.fulfill(body=answer(origin, route.request.post_data_json), content_type="application/json")

        browser = await launch(playwright)
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        await page.route("**/graphql", invent)
        await page.route(
            "**/made-up/**", lambda route: route.fulfill(body=picture.getvalue(), content_type="image/webp")
        )
        await page.goto(f"{origin}/bench/many#ABC34D")
        await page.locator(".download", has_text=f"{PHOTOS:,}").wait_for()
        await page.wait_for_function("() => document.querySelectorAll('.tile img[data-loaded]').length > 10")
        found = await _scrolled(page)
        await browser.close()
    return found


async def _scrolled(page: Page) -> list[Measured]:
    session = await page.context.new_cdp_session(page)
    # The thread's own time, which other programs can't lengthen.
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})

    async def metric(name: str) -> float:
        metrics = (await session.send("Performance.getMetrics"))["metrics"]
        return float(next(each["value"] for each in metrics if each["name"] == name))

    before = await metric("ScriptDuration") + await metric("LayoutDuration") + await metric("RecalcStyleDuration")
    seen = await page.evaluate(SCROLL, [FRAMES, PIXELS_A_FRAME])
    spent = await metric("ScriptDuration") + await metric("LayoutDuration") + await metric("RecalcStyleDuration")
    await session.send("HeapProfiler.collectGarbage")
    late = sum(gap > LATE_MILLISECONDS for gap in seen["gaps"]) / FRAMES
    return [
        Measured("figures in the document at most", seen["most"], 200, ""),
        Measured("main thread for each frame", (spent - before) * 1000 / FRAMES, 5, "ms"),
        Measured(f"frames later than {LATE_MILLISECONDS} ms", late * 100, 2, "%"),
        Measured("memory of scripts", await metric("JSHeapUsedSize") / 1e6, 30, "MB"),
    ]


def main() -> None:
    measured = [*sizes(), *asyncio.run(scrolling())]
    print(f"{'':44}{'is':>8}{'budget':>8}")
    print(*measured, sep="\n")
    sys.exit(any(each.value > each.budget for each in measured))


if __name__ == "__main__":
    main()
