"""The examples, run against the service as a newcomer runs them."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.async_api import async_playwright, expect

from domain.uploads import MULTIPART_OVER_BYTES, part_ranges
from local.engine import HOST
from tests.clients.conftest import NAME, PACKAGES, PHOTOS, Service
from tests.local.test_local import ROOT
from tests.user_journey import Answer, all_ready
from tests.web.browser import launch
from tests.web.scenes import pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

FILM_BYTES = MULTIPART_OVER_BYTES + (1 << 20)
WITHIN_SECONDS = 120


async def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    environment = {**os.environ, "NO_PROXY": "*", **variables}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


@contextmanager
def served(folder: Path, port: int) -> Iterator[str]:
    handler = partial(QuietHandler, directory=str(folder))
    server = ThreadingHTTPServer((HOST, port), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{HOST}:{port}"
    finally:
        server.shutdown()
        server.server_close()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:
        pass


async def test_apollo_never_shows_the_album_of_the_first_code_for_the_second(service: Service, project: Path) -> None:
    event = await service.scene.event("Two codes", pictures(1))
    codes = [await service.scene.code(event, label) for label in ("Ben", "Clara")]
    link = codes[0]["url"].partition("#")[0].removeprefix(f"{service.scene.origin}/")
    script = shutil.copy(Path(__file__).with_name("second_code.mjs"), project)
    words = [service.scene.origin, ROOT / "docs/operations", link, *(code["accessCode"] for code in codes)]
    said = json.loads(await run("node", script, *map(str, words), cwd=project, NODE_ENV="production"))
    assert said["byId"] == [["Ben"], ["Clara"]]
    assert said["byToken"] == [["Ben"], ["Ben", "Clara"]]  # what the id is for


async def test_the_page_lists_an_album_in_pages_and_downloads_from_another_origin(
    service: Service, tmp_path: Path
) -> None:
    made = pictures(PHOTOS)
    event = await service.scene.event("Examples", made)
    code = await service.scene.code(event, "Guests")
    page_folder = tmp_path / "examples/web-apollo"
    shutil.copytree(ROOT / "examples/web-apollo", page_folder, ignore=shutil.ignore_patterns("gql", "dist"))
    (tmp_path / "examples/node_modules").symlink_to(PACKAGES)
    (tmp_path / "schema").symlink_to(ROOT / "schema")
    await run("npm", "run", "build", cwd=page_folder, VITE_IMGSH=service.scene.origin)
    with served(page_folder / "dist", service.page_port) as address:
        async with async_playwright() as playwright:
            browser = await launch(playwright)
            page = await browser.new_page()
            await page.goto(address)
            await page.get_by_label("Link of the album").fill(code["url"])
            await page.get_by_role("button", name="Open").click()
            await expect(page.get_by_role("status")).to_have_text(f"Examples, for Guests: 20 of {PHOTOS} photos")
            await page.get_by_role("button", name="Show more").click()
            await expect(page.get_by_role("listitem")).to_have_count(PHOTOS)
            await expect(page.get_by_role("button", name="Show more")).to_be_hidden()
            async with page.expect_download() as saving:
                await page.get_by_role("link", name="Download IMG_0003.jpg").click()
            saved = await (await saving.value).path()
            assert saved.read_bytes() == made[3].body
            url = await page.get_by_role("link", name="Download IMG_0004.jpg").get_attribute("href")
            assert await page.evaluate("async url => (await fetch(url)).status", url) == 200
            await browser.close()


def film() -> bytes:
    """A real video, with a box behind it that players skip."""
    video = (ROOT / "tests/media/samples/camera.mp4").read_bytes()
    free = FILM_BYTES - len(video)
    return video + free.to_bytes(4) + b"free" + bytes(free - 8)


async def test_the_upload_of_a_folder_goes_on_after_a_kill(service: Service, tmp_path: Path) -> None:
    photographer = service.scene.photographer
    event: Answer = (await photographer.ask("CreateEvent", input={"name": "A folder"}))["event"]
    (tmp_path / "a film.mp4").write_bytes(film())
    for picture in pictures(6):
        (tmp_path / picture.filename).write_bytes(picture.body)
    script = ROOT / "examples/python-upload/upload.py"
    command = [sys.executable, str(script), service.scene.origin, event["id"], str(tmp_path)]
    account = {"IMGSH_EMAIL": f"{NAME}@example.com", "IMGSH_PASSWORD": f"a long password of {NAME}"}
    killed = await asyncio.create_subprocess_exec(
        *command, env={**os.environ, "NO_PROXY": "*", **account}, stderr=subprocess.DEVNULL
    )
    stored = await parts_of_film(service, event["id"], tmp_path / "a film.mp4")
    killed.send_signal(signal.SIGKILL)
    await killed.wait()
    assert 0 < stored < len(part_ranges(FILM_BYTES))

    said = await run(*command, cwd=tmp_path, **account)
    going_on = next(line for line in said.splitlines() if line.startswith("Going on with a film.mp4: "))
    assert int(going_on.split()[5]) >= stored
    assert "(7 of 7)" in said
    photos = await all_ready(photographer, event["id"], 7, WITHIN_SECONDS)
    assert len({photo["filename"] for photo in photos}) == 7
    again = await run(*command, cwd=tmp_path, **account)
    assert again.count("Already there:") == 7


async def parts_of_film(service: Service, event_id: str, film: Path) -> int:
    """Waits until storage has a part of the film. Returns how many it has."""
    body = await asyncio.to_thread(film.read_bytes)
    sha256 = base64.b64encode(hashlib.sha256(body).digest()).decode()
    file = {"filename": film.name, "contentType": "video/mp4", "sizeBytes": len(body), "sha256": sha256}
    async with asyncio.timeout(WITHIN_SECONDS):
        while True:
            given = {"eventId": event_id, "files": [file]}
            (ticket,) = (await service.scene.photographer.ask("RequestUploads", input=given))["tickets"]
            assert not ticket["alreadyUploaded"]
            if ticket["storedParts"]:
                return len(ticket["storedParts"])
            await asyncio.sleep(0.02)
