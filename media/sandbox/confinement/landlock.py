"""Landlock: which files, ports and processes a process may reach. Linux 5.13 and later.

https://docs.kernel.org/userspace-api/landlock.html
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

from media.sandbox.confinement.system import IS_LINUX, call, forbid_new_privileges

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""The same on every architecture."""

EXECUTE, READ_FILE = 1 << 0, 1 << 2
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
LATEST_FILE_RIGHTS = 16
"""How many rights over files a version knows; from 5 on so many."""

TCP_RIGHTS, TCP_SINCE = 0b11, 4
SCOPES, SCOPES_SINCE = 0b11, 6
"""Abstract Unix sockets and signals of processes outside."""

GET_VERSION, RULE_PATH_BENEATH = 1, 1


def version() -> int:
    """0 where the kernel has none, or has it switched off."""
    if not IS_LINUX:
        return 0
    try:
        return call(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(GET_VERSION))
    except OSError:
        return 0


def create_ruleset(allowed: Iterable[tuple[str, int]] = ()) -> int:
    """A descriptor, to be handed to `restrict`: nothing may be opened but `allowed`, paths with what is allowed there.

    What is open already stays open. Raises OSError.
    """
    known = version()
    rights = [(1 << FILE_RIGHTS.get(known, LATEST_FILE_RIGHTS)) - 1]
    if known >= TCP_SINCE:
        rights.append(TCP_RIGHTS)
    if known >= SCOPES_SINCE:
        rights.append(SCOPES)
    attributes = struct.pack(f"{len(rights)}Q", *rights)
    ruleset = call(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
    os.set_inheritable(ruleset, False)
    for path, bits in allowed:
        _allow(ruleset, path, bits)
    return ruleset


def restrict(ruleset: int) -> None:
    """For good, and for whatever this process starts. Raises OSError."""
    forbid_new_privileges()
    call(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))


def _allow(ruleset: int, path: str, bits: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", bits, descriptor)
        call(ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(RULE_PATH_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(descriptor)
