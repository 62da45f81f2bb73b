"""System calls that Python has no name for, by number, through the C library. Linux alone."""

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
    """`arguments` are ctypes values of the kernel's own widths. Raises OSError."""
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
    """What Landlock and seccomp want first. AWS Lambda is known to refuse prctl, and may have set it itself."""
    try:
        prctl(PR_SET_NO_NEW_PRIVS, 1)
    except OSError:
        if process_status("NoNewPrivs") != "1":
            raise


def deny_inspection() -> bool:
    """For a process with secrets: no other of the same user may read its memory or environment, or trace it.

    Undone by exec, so each process says it itself. False where the system has no such thing, or refuses.
    """
    if not IS_LINUX:
        return False
    try:
        prctl(PR_SET_DUMPABLE, 0)
    except OSError:
        return False
    return True


def process_status(name: str) -> str:
    """Of this process, as in proc(5); empty when the kernel does not tell."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(f"{name}:")), "")


def _raise_errno() -> None:
    code = ctypes.get_errno()
    raise OSError(code, os.strerror(code))
