"""One service for all tests; each test drives Firefox and WebKit, of which every visit starts a fresh one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

import pytest

from tests.browsers.firefox import firefox
from tests.browsers.page import Page, Theme
from tests.browsers.webkit import webkit
from tests.web.conftest import scene_named
from tests.web.conftest import service as service

Visiting = Callable[..., AbstractAsyncContextManager[Page]]


class Engine(Protocol):
    __name__: str

    def __call__(self, folder: Path, theme: Theme) -> AbstractAsyncContextManager[Page]: ...


DESKTOP = (1280, 800)

scene = scene_named("elsewhere", "session")


@pytest.fixture(params=[webkit, firefox], ids=["webkit", "firefox"])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.param
    return found


@pytest.fixture
def engine_name(engine: Engine) -> str:
    return engine.__name__


@pytest.fixture
def visiting(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Visiting:
    @asynccontextmanager
    async def begin(theme: Theme = "light") -> AsyncIterator[Page]:
        """Fails at its end when a script erred, or the page did what its policy refuses."""
        async with engine(tmp_path_factory.mktemp("browser"), theme) as page:
            await page.resize(*DESKTOP)
            yield page
            assert not await page.wire.faults()

    return begin
