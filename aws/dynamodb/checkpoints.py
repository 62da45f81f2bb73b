"""The progress of the search for orphans: one item in the table Jobs, which is not a job."""

from __future__ import annotations

from aws.clients import Aws
from aws.dynamodb.serialization import read_instant
from aws.dynamodb.table import Table
from aws.resources import ResourceNames
from domain.ports.jobs import Checkpoint, Stage

KEY = ("orphan-search", "checkpoint")
COMPLETE = "complete"
SET = "SET started_at = :started_at, stage = :stage, #position = :position"
SAME = "started_at = :started_at"


class DynamoCheckpoints:
    """Implements `CheckpointStore`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._table = Table(aws, names.jobs, "subject", "name")

    async def load(self) -> Checkpoint | None:
        stored = await self._table.get(*KEY)
        if stored is None:
            return None
        stage = stored["stage"]["S"]
        started_at = read_instant(stored["started_at"])
        return Checkpoint(started_at, None if stage == COMPLETE else Stage(stage), stored["position"]["S"])

    async def begin(self, checkpoint: Checkpoint) -> None:
        await self._table.update(KEY, SET, "", **_values(checkpoint))

    async def save(self, checkpoint: Checkpoint) -> bool:
        return await self._table.update(KEY, SET, SAME, **_values(checkpoint)) is not None


def _values(checkpoint: Checkpoint) -> dict[str, object]:
    stage = checkpoint.stage.value if checkpoint.stage else COMPLETE
    return {"started_at": checkpoint.started_at, "stage": stage, "position": checkpoint.position}
