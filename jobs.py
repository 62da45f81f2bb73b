"""The door of jobs: deletion, expiry, mails and archives. Uploads come in by `worker.py`.

`handler` takes the queue of jobs, and `sweep_handler` is called each minute, both as Lambda does it; `sweep_for_ever`
does the same on one machine. This door has rights of its own: it deletes, and never decodes what strangers uploaded.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING

from aws.jobs import of_message
from domain.expiry import Sweep, Swept
from domain.jobs import JobKind, Jobs
from domain.orphans import Found, Orphans
from infra.metrics import Metric
from worker import Batch, BatchAnswer, NotUnderstood, Step, answer, cause_of, log

if TYPE_CHECKING:
    from wiring import Adapters


def handler(event: Batch, context: object) -> BatchAnswer:
    """A batch of jobs from SQS."""
    return asyncio.run(answer(event, step_of(_jobs()), read))


def sweep_handler(event: object, context: object) -> None:
    # Also when there was nothing to do: silence would look like a sweep that is not called any more.
    _log_sweep(asyncio.run(_sweep().sweep()))


def orphans_handler(event: Mapping[str, object], context: object) -> None:
    """Called each hour: goes on with the search, or begins the next one when it is due.

    An operator who does not want to wait for that sends `{"anew": true}`.
    """
    asyncio.run(_mend_orphans(_orphans(), anew=event.get("anew") is True))


async def search_all_orphans(orphans: Orphans) -> None:
    """A whole search, from its beginning to its end, where nobody ends the process meanwhile."""
    found = await _mend_orphans(orphans, anew=True)
    while not found.is_complete:
        found = await _mend_orphans(orphans, anew=False)


async def _mend_orphans(orphans: Orphans, *, anew: bool) -> Found:
    found = await orphans.mend(anew=anew)
    log("mended", **asdict(found))
    return found


async def sweep_for_ever(sweep: Sweep, seconds: float) -> None:
    """Until cancelled."""
    while True:
        try:
            swept = await sweep.sweep()
            if swept.claimed or swept.told:
                _log_sweep(swept)
        except Exception as fault:
            # Storage that is away for a moment: the next sweep finds the same.
            log("sweep_failed", **cause_of(fault))
        await asyncio.sleep(seconds)


def _log_sweep(swept: Swept) -> None:
    oldest_seconds = round(swept.oldest_seconds)
    measured = {Metric.OLDEST_OVERDUE: oldest_seconds}
    log("swept", measured, claimed=swept.claimed, told=swept.told, oldest_seconds=oldest_seconds)


def read(body: str) -> tuple[str, ...]:
    """Raises NotUnderstood."""
    try:
        of_message(body)
    except ValueError as fault:
        raise NotUnderstood("not a job") from fault
    return (body,)


def step_of(jobs: Jobs) -> Step:
    async def worked(body: str) -> JobKind:
        job = of_message(body)
        await jobs.work(job)
        return job.kind

    return worked


@lru_cache(maxsize=1)
def _jobs() -> Jobs:
    from jobs_wiring import jobs_of
    from settings import Settings
    from wiring import log_to_stdout

    log_to_stdout()
    return jobs_of(Settings.from_environment(os.environ), _adapters())


@lru_cache(maxsize=1)
def _sweep() -> Sweep:
    from jobs_wiring import sweep_of

    return sweep_of(_adapters())


@lru_cache(maxsize=1)
def _orphans() -> Orphans:
    from jobs_wiring import orphans_of

    return orphans_of(_adapters())


@lru_cache(maxsize=1)
def _adapters() -> Adapters:
    from settings import Settings
    from wiring import adapters_of

    return adapters_of(Settings.from_environment(os.environ), environment=os.environ)
