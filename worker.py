"""The events door: what storage and queues tell the service. The API's door is `app.py`.

`handler` takes the uploads queue and `dead_letter_handler` the queue of what failed too often, both as Lambda
calls them; `poll` does the same for a queue that nobody delivers, on one machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol, TypedDict
from urllib.parse import unquote_plus

from aws.sqs import Message
from domain.job_models import JobKind
from domain.models import PhotoStatus
from domain.upload_processing import UploadProcessor
from runtime.metrics import Metric, embedded

FILES_AT_ONCE = 3
"""Enough to read one file and write another while a third is decoded. Each may hold twice its size in memory."""
SECONDS_AFTER_A_FAILED_POLL = 1.0

MessageStep = Callable[[str], Awaitable[object]]
"""What to do about one subject: an object by its decoded key, or a job. What it returns is what became of it."""

COUNTED_OUTCOMES: Mapping[object, Metric] = {
    PhotoStatus.READY: Metric.UPLOADS,
    PhotoStatus.REJECTED: Metric.REJECTS,
    JobKind.ARCHIVE: Metric.ARCHIVE_TIME,
}
"""What is counted, by what became of it; a metric in seconds counts the time that it took."""

ReadMessage = Callable[[str], tuple[str, ...]]
"""The subjects that a message tells of. Raises NotUnderstood."""


class Queue(Protocol):
    async def receive(self) -> Sequence[Message]:
        """Up to ten; waits a while for the first, and may come back with none."""

    async def delete(self, messages: Sequence[Message]) -> None: ...


class Record(TypedDict):
    messageId: str
    body: str


class Batch(TypedDict):
    """What Lambda hands over from SQS, as far as it is read here."""

    Records: list[Record]


class FailedItem(TypedDict):
    itemIdentifier: str


class BatchResponse(TypedDict):
    """ReportBatchItemFailures: what is not named here is deleted from the queue."""

    batchItemFailures: list[FailedItem]


class UnreadableMessage(Exception):
    """A message that is no notification of a new object. It stays, and ends where a person looks at it."""


def handler(event: Batch, context: object) -> BatchResponse:
    """A batch of S3 notifications from SQS."""
    return asyncio.run(batch_response(event, _arrivals().arrived))


def dead_letter_handler(event: Batch, context: object) -> BatchResponse:
    """A batch of what `handler` failed at until the queue gave up."""
    return asyncio.run(batch_response(event, _arrivals().give_up))


async def poll(queue: Queue, step: MessageStep, read: ReadMessage | None = None) -> None:
    """Works the queue off until cancelled. What fails stays in the queue, which knows how often to try."""
    while True:
        try:
            messages = await queue.receive()
            failed = await process_messages(messages, step, read)
            await queue.delete([message for message in messages if message not in failed])
        except Exception as fault:
            # A queue that is down for a moment: nothing was deleted, so nothing is lost.
            log("queue_unreachable", **cause_of(fault))
            await asyncio.sleep(SECONDS_AFTER_A_FAILED_POLL)


async def process_messages(
    messages: Sequence[Message], step: MessageStep, read: ReadMessage | None = None
) -> tuple[Message, ...]:
    """Returns those that failed. One message never fails another. `read` is `object_keys` unless given."""
    semaphore = asyncio.Semaphore(FILES_AT_ONCE)
    done = await asyncio.gather(
        *(_process_message(message, step, read or object_keys, semaphore) for message in messages)
    )
    return tuple(message for message, is_done in zip(messages, done, strict=True) if not is_done)


def object_keys(body: str) -> tuple[str, ...]:
    """The decoded keys of the new objects that a notification tells of; none in the one S3 sends as a test.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
    Raises NotUnderstood.
    """
    try:
        notification = json.loads(body)
        if notification.get("Event") == "s3:TestEvent":
            return ()
        records = notification["Records"]
        if not records or not all(record["eventName"].startswith("ObjectCreated:") for record in records):
            raise UnreadableMessage("not about a new object")
        return tuple(unquote_plus(record["s3"]["object"]["key"], errors="strict") for record in records)
    except (ValueError, LookupError, TypeError, AttributeError) as fault:
        raise UnreadableMessage("not a notification of S3") from fault


async def batch_response(event: Batch, step: MessageStep, read: ReadMessage | None = None) -> BatchResponse:
    messages = [Message(record["messageId"], record["body"]) for record in event["Records"]]
    failed = await process_messages(messages, step, read)
    return {"batchItemFailures": [{"itemIdentifier": message.message_id} for message in failed]}


async def _process_message(
    message: Message, step: MessageStep, read: ReadMessage, semaphore: asyncio.Semaphore
) -> bool:
    try:
        subjects = read(message.body)
    except UnreadableMessage as fault:
        log("not_understood", message_id=message.message_id, reason=str(fault))
        return False
    done = [await _take_step(message, subject, step, semaphore) for subject in subjects]
    return all(done)


async def _take_step(message: Message, subject: str, step: MessageStep, semaphore: asyncio.Semaphore) -> bool:
    async with semaphore:
        started = time.monotonic()
        cause: dict[str, object] = {}
        measured: dict[Metric, float] = {}
        try:
            became = await step(subject)
        except Exception as fault:
            # The door's last word: the queue tries again, or hands the message to the dead letters.
            cause = cause_of(fault)
        else:
            if metric := COUNTED_OUTCOMES.get(became):
                measured = {metric: time.monotonic() - started if metric.unit == "Seconds" else 1}
    log(
        "failed" if cause else step.__name__,
        measured,
        message_id=message.message_id,
        milliseconds=round((time.monotonic() - started) * 1000),
        **_owner(subject),
        **cause,
    )
    return not cause


def _owner(subject: str) -> dict[str, object]:
    """Whose it was. Not the filename: people name photos after people."""
    if "/" not in subject:
        return {"job": subject}
    user_id, _, rest = subject.partition("/")
    return {"user_id": user_id[:36], "event_id": rest.partition("/")[0][:36]}


def cause_of(fault: Exception) -> dict[str, object]:
    """Where it broke, without the fault's message: that may quote a key, a URL or an address."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(fault.__traceback__)]
    return {"fault": type(fault).__qualname__, "places": places}


def log(outcome: str, measured: Mapping[Metric, float] | None = None, /, **fields: object) -> None:
    counted = embedded(measured or {}, time.time_ns() // 1_000_000)
    sys.stdout.write(json.dumps({"outcome": outcome, **fields, **counted}) + "\n")
    sys.stdout.flush()


def report(outcome: str, /, **fields: object) -> None:
    """What the sandbox tells of: which walls stand, and answers and system calls that no decoder makes."""
    log(outcome, {Metric.SUSPECTED_ATTACKS: 1} if outcome == "suspected_attack" else None, **fields)


@lru_cache(maxsize=1)
def _arrivals() -> UploadProcessor:
    """Made at the first event, once a process."""
    from aws.clients import Aws
    from aws.s3.spooled_original import remove_stale_folders
    from media.sandbox.confinement import deny_inspection
    from runtime.settings import Settings
    from runtime.wiring import adapters_of, renditions_of, upload_processor_of

    deny_inspection()
    remove_stale_folders()
    settings = Settings.from_environment(os.environ)
    aws = Aws(settings.region, settings.endpoint_url, environment=os.environ)
    return upload_processor_of(adapters_of(settings, aws), renditions_of(settings, aws, report, environment=os.environ))
