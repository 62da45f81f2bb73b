"""The JSON client: late, broken and error responses, and the reuse of connections."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from binascii import crc32
from collections.abc import Iterator
from typing import Any

import pytest

from aws.clients import AccessKey, Aws
from aws.transport import json_client, pool
from aws.transport.json_client import ServiceError
from aws.transport.pool import ConnectionFailed
from infra.lambda_functions import API
from tests.aws import scripted_server
from tests.aws.conftest import REGION
from tests.aws.scripted_server import Behavior, Handler, Server, refuses, responds

FOUND = b'{"Item":{"event_id":{"S":"found"}}}'
LARGE = b'{"Item":{"event_id":{"S":"%b"}}}' % (b"x" * 400_000)


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_client, "MIN_BACKOFF_SECONDS", 0)


def aws_of(server: Server) -> Aws:
    return Aws(REGION, server.url, AccessKey("a", "b"))


async def get(aws: Aws, **parameters: Any) -> dict[str, Any]:
    return await aws.call("dynamodb", "get_item", TableName="events", **parameters)


async def test_sequential_calls_use_one_connection() -> None:
    with scripted_server.server(responds(FOUND)) as server:
        aws = aws_of(server)
        for _ in range(5):
            assert await get(aws) == json.loads(FOUND)
        assert server.connections == 1


def test_a_connection_outlives_the_loop_that_opened_it() -> None:
    with scripted_server.server(responds(FOUND)) as server:
        aws = aws_of(server)
        for _ in range(3):
            assert asyncio.run(get(aws)) == json.loads(FOUND)
        assert server.connections == 1


async def test_a_connection_that_the_server_closed_is_not_reused() -> None:
    with scripted_server.server(scripted_server.responds_and_hangs_up) as server:
        aws = aws_of(server)
        for _ in range(3):
            assert await get(aws) == {}
        assert (server.connections, len(server.requests)) == (3, 3)


async def test_concurrent_calls_use_no_more_connections_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "MAX_CONNECTIONS", 4)
    four = threading.Barrier(4)

    def when_there_are_four(handler: Handler) -> None:
        four.wait(10)
        handler.send(FOUND)

    with scripted_server.server(when_there_are_four) as server:
        aws = aws_of(server)
        found = await asyncio.gather(*(get(aws) for _ in range(20)))
        assert found == [json.loads(FOUND)] * 20
        assert server.connections == 4


@pytest.mark.parametrize(
    "failure",
    [
        scripted_server.hangs_up,
        scripted_server.breaks_off,
        responds(FOUND, "x-amz-crc32: 1"),
        responds(b"", status="503 Service Unavailable"),
        refuses("InternalServerError", "500 Internal Server Error"),
        refuses("ProvisionedThroughputExceededException"),
        refuses("ThrottlingException"),
        lambda handler: handler.wfile.write(b"what?\r\n\r\n"),
    ],
    ids=["hangs up", "breaks off", "damaged", "unavailable", "at fault", "throughput", "throttled", "not HTTP"],
)
async def test_retryable_failures_are_retried(failure: Behavior) -> None:
    with scripted_server.server(failure, failure, responds(FOUND)) as server:
        assert await get(aws_of(server)) == json.loads(FOUND)
        assert len(server.requests) == 3


async def test_a_failure_is_raised_after_the_last_attempt() -> None:
    with scripted_server.server(refuses("ThrottlingException")) as server:
        with pytest.raises(ServiceError, match="ThrottlingException"):
            await get(aws_of(server))
        assert len(server.requests) == 3
    with scripted_server.server(scripted_server.hangs_up) as server:
        with pytest.raises(ConnectionFailed):
            await get(aws_of(server))
        assert len(server.requests) == 3


async def test_a_server_that_is_down_raises_connection_failed() -> None:
    with scripted_server.server(responds()) as server:
        aws = aws_of(server)
    with pytest.raises(ConnectionFailed):
        await get(aws)


@pytest.mark.parametrize("code", ["ConditionalCheckFailedException", "ValidationException", "ExpiredTokenException"])
async def test_other_errors_are_not_retried_and_their_text_quotes_nothing(code: str) -> None:
    with scripted_server.server(refuses(code)) as server:
        with pytest.raises(ServiceError) as refused:
            await get(aws_of(server))
        assert (refused.value.code, refused.value.message) == (code, "of anna")
        assert "anna" not in f"{refused.value} {refused.value!r}"
        assert len(server.requests) == 1


async def test_the_reasons_of_a_cancelled_transaction_are_returned() -> None:
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Message": "no"}]
    body = json.dumps({"__type": "TransactionCanceledException", "Message": "m", "CancellationReasons": reasons})
    with scripted_server.server(responds(body.encode(), status="400 Bad Request")) as server:
        call = aws_of(server).call("dynamodb", "transact_write_items", TransactItems=[])
        with pytest.raises(ServiceError) as refused:
            await call
    error = refused.value
    assert (error.code, error.message, error.reasons) == ("TransactionCanceledException", "m", reasons)


async def test_all_attempts_of_a_transaction_carry_one_unique_token() -> None:
    with scripted_server.server(
        scripted_server.hangs_up, refuses("TransactionInProgressException"), responds()
    ) as server:
        for _ in range(2):
            await aws_of(server).call("dynamodb", "transact_write_items", TransactItems=[])
        first, second, third, other = (json.loads(body)["ClientRequestToken"] for _, body in server.requests)
    assert first == second == third != other


@pytest.fixture
def wall_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Its one entry is the time."""
    now = [1000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    yield now


@pytest.mark.parametrize(("idle_seconds", "connections"), [(19, 1), (21, 2), (-1, 2)])
async def test_an_old_idle_connection_is_not_reused(
    wall_clock: list[float], idle_seconds: float, connections: int
) -> None:
    """Also not one whose age can't be known, since the clock was set back."""
    with scripted_server.server(responds(FOUND)) as server:
        aws = aws_of(server)
        await get(aws)
        wall_clock[0] += idle_seconds
        await get(aws)
        assert server.connections == connections


@pytest.mark.parametrize(("operation", "idle_seconds"), [("get_item", 0), ("update_item", 2)])
async def test_when_the_peers_of_idle_connections_vanished_a_new_connection_answers(
    wall_clock: list[float], monkeypatch: pytest.MonkeyPatch, operation: str, idle_seconds: float
) -> None:
    """Each idle connection is a black hole; the second attempt uses none of them."""
    monkeypatch.setattr(pool, "RESPONSE_TIMEOUT_SECONDS", 60)
    both, answered = threading.Barrier(2), threading.Event()

    def when_both_are_asked(handler: Handler) -> None:
        both.wait(10)
        handler.send(FOUND)

    def vanishes(handler: Handler) -> None:
        answered.wait(10)
        handler.is_keep_alive = False

    with scripted_server.server(when_both_are_asked, when_both_are_asked, vanishes, responds(FOUND)) as server:
        aws = aws_of(server)
        await asyncio.gather(get(aws), get(aws))
        wall_clock[0] += idle_seconds
        assert await aws.call("dynamodb", operation, TableName="events") == json.loads(FOUND)
        answered.set()
        assert (server.connections, len(server.requests)) == (3, 4)


async def test_a_whole_call_ends_before_its_function(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_client, "CALL_TIMEOUT_SECONDS", 0.5)
    given_up = threading.Event()

    def is_silent(_: Handler) -> None:
        given_up.wait(10)

    with scripted_server.server(is_silent) as server:
        with pytest.raises(ConnectionFailed, match="call timed out"):
            await get(aws_of(server))
        given_up.set()


def test_timeouts_leave_the_function_time_to_answer() -> None:
    assert API.timeout_seconds > json_client.CALL_TIMEOUT_SECONDS


async def test_a_late_response_is_never_returned_to_another_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "RESPONSE_TIMEOUT_SECONDS", 0.5)
    asked_again = threading.Event()

    def too_late(handler: Handler) -> None:
        asked_again.wait(10)
        handler.send(b'{"Item":"late"}')

    def in_time(handler: Handler) -> None:
        asked_again.set()
        handler.send(FOUND)

    with scripted_server.server(too_late, in_time) as server:
        aws = aws_of(server)
        assert [await get(aws), await get(aws)] == [json.loads(FOUND)] * 2


async def test_a_cancelled_call_closes_its_connection() -> None:
    asked, given_up = threading.Event(), threading.Event()

    def when_given_up(handler: Handler) -> None:
        asked.set()
        given_up.wait(10)
        handler.send(b'{"Item":"late"}')

    with scripted_server.server(when_given_up, responds(FOUND)) as server:
        aws = aws_of(server)
        call = asyncio.create_task(get(aws))
        await asyncio.to_thread(asked.wait, 10)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        given_up.set()
        assert await get(aws) == json.loads(FOUND)


async def test_large_requests_and_responses_are_complete() -> None:
    with scripted_server.server(responds(LARGE, f"X-Amz-Crc32: {crc32(LARGE)}")) as server:
        key = {"event_id": {"S": "ä" * 3_000_000}}
        assert await get(aws_of(server), Key=key) == json.loads(LARGE)
        assert json.loads(server.requests[0][1])["Key"] == key


async def test_a_chunked_response_is_read_and_the_connection_reused() -> None:
    def in_chunks(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for chunk in (LARGE[:5], LARGE[5:100_000], LARGE[100_000:], b""):
            handler.wfile.write(b"%x;odd=1\r\n%b\r\n" % (len(chunk), chunk))

    with scripted_server.server(in_chunks) as server:
        aws = aws_of(server)
        for _ in range(2):
            assert await get(aws) == json.loads(LARGE)
        assert server.connections == 1


async def test_connection_close_is_respected() -> None:
    with scripted_server.server(responds(FOUND, "Connection: close")) as server:
        aws = aws_of(server)
        for _ in range(2):
            await get(aws)
        assert server.connections == 2
