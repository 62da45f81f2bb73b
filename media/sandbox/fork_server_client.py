"""The worker's end of the fork server: hands over one open file at a time, and reads what its decoder says."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import BinaryIO, NamedTuple

from media.sandbox.protocol import MAX_LINE_BYTES, MAX_RESULT_BYTES, STOP, DecoderExit, Ready, RenderRequest

SOURCE = Path(__file__).resolve().parents[2]
MAX_START_SECONDS = 60.0
MAX_STOP_SECONDS = 1.0
GRACE_SECONDS = 10.0
"""How much later than it should the server may answer, before it is taken for hung."""

TICK_SECONDS = 0.25
CHUNK_BYTES = 1 << 20

ENVIRONMENT = {
    "PYTHONPATH": os.pathsep.join([str(SOURCE), *(path for path in sys.path if path)]),
    # Large pictures come and go: given back to the system each time, their memory costs a tenth of all work.
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
}
"""All of it: credentials stay here."""


class ServerLost(Exception):
    """The fork server ended, or hangs. No file is to blame, as far as one can tell."""


class Exchange(NamedTuple):
    """`body` is all that the decoder said, or the first bytes over what is allowed."""

    body: bytes
    exit: DecoderExit


class ForkServerClient:
    """Starts the server. To be used by one thread at a time."""

    def __init__(self, program: Sequence[str]) -> None:
        """`program` is a Python module to run, and its arguments. Raises ServerLost."""
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-B", "-m", *program],
                cwd=SOURCE,
                env=ENVIRONMENT,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                # Libraries write there what they find odd in a file: noise, and the file's own words.
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        try:
            ready = Ready.model_validate_json(self._line(time.monotonic() + MAX_START_SECONDS))
            if ready.fault:
                raise ServerLost(*ready.fault)
        except ServerLost:
            self.close()
            raise
        self.confinement = ready.confinement

    def exchange(self, original: BinaryIO, request: RenderRequest, stop: Event) -> Exchange:
        """`stop` ends it early. Raises ServerLost; the server is then of no more use."""
        deadline = time.monotonic() + request.max_seconds + GRACE_SECONDS
        reader, writer = os.pipe()
        try:
            self._send(request.to_line(), original.fileno(), writer)
            body, is_whole = _read(reader, deadline, stop)
        finally:
            os.close(reader)
        if not is_whole:
            self._send(STOP)
        return Exchange(body, DecoderExit.model_validate_json(self._line(deadline)))

    def close(self) -> None:
        """Ends the server, and with it the decoder at work."""
        self._control.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(MAX_STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _send(self, line: bytes, *descriptors: int) -> None:
        """The last descriptor is then the server's alone."""
        try:
            socket.send_fds(self._control, [line], descriptors)
        except OSError as fault:
            raise ServerLost from fault
        finally:
            for descriptor in descriptors[-1:]:
                os.close(descriptor)

    def _line(self, deadline: float) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            self._control.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                received = self._control.recv(MAX_LINE_BYTES)
            except OSError as fault:
                raise ServerLost from fault
            if not received:
                raise ServerLost
            line += received
        return line


def _read(reader: int, deadline: float, stop: Event) -> tuple[bytes, bool]:
    """Until its end, which is told by True, or until there is no use in reading on."""
    body = bytearray()
    ready = select.poll()
    ready.register(reader, select.POLLIN)
    while time.monotonic() < deadline and not stop.is_set() and len(body) <= MAX_RESULT_BYTES:
        if ready.poll(TICK_SECONDS * 1000):
            chunk = os.read(reader, CHUNK_BYTES)
            if not chunk:
                return bytes(body), True
            body += chunk
    return bytes(body), False
