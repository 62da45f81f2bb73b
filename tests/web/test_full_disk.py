"""Uploads to a server whose disk is full: the page says so, and goes on by itself when there is room."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from local.engine import free_ports
from tests.local.test_local import Running, running, wait_until
from tests.web import photographer_page
from tests.web.conftest import Visiting, scene_named
from tests.web.scenes import Scene
from tests.web.test_uploads import NAME, NETWORK_TROUBLE, many, new_event, storage_puts

pytestmark = pytest.mark.asyncio(loop_scope="session")

FULL = "The server's disk is full. Ask whoever runs it to free up space. Nothing already uploaded is lost."
SPARE_BYTES = 512 * 1024**2
"""More than everything else on this disk writes during these tests."""
SAID_WITHIN_SECONDS = 30.0

scene = scene_named(NAME)


@pytest.fixture(scope="module")
def filling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that takes the space which a test wants to be missing."""
    return tmp_path_factory.mktemp("filling") / "filling"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, filling: Path) -> Iterator[Running]:
    """Its disk counts as full once `SPARE_BYTES` more are taken."""
    (port,) = free_ports(1)
    min_free_bytes = shutil.disk_usage(filling.parent).free - SPARE_BYTES
    data_dir = tmp_path_factory.mktemp("service") / "data"
    with running(data_dir, port, MIN_FREE_BYTES=str(min_free_bytes)) as started:
        yield started


@contextmanager
def full_disk(filling: Path) -> Iterator[None]:
    with filling.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, 2 * SPARE_BYTES)
    try:
        yield
    finally:
        filling.unlink()


async def says_that_it_is_full(page: Page) -> None:
    dock = photographer_page.dock(page)
    await expect(dock.locator(".panel-title")).to_have_text("Waiting for space")
    await expect(dock.locator(".quiet")).to_have_text(FULL)
    await expect(dock.get_by_role("status")).to_have_text(FULL)


async def test_a_full_disk_is_told_and_uploads_go_on_when_it_has_room(
    visiting: Visiting, scene: Scene, filling: Path
) -> None:
    async with visiting() as visit:
        page = visit.page
        event_id = await new_event(page, scene, "Full")
        puts = storage_puts(page, scene)
        with full_disk(filling):
            await photographer_page.choose(page, photographer_page.payloads(many(3)))
            await says_that_it_is_full(page)
            assert not puts
        await photographer_page.uploaded(page, 3)
        assert len(puts) == 3
    assert await photographer_page.filenames_of(scene, event_id) == [picture.filename for picture in many(3)]


async def test_a_full_disk_is_printed_for_whoever_runs_the_server(service: Running, filling: Path) -> None:
    with full_disk(filling):
        await asyncio.to_thread(wait_until, lambda: "uploads wait until" in service.said, SAID_WITHIN_SECONDS)
    await asyncio.to_thread(wait_until, lambda: "The disk has room again" in service.said, SAID_WITHIN_SECONDS)


async def test_what_storage_has_no_room_for_waits_and_is_sent_again(visiting: Visiting, scene: Scene) -> None:
    """Something else took the space after the ticket was given."""
    refused: list[str] = []

    async def refuse(route: Route) -> None:
        if route.request.method != "PUT":
            return await route.fallback()
        refused.append(route.request.url)
        headers = {"access-control-allow-origin": scene.origin, "access-control-expose-headers": "ETag"}
        return await route.fulfill(status=507, headers=headers, body="<Error><Code>InsufficientStorage</Code></Error>")

    async with visiting() as visit:
        visit.expect(*NETWORK_TROUBLE)
        page = visit.page
        event_id = await new_event(page, scene, "No room")
        await page.route(f"{scene.storage_origin}/**", refuse)
        await photographer_page.choose(page, photographer_page.payloads(many(20)))
        await says_that_it_is_full(page)
        await page.unroute_all()
        await photographer_page.uploaded(page, 20)
        await expect(photographer_page.dock(page)).not_to_contain_text("duplicate")
    assert refused
    assert len(await photographer_page.filenames_of(scene, event_id)) == 20


async def test_of_many_files_those_that_fit_are_sent(visiting: Visiting, scene: Scene) -> None:
    asked: list[int] = []
    fits = 2

    async def refuse(route: Route) -> None:
        body = json.loads(route.request.post_data or "{}")
        if "RequestUploads" not in body.get("query", ""):
            return await route.fallback()
        asked.append(len(body["variables"]["input"]["files"]))
        if asked[-1] <= fits:
            return await route.fallback()
        error = {"code": "STORAGE_FULL", "message": FULL, "field": None}
        return await route.fulfill(json={"data": {"requestUploads": {"tickets": None, "userErrors": [error]}}})

    async with visiting() as visit:
        page = visit.page
        event_id = await new_event(page, scene, "Some fit")
        await page.route("**/graphql", refuse)
        await photographer_page.choose(page, photographer_page.payloads(many(7)))
        await photographer_page.uploaded(page, 7)
    assert max(asked) > fits
    assert len(await photographer_page.filenames_of(scene, event_id)) == 7
