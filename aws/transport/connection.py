"""HTTP/1.1 over one persistent socket. Every request passes here, so there is little more than the socket itself."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

READ_BYTES = 256 * 1024

Headers = dict[bytes, bytes]
"""By names in lower case."""


class HttpResponse(NamedTuple):
    status: int
    headers: Headers
    body: bytes


class Connection:
    """One request at a time. `is_keep_alive` is false from the start of a request until its response is read."""

    def __init__(self, connected: socket.socket) -> None:
        """`connected` does not block, and is a TLS socket for https."""
        self._socket = connected
        self._used_at = time.time()
        self.is_keep_alive = True

    async def send(self, request: bytes) -> HttpResponse:
        """`request` is complete, first line to body. Raises OSError, and ValueError for a response that is not HTTP."""
        self.is_keep_alive = False
        await self._send(request)
        received = bytearray()
        head = await self._read_until(b"\r\n\r\n", received)
        version, status, headers = _parse(head)
        body = await self._body(received, headers)
        if received:
            raise ValueError("data after the end of the response")
        self._used_at = time.time()
        self.is_keep_alive = version == b"HTTP/1.1" and headers.get(b"connection", b"").lower() != b"close"
        return HttpResponse(status, headers, body)

    def idle_seconds(self) -> float:
        """Since the last response, by the wall clock. Negative if the clock was set back."""
        return time.time() - self._used_at

    def is_reusable(self) -> bool:
        """Whether the peer has neither closed the connection nor sent anything unrequested."""
        with suppress(OSError):
            try:
                self._socket.recv(1)
            except (BlockingIOError, ssl.SSLWantReadError):
                return True
        return False

    def close(self) -> None:
        self._socket.close()

    def __del__(self) -> None:
        """Closes an idle connection together with its pool."""
        self.close()

    async def _body(self, received: bytearray, headers: Headers) -> bytes:
        if headers.get(b"transfer-encoding", b"").lower() != b"chunked":
            return await self._read_exactly(int(headers.get(b"content-length", b"none")), received)
        chunks = []
        while length := int((await self._read_until(b"\r\n", received)).partition(b";")[0], 16):
            chunks.append(await self._read_exactly(length, received))
            await self._read_until(b"\r\n", received)
        await self._read_until(b"\r\n", received)
        return b"".join(chunks)

    async def _read_until(self, end: bytes, received: bytearray) -> bytes:
        """Removes the bytes up to and including `end` from `received`, and returns those before `end`."""
        while (length := received.find(end)) < 0:
            received += await self._receive()
        return (await self._read_exactly(length + len(end), received))[:length]

    async def _read_exactly(self, length: int, received: bytearray) -> bytes:
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
                await _wait_for(self._socket.fileno(), loop.add_reader, loop.remove_reader)
            except ssl.SSLWantWriteError:
                await _wait_for(self._socket.fileno(), loop.add_writer, loop.remove_writer)
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
                await _wait_for(self._socket.fileno(), loop.add_writer, loop.remove_writer)
            except ssl.SSLWantReadError:
                await _wait_for(self._socket.fileno(), loop.add_reader, loop.remove_reader)


async def _wait_for(descriptor: int, watch: Callable[..., Any], stop_watching: Callable[[int], Any]) -> None:
    ready = asyncio.get_running_loop().create_future()
    watch(descriptor, _set_ready, ready)
    try:
        await ready
    finally:
        stop_watching(descriptor)


def _set_ready(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)


def _parse(head: bytes) -> tuple[bytes, int, Headers]:
    """Version, status and headers. Raises ValueError."""
    first, *lines = head.split(b"\r\n")
    version, status, *_ = first.split(b" ", 2)
    fields = (line.partition(b":") for line in lines)
    return version, int(status), {name.lower(): value.strip() for name, _, value in fields}
