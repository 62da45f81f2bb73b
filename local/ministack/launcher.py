"""Starts MiniStack behind the gate: `.engines/bin/python -m local.ministack.launcher`."""

from __future__ import annotations

import asyncio
import ctypes
import os
import sys

import ministack.app as ministack
from hypercorn.asyncio import serve
from hypercorn.config import Config

from local.ministack.gate import HOST, Gate

KEEP_ALIVE_SECONDS = 75
PR_SET_DUMPABLE = 4


def _deny_inspection() -> None:
    """So that other processes of this user can't read the keys in our memory and environment (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def main() -> None:
    _deny_inspection()
    os.umask(0o077)  # the engine's files are for this user only
    config = Config()
    config.bind = [f"{HOST}:{os.environ['GATEWAY_PORT']}"]
    config.keep_alive_timeout = KEEP_ALIVE_SECONDS
    config.loglevel = os.environ["LOG_LEVEL"]
    services = frozenset(filter(None, os.environ["SERVICES"].split(",")))
    gate = Gate(ministack.app, int(os.environ["GATEWAY_PORT"]), os.environ["ENGINE_ADMIN_SECRET"], services)
    asyncio.run(serve(gate, config))


if __name__ == "__main__":
    main()
