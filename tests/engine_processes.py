"""The engines of the tests, from `.engines` beside the sources. Each is stopped in the end."""

from __future__ import annotations

import json
import logging
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from moto.moto_api._internal.models import moto_api_backend
from moto.server import ThreadedMotoServer

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


class Moto:
    """AWS in this process, on a port of its own. It checks no signature; what it keeps is emptied in no time."""

    def __init__(self, server: ThreadedMotoServer) -> None:
        host, port = server.get_host_and_port()
        self.endpoint_url = f"http://{host}:{port}"

    def empty(self) -> None:
        moto_api_backend.reset()


@contextmanager
def moto() -> Iterator[Moto]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # it would tell of every request
    server = ThreadedMotoServer(HOST, 0, verbose=False)
    server.start()
    try:
        yield Moto(server)
    finally:
        server.stop()


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
