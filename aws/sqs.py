"""Queues: job messages are sent, and one machine receives what Lambda delivers to `worker.handler` in the cloud."""

from __future__ import annotations

import json
import logging
from asyncio import gather
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote_plus

from aws.clients import Aws
from aws.resources import ResourceNames
from domain.job_models import Job

MAX_MESSAGES = 10
"""SQS's limit for one receive."""

HOLD_SECONDS = 90
"""How long a received message is hidden from others. Whoever needs more time renews it."""

REQUEUED_EVENT = "ObjectCreated:Again"

WAIT_SECONDS = 5
"""Shorter than the client's read timeout."""

log = logging.getLogger(__name__)


class Message(NamedTuple):
    """`receipt` deletes a message that was received; a message that Lambda delivered has none."""

    message_id: str
    body: str
    receipt: str = ""


class SqsQueue:
    """A received message that is not deleted comes again after the queue's visibility timeout."""

    def __init__(self, aws: Aws, name: str, *, wait_seconds: int = WAIT_SECONDS) -> None:
        self._aws = aws
        self._name = name
        self._wait_seconds = wait_seconds
        self._url = ""

    async def send(self, body: str, delay_seconds: int = 0) -> None:
        url = await self._get_url()
        await self._aws.call("sqs", "send_message", QueueUrl=url, MessageBody=body, DelaySeconds=delay_seconds)

    async def receive(self, max_messages: int = MAX_MESSAGES, hold_seconds: int = HOLD_SECONDS) -> Sequence[Message]:
        """Returns at most ten. Waits for the first one, and may return none. They come again after `hold_seconds`."""
        response = await self._aws.call(
            "sqs",
            "receive_message",
            QueueUrl=await self._get_url(),
            MaxNumberOfMessages=min(max_messages, MAX_MESSAGES),
            VisibilityTimeout=hold_seconds,
            WaitTimeSeconds=self._wait_seconds,
        )
        return [
            Message(message["MessageId"], message["Body"], message["ReceiptHandle"])
            for message in response.get("Messages", [])
        ]

    async def delete(self, messages: Sequence[Message]) -> None:
        """Tries all of them, then raises the first error. A message that was not deleted comes again."""
        await self._call_each("delete_message", messages)

    async def hold(self, messages: Sequence[Message], seconds: int) -> None:
        """They come again after `seconds`, counted from now. Tries all of them, then raises the first error."""
        await self._call_each("change_message_visibility", messages, VisibilityTimeout=seconds)

    async def _call_each(self, operation: str, messages: Sequence[Message], **parameters: int) -> None:
        url = await self._get_url()
        # One by one: the local engine demands a right of its own for a batch, AWS does not.
        calls = (
            self._aws.call("sqs", operation, QueueUrl=url, ReceiptHandle=message.receipt, **parameters)
            for message in messages
        )
        errors = [each for each in await gather(*calls, return_exceptions=True) if isinstance(each, BaseException)]
        if errors:
            raise errors[0]

    async def _get_url(self) -> str:
        if not self._url:
            response = await self._aws.call("sqs", "get_queue_url", QueueName=self._name)
            self._url = str(response["QueueUrl"])
        return self._url


class SqsJobs:
    """Implements `JobQueue`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._queue = SqsQueue(aws, names.jobs_queue)

    async def enqueue(self, job: Job) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            await self._queue.send(to_message(job))
        except (BotoCoreError, ClientError) as error:
            # Nothing is lost: the sweep finds the job by its record.
            log.warning("job_not_enqueued %s", type(error).__name__)


class SqsUploads:
    """Implements `UploadQueue`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._queue = SqsQueue(aws, names.uploads)

    async def requeue(self, key: str) -> None:
        """Sends what S3 sends when an object is created."""
        record = {"eventName": REQUEUED_EVENT, "s3": {"object": {"key": quote_plus(key, safe="/")}}}
        await self._queue.send(json.dumps({"Records": [record]}))


def to_message(job: Job) -> str:
    return f"{job.subject}#{job.name}"


def from_message(body: str) -> Job:
    """Raises ValueError for what `to_message` never wrote."""
    subject, _, name = body.partition("#")
    return Job.named(subject, name)
