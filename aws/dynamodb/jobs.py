"""Jobs, in the table Jobs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from aws.clients import Aws
from aws.dynamodb import keys
from aws.dynamodb.serialization import Item, epoch_seconds, read_instant
from aws.dynamodb.table import Table, assignments, expressions
from aws.dynamodb.transactions import Action
from aws.resources import EXPIRY_SHARDS, ResourceNames
from domain.job_models import HeldJob, Job

NOT_HELD = "attribute_exists(made_at) AND (attribute_not_exists(held_until) OR held_until <= :now)"
HOLD = "SET held_until = :until, due_at = :until"
UNCHANGED = "#version = :version"


class DynamoJobs:
    """Implements `JobStore`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._table = Table(aws, names.jobs, "subject", "name")

    async def put(self, job: Job, *, due_at: datetime, now: datetime) -> None:
        update, values = _put_expression(job, due_at, now)
        await self._table.update(_key(job), update, "", **values)

    def put_action(self, job: Job, *, due_at: datetime, now: datetime) -> Action:
        """The same for a transaction."""
        update, values = _put_expression(job, due_at, now)
        return self._table.update_action(_key(job), update, "", **values)

    def delete_action(self, job: Job) -> Action:
        return self._table.delete_action(_key(job), "")

    async def due(self, now: datetime) -> AsyncIterator[Job]:
        for shard in range(EXPIRY_SHARDS):
            wanted = expressions(
                {"shard": shard, "now": epoch_seconds(now)},
                KeyConditionExpression="#shard = :shard AND due_at <= :now",
            )
            async for items in self._table.query(IndexName="by_due", **wanted):
                for stored in items:
                    yield Job.named(stored["subject"]["S"], stored["name"]["S"])

    async def postpone(self, job: Job, *, now: datetime, until: datetime) -> datetime | None:
        due_at, at = epoch_seconds(until), epoch_seconds(now)
        stored = await self._table.update(
            _key(job), "SET due_at = :due_at", "attribute_exists(made_at) AND due_at <= :now", due_at=due_at, now=at
        )
        return read_instant(stored["made_at"]) if stored else None

    async def hold(self, job: Job, *, now: datetime, until: datetime) -> HeldJob | None:
        values = {"until": epoch_seconds(until), "now": epoch_seconds(now)}
        stored = await self._table.update(_key(job), HOLD, NOT_HELD, **values)
        return _held(job, stored) if stored else None

    async def renew(self, held: HeldJob, *, until: datetime) -> None:
        await self._table.update(_key(held.job), HOLD, "attribute_exists(held_until)", until=epoch_seconds(until))

    async def release(self, held: HeldJob, *, due_at: datetime) -> None:
        update = "SET due_at = :due_at REMOVE held_until"
        key, version = _key(held.job), held.version
        if not await self._table.update(key, update, UNCHANGED, due_at=epoch_seconds(due_at), version=version):
            await self._table.update(key, "REMOVE held_until", "attribute_exists(made_at)")

    async def finish(self, held: HeldJob) -> None:
        if not await self._table.delete(_key(held.job), UNCHANGED, version=held.version):
            await self._table.update(_key(held.job), "REMOVE held_until", "attribute_exists(made_at)")


def _key(job: Job) -> tuple[str, str]:
    return job.subject, job.name


def _put_expression(job: Job, due_at: datetime, now: datetime) -> tuple[str, dict[str, Any]]:
    """Every put increments the version, so that no worker finishes a job that was put again meanwhile."""
    changes = {"due_at": epoch_seconds(due_at), "shard": keys.shard(job.subject)}
    update = f"{assignments(changes)}, made_at = if_not_exists(made_at, :now) ADD #version :one"
    return update, {**changes, "now": now, "one": 1}


def _held(job: Job, stored: Item) -> HeldJob:
    return HeldJob(job, int(stored["version"]["N"]), read_instant(stored["made_at"]))
