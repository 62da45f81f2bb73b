"""Makes system calls that Python does not wrap, by number. Linux only."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from functools import lru_cache
from pathlib import Path

MACHINE = platform.machine()
IS_LINUX = sys.platform == "linux"

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38


@lru_cache(maxsize=1)
def c_library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def call(number: int, *arguments: object) -> int:
    """`arguments` are ctypes values with the widths that the kernel expects. Raises OSError."""
    result = int(c_library().syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        _raise_errno()
    return result


def prctl(option: int, value: int) -> None:
    """Raises OSError."""
    zero = ctypes.c_ulong(0)
    if c_library().prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero):
        _raise_errno()


def forbid_new_privileges() -> None:
    """Landlock and seccomp require it. AWS Lambda may refuse prctl and have set it already. Raises OSError."""
    try:
        prctl(PR_SET_NO_NEW_PRIVS, 1)
    except OSError:
        if process_status("NoNewPrivs") != "1":
            raise


def deny_inspection() -> bool:
    """Protects a process with secrets: others of the same user can't read its memory or environment, or trace it.

    exec resets it, so each process calls it itself. False where the system does not support it, or refuses.
    """
    if not IS_LINUX:
        return False
    try:
        prctl(PR_SET_DUMPABLE, 0)
    except OSError:
        return False
    return True


def process_status(name: str) -> str:
    """Returns a field of /proc/self/status; empty when it is missing."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(f"{name}:")), "")


def _raise_errno() -> None:
    code = ctypes.get_errno()
    raise OSError(code, os.strerror(code))
