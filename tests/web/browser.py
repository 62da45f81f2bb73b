"""A real Chromium, and visits that notice what no page of ours may do."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, CDPSession, Page, Playwright, Request, ViewportSize

Device = Literal["phone", "desktop"]
Theme = Literal["light", "dark"]

AXE = Path(__file__).resolve().parents[2] / "web/node_modules/axe-core/axe.min.js"
BROWSERS = (
    "chromium-headless-shell",  # a page of it takes a fifth of the processor time that one of the whole browser takes
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--metrics-recording-only",
)
PATIENCE_MILLISECONDS = 30_000
"""How long an awaited state may take on a busy machine."""

PHONE = "Pixel 7"
MOBILE_NETWORK = {"latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
NARROW_PHONE: ViewportSize = {"width": 320, "height": 640}
"""The least width that WCAG wants everything to be usable at."""

SLOW_UPLOAD_BYTES_A_SECOND = 60_000
LAYOUT_SHIFT = """
  window.layoutShift = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.layoutShift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
"""
AUDIT = """async () => (await axe.run({ resultTypes: ["violations"] })).violations.map(
  ({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(" ")}`,
)"""
MISFITS = """least => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const found = scrollWidth > clientWidth ? [`the page: ${scrollWidth} pixels wide, of ${clientWidth}`] : [];
  const scrolls = ({ parentElement: around }) =>
    around && (getComputedStyle(around).overflowX === "auto" || scrolls(around));
  for (const element of document.querySelectorAll("button, input, select, textarea, summary, a[href]")) {
    if (!element.checkVisibility({ visibilityProperty: true }) || element.closest("p a, .visually-hidden")) continue;
    const name = element.ariaLabel || element.innerText || element.outerHTML.slice(0, 80);
    const target = element.closest("label:has([type=checkbox], [type=radio])") ?? element;
    const { width, height, left, right } = target.getBoundingClientRect();
    if (Math.min(width, height) < least) found.push(`${name}: ${width} x ${height}`);
    if ((left < 0 || right > clientWidth) && !scrolls(element)) found.push(`${name}: from ${left} to ${right}`);
    if (element.matches("a, button") && element.scrollWidth > element.clientWidth + 1) found.push(`${name}: cut off`);
  }
  return found;
}"""
TARGET_PIXELS = 44
NOTE_QUESTIONS = """
  const answer = window.matchMedia.bind(window);
  window.matchMedia = query => {
    window.hasAsked ||= !query.startsWith("(prefers-");
    return answer(query);
  };
"""
"""Notes whether a page's scripts have asked what they run on: their answer is not asked for again. What somebody
prefers is the same on all their devices."""


def executable(*preferred: str) -> str:
    found = next(filter(None, map(shutil.which, (*preferred, *BROWSERS))), None)
    assert found, "Chromium is missing: make test says how to install it"
    return found


async def launch(playwright: Playwright, *arguments: str) -> Browser:
    return await playwright.chromium.launch(executable_path=executable(), args=[*QUIET, *arguments])


@dataclass
class Visit:
    """One person's page. `faults` collects what went wrong on it; `expected` are parts of messages that may come."""

    page: Page
    origins: frozenset[str]
    phone: Mapping[str, Any]
    """What Playwright knows of this kind of phone."""

    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    network: CDPSession | None = None

    def watch(self) -> None:
        self.page.on("console", lambda message: self._note(message.type in ("error", "warning"), message.text))
        self.page.on("pageerror", lambda error: self._note(True, str(error)))
        self.page.on("request", self._check)

    def _note(self, is_fault: bool, text: str) -> None:
        if is_fault:
            self.faults.append(text)

    def _check(self, request: Request) -> None:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(request.url))
        if origin not in self.origins and not request.url.startswith(("data:", "blob:")):
            self.faults.append(f"a request to {origin}")

    def expect(self, *parts: str) -> None:
        self.expected += parts

    def check(self) -> None:
        unexpected = [fault for fault in self.faults if not any(part in fault for part in self.expected)]
        assert not unexpected, unexpected

    async def set_network(self, *, offline: bool = False, mobile: bool = False, slow_upload: bool = False) -> None:
        """Offline goes the same way as slowness: each would undo the other."""
        if offline:
            self.expect("Couldn't load preload assets")  # axe requests the style sheets once more
        self.network = self.network or await self.page.context.new_cdp_session(self.page)
        speed = MOBILE_NETWORK if mobile else {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        if slow_upload:
            speed = {**speed, "uploadThroughput": SLOW_UPLOAD_BYTES_A_SECOND}
        await self.network.send("Network.enable")
        await self.network.send("Network.emulateNetworkConditions", {"offline": offline, **speed})

    async def become_phone(self) -> None:
        """Turns the desktop that the page is open on into a phone."""
        scale = self.phone["device_scale_factor"]
        size = {**self.phone["viewport"], "deviceScaleFactor": scale, "mobile": True}
        session = await self.page.context.new_cdp_session(self.page)
        await session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        await session.send("Emulation.setDeviceMetricsOverride", size)
        await self.page.wait_for_function("scale => devicePixelRatio === scale", arg=scale)
        await self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        await self.page.wait_for_function("() => !document.getAnimations().some(each => each instanceof CSSTransition)")

    async def layout_shift(self) -> float:
        shift: float = await self.page.evaluate("() => window.layoutShift")
        return shift

    async def violations(self) -> list[str]:
        """What axe-core finds in either theme against WCAG 2.2 AA and its own best practices, in words."""
        if not await self.page.evaluate("() => 'axe' in window"):
            await self.page.evaluate(AXE.read_text())
        found: list[str] = []
        for theme in get_args(Theme):
            await self.page.emulate_media(color_scheme=theme)
            found += [f"{theme}: {each}" for each in await self.page.evaluate(AUDIT)]
        return found

    async def misfits(self) -> list[str]:
        """What does not fit on the screen, is cut off, or is too small for a finger, in words."""
        found: list[str] = await self.page.evaluate(MISFITS, TARGET_PIXELS)
        return found


@asynccontextmanager
async def visit(
    playwright: Playwright,
    browser: Browser,
    origins: frozenset[str],
    *,
    device: Device = "desktop",
    theme: Theme = "light",
    locale: str = "en-GB",
) -> AsyncIterator[Visit]:
    """Fails at its end when the page erred, broke its policy, or talked to anybody else."""
    kind = playwright.devices[PHONE] if device == "phone" else {"viewport": {"width": 1280, "height": 800}}
    context: BrowserContext = await browser.new_context(
        **kind, color_scheme=theme, locale=locale, timezone_id="Europe/Berlin", accept_downloads=True
    )
    await context.add_init_script(LAYOUT_SHIFT)
    visited = Visit(await context.new_page(), origins, playwright.devices[PHONE])
    try:
        visited.page.set_default_timeout(PATIENCE_MILLISECONDS)
        visited.watch()
        yield visited
        visited.check()
    finally:
        await context.unroute_all(behavior="ignoreErrors")
        await visited.page.unroute_all(behavior="ignoreErrors")
        await context.close()
