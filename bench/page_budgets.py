"""The viewer's pages against their budgets: `python -m bench.page_budgets`, after `make web`.

What a phone loads before it shows an album, compressed by Brotli as in CloudFront; and what scrolling through 3,000
photos costs: tiles in the document, main-thread time for each frame, and memory. Late frames are compared with a page
that has the same pictures and nothing else: on a machine without a graphics card most of them are the browser's own
drawing. The event is a fake (`bench.fake_event`), so only the page is measured. Exits with 1 if a budget is missed.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from playwright.async_api import CDPSession, Page, ViewportSize, async_playwright

from bench.budget import Measured, report
from bench.fake_event import DIST, EVENT, compressed, served
from tests.web.browser import launch

PHOTOS = 3000
PIXELS_A_FRAME = 40
FRAMES = 600
LATE_MILLISECONDS = 25
SCREEN: ViewportSize = {"width": 1280, "height": 800}
SCROLL = """async ([frames, step]) => {
  const gaps = [];
  let most = 0;
  let last = await new Promise(requestAnimationFrame);
  for (let frame = 0; frame < frames; frame++) {
    scrollBy(0, step);
    const at = await new Promise(requestAnimationFrame);
    gaps.push(at - last);
    last = at;
    if (frame % 10 === 0) most = Math.max(most, document.querySelectorAll(".tile").length);
  }
  return { gaps, most };
}"""
BASELINE_PICTURES = 600
BASELINE = """addresses => document.body.replaceChildren(...addresses.map(src =>
  Object.assign(new Image(300, 200), { loading: "lazy", decoding: "async", src })))"""


@dataclass(frozen=True)
class Scrolled:
    max_tiles: int
    milliseconds_a_frame: float
    late_percent: float
    heap_megabytes: float


def sizes() -> list[Measured]:
    page = (DIST / "album.html").read_text()
    linked = re.findall(r'(?:src|href)="/(assets/[^"]+)"', page)
    scripts = [*re.findall(r"<script>(.*?)</script>", page, re.DOTALL), *texts(linked, ".js")]
    styles = [*re.findall(r"<style>(.*?)</style>", page, re.DOTALL), *texts(linked, ".css")]
    later = texts([f"assets/{file.name}" for file in (DIST / "assets").glob("lightbox-*.js")], ".js")
    return [
        Measured("scripts of the album", kilobytes(scripts), 25, "kB"),
        Measured("styles of the album", kilobytes(styles), 3, "kB"),
        Measured("scripts of the large view, with its first use", kilobytes(later), 17, "kB"),
    ]


def texts(names: list[str], suffix: str) -> list[str]:
    return [(DIST / name).read_text() for name in names if name.endswith(suffix)]


def kilobytes(parts: list[str]) -> float:
    """The sum of all parts, each compressed separately, as they are sent."""
    return sum(len(compressed(part.encode())) for part in parts) / 1000


async def scrolling() -> list[Measured]:
    async with served(PHOTOS) as origin, async_playwright() as playwright:
        browser = await launch(playwright)
        page = await (await browser.new_context(viewport=SCREEN)).new_page()
        await page.goto(f"{origin}/{EVENT}#ABC34D")
        await page.locator(".download", has_text=f"{PHOTOS:,}").wait_for()
        await page.wait_for_function("() => document.querySelectorAll('.tile img[data-loaded]').length > 10")
        ours = await scrolled(page)
        baseline = await scrolled(await baseline_page(page))
        await browser.close()
    return [
        Measured("tiles in the document at most", ours.max_tiles, 200, ""),
        Measured("main thread for each frame", ours.milliseconds_a_frame, 5, "ms"),
        Measured("memory of scripts", ours.heap_megabytes, 30, "MB"),
        Measured(f"frames later than {LATE_MILLISECONDS} ms", ours.late_percent, None, "%"),
        Measured("the same on a page of nothing but pictures", baseline.late_percent, None, "%"),
    ]


async def baseline_page(page: Page) -> Page:
    """As many photos as were scrolled through, without scripts: no page can be faster."""
    address = await page.locator(".tile img").first.get_attribute("src") or ""
    baseline = await page.context.new_page()
    await baseline.goto(page.url.replace(EVENT, "robots.txt"))
    await baseline.evaluate(
        BASELINE, [re.sub(r"/\d+/thumbnail", f"/{number}/thumbnail", address) for number in range(BASELINE_PICTURES)]
    )
    await baseline.wait_for_function("() => document.images[0].complete")
    return baseline


async def scrolled(page: Page) -> Scrolled:
    session = await page.context.new_cdp_session(page)
    # The thread's own time, which does not include other programs.
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = await metric(session, "TaskDuration")
    seen = await page.evaluate(SCROLL, [FRAMES, PIXELS_A_FRAME])
    spent = await metric(session, "TaskDuration") - before
    await session.send("HeapProfiler.collectGarbage")
    return Scrolled(
        max_tiles=seen["most"],
        milliseconds_a_frame=spent * 1000 / FRAMES,
        late_percent=100 * sum(gap > LATE_MILLISECONDS for gap in seen["gaps"]) / FRAMES,
        heap_megabytes=await metric(session, "JSHeapUsedSize") / 1e6,
    )


async def metric(session: CDPSession, name: str) -> float:
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == name))


if __name__ == "__main__":
    report([*sizes(), *asyncio.run(scrolling())])
