"""The Lambda functions as data: bundle, handler, memory, timeout, and the queues and schedules that call them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from aws.resources import ResourceNames

LAMBDA_PYTHON = "3.13"
LAMBDA_PLATFORM = "aarch64-manylinux_2_28"
"""Amazon Linux 2023, whose C library is newer. An older platform tag would select older packages."""


@dataclass(frozen=True)
class Function:
    """`handler` is "module.function". 1,769 MB are one core; less memory is a share of it."""

    name: str
    bundle: Literal["api", "worker"]
    role: Literal["api", "worker", "jobs", "decoder"]
    handler: str
    memory_megabytes: int
    timeout_seconds: int
    disk_megabytes: int = 512

    @property
    def title(self) -> str:
        """Its name in templates: "dead-uploads" is DeadUploads."""
        return "".join(word.capitalize() for word in self.name.split("-"))


@dataclass(frozen=True)
class Delivery:
    """A queue that Lambda polls for a function: `batch_size` messages a call, `max_concurrency` concurrent calls."""

    queue: str
    function: Function
    batch_size: int
    max_concurrency: int


API = Function("api", "api", "api", "app.handler", memory_megabytes=1024, timeout_seconds=15)
# A video of 20 GiB takes minutes to read, and each file up to 264 MB of disk.
UPLOADS = Function(
    "uploads",
    "worker",
    "worker",
    "worker.handler",
    memory_megabytes=1769,
    timeout_seconds=330,
    disk_megabytes=1024,
)
# Opens strangers' files, one at a time, without any rights. 3,008 MB is the limit of a new account.
DECODER = Function("decoder", "worker", "decoder", "decoder.handler", memory_megabytes=3008, timeout_seconds=150)
DEAD_UPLOADS = Function(
    "dead-uploads", "worker", "worker", "worker.dead_letter_handler", memory_megabytes=512, timeout_seconds=60
)
JOBS = Function("jobs", "worker", "jobs", "jobs.handler", memory_megabytes=1769, timeout_seconds=900)
SWEEP = Function("sweep", "worker", "jobs", "jobs.sweep_handler", memory_megabytes=512, timeout_seconds=50)
ORPHANS = Function("orphans", "worker", "jobs", "jobs.orphans_handler", memory_megabytes=1024, timeout_seconds=900)

FUNCTIONS = (API, UPLOADS, DECODER, DEAD_UPLOADS, JOBS, SWEEP, ORPHANS)

SCHEDULES = {SWEEP: timedelta(minutes=1), ORPHANS: timedelta(hours=1)}
"""Interval of the calls. The search for orphans begins once a week, and each call continues it for some minutes."""


def deliveries(names: ResourceNames) -> tuple[Delivery, ...]:
    """The dead letters of jobs have no function: a person looks at them, and sends them again."""
    return (
        # Each call may use three decoders. The concurrency limit of a new account, ten, leaves room for these.
        Delivery(names.uploads, UPLOADS, batch_size=3, max_concurrency=5),
        Delivery(names.uploads_dead, DEAD_UPLOADS, batch_size=5, max_concurrency=2),
        Delivery(names.jobs_queue, JOBS, batch_size=1, max_concurrency=10),
    )
