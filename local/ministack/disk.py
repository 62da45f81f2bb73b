"""What the file system has to promise: bytes that outlive a power cut, and room for more."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

sync_data = getattr(os, "fdatasync", os.fsync)
"""macOS has no `fdatasync`."""


def sync_path(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on disk. A path that was deleted meanwhile needs nothing."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def folders_between(paths: Iterable[Path], root: Path) -> set[Path]:
    """The folders that contain `paths`, up to and including `root`: each holds the name of the next."""
    return {folder for path in paths for folder in path.parents if folder == root or root in folder.parents}


def free_bytes(folder: Path) -> int:
    """What an unprivileged program may still write."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
