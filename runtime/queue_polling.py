"""Polls a queue on one machine, where no Lambda delivers its messages.

Many messages are held, so that they can be processed in a fair order (runtime/backlog.py). Holding is renewed, so no
message comes again while it waits. When the process ends, those that it has not finished are sent anew: a queue counts
how often a message was received, and a file that has only waited must not be rejected for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from aws.sqs import HOLD_SECONDS, Message
from runtime.backlog import Backlog, Workload
from runtime.faults import cause_of
from runtime.logs import log
from runtime.queue_consumer import MessageHandler, process_message

MAX_HELD_MESSAGES = 200
MAX_RETURNED_MESSAGES = 100
"""Videos that are returned at once to make room for photos. As many stay, which is work for a while."""

SECONDS_BETWEEN_RENEWALS = 30.0
RETRY_SECONDS = 360
"""After this time a message comes again that failed, or was returned to make room."""

SECONDS_AFTER_A_FAILED_CALL = 1.0


class QueueClosed(Exception):
    """The queue returns no more messages: this process is to end."""


class Queue(Protocol):
    async def receive(self, max_messages: int, hold_seconds: int) -> Sequence[Message]:
        """Waits for the first message, and may return none. May raise QueueClosed."""

    async def hold(self, messages: Sequence[Message], seconds: int) -> None:
        """The messages come again after `seconds`, counted from now."""

    async def delete(self, messages: Sequence[Message]) -> None: ...

    async def send(self, body: str, delay_seconds: int = 0) -> None: ...


async def poll(queue: Queue, handler: MessageHandler, workloads: Mapping[Workload, int]) -> None:
    """Processes messages until the queue is closed, then finishes those that it has begun.

    `workloads` has how many messages of each are processed at a time. Failed messages stay in the queue, which limits
    how often they come again.
    """
    poller = _Poller(queue, handler, workloads)
    renewing = asyncio.create_task(poller.renew_forever())
    try:
        async with asyncio.TaskGroup() as tasks:
            await poller.receive_until_closed(tasks)
    finally:
        renewing.cancel()
    await poller.give_back()


class _Poller:
    def __init__(self, queue: Queue, handler: MessageHandler, workloads: Mapping[Workload, int]) -> None:
        self._queue = queue
        self._handler = handler
        self._backlog = Backlog(workloads)
        self._held: dict[str, Message] = {}
        self._has_room = asyncio.Event()
        self._is_closed = False

    async def receive_until_closed(self, tasks: asyncio.TaskGroup) -> None:
        while not self._is_closed:
            self._has_room.clear()
            room = MAX_HELD_MESSAGES - len(self._held)
            if room <= 0:
                await self._has_room.wait()
                continue
            try:
                messages = await self._queue.receive(room, HOLD_SECONDS)
            except QueueClosed:
                self._is_closed = True
            except Exception as fault:
                # The queue is down for a moment: nothing was deleted, so nothing is lost.
                log("queue_unreachable", **cause_of(fault))
                await asyncio.sleep(SECONDS_AFTER_A_FAILED_CALL)
            else:
                self._add(messages)
                self._begin(tasks)

    async def renew_forever(self) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_RENEWALS)
            await self._hold(list(self._held.values()), HOLD_SECONDS)
            await self._make_room()

    async def _make_room(self) -> None:
        """Hundreds of videos would keep the photos behind them in the queue. Those that are returned come later."""
        if len(self._held) < MAX_HELD_MESSAGES:
            return
        returned = self._backlog.give_way(MAX_RETURNED_MESSAGES)
        newest = [self._held.pop(message.message_id) for message in returned]
        await asyncio.gather(*(self._send_anew(message, RETRY_SECONDS) for message in newest))
        self._has_room.set()

    async def give_back(self) -> None:
        await asyncio.gather(*map(self._send_anew, list(self._backlog)))

    def _add(self, messages: Sequence[Message]) -> None:
        for message in messages:
            if message.message_id not in self._held:
                self._backlog.add(self._handler.place_of(message.body), message)
            # A message that came again although it is held: only its newest receipt is valid.
            self._held[message.message_id] = message

    def _begin(self, tasks: asyncio.TaskGroup) -> None:
        while not self._is_closed and (taken := self._backlog.take()):
            tasks.create_task(self._process(*taken, tasks))

    async def _process(self, workload: Workload, message: Message, tasks: asyncio.TaskGroup) -> None:
        try:
            is_done = await process_message(message, self._handler)
            newest = self._held.pop(message.message_id)
            if is_done:
                await self._delete(newest)
            elif self._is_closed:
                await self._send_anew(newest)
            else:
                await self._hold([newest], RETRY_SECONDS)
        finally:
            self._backlog.release(workload)
        self._has_room.set()
        self._begin(tasks)

    async def _delete(self, message: Message) -> None:
        with _outage_logged():
            await self._queue.delete([message])

    async def _send_anew(self, message: Message, delay_seconds: int = 0) -> None:
        with _outage_logged():
            await self._queue.send(message.body, delay_seconds)
            await self._queue.delete([message])

    async def _hold(self, messages: Sequence[Message], seconds: int) -> None:
        with _outage_logged():
            await self._queue.hold(messages, seconds)


@contextmanager
def _outage_logged() -> Iterator[None]:
    """Whatever was not done: the message is still in the queue and comes again, at worst to find its work done."""
    try:
        yield
    except Exception as fault:
        log("queue_unreachable", **cause_of(fault))
