"""The whole job through the Lambda handler, on tables, buckets and queues that check every signature and right."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from app import build_app, lambda_handler
from aws.clients import Aws
from aws.provision import verify_sender
from aws.queues import SqsQueue
from machine.mailbox import Mailbox
from media.renditions import PillowRenditions
from tests.aws.conftest import NAMES
from tests.gateway import Client
from tests.photographs import photographs
from tests.walk import Answer, whole_job
from tests.world import settings_with
from wiring import adapters_of, arrivals_of, service_of
from worker import poll

SENDER = "imgsh@localhost.localdomain"


@dataclass(frozen=True)
class LambdaDoor:
    """Requests as API Gateway's events, one at a time, as one Lambda environment serves them."""

    client: Client
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    async def post(self, body: Mapping[str, Any], token: str | None) -> Answer:
        client = self.client.bearing(token) if token else self.client
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self.thread, client.post, body)
        assert answer.status == 200, answer.body
        decoded: Answer = answer.json
        return decoded


@asynccontextmanager
async def working(worker: Aws) -> AsyncIterator[None]:
    arrivals = arrivals_of(adapters_of(settings_with(), worker), PillowRenditions())
    task = asyncio.create_task(poll(SqsQueue(worker, NAMES.uploads), arrivals.arrived))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_each_code_sees_its_photos_byte_for_byte_and_no_other(
    ministack_root: Aws, ministack_api: Aws, ministack_worker: Aws
) -> None:
    verify_sender(ministack_root, SENDER)
    settings = settings_with(mail_sender=SENDER)
    door = LambdaDoor(Client(lambda_handler(build_app(service_of(settings, adapters_of(settings, ministack_api))))))
    mailbox = Mailbox(str(ministack_root.endpoint_url))

    async def mailed_link(to: str) -> str:
        (link,) = re.findall(r"https://\S+", await mailbox.newest_text(to))
        return str(link)

    pictures = list(photographs(12, size=(1200, 800)))
    async with working(ministack_worker), httpx.AsyncClient(trust_env=False) as storage:
        await whole_job(door, storage, mailed_link, pictures, name="walker", ready_within_seconds=60)
