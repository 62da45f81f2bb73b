"""Landlock restricts which files, ports and processes a process can reach. Linux 5.13 and later.

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
"""The number of file access rights by ABI version; `LATEST_FILE_RIGHTS` from version 5."""

TCP_RIGHTS, TCP_SINCE = 0b11, 4
SCOPES, SCOPES_SINCE = 0b11, 6
"""Abstract Unix sockets, and signals to other processes."""

GET_VERSION, RULE_PATH_BENEATH = 1, 1


def version() -> int:
    """Returns the ABI version; 0 where the kernel has no Landlock or it is disabled."""
    if not IS_LINUX:
        return 0
    try:
        return call(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(GET_VERSION))
    except OSError:
        return 0


def create_ruleset(allowed: Iterable[tuple[str, int]] = ()) -> int:
    """Returns a descriptor for `restrict`. `allowed` are paths with their rights; nothing else can be opened.

    Open files stay open. Raises OSError.
    """
    abi = version()
    rights = [(1 << FILE_RIGHTS.get(abi, LATEST_FILE_RIGHTS)) - 1]
    if abi >= TCP_SINCE:
        rights.append(TCP_RIGHTS)
    if abi >= SCOPES_SINCE:
        rights.append(SCOPES)
    attributes = struct.pack(f"{len(rights)}Q", *rights)
    ruleset = call(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0))
    os.set_inheritable(ruleset, False)
    for path, bits in allowed:
        _allow(ruleset, path, bits)
    return ruleset


def restrict(ruleset: int) -> None:
    """Restricts this process and its children forever. Raises OSError."""
    forbid_new_privileges()
    call(RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))


def _allow(ruleset: int, path: str, bits: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", bits, descriptor)
        call(ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(RULE_PATH_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(descriptor)
