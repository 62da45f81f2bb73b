"""A queue that we empty ourselves, on one machine. In the cloud Lambda does it: it calls `worker.handler`."""

from __future__ import annotations

from asyncio import gather
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

    def __init__(self, aws: Aws, name: str, *, wait_seconds: int = WAIT_SECONDS) -> None:
        self._aws = aws
        self._name = name
        self._wait_seconds = wait_seconds
        self._url = ""

    async def receive(self) -> Sequence[Message]:
        """Up to ten; waits for the first, and may come back with none."""
        url = await self._find()
        answer = await self._aws.call(
            "sqs", "receive_message", QueueUrl=url, MaxNumberOfMessages=MAX_MESSAGES, WaitTimeSeconds=self._wait_seconds
        )
        return [
            Message(message["MessageId"], message["Body"], message["ReceiptHandle"])
            for message in answer.get("Messages", [])
        ]

    async def delete(self, messages: Sequence[Message]) -> None:
        """One that can't be deleted just comes again, once all have been tried. Raises the first refusal."""
        url = await self._find()
        # One by one: a batch is the same right in the cloud, but one of its own at the local engine.
        calls = (
            self._aws.call("sqs", "delete_message", QueueUrl=url, ReceiptHandle=message.receipt) for message in messages
        )
        refused = [each for each in await gather(*calls, return_exceptions=True) if isinstance(each, BaseException)]
        if refused:
            raise refused[0]

    async def _find(self) -> str:
        if not self._url:
            answer = await self._aws.call("sqs", "get_queue_url", QueueName=self._name)
            self._url = str(answer["QueueUrl"])
        return self._url
