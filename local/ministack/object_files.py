"""The files of objects follow the records of the journal: what a record says is done to them after it is written.

move     a complete file in the folder INCOMING replaces one of an object
delete   a file of an object is deleted
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from local.ministack.journal import Record

INCOMING = "incoming"
"""Beside the folder of the objects."""


def follow(record: Record, root: Path) -> list[Path]:
    """Returns the files that were replaced. `root` is the folder of the objects. Raises OSError."""
    replaced = []
    for kind, *names in record:
        if kind == "move":
            complete, target = names
            (root.with_name(INCOMING) / complete).replace(root / target)
            replaced.append(root / target)
        elif kind == "delete":
            (root / names[0]).unlink(missing_ok=True)
    return replaced


def finish(record: Record, root: Path) -> None:
    """As `follow`, after a kill: a part of it may be done. Raises OSError."""
    for change in record:
        with suppress(FileNotFoundError):
            follow([change], root)
