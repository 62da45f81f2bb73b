"""A worker with a secret, and compromised decoders: `python -m tests.media.sandbox.breakout [NO_WALL ...]`.

Prints a line of JSON: the restrictions in use, and the outcome of each attempt to get the secret or to break out.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.models import Watermark
from domain.rendering import Original, Unreadable
from media.sandbox.confinement import deny_inspection
from media.sandbox.protocol import RendererFailed
from media.sandbox.renderer import SandboxedRenderer
from tests.media.sandbox.hostile_decoder import BREAKOUTS

SECRET_NAME = "IMGSH_SECRET"


class Worker:
    def __init__(self, folder: Path, missing: Sequence[str]) -> None:
        deny_inspection()
        self.confinement: list[str] = []
        self.is_suspected = False
        self._memory = ctypes.create_string_buffer(os.environ[SECRET_NAME].encode())
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self._unix = socket.socket(socket.AF_UNIX)
        self._unix.bind(name := f"\0imgsh-breakout-{os.getpid()}")
        self._unix.listen()
        self._file = folder / "original"
        folder.chmod(0o777)  # file permissions must not be what protects it
        (folder / "precious").touch()
        self._facts = {
            "secret": os.environ[SECRET_NAME],
            "address": ctypes.addressof(self._memory),
            "parent": os.getpid(),
            "tcp": self._tcp.getsockname(),
            "unix": name,
            "folder": str(folder),
        }
        self._renderer = SandboxedRenderer(
            report=self._report, program=("tests.media.sandbox.hostile_decoder", *missing)
        )

    async def attempt(self, name: str) -> str:
        """Returns "GotIt", the name of an error, or "killed"."""
        self.is_suspected = False
        self._file.write_text(json.dumps({**self._facts, "attack": name}))
        try:
            await self._renderer.render(Original(self._file, ""), "image/jpeg", Watermark())
        except RendererFailed as failed:
            return str(failed.args[0])
        except Unreadable:
            return "killed" if self.is_suspected else "crashed"
        return "answered"

    def _report(self, outcome: str, /, **fields: object) -> None:
        if outcome == "sandbox_started":
            self.confinement = [str(name) for name in fields["walls"]]  # type: ignore[attr-defined]
        self.is_suspected |= outcome == "suspected_attack"


async def main() -> None:
    with TemporaryDirectory() as folder:
        worker = Worker(Path(folder), sys.argv[1:])
        outcomes = {name: await worker.attempt(name) for name in BREAKOUTS}
    sys.stdout.write(json.dumps({"user": os.getuid(), "walls": worker.confinement, "outcomes": outcomes}))


if __name__ == "__main__":
    asyncio.run(main())
