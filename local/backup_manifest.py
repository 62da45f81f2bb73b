"""The list of the files of a backup, with their checksums. It is written last: a backup without one is unfinished."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

NAME = "manifest.jsonl"


class BackupError(Exception):
    """A backup can't be made or restored; the message says why and what to do."""


class Entry(NamedTuple):
    """One file. `modified_ns` is the time of the original; 0 for what changes all the time."""

    size_bytes: int
    modified_ns: int
    sha256: str

    @property
    def stamp(self) -> tuple[int, int]:
        return self.size_bytes, self.modified_ns


def backups_in(folder: Path) -> list[Path]:
    """The finished ones, oldest first."""
    return sorted(file.parent for file in folder.glob(f"imgsh-*/{NAME}") if not file.parent.suffix)


def write_manifest(backup: Path, entries: Mapping[str, Entry]) -> None:
    with (backup / NAME).open("x", encoding="utf-8") as file:
        for name, entry in entries.items():
            file.write(json.dumps([name, *entry]) + "\n")
        file.write(json.dumps(len(entries)) + "\n")


def read_manifest(backup: Path) -> dict[str, Entry]:
    """By path from the root of the backup. Raises BackupError."""
    try:
        *lines, count = (backup / NAME).read_text("utf-8").splitlines()
        entries = {name: Entry(*rest) for name, *rest in map(json.loads, lines)}
        is_whole = json.loads(count) == len(entries) and all(map(_is_inside, entries))
    except FileNotFoundError:
        raise BackupError(f"{backup} is no finished backup") from None
    except (ValueError, TypeError):
        is_whole = False
    if not is_whole:
        raise BackupError(f"{backup / NAME} is damaged: restore an earlier backup")
    return entries


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts
