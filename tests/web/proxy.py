"""A line between the browser and storage that can be cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from local.engine import HOST

CHUNK_BYTES = 64 * 1024


@dataclass
class Proxy:
    """Carries bytes from `port` to `target_port`. `sent_bytes` is what the browser has sent through it."""

    target_port: int
    port: int = 0
    sent_bytes: int = 0
    is_cut: bool = False
    turned_away: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    """Released for each one who comes while it is cut."""

    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def rule(self) -> str:
        """For Chromium's `--host-resolver-rules`: leads it here, while the address that it asks for stays the same."""
        return f"MAP {HOST}:{self.target_port} {HOST}:{self.port}"

    def cut(self) -> None:
        """What is open breaks off, and whoever comes is turned away."""
        self.is_cut = True
        for writer in list(self._open):
            writer.transport.abort()

    def mend(self) -> None:
        self.is_cut = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            self.turned_away.release()
            return
        to_reader, to_writer = await asyncio.open_connection(HOST, self.target_port)
        self._open |= {writer, to_writer}
        try:
            await asyncio.gather(
                self._pump(reader, to_writer, is_upward=True), self._pump(to_reader, writer, is_upward=False)
            )
        finally:
            self._open -= {writer, to_writer}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_upward: bool) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(CHUNK_BYTES):
                self.sent_bytes += len(data) if is_upward else 0
                writer.write(data)
                await writer.drain()
        with suppress(ConnectionError, RuntimeError):
            writer.close()


@asynccontextmanager
async def proxying(target_port: int) -> AsyncIterator[Proxy]:
    proxy = Proxy(target_port)
    server = await asyncio.start_server(proxy.carry, HOST, 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        proxy.cut()
