"""Starts MiniStack behind the gate: `.engines/bin/python -m local.ministack.launcher`.

The environment variables are those of MiniStack, ENGINE_ADMIN_SECRET, and, if there is a STATE_DIR,
DISK_RESERVE_BYTES (what uploads leave free on the disk) and CHECKPOINT_BYTES (of journal, before a checkpoint).
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import sys
from pathlib import Path

import ministack.app as ministack
from hypercorn.asyncio import serve
from hypercorn.config import Config

from local.ministack.gate import HOST, Gate
from local.ministack.requests import Application

KEEP_ALIVE_SECONDS = 75
STARTED_WITHIN_SECONDS = 600.0
"""For the first checkpoint of a large folder."""

STOPPED_WITHIN_SECONDS = 0.5
"""For requests that are open at the end. Most are long polls of workers that have ended before: the engine does not
notice that nobody waits for their answers."""

PR_SET_DUMPABLE = 4


def main() -> None:
    _deny_inspection()
    os.umask(0o077)  # the engine's files are for this user only
    config = Config()
    config.bind = [f"{HOST}:{os.environ['GATEWAY_PORT']}"]
    config.keep_alive_timeout = KEEP_ALIVE_SECONDS
    config.startup_timeout = STARTED_WITHIN_SECONDS
    config.graceful_timeout = STOPPED_WITHIN_SECONDS
    config.loglevel = os.environ["LOG_LEVEL"]
    services = frozenset(filter(None, os.environ["SERVICES"].split(",")))
    gate = Gate(_application(), int(os.environ["GATEWAY_PORT"]), os.environ["ENGINE_ADMIN_SECRET"], services)
    asyncio.run(serve(gate, config))


def _application() -> Application:
    application: Application = ministack.app
    if "STATE_DIR" not in os.environ:
        return application
    # They import the services, which an engine in memory may not need.
    from local.ministack.durability import Durable
    from local.ministack.expressions import parse_once

    parse_once()
    return Durable(
        application,
        Path(os.environ["STATE_DIR"]),
        disk_reserve_bytes=int(os.environ["DISK_RESERVE_BYTES"]),
        checkpoint_bytes=int(os.environ["CHECKPOINT_BYTES"]),
    )


def _deny_inspection() -> None:
    """So that other processes of this user can't read the keys in our memory and environment (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


if __name__ == "__main__":
    main()
