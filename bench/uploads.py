"""Uploads through the page over a bad connection: `python -m bench.uploads [number of files]`, after `make web`.

A real Chromium uploads 500 JPEGs of 1.2 MB to an event, on the service as `make run` starts it. Meanwhile the device
is offline for 8 s, then neither storage nor the API can be reached for 25 s although the device is online, and then
the page is reloaded and the same files are chosen again. Exits with 1 unless each file exists exactly once and is
READY, and prints what the interruptions cost.
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
TIMEOUT_SECONDS = 1800.0
LONG_TASK_MILLISECONDS = 50
LONG_TASKS = """
  window.longTasks = [];
  new PerformanceObserver(list => window.longTasks.push(...list.getEntries().map(entry => entry.duration)))
    .observe({ type: "longtask", buffered: true });
"""


@dataclass
class Connection:
    """The proxies between the browser and the service: one to storage, one to the API."""

    storage: Proxy
    api: Proxy

    def cut(self) -> None:
        self.storage.cut()
        self.api.cut()

    def mend(self) -> None:
        self.storage.mend()
        self.api.mend()


@asynccontextmanager
async def connections(scene: Scene) -> AsyncIterator[Connection]:
    async with proxying(port_of(scene.storage_origin)) as storage, proxying(port_of(scene.origin)) as api:
        yield Connection(storage, api)


def port_of(origin: str) -> int:
    port = urlsplit(origin).port
    assert port
    return port


def photos_of_size(count: int) -> list[Picture]:
    """Small photographs, each padded with random bytes to the size of one from a phone."""
    small = photographs(count, (160, 120))
    return [
        Picture(f"DSC_{number:04}.jpg", picture.body + os.urandom(FILE_BYTES - len(picture.body)))
        for number, picture in enumerate(small)
    ]


async def wait_for_uploads(page: Page, count: int) -> None:
    await page.wait_for_function(
        "count => Number(document.querySelector('.panel-title')?.textContent.match(/[0-9]+/)?.[0]) >= count",
        arg=count,
        timeout=TIMEOUT_SECONDS * 1000,
    )


async def choose(page: Page, files: list[Path], button: str = "Add photos") -> None:
    """Measures long tasks from now on, without those of the page's own start."""
    await page.evaluate("() => { window.longTasks = []; }")
    await photographer_page.choose(page, files, button)


async def long_tasks(page: Page) -> list[float]:
    tasks: list[float] = await page.evaluate("() => window.longTasks")
    return tasks


async def upload(visited: Visit, scene: Scene, connection: Connection, files: list[Path]) -> tuple[str, list[float]]:
    """Returns the event's id, and the page's long tasks in milliseconds."""
    page, count = visited.page, len(files)
    await page.add_init_script(LONG_TASKS)
    await photographer_page.sign_in(page, scene, NAME)
    await photographer_page.create_event(page, scene, "Bad connection")
    event_id = page.url.rsplit("/", 1)[1]
    await choose(page, files)
    await wait_for_uploads(page, count // 10)
    print(f"  {count // 10} are uploaded; offline for {OFFLINE_SECONDS} s")
    await visited.set_network(offline=True)
    await asyncio.sleep(OFFLINE_SECONDS)
    await visited.set_network()
    await wait_for_uploads(page, count * 3 // 10)
    print(f"  {count * 3 // 10} are uploaded; nothing answers for {DEAD_SECONDS} s")
    connection.cut()
    await asyncio.sleep(DEAD_SECONDS)
    connection.mend()
    await wait_for_uploads(page, count * 6 // 10)
    tasks = await long_tasks(page)
    page.once("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await page.reload()
    left = photographer_page.dock(page).get_by_text(re.compile(r"left: choose the same files"))
    await expect(left).to_be_visible()
    print(f"  {count * 6 // 10} are uploaded; reloaded: {await left.inner_text()}")
    await choose(page, files, "Choose files")
    await photographer_page.uploaded(page, count, within_seconds=TIMEOUT_SECONDS)
    return event_id, tasks + await long_tasks(page)


async def measure(scene: Scene, files: list[Path], names: list[str]) -> bool:
    calls: Counter[str] = Counter()

    def note(request: Request) -> None:
        if "requestUploads" in (request.post_data or "" if request.url.endswith("/graphql") else ""):
            calls["sign"] += 1
        elif request.method == "PUT":
            calls["PUT"] += 1

    async with async_playwright() as playwright, connections(scene) as connection:
        rules = ", ".join(each.rule for each in (connection.storage, connection.api))
        browser = await launch(playwright, f"--host-resolver-rules={rules}")
        origins = scene.origins
        async with visit(playwright, browser, origins) as visited:
            visited.expect("Failed to load resource", "net::ERR", "blocked by CORS policy")
            visited.page.on("request", note)
            begun_at = time.monotonic()
            event_id, tasks = await upload(visited, scene, connection, files)
            seconds = time.monotonic() - begun_at
        await browser.close()
        wanted, sent = FILE_BYTES * len(files), connection.storage.sent_bytes
    found = await photographer_page.filenames_of(scene, event_id)
    print(f"{len(found)} of {len(names)} files exist, {len(found) - len(set(names) & set(found))} of them twice")
    print(f"{seconds:.0f} s, {calls['PUT']} PUTs, {calls['sign']} calls for tickets")
    print(f"{sent / 1e6:.0f} MB sent for {wanted / 1e6:.0f} MB: {100 * (sent / wanted - 1):.1f} % more")
    longest, together, load = max(tasks, default=0), sum(tasks), os.getloadavg()[0]
    beyond = together - LONG_TASK_MILLISECONDS * len(tasks)
    print(
        f"the page was blocked {len(tasks)} times for more than {LONG_TASK_MILLISECONDS} ms, {longest:.0f} ms at most:"
    )
    print(f"{together:.0f} ms in total, {beyond:.0f} ms beyond those {LONG_TASK_MILLISECONDS} (load {load:.1f})")
    await all_ready(scene.photographer, event_id, len(files), TIMEOUT_SECONDS)
    print("all are READY")
    return found == names


async def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as directory:
        pictures = photos_of_size(count)
        files = photographer_page.written(pictures, Path(directory) / "photos")
        with running(Path(directory) / "data", free_ports(1)[0]) as service:
            async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
                scene = await scene_of(service, client, NAME)
                is_whole = await measure(scene, files, [picture.filename for picture in pictures])
    return 0 if is_whole else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else FILES)))
