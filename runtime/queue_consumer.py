"""Processes messages of queues: batches that Lambda delivers. `runtime/queue_polling.py` polls on one machine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from aws.s3 import keys
from aws.sqs import Message
from domain.job_models import JobKind
from domain.models import PhotoStatus
from runtime.backlog import Place, Workload
from runtime.faults import cause_of
from runtime.logs import log
from runtime.metrics import Metric

MAX_CONCURRENT_FILES = 3
"""Enough to read one file and write another while a third is decoded. Each may hold twice its size in memory."""

COUNTED_RESULTS: Mapping[object, Metric] = {
    PhotoStatus.READY: Metric.UPLOADS,
    PhotoStatus.REJECTED: Metric.REJECTS,
    JobKind.ARCHIVE: Metric.ARCHIVE_TIME,
}
"""The metric of each result of a handler. A metric in seconds counts the time that the call took."""


class UnreadableMessage(Exception):
    """The message has another form. It stays in the queue, and ends among the dead letters for a person to look at."""


@dataclass(frozen=True)
class MessageHandler:
    """What to do with the messages of one queue."""

    outcome: str
    """The outcome in the log when it succeeded."""

    read: Callable[[str], tuple[str, ...]]
    """Returns the subjects of a message's body: keys of objects, or a job. Raises UnreadableMessage."""

    handle: Callable[[str], Awaitable[object]]
    """Called with each subject. Its result may be counted: `COUNTED_RESULTS`."""

    place: Callable[[str], Place] = lambda subject: Place(Workload.OTHERS)
    """Returns where a message with this subject waits, if one machine holds many (runtime/queue_polling.py)."""

    is_last_resort: bool = False
    """Whether each message has failed too often. A function that ran out of time or memory has not logged that."""

    def place_of(self, body: str) -> Place:
        """A message without subjects has a place too."""
        try:
            subjects = self.read(body)
        except UnreadableMessage:
            subjects = ()
        return self.place(subjects[0] if subjects else "")


class Record(TypedDict):
    messageId: str
    body: str


class Batch(TypedDict):
    """The fields of Lambda's SQS event that are read."""

    Records: list[Record]


class FailedItem(TypedDict):
    itemIdentifier: str


class BatchResponse(TypedDict):
    """ReportBatchItemFailures: Lambda deletes the other messages from the queue."""

    batchItemFailures: list[FailedItem]


async def batch_response(event: Batch, handler: MessageHandler) -> BatchResponse:
    messages = [Message(record["messageId"], record["body"]) for record in event["Records"]]
    failed = await process_messages(messages, handler)
    return {"batchItemFailures": [{"itemIdentifier": message.message_id} for message in failed]}


async def process_messages(messages: Sequence[Message], handler: MessageHandler) -> tuple[Message, ...]:
    """Returns the failed ones. A failed message does not affect the others."""
    semaphore = asyncio.Semaphore(MAX_CONCURRENT_FILES)

    async def process(message: Message) -> bool:
        async with semaphore:
            return await process_message(message, handler)

    done = await asyncio.gather(*(process(message) for message in messages))
    return tuple(message for message, is_done in zip(messages, done, strict=True) if not is_done)


async def process_message(message: Message, handler: MessageHandler) -> bool:
    """Returns False if it failed, which is logged."""
    try:
        subjects = handler.read(message.body)
    except UnreadableMessage as fault:
        log("not_understood", {Metric.FAILURES: 1}, message_id=message.message_id, reason=str(fault))
        return False
    done = [await _process_subject(message, subject, handler) for subject in subjects]
    return all(done)


async def _process_subject(message: Message, subject: str, handler: MessageHandler) -> bool:
    started = time.monotonic()
    cause: dict[str, object] = {}
    measured: dict[Metric, float] = {Metric.FAILURES: 1} if handler.is_last_resort else {}
    try:
        result = await handler.handle(subject)
    except Exception as fault:
        # The queue delivers the message again, or moves it to the dead letters.
        cause = cause_of(fault)
        measured[Metric.FAILURES] = 1
    else:
        if metric := COUNTED_RESULTS.get(result):
            measured[metric] = time.monotonic() - started if metric.unit == "Seconds" else 1
    log(
        "failed" if cause else handler.outcome,
        measured,
        message_id=message.message_id,
        milliseconds=round((time.monotonic() - started) * 1000),
        **_log_fields(subject),
        **cause,
    )
    return not cause


def _log_fields(subject: str) -> dict[str, object]:
    """The job, or the owner and event of an object. Not its filename: people name photos after people."""
    if "/" not in subject:
        return {"job": subject}
    original = keys.parse(subject)
    return {"user_id": original.user_id[:36], "event_id": original.event_id[:36]}
