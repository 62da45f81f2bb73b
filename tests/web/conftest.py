"""One service and one browser for all tests of the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Playwright, async_playwright, expect

from local.engine import free_ports
from tests.local.test_local import Running, running
from tests.media.pictures import jpeg
from tests.user_journey import Answer, Picture, Uploaded
from tests.web.album import PHOTOS
from tests.web.browser import PATIENCE_MILLISECONDS, Device, Theme, Visit, launch, visit
from tests.web.scenes import Scene, pictures, scene_of

Visiting = Callable[..., AbstractAsyncContextManager[Visit]]

expect.set_options(timeout=PATIENCE_MILLISECONDS)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    (port,) = free_ports(1)
    with running(tmp_path_factory.mktemp("service") / "data", port) as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    async with async_playwright() as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(playwright: Playwright) -> AsyncIterator[Browser]:
    started = await launch(playwright)
    yield started
    await started.close()


def scene_named(name: str, scope: Literal["session", "module"] = "module") -> Any:
    """A fixture, to be called `scene`: the service in the eyes of a photographer of this name."""

    @pytest_asyncio.fixture(scope=scope, loop_scope="session")
    async def scene(service: Running) -> AsyncIterator[Scene]:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            yield await scene_of(service, client, name)

    return scene


scene = scene_named("viewed", "session")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    """The first of its photos has colours that a blur of it shows."""
    colourful = Picture("IMG_0000.jpg", jpeg(900, 600))
    return await scene.event("An Afternoon", [colourful, *pictures(PHOTOS)[1:]])


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def code(scene: Scene, event: Uploaded) -> Answer:
    return await scene.code(event, "Guests")


@pytest.fixture
def visiting(playwright: Playwright, browser: Browser, scene: Scene) -> Visiting:

    def begin(
        device: Device = "desktop", theme: Theme = "light", locale: str = "en-GB"
    ) -> AbstractAsyncContextManager[Visit]:
        return visit(playwright, browser, scene.origins, device=device, theme=theme, locale=locale)

    return begin
