"""Searches for orphans and repairs them: the final safeguard for whatever every other one missed.

A search of everything may take hours. A run works for some minutes and saves a checkpoint after each page, so that
the next run continues there, however the last one ended.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from domain.models import Clock
from domain.orphan_repairs import OrphanRepairs
from domain.ports.jobs import Checkpoint, CheckpointStore, Stage

MAX_RUN = timedelta(minutes=10)
"""Another run continues after that: Lambda ends its functions after a quarter of an hour."""

SEARCH_INTERVAL = timedelta(days=7)
"""From the start of one search to the start of the next."""


@dataclass(frozen=True)
class CleanupReport:
    """How many of each kind a run found and repaired. `is_complete` when the search has ended."""

    objects: int
    photos: int
    codes: int
    requeued: int
    is_complete: bool = True


@dataclass(frozen=True)
class OrphanCleanup:
    repairs: OrphanRepairs
    checkpoints: CheckpointStore
    clock: Clock

    async def run(self, *, restart: bool = False) -> CleanupReport:
        """Continues the search for up to `MAX_RUN`, or begins the next one when it is due; at once with `restart`."""
        found: Counter[str] = Counter()
        is_complete = await self._search(await self._next_checkpoint(restart), self.clock() + MAX_RUN, found)
        return CleanupReport(found["objects"], found["photos"], found["codes"], found["requeued"], is_complete)

    async def _next_checkpoint(self, restart: bool) -> Checkpoint:
        known = None if restart else await self.checkpoints.load()
        if known and (known.stage or self.clock() < known.started_at + SEARCH_INTERVAL):
            return known
        fresh = Checkpoint(self.clock(), Stage.ORIGINALS)
        await self.checkpoints.begin(fresh)
        return fresh

    async def _search(self, checkpoint: Checkpoint, ends_at: datetime, found: Counter[str]) -> bool:
        """Returns whether the search is complete: not when its time is up or another search has begun."""
        while stage := checkpoint.stage:
            async for position, repaired in self.repairs.pages(stage, checkpoint.position):
                found.update(repaired)
                checkpoint = replace(checkpoint, stage=stage if position else _following(stage), position=position)
                if not await self.checkpoints.save(checkpoint):
                    return False
                if checkpoint.stage and self.clock() >= ends_at:
                    return False
        return True


def _following(stage: Stage) -> Stage | None:
    return dict(pairwise(Stage)).get(stage)
