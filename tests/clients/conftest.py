"""A running service, called by programs that we did not write, and a page at another origin than its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from local.engine import HOST, free_ports
from tests.local.test_local import ROOT, running
from tests.web.scenes import Scene, scene_of

PACKAGES = ROOT / "examples" / "node_modules"
NAME = "anna"
PHOTOS = 24


@dataclass
class Service:
    """`page_port` is that of the origin whose pages may call it."""

    scene: Scene
    page_port: int


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    port, page_port = free_ports(2)
    allowed = {"IMGSH_APP_ORIGINS": f"http://{HOST}:{page_port}"}
    with running(tmp_path_factory.mktemp("clients") / "data", port, **allowed) as started:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            yield Service(await scene_of(started, client, NAME), page_port)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """An empty project with the packages of examples/."""
    assert PACKAGES.exists(), "run `make examples`"
    (tmp_path / "node_modules").symlink_to(PACKAGES)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    yield tmp_path
