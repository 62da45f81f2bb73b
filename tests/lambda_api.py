"""The part of Lambda's API that calls functions: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.lambda_runtime import MAX_BYTES, FunctionError

Call = Callable[[Any], Any]


class LambdaApi:
    """`functions` are by name. The next `throttled` calls are turned away."""

    def __init__(self, functions: Mapping[str, Call]) -> None:
        self.functions = functions
        self.throttled = 0
        self.calls = 0

    def answer(self, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        self.calls += 1
        name = path.removeprefix("/2015-03-31/functions/").removesuffix("/invocations")
        if self.throttled:
            self.throttled -= 1
            return 429, {"x-amzn-ErrorType": "TooManyRequestsException"}, b'{"message": "Rate Exceeded."}'
        if name not in self.functions:
            return 404, {"x-amzn-ErrorType": "ResourceNotFoundException"}, b"{}"
        try:
            answer = json.dumps(self.functions[name](json.loads(body))).encode()
        except FunctionError as error:
            return 200, {"X-Amz-Function-Error": "Unhandled"}, json.dumps({"errorMessage": str(error)}).encode()
        assert len(answer) <= MAX_BYTES
        return 200, {}, answer


@contextmanager
def lambda_api(functions: Mapping[str, Call]) -> Iterator[tuple[LambdaApi, str]]:
    """With its address."""
    api = LambdaApi(functions)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Authorization"].startswith("AWS4-HMAC-SHA256 ")
            status, headers, answer = api.answer(self.path, body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(answer))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield api, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
