"""Keeps the worker processes running."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

ENDS_WITHIN_SECONDS = 10.0
RESTARTS_AFTER_SECONDS = 1.0


async def supervise(command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
    """Runs `command` until cancelled, and again whenever it exits. It must exit when its standard input closes, so
    that it never outlives this process."""
    with log.open("wb") as output:
        while True:
            worker = await asyncio.create_subprocess_exec(
                *command,
                env=environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C in the terminal is for us: we end the worker in our own order
            )
            try:
                await worker.wait()
            finally:
                await _end(worker)
            await asyncio.sleep(RESTARTS_AFTER_SECONDS)


async def _end(worker: asyncio.subprocess.Process) -> None:
    if worker.stdin:
        worker.stdin.close()
    try:
        await asyncio.wait_for(worker.wait(), ENDS_WITHIN_SECONDS)
    except TimeoutError:
        worker.kill()
        await worker.wait()
