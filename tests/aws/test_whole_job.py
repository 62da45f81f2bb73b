"""The whole job through the Lambda handler, on tables, buckets and queues that check every signature and right."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx

from app import build_app, lambda_handler
from aws.clients import Aws
from aws.provision import verify_sender
from aws.queues import SqsQueue
from machine.mailbox import Mailbox
from media.apart import RenditionsApart
from tests.aws.conftest import NAMES
from tests.gateway import Client, LambdaDoor
from tests.photographs import photographs
from tests.walk import whole_job
from tests.world import settings_with
from wiring import adapters_of, arrivals_of, service_of
from worker import poll

SENDER = "imgsh@localhost.localdomain"


@asynccontextmanager
async def working(worker: Aws) -> AsyncIterator[None]:
    arrivals = arrivals_of(adapters_of(settings_with(), worker), RenditionsApart())
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
