"""Backends for jobs, with a worker that may die."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3.archive_storage import S3Archives
from aws.s3.object_deletion import S3Deletion
from domain.job_models import Job
from runtime.adapters import Adapters, adapters_of
from runtime.wiring import utc_now
from runtime.worker_wiring import jobs_of, sweep_of
from tests.aws.fault_injection import Killed, Moment
from tests.fake_jobs import FakeQueue
from tests.fake_storage import FakeMailer
from tests.in_memory_backend import Clock, InMemoryBackend, settings_with

NAMES = ResourceNames.with_prefix("imgsh")
SETTINGS = settings_with()


@dataclass
class AwsBackend:
    """`aws` has all rights, `worker` those of the jobs function.

    Dying after one call equals dying before the next, so each backend tests one of the two.
    """

    aws: Aws
    worker: Aws
    adapters: Callable[[Aws], Adapters]
    moment: Moment
    # Starts now: an engine deletes expired items by its own clock.
    clock: Clock = field(default_factory=lambda: Clock(utc_now()))
    queue: FakeQueue = field(default_factory=FakeQueue)
    mailer: FakeMailer = field(default_factory=FakeMailer)

    def adapters_for(self, aws: Aws) -> Adapters:
        return replace(self.adapters(aws), queue=self.queue, mailer=self.mailer)

    async def sweep(self, aws: Aws) -> None:
        await sweep_of(self.adapters_for(aws), self.clock).sweep()
        jobs = jobs_of(SETTINGS, self.adapters_for(aws), self.clock)
        while self.queue.enqueued:
            await jobs.work(self.queue.enqueued.pop(0))

    async def work(self, job: Job, *aws: Aws) -> None:
        """By one worker after the other, five minutes apart."""
        for each in aws:
            try:
                await jobs_of(SETTINGS, self.adapters_for(each), self.clock).work(job)
            except Killed:
                await asyncio.sleep(0)
            self.clock.forward(minutes=5)


def with_tables(aws: Aws, worker: Aws, moment: Moment) -> AwsBackend:
    return AwsBackend(aws, worker, lambda each: adapters_of(SETTINGS, each), moment)


def with_buckets_only(aws: Aws, moment: Moment) -> AwsBackend:
    """Tables are in memory."""
    in_memory, real = InMemoryBackend(), adapters_of(SETTINGS, aws)

    def adapters(each: Aws) -> Adapters:
        storage = S3Archives(each, NAMES, copy_from_bytes=SETTINGS.archive_copy_from_bytes)
        objects = S3Deletion(each, NAMES)
        return replace(in_memory.adapters, objects=objects, storage=real.storage, archive_storage=storage)

    return AwsBackend(aws, aws, adapters, moment)
