"""One side of `bench.album`, in a process that stays: prints the bytes of the answer, then for each number read from
standard input the CPU milliseconds of one of so many answers.

python bench/album_process.py baseline|app
"""

import base64
import gzip
import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

WARM_UP = 20
QUERY = """query Album { album { eventName photos(first: 100) {
  nodes { id filename contentType sizeBytes width height placeholder thumbnail { url } preview { url } }
  pageInfo { hasNextPage endCursor }
} } }"""


def event_of(token: str) -> dict[str, Any]:
    headers = {
        "host": "abc123.execute-api.eu-west-1.amazonaws.com",
        "content-type": "application/json",
        "accept": "application/json",
        "authorization": f"Bearer {token}",
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
    nodes = json.loads(body)["data"]["album"]["photos"]["nodes"]
    assert len(nodes) == 100, nodes
    assert len({node[kind]["url"] for node in nodes for kind in ("thumbnail", "preview")}) == 200


def main(module: str) -> None:
    out, sys.stdout = sys.stdout, sys.stderr  # the service logs to standard output
    # No bundle contains it, only the tests need it; PyJWT would import it.
    sys.modules["cryptography"] = None  # type: ignore[assignment]
    event = json.loads(os.environ["BENCH_EVENT"])
    handler: Callable[[dict[str, Any], Any], dict[str, Any]] = importlib.import_module(module).handler
    body = body_of(handler(event, None))
    check(body)
    for _ in range(WARM_UP):
        handler(event, None)
    sizes = {"plain_bytes": len(body), "gzip_bytes": len(gzip.compress(body, 1))}
    print(json.dumps(sizes), file=out, flush=True)
    for line in sys.stdin:
        begun_at = time.process_time_ns()
        for _ in range(int(line)):
            handler(event, None)
        print((time.process_time_ns() - begun_at) / int(line) / 1e6, file=out, flush=True)


if __name__ == "__main__":
    main("bench.baseline" if sys.argv[1] == "baseline" else sys.argv[1])
