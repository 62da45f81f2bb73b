"""A connection pool. Only connecting, which is rare, uses a thread."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from functools import cache
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from aws.transport.connection import Connection, HttpResponse

MAX_CONNECTIONS = 32
CONNECT_TIMEOUT_SECONDS = 1
RESPONSE_TIMEOUT_SECONDS = 5

REUSED_RESPONSE_TIMEOUT_SECONDS = 1
"""The peer of a reused connection may be gone without a trace, so a new connection soon takes its place."""

MAX_IDLE_SECONDS = 20
"""By the wall clock: the monotonic one may stand still while Lambda freezes the process."""


class ConnectionFailed(Exception):
    """The connection failed or timed out. The service may or may not have carried out the request."""


class ConnectionPool:
    """Connections to one origin, such as "https://dynamodb.eu-west-1.amazonaws.com". Safe in any thread and loop."""

    def __init__(self, origin: str) -> None:
        parts = urlsplit(origin)
        self._is_tls = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._is_tls else 80)
        self._idle: deque[Connection] = deque()
        self._semaphores: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    async def send(self, request: bytes, *, trusted_idle_seconds: float = 0) -> HttpResponse:
        """Waits for the response of a reused connection only shortly, unless it was idle for less than
        `trusted_idle_seconds`. Raises ConnectionFailed.
        """
        semaphore = self._semaphores.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(MAX_CONNECTIONS))
        async with semaphore:
            try:
                reused = self._reuse()
                trusted = reused is None or reused.idle_seconds() < trusted_idle_seconds
                timeout_seconds = RESPONSE_TIMEOUT_SECONDS if trusted else REUSED_RESPONSE_TIMEOUT_SECONDS
                # Made by the thread, so that a cancelled call leaves no open socket behind.
                connection = await asyncio.to_thread(self._open) if reused is None else reused
                try:
                    async with asyncio.timeout(timeout_seconds):
                        return await connection.send(request)
                finally:
                    self._release(connection)
            except (OSError, ValueError) as error:
                if isinstance(error, TimeoutError):
                    self._idle.clear()  # their peers may be gone, too
                raise ConnectionFailed(type(error).__name__) from error

    def _reuse(self) -> Connection | None:
        """The one that was used last, so that the others age. Skips old ones and those that the peer has closed."""
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:
                break  # another thread took it
            if 0 <= connection.idle_seconds() <= MAX_IDLE_SECONDS and connection.is_reusable():
                return connection
            connection.close()
        return None

    def _release(self, connection: Connection) -> None:
        if connection.is_keep_alive:
            self._idle.append(connection)
        else:
            connection.close()

    def _open(self) -> Connection:
        opened = socket.create_connection((self._host, self._port), CONNECT_TIMEOUT_SECONDS)
        try:
            # A request longer than a packet must not wait for an acknowledgement (Nagle's algorithm).
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._is_tls:
                opened = _tls_context().wrap_socket(opened, server_hostname=self._host)
            opened.setblocking(False)
        except BaseException:
            opened.close()
            raise
        return Connection(opened)


@cache
def _tls_context() -> ssl.SSLContext:
    """Cached: loading the trusted certificates takes longer than a whole request."""
    return ssl.create_default_context()
