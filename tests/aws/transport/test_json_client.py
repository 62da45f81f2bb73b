"""What our own way to DynamoDB does about answers that are late, broken or refused, and how it keeps connections."""

from __future__ import annotations

import asyncio
import json
import threading
from binascii import crc32
from typing import Any

import pytest

from aws.clients import AccessKey, Aws
from aws.transport import json_client, pool
from aws.transport.json_client import ServiceError
from aws.transport.pool import ConnectionFailed
from tests.aws import scripted_server
from tests.aws.conftest import REGION
from tests.aws.scripted_server import Act, Handler, Server, answers, refuses

FOUND = b'{"Item":{"event_id":{"S":"found"}}}'
LARGE = b'{"Item":{"event_id":{"S":"%b"}}}' % (b"x" * 400_000)


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_client, "MIN_BACKOFF_SECONDS", 0)


def aws_of(server: Server) -> Aws:
    return Aws(REGION, server.url, AccessKey("a", "b"))


async def get(aws: Aws, **parameters: Any) -> dict[str, Any]:
    return await aws.call("dynamodb", "get_item", TableName="events", **parameters)


async def test_calls_one_after_the_other_take_one_connection() -> None:
    with scripted_server.server(answers(FOUND)) as server:
        aws = aws_of(server)
        for _ in range(5):
            assert await get(aws) == json.loads(FOUND)
        assert server.connections == 1


def test_a_connection_outlives_the_loop_that_opened_it() -> None:
    with scripted_server.server(answers(FOUND)) as server:
        aws = aws_of(server)
        for _ in range(3):
            assert asyncio.run(get(aws)) == json.loads(FOUND)
        assert server.connections == 1


async def test_a_connection_that_the_other_side_closed_meanwhile_is_not_used_again() -> None:
    with scripted_server.server(scripted_server.answers_and_hangs_up) as server:
        aws = aws_of(server)
        for _ in range(3):
            assert await get(aws) == {}
        assert (server.connections, len(server.requests)) == (3, 3)


async def test_calls_side_by_side_take_no_more_connections_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
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
    "trouble",
    [
        scripted_server.hangs_up,
        scripted_server.breaks_off,
        answers(FOUND, "x-amz-crc32: 1"),
        answers(b"", status="503 Service Unavailable"),
        refuses("InternalServerError", "500 Internal Server Error"),
        refuses("ProvisionedThroughputExceededException"),
        refuses("ThrottlingException"),
        lambda handler: handler.wfile.write(b"what?\r\n\r\n"),
    ],
    ids=["hangs up", "breaks off", "damaged", "unavailable", "at fault", "throughput", "throttled", "not HTTP"],
)
async def test_what_may_pass_is_tried_again(trouble: Act) -> None:
    with scripted_server.server(trouble, trouble, answers(FOUND)) as server:
        assert await get(aws_of(server)) == json.loads(FOUND)
        assert len(server.requests) == 3


async def test_what_does_not_pass_is_told_in_the_end() -> None:
    with scripted_server.server(refuses("ThrottlingException")) as server:
        with pytest.raises(ServiceError, match="ThrottlingException"):
            await get(aws_of(server))
        assert len(server.requests) == 3
    with scripted_server.server(scripted_server.hangs_up) as server:
        with pytest.raises(ConnectionFailed):
            await get(aws_of(server))
        assert len(server.requests) == 3


async def test_a_server_that_is_not_there_is_no_answer() -> None:
    with scripted_server.server(answers()) as server:
        aws = aws_of(server)
    with pytest.raises(ConnectionFailed):
        await get(aws)


@pytest.mark.parametrize("code", ["ConditionalCheckFailedException", "ValidationException", "ExpiredTokenException"])
async def test_a_plain_no_is_told_at_once_and_without_what_it_quotes(code: str) -> None:
    with scripted_server.server(refuses(code)) as server:
        with pytest.raises(ServiceError) as refused:
            await get(aws_of(server))
        assert (refused.value.code, refused.value.message) == (code, "of anna")
        assert "anna" not in f"{refused.value} {refused.value!r}"
        assert len(server.requests) == 1


async def test_why_each_action_was_cancelled_is_told() -> None:
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Message": "no"}]
    body = json.dumps({"__type": "TransactionCanceledException", "Message": "m", "CancellationReasons": reasons})
    with scripted_server.server(answers(body.encode(), status="400 Bad Request")) as server:
        call = aws_of(server).call("dynamodb", "transact_write_items", TransactItems=[])
        with pytest.raises(ServiceError) as refused:
            await call
    error = refused.value
    assert (error.code, error.message, error.reasons) == ("TransactionCanceledException", "m", reasons)


async def test_a_transaction_keeps_its_token_when_it_is_tried_again_and_no_other_has_it() -> None:
    with scripted_server.server(
        scripted_server.hangs_up, refuses("TransactionInProgressException"), answers()
    ) as server:
        for _ in range(2):
            await aws_of(server).call("dynamodb", "transact_write_items", TransactItems=[])
        first, second, third, other = (json.loads(body)["ClientRequestToken"] for _, body in server.requests)
    assert first == second == third != other


async def test_a_late_answer_is_none_and_is_never_taken_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
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


async def test_a_call_that_is_given_up_takes_its_connection_with_it() -> None:
    asked, given_up = threading.Event(), threading.Event()

    def when_given_up(handler: Handler) -> None:
        asked.set()
        given_up.wait(10)
        handler.send(b'{"Item":"late"}')

    with scripted_server.server(when_given_up, answers(FOUND)) as server:
        aws = aws_of(server)
        call = asyncio.create_task(get(aws))
        await asyncio.to_thread(asked.wait, 10)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        given_up.set()
        assert await get(aws) == json.loads(FOUND)


async def test_large_requests_and_answers_arrive_whole() -> None:
    with scripted_server.server(answers(LARGE, f"X-Amz-Crc32: {crc32(LARGE)}")) as server:
        key = {"event_id": {"S": "ä" * 3_000_000}}
        assert await get(aws_of(server), Key=key) == json.loads(LARGE)
        assert json.loads(server.requests[0][1])["Key"] == key


async def test_an_answer_in_chunks_is_read_and_the_connection_kept() -> None:
    def in_chunks(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for chunk in (LARGE[:5], LARGE[5:100_000], LARGE[100_000:], b""):
            handler.wfile.write(b"%x;odd=1\r\n%b\r\n" % (len(chunk), chunk))

    with scripted_server.server(in_chunks) as server:
        aws = aws_of(server)
        for _ in range(2):
            assert await get(aws) == json.loads(LARGE)
        assert server.connections == 1


async def test_a_connection_is_given_up_when_the_server_says_so() -> None:
    with scripted_server.server(answers(FOUND, "Connection: close")) as server:
        aws = aws_of(server)
        for _ in range(2):
            await get(aws)
        assert server.connections == 2
