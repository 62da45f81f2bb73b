"""What the functions log when a service behind them fails: Lambda counts no error, since all of them answer."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from aws.sqs import to_message
from domain.job_models import Job, JobKind
from tests.api_gateway_events import ADDRESS, from_result, to_event
from tests.aws import scripted_server
from tests.aws.scripted_server import refuses
from tests.log_metrics import counted

CALL = """
import importlib, json, sys
module, handler, event = sys.argv[1:]
print(json.dumps(getattr(importlib.import_module(module), handler)(json.loads(event), None)))
"""
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "id",
    "AWS_SECRET_ACCESS_KEY": "key",
    "IMGSH_PUBLIC_ORIGIN": "https://photos.example.com",
}
KEYS = {"IMGSH_TOKEN_KEYS": json.dumps([{"kid": "k1", "secret": "c2VjcmV0" * 8}])}
KEYS_IN_SECRETS_MANAGER = {"IMGSH_TOKEN_KEYS_SECRET": "token-keys"}
"""Which is down as well."""

REDEEM = """mutation { redeemAccessCode(input: {publicUrl: "anna/wedding", accessCode: "ABC34D"}) { viewerToken } }"""


@pytest.fixture
def refusing() -> Iterator[str]:
    """An address that refuses connections: a socket holds its port and does not listen."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@pytest.fixture
def throttling() -> Iterator[str]:
    with scripted_server.server(refuses("ThrottlingException")) as server:
        yield server.url


def call(door: str, event: object, endpoint: str, settings: Mapping[str, str]) -> tuple[Any, list[dict[str, float]]]:
    """Calls a handler in a process of its own, as Lambda does. Returns its result, and what each log line counts."""
    environment = {**os.environ, **ENVIRONMENT, **settings, "IMGSH_ENDPOINT_URL": endpoint}
    command = [sys.executable, "-c", CALL, *door.split("."), json.dumps(event)]
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    *lines, result = done.stdout.splitlines()
    return json.loads(result), [metrics for line in lines if (metrics := counted(line))]


def redeem(endpoint: str, settings: Mapping[str, str]) -> tuple[list[str], list[dict[str, float]]]:
    """Returns the codes of the response's errors, and what each log line counts."""
    body = json.dumps({"query": REDEEM}).encode()
    event = to_event("POST", "/graphql", {"content-type": "application/json"}, body, ADDRESS, {})
    result, metrics = call("app.handler", event, endpoint, settings)
    return from_result(result).codes, metrics


@pytest.mark.parametrize("settings", [KEYS, KEYS_IN_SECRETS_MANAGER])
def test_a_request_counts_as_a_failure_while_dynamodb_is_down(settings: Mapping[str, str], refusing: str) -> None:
    assert redeem(refusing, settings) == (["INTERNAL"], [{"Failures": 1}])


def test_throttled_calls_are_counted_besides_the_failure(throttling: str) -> None:
    codes, (*attempts, last) = redeem(throttling, KEYS)
    assert (codes, last) == (["INTERNAL"], {"Failures": 1})
    assert attempts
    assert all(each == {"ThrottledCalls": 1} for each in attempts)


def test_a_job_counts_as_a_failure_while_dynamodb_is_down(refusing: str) -> None:
    body = to_message(Job(JobKind.EVENT, "fd575f0d-f39a-4ecb-99f9-31813d4edb2c"))
    batch = {"Records": [{"messageId": "m1", "body": body}]}
    result, metrics = call("jobs.handler", batch, refusing, {})
    assert result == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert metrics == [{"Failures": 1}]
