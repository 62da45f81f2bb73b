"""The Lambda functions, as plain data: which door of which bundle, with what room and time, and who calls it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from aws.resources import ResourceNames

LAMBDA_PYTHON = "3.13"
LAMBDA_PLATFORM = "aarch64-manylinux_2_28"
"""Amazon Linux 2023, whose C library is newer. Older names of the same platform get older packages."""


@dataclass(frozen=True)
class Function:
    """`handler` is "module.function". At 1,769 MB Lambda gives one core, and of less its share."""

    name: str
    bundle: Literal["api", "worker"]
    role: Literal["api", "worker", "jobs", "decoder"]
    handler: str
    memory_megabytes: int
    timeout_seconds: int
    disk_megabytes: int = 512

    @property
    def title(self) -> str:
        """What templates call it: "dead-uploads" is DeadUploads."""
        return "".join(word.capitalize() for word in self.name.split("-"))


@dataclass(frozen=True)
class Delivery:
    """A queue that Lambda reads for a function: `batch_size` messages a call, `max_concurrency` calls at once."""

    queue: str
    function: Function
    batch_size: int
    max_concurrency: int


API = Function("api", "api", "api", "app.handler", memory_megabytes=1024, timeout_seconds=15)
# A video of 20 GiB takes minutes to read, and each file on its way up to 264 MB of disk.
UPLOADS = Function(
    "uploads",
    "worker",
    "worker",
    "worker.handler",
    memory_megabytes=1769,
    timeout_seconds=330,
    disk_megabytes=1024,
)
# Opens what strangers sent, one file at a time, and may do nothing. 3,008 MB is as much as a new account may have.
DECODER = Function("decoder", "worker", "decoder", "decoder.handler", memory_megabytes=3008, timeout_seconds=150)
DEAD_UPLOADS = Function(
    "dead-uploads", "worker", "worker", "worker.dead_letter_handler", memory_megabytes=512, timeout_seconds=60
)
JOBS = Function("jobs", "worker", "jobs", "jobs.handler", memory_megabytes=1769, timeout_seconds=900)
SWEEP = Function("sweep", "worker", "jobs", "jobs.sweep_handler", memory_megabytes=512, timeout_seconds=50)
ORPHANS = Function("orphans", "worker", "jobs", "jobs.orphans_handler", memory_megabytes=1024, timeout_seconds=900)

FUNCTIONS = (API, UPLOADS, DECODER, DEAD_UPLOADS, JOBS, SWEEP, ORPHANS)

SCHEDULES = {SWEEP: timedelta(minutes=1), ORPHANS: timedelta(hours=1)}
"""By the clock. The search for orphans begins once a week, and each call goes on with it for some minutes."""


def deliveries(names: ResourceNames) -> tuple[Delivery, ...]:
    """Jobs that were given up have no function: a person looks at them, and sends them again."""
    return (
        # Each may call three decoders: even of the ten places of a new account, enough are left for these.
        Delivery(names.uploads, UPLOADS, batch_size=3, max_concurrency=5),
        Delivery(names.uploads_dead, DEAD_UPLOADS, batch_size=5, max_concurrency=2),
        Delivery(names.jobs_queue, JOBS, batch_size=1, max_concurrency=10),
    )
