"""HTTP/1.1 on one socket that is kept: little more than the socket itself, since every request goes through it.

A connection belongs to no event loop: Lambda's loop lasts, but the worker has a new one for each batch.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

READ_BYTES = 256 * 1024

Headers = dict[bytes, bytes]
"""By names in small letters."""


class HttpResponse(NamedTuple):
    status: int
    headers: Headers
    body: bytes


class Connection:
    """One request at a time. `may_be_kept` is false from a request's start until its answer is read whole."""

    def __init__(self, opened: socket.socket) -> None:
        """`opened` is connected, does not block, and is a TLS socket where there is TLS."""
        self._socket = opened
        self.may_be_kept = True

    async def send(self, request: bytes) -> HttpResponse:
        """`request` is whole, from its first line to its body. Raises OSError, or ValueError for what is not HTTP."""
        self.may_be_kept = False
        await self._send(request)
        received = bytearray()
        head = await self._read_to(b"\r\n\r\n", received)
        version, status, headers = _parse(head)
        body = await self._body(received, headers)
        if received:
            raise ValueError("there is more than the answer")
        self.may_be_kept = version == b"HTTP/1.1" and headers.get(b"connection", b"").lower() != b"close"
        return HttpResponse(status, headers, body)

    def is_reusable(self) -> bool:
        """Whether the other side is still there, and says nothing that it was not asked for."""
        with suppress(OSError):
            try:
                self._socket.recv(1)
            except (BlockingIOError, ssl.SSLWantReadError):
                return True
        return False

    def close(self) -> None:
        self._socket.close()

    def __del__(self) -> None:
        """An idle connection ends with whoever kept it."""
        self.close()

    async def _body(self, received: bytearray, headers: Headers) -> bytes:
        if headers.get(b"transfer-encoding", b"").lower() != b"chunked":
            return await self._read_bytes(int(headers.get(b"content-length", b"none")), received)
        chunks = []
        while length := int((await self._read_to(b"\r\n", received)).partition(b";")[0], 16):
            chunks.append(await self._read_bytes(length, received))
            await self._read_to(b"\r\n", received)
        await self._read_to(b"\r\n", received)
        return b"".join(chunks)

    async def _read_to(self, end: bytes, received: bytearray) -> bytes:
        """What comes before `end`; takes both off what was received."""
        while (length := received.find(end)) < 0:
            received += await self._receive()
        return (await self._read_bytes(length + len(end), received))[:length]

    async def _read_bytes(self, length: int, received: bytearray) -> bytes:
        while len(received) < length:
            received += await self._receive()
        taken = bytes(received[:length])
        del received[:length]
        return taken

    async def _receive(self) -> bytes:
        loop = asyncio.get_running_loop()
        while True:
            try:
                received = self._socket.recv(READ_BYTES)
            except (BlockingIOError, ssl.SSLWantReadError):
                await _ready(self._socket.fileno(), loop.add_reader, loop.remove_reader)
            except ssl.SSLWantWriteError:
                await _ready(self._socket.fileno(), loop.add_writer, loop.remove_writer)
            else:
                if not received:
                    raise ConnectionResetError
                return received

    async def _send(self, request: bytes) -> None:
        loop = asyncio.get_running_loop()
        left = memoryview(request)
        while left:
            try:
                left = left[self._socket.send(left) :]
            except (BlockingIOError, ssl.SSLWantWriteError):
                await _ready(self._socket.fileno(), loop.add_writer, loop.remove_writer)
            except ssl.SSLWantReadError:
                await _ready(self._socket.fileno(), loop.add_reader, loop.remove_reader)


async def _ready(descriptor: int, watch: Callable[..., Any], stop_watching: Callable[[int], Any]) -> None:
    ready = asyncio.get_running_loop().create_future()
    watch(descriptor, _mark, ready)
    try:
        await ready
    finally:
        stop_watching(descriptor)


def _mark(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)


def _parse(head: bytes) -> tuple[bytes, int, Headers]:
    """Version, status and headers. Raises ValueError."""
    first, *lines = head.split(b"\r\n")
    version, status, *_ = first.split(b" ", 2)
    fields = (line.partition(b":") for line in lines)
    return version, int(status), {name.lower(): value.strip() for name, _, value in fields}
