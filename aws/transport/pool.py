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
CONNECT_TIMEOUT_SECONDS = 2
RESPONSE_TIMEOUT_SECONDS = 10


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

    async def send(self, request: bytes) -> HttpResponse:
        """Raises ConnectionFailed."""
        semaphore = self._semaphores.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(MAX_CONNECTIONS))
        async with semaphore:
            try:
                connection = self._reuse() or Connection(await asyncio.to_thread(self._open))
                try:
                    async with asyncio.timeout(RESPONSE_TIMEOUT_SECONDS):
                        return await connection.send(request)
                finally:
                    self._release(connection)
            except (OSError, ValueError) as error:  # a TimeoutError is an OSError
                raise ConnectionFailed(type(error).__name__) from error

    def _reuse(self) -> Connection | None:
        """The connection that was used last, so that the others time out. Skips those that the peer has closed."""
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:
                break  # another thread took it
            if connection.is_reusable():
                return connection
            connection.close()
        return None

    def _release(self, connection: Connection) -> None:
        if connection.is_keep_alive:
            self._idle.append(connection)
        else:
            connection.close()

    def _open(self) -> socket.socket:
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
        return opened


@cache
def _tls_context() -> ssl.SSLContext:
    """Cached: loading the trusted certificates takes longer than a whole request."""
    return ssl.create_default_context()
