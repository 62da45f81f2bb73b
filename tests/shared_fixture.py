"""Something that takes long to make: made once a run, by whichever of its processes needs it first."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def shared_between_workers(
    factory: pytest.TempPathFactory, worker_id: str, name: str, make: Callable[[Path], None]
) -> Path:
    """The folder that `make` was given to fill. If it failed, it failed for everybody who asks."""
    base = factory.getbasetemp() if worker_id == "master" else factory.getbasetemp().parent
    folder, outcome = base / name, base / f"{name}.outcome"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not outcome.exists():
            folder.mkdir()
            outcome.write_text("it failed where it was made")
            make(folder)
            outcome.write_text("")
    assert outcome.read_text() == ""
    return folder
