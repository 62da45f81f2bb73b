"""What one event uses of AWS: requests, units and bytes of each step of the whole job, counted on a local engine.

DynamoDB's units are those that the engine reports as consumed, by item sizes and indexes. `infra/costs` calculates
with these figures.

    python -m bench.usage [number of photographs]
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from app import build_app, lambda_handler
from aws.admin.provision import provision, verify_sender
from aws.clients import AccessKey, Aws
from aws.resources import ResourceNames
from aws.sqs import SqsQueue
from jobs import job_handler
from local.engine import Engine, start_ministack
from local.mailbox import Mailbox
from media.sandbox.renderer import SandboxedRenderer
from runtime.adapters import adapters_of
from runtime.backlog import Workload
from runtime.queue_consumer import MessageHandler
from runtime.queue_polling import poll
from runtime.settings import Settings
from runtime.wiring import service_of, upload_processor_of
from runtime.worker_wiring import jobs_of
from tests.api_gateway_events import Client, LambdaTransport
from tests.in_memory_backend import settings_with
from tests.photo_files import photographs
from tests.user_journey import archive_and_delete, whole_job
from worker import upload_handler

ROOT = Path(__file__).resolve().parents[1]
REGION, SENDER, PHOTOGRAPHS = "eu-west-1", "imgsh@localhost.localdomain", 20
READS = frozenset({"get_item", "batch_get_item", "query", "scan", "transact_get_items"})
WORKLOADS = {Workload.PHOTOS: 3, Workload.VIDEOS: 1, Workload.OTHERS: 3}
S3_CHEAP = frozenset({"GET", "HEAD"})


@dataclass
class Meter:
    """`counted` since the last step; `step` prints and resets it."""

    counted: dict[str, float] = field(default_factory=dict)

    def add(self, what: str, amount: float = 1) -> None:
        self.counted[what] = self.counted.get(what, 0) + amount

    def step(self, name: str) -> None:
        figures = "  ".join(f"{what} {amount:g}" for what, amount in sorted(self.counted.items()))
        print(f"{name}\n    {figures}")
        self.counted.clear()


class MeteringAws(Aws):
    """Counts calls, and the units that DynamoDB reports."""

    def __init__(self, engine: Engine, meter: Meter) -> None:
        super().__init__(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
        self._meter = meter

    async def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        if service == "dynamodb":
            parameters["ReturnConsumedCapacity"] = "TOTAL"
        answer = await super().call(service, operation, **parameters)
        if service == "dynamodb":
            kind = "reads" if operation in READS else "writes"
            self._meter.add(kind, units(answer.pop("ConsumedCapacity", ())))
        elif service == "s3":
            is_cheap = operation.startswith(("get_", "head_"))
            self._meter.add("s3-get" if is_cheap else "s3-free" if "delete" in operation else "s3-put")
        else:
            self._meter.add(service)
        return answer


def units(consumed: Any) -> float:
    each = consumed if isinstance(consumed, list) else [consumed] if consumed else []
    return sum(float(part["CapacityUnits"]) for part in each)


class MeteredTransport(LambdaTransport):
    """Counts requests of the API and the bytes of their answers."""

    meter: Meter

    async def post(self, body: Mapping[str, Any], token: str | None) -> dict[str, Any]:
        answer = await super().post(body, token)
        self.meter.add("api")
        self.meter.add("api-bytes", len(json.dumps(answer)))
        return answer


async def run_job(engine: Engine, count: int) -> None:
    meter, names = Meter(), ResourceNames.with_prefix("imgsh")
    aws, settings = MeteringAws(engine, meter), settings_with(mail_sender=SENDER)
    provision(aws, names, app_origin=settings.public_origin)
    verify_sender(aws, SENDER)
    transport = MeteredTransport(
        Client(lambda_handler(build_app(settings, service_of(settings, adapters_of(settings, aws)))))
    )
    transport.meter = meter
    workers = [
        asyncio.create_task(poll(SqsQueue(aws, names.uploads), uploads(settings, aws), WORKLOADS)),
        asyncio.create_task(poll(SqsQueue(aws, names.jobs_queue), jobs(settings, aws), WORKLOADS)),
    ]
    mailbox = Mailbox(engine.endpoint_url, engine.admin_headers)

    async def mailed_link(to: str) -> str:
        (link,) = re.findall(r"https://\S+", await mailbox.newest_text(to))
        return str(link)

    async def count_storage(response: httpx.Response) -> None:
        meter.add("s3-get" if response.request.method in S3_CHEAP else "s3-put")
        meter.add("egress-bytes", int(response.headers.get("content-length", 0)))

    async with httpx.AsyncClient(trust_env=False, timeout=60, event_hooks={"response": [count_storage]}) as storage:
        pictures = list(photographs(count))
        print(f"{count} photographs of {sum(len(each.body) for each in pictures) / count / 1e6:.1f} MB")
        walked = await whole_job(
            transport, storage, mailed_link, pictures, name="meter", ready_within_seconds=600, step=meter.step
        )
        sizes(aws, names)
        await archive_and_delete(walked, storage, within_seconds=120, step=meter.step)
    for task in workers:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def uploads(settings: Settings, aws: Aws) -> MessageHandler:
    return upload_handler(upload_processor_of(adapters_of(settings, aws), SandboxedRenderer()))


def jobs(settings: Settings, aws: Aws) -> MessageHandler:
    return job_handler(jobs_of(settings, adapters_of(settings, aws)))


def sizes(aws: Aws, names: ResourceNames) -> None:
    """Prints the mean size of each rendition."""
    objects = aws.client("s3").list_objects_v2(Bucket=names.derived)["Contents"]
    kinds: dict[str, list[int]] = {}
    for each in objects:
        kinds.setdefault(each["Key"].rsplit("/", 1)[-1], []).append(each["Size"])
    for kind, found in kinds.items():
        print(f"a {kind} has {sum(found) / len(found) / 1000:.0f} KB")


def main() -> None:
    engine = start_ministack(ROOT / ".engines", region=REGION, auth=False)
    try:
        asyncio.run(run_job(engine, int(sys.argv[1]) if len(sys.argv) > 1 else PHOTOGRAPHS))
    finally:
        engine.stop()


if __name__ == "__main__":
    main()
