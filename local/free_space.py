"""The space that is left on the disk with the data."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from domain.storage_capacity import StorageCapacity
from local.ministack.disk import free_bytes

SECONDS_BETWEEN_CHECKS = 1.0


@dataclass(frozen=True)
class DiskSpace:
    """Implements `FreeSpace` of domain/ports/storage.py for the disk of `folder`."""

    folder: Path

    async def free_bytes(self) -> int:
        # In a thread: a disk on the network may take its time.
        return await asyncio.to_thread(free_bytes, self.folder)


async def wait_for_room(capacity: StorageCapacity) -> None:
    while not await capacity.has_room():  # noqa: ASYNC110 - no file system tells when it has room
        await asyncio.sleep(SECONDS_BETWEEN_CHECKS)


async def announce_full_disk(capacity: StorageCapacity, data_dir: Path) -> None:
    """Prints when the disk becomes full, and when it has room again. Runs until cancelled."""
    needed = f"{capacity.min_free_bytes / 1024**2:,.0f} MiB"
    while True:
        if not await capacity.has_room():
            print(f"The disk of {data_dir} is full: uploads wait until {needed} are free.", flush=True)
            await wait_for_room(capacity)
            print("The disk has room again: uploads go on.", flush=True)
        await asyncio.sleep(SECONDS_BETWEEN_CHECKS)
