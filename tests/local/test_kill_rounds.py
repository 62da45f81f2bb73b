"""A short run of `python -m bench.kill_rounds`: every process is killed while photographers work."""

from __future__ import annotations

from pathlib import Path

from bench.kill_rounds.rounds import kill_rounds
from local.engine import free_ports


async def test_whatever_was_acknowledged_is_there_after_every_process_was_killed(tmp_path: Path) -> None:
    """Issue 13. Fails at the first difference."""
    photographers = await kill_rounds(tmp_path / "data", free_ports(1)[0], rounds=2, seed=1, max_seconds=2.0)

    assert sum(photographer.done.total() for photographer in photographers)
