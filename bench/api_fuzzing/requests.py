"""Generates HTTP requests for operations, well-formed and malformed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

from bench.api_fuzzing.operations import Operation
from bench.api_fuzzing.values import as_json
from tests.in_memory_backend import ORIGIN

ACCEPTS = (
    "application/json", "application/graphql-response+json", "*/*", "application/*", "", "text/html",
    "text/html, */*;q=0.1",
    "application/json;q=x", "application/json;q=nan", "application/json;q=inf", ";;;,,,", "application/json;q=0",
    "x" * 4000,
    "application/json" + ";q=0.5" * 500, ",".join(["text/html"] * 500),
)  # fmt: skip
CONTENT_TYPES = (
    "application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8;x=y", "text/plain", "", "é",
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-16",
    "application/graphql",
)  # fmt: skip
ORIGINS = (ORIGIN, "null", "https://elsewhere.example", "", "x" * 2000)
COOKIES = (
    "", "imgsh_refresh", "imgsh_refresh=", 'imgsh_refresh="\\"', "imgsh_refresh=x; imgsh_refresh=y", ";" * 2000, "=",
    'imgsh_refresh="' + "\\1" * 2000 + '"', "; ".join(f"a{number}=b" for number in range(500)), "imgsh_device=é",
)  # fmt: skip
AUTHORIZATIONS = (
    "", "Bearer", "bearer ", "Bearer  x", "Basic YTpi", "Bearer a.b.c", "Bearer e30.e30.e30", "Bearer é",
    "Bearer " + "x" * 8000,
    "Bearer " + "." * 4000, "Bearer eyJhbGciOiJub25lIiwia2lkIjoidGVzdCJ9.eyJzdWIiOiJ4In0.", "x" * 3000,
    "Bearer eyJhbGciOiJIUzI1NiIsImtpZCI6bnVsbH0.e30.x", "Bearer " + "W1tbW1tb" * 400 + ".e30.x",
)  # fmt: skip
METHODS = ("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "PROPFIND", "get")
TARGETS = ("/graphql/", "/healthz", "/", "/graphql//", "/GRAPHQL", "/graphql/x", "/%00", "/graphql%2f", "/.env")
BODIES = (
    b"",
    b"null",
    b"[]",
    b"[{}]",
    b"{}",
    b"\xff\xfe",
    b"{" * 5000,
    b"[" * 100_000,
    b'{"query":',
    b"x" * 300_000,
    b"\x00" * 100,
)


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes | None

    def __str__(self) -> str:
        return json.dumps(
            {"method": self.method, "target": self.target, "headers": self.headers, "body": repr(self.body)}, indent=1
        )


MAX_QUERY_CHARACTERS = 1_000_000
"""Of a URL. Without it, lists of long texts could make half a gigabyte, too much for the fuzzer itself."""


def wrap(operation: Operation, headers: dict[str, str], random: Random, wildness: float) -> Request:
    """A request of a caller who sends `headers`."""
    sent = {"content-type": "application/json", **headers, **_odd_headers(random, wildness)}
    parameters = _parameters(operation, random, wildness)
    if random.random() < 0.02 + wildness * 0.1:
        texts = {name: as_json(value) if isinstance(value, dict) else str(value) for name, value in parameters.items()}
        query = urlencode({name: text.encode(errors="surrogatepass") for name, text in texts.items()})
        return Request("GET", f"/graphql?{query[:MAX_QUERY_CHARACTERS]}", sent, None)
    body = as_json(parameters).encode()
    if random.random() < wildness * 0.2:
        body = _broken(body, random)
    method = random.choice(METHODS) if random.random() < wildness * 0.05 else "POST"
    target = random.choice(TARGETS) if random.random() < wildness * 0.05 else "/graphql"
    return Request(method, target, sent, body)


def _parameters(operation: Operation, random: Random, wildness: float) -> dict[str, object]:
    parameters: dict[str, object] = {"query": operation.query, "variables": operation.variables}
    if operation.name:
        parameters["operationName"] = operation.name
    if random.random() < wildness * 0.2:
        digest = hashlib.sha256(operation.query.encode(errors="replace")).hexdigest()
        persisted = {
            "version": random.choice((1, 1, 1, 2, None, "1")),
            "sha256Hash": random.choice((digest, "x", None, 1)),
        }
        parameters["extensions"] = {"persistedQuery": random.choice((persisted, persisted, [], "x"))}
        if random.random() < 0.3:
            del parameters["query"]
    if random.random() < wildness * 0.1:
        name = random.choice(("query", "variables", "operationName", "extensions", "x"))
        parameters[name] = random.choice((None, 1, [], {}, "", "x", True, [[]], {"x": [1] * 1000}))
    return parameters


def _odd_headers(random: Random, wildness: float) -> dict[str, str]:
    odd = {}
    for name, values, chance in (
        ("accept", ACCEPTS, 0.5),
        ("content-type", CONTENT_TYPES, 0.1),
        ("origin", ORIGINS, 0.5),
        ("cookie", COOKIES, 0.3),
        ("authorization", AUTHORIZATIONS, 0.2),
        ("accept-encoding", ("gzip", "br", "gzip;q=0", "x" * 1000), 1),
        ("content-encoding", ("gzip", "identity", ""), 0.05),
        ("x-forwarded-for", ("127.0.0.1", "x", "1.1.1.1, 2.2.2.2"), 0.3),
    ):
        if random.random() < wildness * chance:
            odd[name] = random.choice(values)
    return odd


def _broken(body: bytes, random: Random) -> bytes:
    at = random.randrange(len(body))
    flipped = bytes([body[at] ^ 1 << random.randrange(8)])
    return random.choice((random.choice(BODIES), body[:at], body[:at] + flipped + body[at + 1 :], body + body[:at]))
