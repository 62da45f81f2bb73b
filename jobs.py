"""The door of jobs: deletion, expiry, mails and archives. The door of uploads is `worker.py`.

Lambda calls `handler` with messages of the jobs queue, `sweep_handler` each minute and `orphans_handler` each hour. The
role of this door may delete; it never decodes uploaded files.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING

from aws.sqs import from_message
from domain.expiry import Sweep, SweepReport
from domain.job_models import JobKind
from domain.jobs import Jobs
from domain.orphan_cleanup import CleanupReport, OrphanCleanup
from runtime.event_loop import run
from runtime.faults import cause_of
from runtime.logs import log
from runtime.metrics import Metric
from runtime.queue_consumer import Batch, BatchResponse, MessageHandler, UnreadableMessage, batch_response

if TYPE_CHECKING:
    from runtime.adapters import Adapters


def handler(event: Batch, context: object) -> BatchResponse:
    """A batch of jobs from SQS."""
    return run(batch_response(event, job_handler(_jobs())))


def sweep_handler(event: object, context: object) -> None:
    # Logged even if nothing was due, so that a missing line means that the sweep is not called.
    _log_sweep(run(_sweep().sweep()))


def orphans_handler(event: Mapping[str, object], context: object) -> None:
    """Continues the search for orphans, or begins the next one when it is due.

    The event `{"anew": true}` of an operator begins one at once.
    """
    run(_clean_up_orphans(_orphans(), restart=event.get("anew") is True))


async def search_all_orphans(orphans: OrphanCleanup) -> None:
    """Runs a whole search."""
    found = await _clean_up_orphans(orphans, restart=True)
    while not found.is_complete:
        found = await _clean_up_orphans(orphans, restart=False)


async def _clean_up_orphans(orphans: OrphanCleanup, *, restart: bool) -> CleanupReport:
    found = await orphans.run(restart=restart)
    log("mended", **asdict(found))
    return found


async def sweep_forever(sweep: Sweep, seconds: float) -> None:
    """Until cancelled."""
    while True:
        try:
            swept = await sweep.sweep()
            if swept.marked or swept.enqueued:
                _log_sweep(swept)
        except Exception as fault:
            # Storage is down for a moment: the next sweep finds the same.
            log("sweep_failed", **cause_of(fault))
        await asyncio.sleep(seconds)


def _log_sweep(swept: SweepReport) -> None:
    oldest_seconds = round(swept.oldest_seconds)
    measured = {Metric.OLDEST_OVERDUE: oldest_seconds}
    log("swept", measured, claimed=swept.marked, enqueued=swept.enqueued, oldest_seconds=oldest_seconds)


def job_handler(jobs: Jobs) -> MessageHandler:
    async def work(body: str) -> JobKind:
        job = from_message(body)
        await jobs.work(job)
        return job.kind

    return MessageHandler("worked", _one_job, work)


def _one_job(body: str) -> tuple[str, ...]:
    """Raises UnreadableMessage."""
    try:
        from_message(body)
    except ValueError as fault:
        raise UnreadableMessage("not a job") from fault
    return (body,)


@lru_cache(maxsize=1)
def _jobs() -> Jobs:
    from runtime.settings import Settings
    from runtime.worker_wiring import jobs_of

    return jobs_of(Settings.from_environment(os.environ), _adapters())


@lru_cache(maxsize=1)
def _sweep() -> Sweep:
    from runtime.worker_wiring import sweep_of

    return sweep_of(_adapters())


@lru_cache(maxsize=1)
def _orphans() -> OrphanCleanup:
    from runtime.worker_wiring import orphan_cleanup_of

    return orphan_cleanup_of(_adapters())


@lru_cache(maxsize=1)
def _adapters() -> Adapters:
    from runtime.adapters import adapters_of
    from runtime.logs import log_to_stdout
    from runtime.settings import Settings

    log_to_stdout()
    return adapters_of(Settings.from_environment(os.environ), environment=os.environ)
