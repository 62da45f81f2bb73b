"""The engines of the tests, from `.engines` beside the sources. Each is stopped in the end."""

from __future__ import annotations

import json
import logging
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from local.engine import HOST, SERVICES, Engine, RootKey, free_ports, start, start_ministack

ENGINES = Path(__file__).resolve().parents[1] / ".engines"


@contextmanager
def ministack(auth: bool = True, state_dir: Path | None = None, services: str = SERVICES) -> Iterator[Engine]:
    """MiniStack in memory, or kept in `state_dir`."""
    engine = start_ministack(ENGINES, auth=auth, state_dir=state_dir, services=services)
    try:
        yield engine
    finally:
        engine.stop()


@dataclass(frozen=True)
class Moto:
    """AWS in this process, on a port of its own. It checks no signature; what it keeps is emptied in no time."""

    endpoint_url: str

    def empty(self) -> None:
        moto_api_backend.reset()


class MotoDispatcher(DomainDispatcherApplication):
    """Looks a service up once. Moto's own looks through its folders for every request, which takes most of its time."""

    @cache  # noqa: B019 - one server a run
    def get_backend_for_host(self, host: str | None) -> Any:
        return super().get_backend_for_host(host)


@contextmanager
def moto() -> Iterator[Moto]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it would tell of every request
    server = make_server(HOST, 0, MotoDispatcher(create_backend_app), threaded=True, request_handler=MotoRequestHandler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Moto(f"http://{HOST}:{server.port}")
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def seaweedfs() -> Iterator[Engine]:
    """An independent S3 that enforces signatures, signed sizes and types, checksums and conditions."""
    with tempfile.TemporaryDirectory(prefix="imgsh-seaweedfs-", ignore_cleanup_errors=True) as data:
        names = [
            f"{name}.{kind}" for name in ("s3", "master", "volume", "filer", "admin") for kind in ("port", "port.grpc")
        ]
        ports = dict(zip(names, free_ports(len(names)), strict=True))
        root = RootKey()
        command = [str(ENGINES / "bin" / "weed"), "mini", *_seaweedfs_options(Path(data), root, ports)]
        try:
            engine = start(command, port=ports["s3.port"], health="/status", root=root, environment={})
            try:
                yield engine
            finally:
                engine.stop(signal.SIGKILL)  # asked politely it takes up to 16 s, and nothing of it is kept
        finally:
            for port in ports.values():
                for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                    left.unlink(missing_ok=True)


def _seaweedfs_options(data: Path, root: RootKey, ports: dict[str, int]) -> list[str]:
    config = data / "s3.json"
    key = {"accessKey": root.access_key, "secretKey": root.secret_key}
    config.write_text(json.dumps({"identities": [{"name": "root", "credentials": [key], "actions": ["Admin"]}]}))
    return [
        f"-dir={data}",
        f"-ip={HOST}",
        f"-ip.bind={HOST}",
        *(f"-{name}={port}" for name, port in ports.items()),
        f"-s3.config={config}",
        "-s3.allowedOrigins=",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-webdav=false",
        "-admin.ui=false",
        "-master.telemetry=false",
    ]
