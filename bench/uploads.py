"""Uploads through the page in bad times: `python -m bench.uploads [number of files]`, after `make web`.

500 JPEGs of 1.2 MB go to an event through a real Chromium, on the service as `make run` starts it. On the way the
device is offline for 8 s, then neither storage nor the API can be reached for 25 s while the device believes to be
online, and then the page is reloaded and the same files are chosen again. Ends with 1 unless each file is there
exactly once and READY, and says what the troubles cost.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from playwright.async_api import Page, Request, async_playwright, expect

from local.engine import free_ports
from tests.local.test_local import running
from tests.photo_files import photographs
from tests.user_journey import Picture, all_ready
from tests.web import photographer_page
from tests.web.browser import Visit, launch, visit
from tests.web.proxy import Proxy, proxying
from tests.web.scenes import Scene, scene_of

NAME = "bench"
FILES = 500
FILE_BYTES = 1_200_000
OFFLINE_SECONDS = 8
DEAD_SECONDS = 25
WITHIN_SECONDS = 1800.0
LONG_MILLISECONDS = 50
LONG_TASKS = """
  window.longTasks = [];
  new PerformanceObserver(list => window.longTasks.push(...list.getEntries().map(entry => entry.duration)))
    .observe({ type: "longtask", buffered: true });
"""


@dataclass
class Line:
    """Everything between the browser and the machine: storage, and the API."""

    storage: Proxy
    api: Proxy

    def cut(self) -> None:
        self.storage.cut()
        self.api.cut()

    def mend(self) -> None:
        self.storage.mend()
        self.api.mend()


@asynccontextmanager
async def lines(scene: Scene) -> AsyncIterator[Line]:
    async with proxying(port_of(scene.storage_origin)) as storage, proxying(port_of(scene.origin)) as api:
        yield Line(storage, api)


def port_of(origin: str) -> int:
    port = urlsplit(origin).port
    assert port
    return port


def made(count: int) -> list[Picture]:
    """Small photographs, and behind each as many random bytes as make it as heavy as one from a phone."""
    small = photographs(count, (160, 120))
    return [
        Picture(f"DSC_{number:04}.jpg", picture.body + os.urandom(FILE_BYTES - len(picture.body)))
        for number, picture in enumerate(small)
    ]


async def until_done(page: Page, count: int) -> None:
    await page.wait_for_function(
        "count => Number(document.querySelector('.panel-title')?.textContent.match(/[0-9]+/)?.[0]) >= count",
        arg=count,
        timeout=WITHIN_SECONDS * 1000,
    )


async def choose(page: Page, files: list[Path], button: str = "Add photos") -> None:
    """From now on it counts how long the page is held up: its own start is another matter."""
    await page.evaluate("() => { window.longTasks = []; }")
    await photographer_page.choose(page, files, button)


async def long_tasks(page: Page) -> list[float]:
    tasks: list[float] = await page.evaluate("() => window.longTasks")
    return tasks


async def upload(visited: Visit, scene: Scene, line: Line, files: list[Path]) -> tuple[str, list[float]]:
    """Answers the event's id, and the page's long tasks in milliseconds."""
    page, count = visited.page, len(files)
    await page.add_init_script(LONG_TASKS)
    await photographer_page.sign_in(page, scene, NAME)
    await photographer_page.create_event(page, scene, "In bad times")
    event_id = page.url.rsplit("/", 1)[1]
    await choose(page, files)
    await until_done(page, count // 10)
    print(f"  {count // 10} are up; offline for {OFFLINE_SECONDS} s")
    await visited.set_network(offline=True)
    await asyncio.sleep(OFFLINE_SECONDS)
    await visited.set_network()
    await until_done(page, count * 3 // 10)
    print(f"  {count * 3 // 10} are up; nobody answers for {DEAD_SECONDS} s")
    line.cut()
    await asyncio.sleep(DEAD_SECONDS)
    line.mend()
    await until_done(page, count * 6 // 10)
    tasks = await long_tasks(page)
    page.once("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await page.reload()
    left = photographer_page.dock(page).get_by_text(re.compile(r"left: choose the same files"))
    await expect(left).to_be_visible()
    print(f"  {count * 6 // 10} are up; reloaded: {await left.inner_text()}")
    await choose(page, files, "Choose the files")
    await photographer_page.uploaded(page, count, within_seconds=WITHIN_SECONDS)
    return event_id, tasks + await long_tasks(page)


async def measure(scene: Scene, files: list[Path], names: list[str]) -> bool:
    calls: Counter[str] = Counter()

    def note(request: Request) -> None:
        if "requestUploads" in (request.post_data or "" if request.url.endswith("/graphql") else ""):
            calls["sign"] += 1
        elif request.method == "PUT":
            calls["PUT"] += 1

    async with async_playwright() as playwright, lines(scene) as line:
        rules = ", ".join(each.rule for each in (line.storage, line.api))
        browser = await launch(playwright, f"--host-resolver-rules={rules}")
        origins = frozenset({scene.origin, scene.storage_origin})
        async with visit(playwright, browser, origins) as visited:
            visited.expect("Failed to load resource", "net::ERR", "blocked by CORS policy")
            visited.page.on("request", note)
            begun_at = time.monotonic()
            event_id, tasks = await upload(visited, scene, line, files)
            seconds = time.monotonic() - begun_at
        await browser.close()
        wanted, sent = FILE_BYTES * len(files), line.storage.sent_bytes
    found = await photographer_page.filenames_of(scene, event_id)
    print(f"{len(found)} of {len(names)} files are there, {len(found) - len(set(names) & set(found))} of them twice")
    print(f"{seconds:.0f} s, {calls['PUT']} PUTs, {calls['sign']} calls for tickets")
    print(f"{sent / 1e6:.0f} MB sent for {wanted / 1e6:.0f} MB: {100 * (sent / wanted - 1):.1f} % more")
    longest, together, load = max(tasks, default=0), sum(tasks), os.getloadavg()[0]
    beyond = together - LONG_MILLISECONDS * len(tasks)
    print(f"the page was held up {len(tasks)} times for more than {LONG_MILLISECONDS} ms, {longest:.0f} ms at most:")
    print(f"{together:.0f} ms in all, {beyond:.0f} ms beyond those {LONG_MILLISECONDS} (load {load:.1f})")
    await all_ready(scene.photographer, event_id, len(files), WITHIN_SECONDS)
    print("all are READY")
    return found == names


async def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as directory:
        pictures = made(count)
        files = photographer_page.written(pictures, Path(directory) / "photos")
        with running(Path(directory) / "data", free_ports(1)[0]) as service:
            async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
                scene = await scene_of(service, client, NAME)
                is_whole = await measure(scene, files, [picture.filename for picture in pictures])
    return 0 if is_whole else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else FILES)))
