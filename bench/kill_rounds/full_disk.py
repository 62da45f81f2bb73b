"""Takes the room on a small file system, as another program may."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from local.ministack.disk import free_bytes

LEFT_BYTES = (0, 1 << 20, 128 << 20, 300 << 20)
"""Nothing, hardly anything, less than the engine leaves, and less than the worker needs."""


@contextmanager
def filled(folder: Path, left_bytes: int) -> Iterator[None]:
    """Leaves `left_bytes` free on the file system of `folder`."""
    filler = folder / "filler"
    try:
        with filler.open("wb") as file:
            while (missing := free_bytes(folder) - left_bytes) > 0:
                with suppress(OSError):  # the service has written meanwhile
                    os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), missing)
        yield
    finally:
        filler.unlink(missing_ok=True)
