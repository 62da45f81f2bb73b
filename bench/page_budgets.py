"""The viewer's pages against their budgets: `python -m bench.page_budgets`, after `make web`.

What a phone has to load before it shows an album, compressed by Brotli as CloudFront does it; and what scrolling
through 3,000 photos costs: figures in the document, the main thread's time for each frame, and memory. How many frames
come late is told beside the same photos on a page of nothing but pictures: on a machine without a graphics card
most of it is the browser's own drawing. The event is made up (`bench.fake_event`), so that only the page is measured.
Ends with 1 when a budget is missed.
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
PLAIN_PICTURES = 600
PLAIN = """addresses => document.body.replaceChildren(...addresses.map(src =>
  Object.assign(new Image(300, 200), { loading: "lazy", decoding: "async", src })))"""


@dataclass(frozen=True)
class Scrolled:
    most_figures: int
    milliseconds_a_frame: float
    late_percent: float
    heap_megabytes: float


def sizes() -> list[Measured]:
    page = (DIST / "album.html").read_text()
    linked = re.findall(r'(?:src|href)="/(assets/[^"]+)"', page)
    scripts = [*re.findall(r"<script>(.*?)</script>", page, re.DOTALL), *texts(linked, ".js")]
    styles = [*re.findall(r"<style>(.*?)</style>", page, re.DOTALL), *texts(linked, ".css")]
    later = texts([f"assets/{file.name}" for file in (DIST / "assets").glob("*photoswipe*.js")], ".js")
    return [
        Measured("scripts of the album", kilobytes(scripts), 25, "kB"),
        Measured("styles of the album", kilobytes(styles), 3, "kB"),
        Measured("scripts of the large view, with its first use", kilobytes(later), 17, "kB"),
    ]


def texts(names: list[str], suffix: str) -> list[str]:
    return [(DIST / name).read_text() for name in names if name.endswith(suffix)]


def kilobytes(parts: list[str]) -> float:
    """Of all parts, each compressed alone, as they go over the wire."""
    return sum(len(compressed(part.encode())) for part in parts) / 1000


async def scrolling() -> list[Measured]:
    async with served(PHOTOS) as origin, async_playwright() as playwright:
        browser = await launch(playwright)
        page = await (await browser.new_context(viewport=SCREEN)).new_page()
        await page.goto(f"{origin}/{EVENT}#ABC34D")
        await page.locator(".download", has_text=f"{PHOTOS:,}").wait_for()
        await page.wait_for_function("() => document.querySelectorAll('.tile img[data-loaded]').length > 10")
        ours = await scrolled(page)
        plain = await scrolled(await plain_page(page))
        await browser.close()
    return [
        Measured("figures in the document at most", ours.most_figures, 200, ""),
        Measured("main thread for each frame", ours.milliseconds_a_frame, 5, "ms"),
        Measured("memory of scripts", ours.heap_megabytes, 30, "MB"),
        Measured(f"frames later than {LATE_MILLISECONDS} ms", ours.late_percent, None, "%"),
        Measured("the same on a page of nothing but pictures", plain.late_percent, None, "%"),
    ]


async def plain_page(page: Page) -> Page:
    """As many photos as were scrolled through, and no script: what no page can be quicker than."""
    address = await page.locator(".tile img").first.get_attribute("src") or ""
    plain = await page.context.new_page()
    await plain.goto(page.url.replace(EVENT, "robots.txt"))
    await plain.evaluate(
        PLAIN, [re.sub(r"/\d+/thumbnail", f"/{number}/thumbnail", address) for number in range(PLAIN_PICTURES)]
    )
    await plain.wait_for_function("() => document.images[0].complete")
    return plain


async def scrolled(page: Page) -> Scrolled:
    session = await page.context.new_cdp_session(page)
    # The thread's own time, which other programs can't lengthen.
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = await metric(session, "TaskDuration")
    seen = await page.evaluate(SCROLL, [FRAMES, PIXELS_A_FRAME])
    spent = await metric(session, "TaskDuration") - before
    await session.send("HeapProfiler.collectGarbage")
    return Scrolled(
        most_figures=seen["most"],
        milliseconds_a_frame=spent * 1000 / FRAMES,
        late_percent=100 * sum(gap > LATE_MILLISECONDS for gap in seen["gaps"]) / FRAMES,
        heap_megabytes=await metric(session, "JSHeapUsedSize") / 1e6,
    )


async def metric(session: CDPSession, name: str) -> float:
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == name))


if __name__ == "__main__":
    report([*sizes(), *asyncio.run(scrolling())])
