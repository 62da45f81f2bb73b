"""One side of `bench.album` in a process of its own: answers the album, and prints its CPU time as JSON.

python bench/album_process.py warm|cold baseline|imgsh [gzip]
"""

import time

STARTED_AT = time.process_time()

import base64  # noqa: E402
import gzip  # noqa: E402
import importlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

WARM_UP, REQUESTS = 20, 100
QUERY = """query Album { album { eventName photos(first: 100) {
  nodes { id filename contentType sizeBytes width height placeholder thumbnail { url } preview { url } }
  pageInfo { hasNextPage endCursor }
} } }"""


def event_of(*, compressed: bool) -> dict[str, Any]:
    headers = {
        "host": "abc123.execute-api.eu-west-1.amazonaws.com",
        "content-type": "application/json",
        "accept": "application/json",
        "authorization": f"Bearer {os.environ['BENCH_VIEWER_TOKEN']}",
        **({"accept-encoding": "gzip"} if compressed else {}),
    }
    http = {"method": "POST", "path": "/graphql", "protocol": "HTTP/1.1", "sourceIp": "203.0.113.9", "userAgent": ""}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/graphql",
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {"http": http, "requestId": "JKJaXmPLvHcESHA=", "stage": "$default"},
        "body": json.dumps({"query": QUERY}),
        "isBase64Encoded": False,
    }


def body_of(result: dict[str, Any]) -> bytes:
    body: str = result["body"]
    return base64.b64decode(body) if result["isBase64Encoded"] else body.encode()


def check(body: bytes) -> None:
    decoded = json.loads(gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body)
    nodes = decoded["data"]["album"]["photos"]["nodes"]
    assert len(nodes) == 100, decoded
    urls = {node[kind]["url"] for node in nodes for kind in ("thumbnail", "preview")}
    assert len(urls) == 200
    assert all("X-Amz-Signature=" in url for url in urls)


def handler_of(side: str) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    module = importlib.import_module("bench.baseline" if side == "baseline" else "app")
    handler: Callable[[dict[str, Any], Any], dict[str, Any]] = module.handler
    return handler


def main(mode: str, side: str, compressed: bool) -> dict[str, float]:
    # No bundle contains it, only the tests need it; PyJWT would import it.
    sys.modules["cryptography"] = None  # type: ignore[assignment]
    handler = handler_of(side)
    imported_at = time.process_time()
    event = event_of(compressed=compressed)
    body = body_of(handler(event, None))
    first_at = time.process_time()
    check(body)
    cold = {
        "import_cpu_ms": (imported_at - STARTED_AT) * 1000,
        "first_cpu_ms": (first_at - imported_at) * 1000,
        "cpu_ms": first_at * 1000,
    }
    if mode == "cold":
        return cold
    for _ in range(WARM_UP):
        handler(event, None)
    begun_at = time.process_time()
    for _ in range(REQUESTS):
        handler(event, None)
    return {"cpu_ms": (time.process_time() - begun_at) / REQUESTS * 1000, "body_bytes": len(body)}


if __name__ == "__main__":
    sys.stdout = sys.__stderr__  # the service logs to standard output
    figures = main(sys.argv[1], sys.argv[2], "gzip" in sys.argv)
    sys.__stdout__.write(json.dumps(figures) + "\n")  # type: ignore[union-attr]
