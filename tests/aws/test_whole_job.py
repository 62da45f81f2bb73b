"""The whole user journey through the Lambda handlers, on an engine that checks every signature and right."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from app import build_app, lambda_handler
from aws.admin.provision import verify_sender
from aws.clients import Aws
from aws.sqs import SqsQueue
from jobs import job_handler
from local.engine import Engine
from local.mailbox import Mailbox
from media.sandbox.renderer import SandboxedRenderer
from runtime.adapters import adapters_of
from runtime.backlog import Workload
from runtime.queue_polling import poll
from runtime.settings import Settings
from runtime.wiring import service_of, upload_processor_of
from runtime.worker_wiring import jobs_of
from tests.api_gateway_events import Client, LambdaTransport
from tests.aws.conftest import NAMES
from tests.in_memory_backend import settings_with
from tests.photo_files import photographs
from tests.user_journey import archive_and_delete, whole_job
from worker import upload_handler

SENDER = "imgsh@localhost.localdomain"
WORKLOADS = {Workload.PHOTOS: 3, Workload.VIDEOS: 1, Workload.OTHERS: 3}


@asynccontextmanager
async def working(worker: Aws, jobs: Aws, settings: Settings) -> AsyncIterator[None]:
    processor = upload_processor_of(adapters_of(settings, worker), SandboxedRenderer())
    handler = job_handler(jobs_of(settings, adapters_of(settings, jobs)))
    tasks = [
        asyncio.create_task(poll(SqsQueue(worker, NAMES.uploads), upload_handler(processor), WORKLOADS)),
        asyncio.create_task(poll(SqsQueue(jobs, NAMES.jobs_queue), handler, WORKLOADS)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_each_code_opens_its_own_photos_alone_byte_for_byte(
    ministack_engine: Engine, ministack_root: Aws, ministack_api: Aws, ministack_worker: Aws, ministack_jobs: Aws
) -> None:
    verify_sender(ministack_root, SENDER)
    settings = settings_with(mail_sender=SENDER)
    transport = LambdaTransport(
        Client(lambda_handler(build_app(settings, service_of(settings, adapters_of(settings, ministack_api)))))
    )
    mailbox = Mailbox(ministack_engine.endpoint_url, ministack_engine.admin_headers)

    async def mailed_link(to: str) -> str:
        (link,) = re.findall(r"https://\S+", await mailbox.newest_text(to))
        return str(link)

    pictures = list(photographs(12, size=(1200, 800)))
    async with working(ministack_worker, ministack_jobs, settings), httpx.AsyncClient(trust_env=False) as storage:
        journey = await whole_job(transport, storage, mailed_link, pictures, name="walker", ready_within_seconds=60)
        await archive_and_delete(journey, storage, within_seconds=60)
