"""A server that does as it is told: answers well or badly, late or never, in clear or by TLS."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

Act = Callable[["Handler"], None]
"""What to do about one request. A connection ends when the handler's `goes_on` is false."""


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, acts: Sequence[Act], trust: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        if trust:
            self.socket = trust.wrap_socket(self.socket, server_side=True)
        self.acts = list(acts)
        self.connections = 0
        self.requests: list[tuple[dict[str, str], bytes]] = []
        """Headers by names in small emails, and bodies."""
        self.guard = threading.Lock()
        self.url = f"{'https' if trust else 'http'}://127.0.0.1:{self.server_address[1]}"

    def next_act(self) -> Act:
        """The last one is for whatever else comes."""
        with self.guard:
            return self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up, or do not trust it, are what it is for."""


class Handler(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.server.connections += 1
        self.goes_on = True
        while self.goes_on and self.rfile.readline():
            lines = iter(lambda: self.rfile.readline().decode().strip(), "")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = self.rfile.read(int(headers["content-length"]))
            self.server.requests.append((headers, body))
            self.server.next_act()(self)

    def send(self, body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> None:
        length = len(body) if length is None else length
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {length}", *headers, "", ""]
        self.wfile.write("\r\n".join(lines).encode() + body)


def answers(body: bytes = b"{}", *headers: str, status: str = "200 OK") -> Act:
    return lambda handler: handler.send(body, *headers, status=status)


def refuses(code: str, status: str = "400 Bad Request") -> Act:
    return answers(
        b'{"__type":"com.amazonaws.dynamodb.v20120810#%b","message":"of anna"}' % code.encode(), status=status
    )


def hangs_up(handler: Handler) -> None:
    handler.goes_on = False


def breaks_off(handler: Handler) -> None:
    handler.send(b'{"Item":', length=1000)
    handler.goes_on = False


def answers_and_hangs_up(handler: Handler) -> None:
    handler.send(b"{}")
    handler.goes_on = False


@contextmanager
def server(*acts: Act, trust: ssl.SSLContext | None = None) -> Iterator[Server]:
    with Server(acts, trust) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield running
        finally:
            running.shutdown()
            thread.join()
