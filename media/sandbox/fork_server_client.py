"""The worker's client of the fork server: passes one open file at a time and reads its result."""

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
"""After the deadline of the request, before the server counts as hung."""

TICK_SECONDS = 0.25
CHUNK_BYTES = 1 << 20

ENVIRONMENT = {
    "PYTHONPATH": os.pathsep.join([str(SOURCE), *(path for path in sys.path if path)]),
    # Returning the memory of each large picture to the system would cost a tenth of the time.
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
}
"""The whole environment of the server, which gets no credentials."""


class ServerLost(Exception):
    """The fork server exited or hangs. Probably not caused by a file."""


class Exchange(NamedTuple):
    """`body` is the output of the decoder, cut off past `MAX_RESULT_BYTES`."""

    body: bytes
    exit: DecoderExit


class ForkServerClient:
    """Starts the server. Use it from one thread at a time."""

    def __init__(self, program: Sequence[str], niceness: int = 0) -> None:
        """`program` is a Python module and its arguments. `niceness` is added to this process's. Raises ServerLost."""
        self._control, server_end = socket.socketpair()
        with server_end:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-B", "-m", *program],
                cwd=SOURCE,
                env=ENVIRONMENT,
                stdin=server_end.fileno(),
                stdout=subprocess.DEVNULL,
                # Libraries write warnings there that may quote the file.
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        if niceness:
            os.setpriority(os.PRIO_PROCESS, self._process.pid, os.getpriority(os.PRIO_PROCESS, 0) + niceness)
        try:
            ready = Ready.model_validate_json(self._line(time.monotonic() + MAX_START_SECONDS))
            if ready.fault:
                raise ServerLost(*ready.fault)
        except ServerLost:
            self.close()
            raise
        self.confinement = ready.confinement

    def exchange(self, original: BinaryIO, request: RenderRequest, stop: Event) -> Exchange:
        """Setting `stop` ends the decoder early. Raises ServerLost, after which the client can't be used."""
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
        """Ends the server and its running decoder."""
        self._control.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(MAX_STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _send(self, line: bytes, *descriptors: int) -> None:
        """Closes the last descriptor here, so that only the server has it."""
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
    """Returns what was read, and whether it is complete."""
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
