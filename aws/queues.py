"""A queue that we empty ourselves, on one machine. In the cloud Lambda does it: it calls `worker.handler`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aws.clients import Aws

MAX_MESSAGES = 10
"""SQS's own limit, for one receive and for one batch of deletes."""

WAIT_SECONDS = 5
"""Shorter than the client's read timeout."""


class Message(NamedTuple):
    """One message of a queue; `receipt` is what deletes it, where it was received and not delivered."""

    message_id: str
    body: str
    receipt: str = ""


class SqsQueue:
    """Who receives a message and does not delete it gets it again after the queue's visibility timeout."""

    def __init__(self, aws: Aws, name: str) -> None:
        self._aws = aws
        self._name = name
        self._url = ""

    async def receive(self) -> Sequence[Message]:
        """Up to ten; waits a few seconds for the first, and may come back with none."""
        url = await self._find()
        answer = await self._aws.call(
            "sqs", "receive_message", QueueUrl=url, MaxNumberOfMessages=MAX_MESSAGES, WaitTimeSeconds=WAIT_SECONDS
        )
        return [
            Message(message["MessageId"], message["Body"], message["ReceiptHandle"])
            for message in answer.get("Messages", [])
        ]

    async def delete(self, messages: Sequence[Message]) -> None:
        """At most ten. One that can't be deleted just comes again."""
        if messages:
            entries = [{"Id": str(n), "ReceiptHandle": message.receipt} for n, message in enumerate(messages)]
            await self._aws.call("sqs", "delete_message_batch", QueueUrl=await self._find(), Entries=entries)

    async def _find(self) -> str:
        if not self._url:
            answer = await self._aws.call("sqs", "get_queue_url", QueueName=self._name)
            self._url = str(answer["QueueUrl"])
        return self._url
