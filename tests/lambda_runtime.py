"""A small Lambda: the Runtime API on one side, and AWS's own client of it, which runs a bundle, on the other.

As there, one environment answers one event at a time; one that runs out of time is killed, and one that is gone is
started again with the next event. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

MAX_BYTES = 6_291_556
"""The longest answer that the real Runtime API takes."""

START_SECONDS = 60.0
"""Lambda gives ten; this machine may be busy."""

ROOT = Path(__file__).resolve().parents[1]


class FunctionError(Exception):
    """The function raised, ran out of time or died; the message is what Lambda would say."""


@dataclass
class Invocation:
    id: str
    event: object
    answer: Future[Any] = field(default_factory=Future)
    taken_at: float | None = None


@dataclass(frozen=True)
class Exit:
    """What a whole life of an environment took."""

    processor_seconds: float
    resident_bytes: int


class Runtime:
    """`command` runs a client of the Runtime API, whose address it finds in the environment. To be closed.

    `ready` is set once it has asked for an event.
    """

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str], *, timeout_seconds: float, log: Path
    ) -> None:
        self.timeout_seconds = timeout_seconds
        self.starts = 0
        self.init_error = ""
        self.ready = threading.Event()
        self.log = log
        self._waiting: queue.Queue[Invocation] = queue.Queue()
        self._running: dict[str, Invocation] = {}
        self._api = _Server(("127.0.0.1", 0), _handler_of(self))
        threading.Thread(target=self._api.serve_forever, daemon=True).start()
        address = f"127.0.0.1:{self._api.server_address[1]}"
        self._environment = {**environment, "AWS_LAMBDA_RUNTIME_API": address}
        self._command, self._folder = command, folder
        self.process = self._start()

    def invoke(self, event: object, context: object = None) -> Any:
        """The function's answer. Raises FunctionError. The second parameter makes this a handler."""
        if self.process.poll() is not None:
            self.process = self._start()
        invocation = Invocation(str(uuid4()), event)
        self._waiting.put(invocation)
        put_at = time.monotonic()
        while not self._is_late(invocation, put_at):
            try:
                return invocation.answer.result(timeout=0.05)
            except TimeoutError:
                if self.process.poll() is not None:
                    self._forget(invocation)
                    raise FunctionError(self.init_error or f"Runtime exited: {self.process.returncode}") from None
        self.kill()
        self._forget(invocation)
        raise FunctionError(f"Task timed out after {self.timeout_seconds:.2f} seconds")

    def _is_late(self, invocation: Invocation, put_at: float) -> bool:
        """The start has a time of its own."""
        if invocation.taken_at is None:
            return time.monotonic() > put_at + START_SECONDS
        return time.monotonic() > invocation.taken_at + self.timeout_seconds

    def kill(self) -> Exit:
        """As Lambda ends an environment: at once."""
        self.process.kill()
        _, status, used = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return Exit(used.ru_utime + used.ru_stime, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024))

    def close(self) -> None:
        if self.process.poll() is None:
            self.kill()
        self._api.shutdown()
        self._api.server_close()

    def next(self) -> Invocation:
        self.ready.set()
        invocation = self._waiting.get()
        invocation.taken_at = time.monotonic()
        self._running[invocation.id] = invocation
        return invocation

    def told(self, invocation_id: str, outcome: str, body: bytes) -> bool:
        """Whether the answer was taken."""
        invocation = self._running.get(invocation_id)
        if invocation is None:
            return False
        if outcome != "response":
            invocation.answer.set_exception(FunctionError(body.decode()))
        elif len(body) > MAX_BYTES:
            return False
        else:
            invocation.answer.set_result(json.loads(body))
        del self._running[invocation_id]
        return True

    def _forget(self, invocation: Invocation) -> None:
        self._running.pop(invocation.id, None)

    def _start(self) -> subprocess.Popen[bytes]:
        self.starts += 1
        self.ready.clear()
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self._command, cwd=self._folder, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """An environment was killed while it waited for its next event."""


def _handler_of(runtime: Runtime) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

        def do_GET(self) -> None:
            """`/2018-06-01/runtime/invocation/next`: waits until there is one."""
            invocation = runtime.next()
            self.send_response(200)
            self.send_header("Lambda-Runtime-Aws-Request-Id", invocation.id)
            deadline = time.time() + runtime.timeout_seconds
            self.send_header("Lambda-Runtime-Deadline-Ms", str(int(deadline * 1000)))
            self.send_header(
                "Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:000000000000:function:test"
            )
            self._end(json.dumps(invocation.event).encode())

        def do_POST(self) -> None:
            """`/2018-06-01/runtime/invocation/{id}/response` or `/error`, or `/2018-06-01/runtime/init/error`."""
            body = self.rfile.read(int(self.headers["content-length"]))
            *_, invocation_id, outcome = self.path.split("/")
            if invocation_id == "init":
                runtime.init_error = body.decode()
            is_taken = invocation_id == "init" or runtime.told(invocation_id, outcome, body)
            self.send_response(202 if is_taken else 413)
            self._end(b'{"status":"OK"}')

        def _end(self, body: bytes) -> None:
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
