"""A scripted HTTP server: it responds well or badly, late or never, with or without TLS."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

Behavior = Callable[["Handler"], None]
"""Handles one request. The connection ends when the handler's `is_keep_alive` is false."""


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, behaviors: Sequence[Behavior], tls_context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        if tls_context:
            self.socket = tls_context.wrap_socket(self.socket, server_side=True)
        self.behaviors = list(behaviors)
        self.connections = 0
        self.requests: list[tuple[dict[str, str], bytes]] = []
        """Headers by names in lower case, and bodies."""
        self.lock = threading.Lock()
        self.url = f"{'https' if tls_context else 'http'}://127.0.0.1:{self.server_address[1]}"

    def next_behavior(self) -> Behavior:
        """The last behavior handles all further requests."""
        with self.lock:
            return self.behaviors.pop(0) if len(self.behaviors) > 1 else self.behaviors[0]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Expected: clients close connections and distrust certificates."""


class Handler(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.server.connections += 1
        self.is_keep_alive = True
        while self.is_keep_alive and self.rfile.readline():
            lines = iter(lambda: self.rfile.readline().decode().strip(), "")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = self.rfile.read(int(headers["content-length"]))
            self.server.requests.append((headers, body))
            self.server.next_behavior()(self)

    def send(self, body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> None:
        length = len(body) if length is None else length
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {length}", *headers, "", ""]
        self.wfile.write("\r\n".join(lines).encode() + body)


def responds(body: bytes = b"{}", *headers: str, status: str = "200 OK") -> Behavior:
    return lambda handler: handler.send(body, *headers, status=status)


def refuses(code: str, status: str = "400 Bad Request") -> Behavior:
    return responds(
        b'{"__type":"com.amazonaws.dynamodb.v20120810#%b","message":"of anna"}' % code.encode(), status=status
    )


def hangs_up(handler: Handler) -> None:
    handler.is_keep_alive = False


def breaks_off(handler: Handler) -> None:
    handler.send(b'{"Item":', length=1000)
    handler.is_keep_alive = False


def responds_and_hangs_up(handler: Handler) -> None:
    handler.send(b"{}")
    handler.is_keep_alive = False


@contextmanager
def server(*behaviors: Behavior, tls_context: ssl.SSLContext | None = None) -> Iterator[Server]:
    with Server(behaviors, tls_context) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield running
        finally:
            running.shutdown()
            thread.join()
