"""seccomp allows a process only the system calls on a list: one list for decoders, one for ffmpeg.

https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable
from typing import NamedTuple

from media.sandbox.confinement.system import IS_LINUX, MACHINE, call, forbid_new_privileges
from media.sandbox.confinement.system_calls import CONDITIONAL, HARMLESS, HOSTILE, TO_START_A_PROGRAM

KNOWN_CALLS = {**HARMLESS, **CONDITIONAL, **TO_START_A_PROGRAM, **HOSTILE}

AUDIT_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32_CALLS = 0x40000000
"""From this number on x86_64 has a second table of the same calls."""

ALLOW, FAIL_WITH, KILL = 0x7FFF0000, 0x00050000, 0x80000000
REFUSE = FAIL_WITH | errno.EPERM
SET_MODE_FILTER, ALL_THREADS, NO_SPECULATION_LIMITS = 1, 1, 4
"""Kernels before 5.16 otherwise enable speculation barriers, which are slow. A decoder has no secret to leak."""

PROT_EXEC = 4
CLONE_THREAD, CLONE_NEW_NAMESPACES = 0x10000, 0x7E020080
PR_SET_NAME = 15
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
FILE_COMMANDS = (1, 2, 3, 4, 1030)
"""F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC. Others can make a descriptor send signals."""

LOAD, EQUAL, ANY_BIT, AT_LEAST, RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
NUMBER_OFFSET, ARCHITECTURE_OFFSET, ARGUMENTS_OFFSET = 0, 4, 16


class Instruction(NamedTuple):
    """A classic BPF instruction. A jump skips `if_true` or `if_false` instructions."""

    code: int
    if_true: int
    if_false: int
    operand: int


class Filter:
    """A filter for the process `own_pid`. Every call without a rule fails with EPERM."""

    def __init__(self, own_pid: int, machine: str = MACHINE) -> None:
        self._own_pid = own_pid
        self._column = list(AUDIT_ARCHITECTURES).index(machine)
        self._instructions = [
            Instruction(LOAD, 0, 0, ARCHITECTURE_OFFSET),
            Instruction(EQUAL, 1, 0, AUDIT_ARCHITECTURES[machine]),
            _return(KILL),
            Instruction(LOAD, 0, 0, NUMBER_OFFSET),
        ]
        if machine == "x86_64":
            self._instructions += [Instruction(AT_LEAST, 0, 1, X32_CALLS), _return(KILL)]

    def for_decoder(self) -> Filter:
        """Allows no opening, no process but threads, and no new executable memory."""
        self._allow(HARMLESS)
        for name in ("mmap", "mprotect"):
            self._rule(name, _argument(2), Instruction(ANY_BIT, 0, 1, PROT_EXEC), _return(REFUSE), _return(ALLOW))
        return self._common()

    def for_program(self, path_address: int) -> Filter:
        """Allows one execveat, whose empty path is at `path_address` in this process.

        The new program has another random memory layout, so an exploit does not know an address that passes. Closing
        is faked: the libraries use up the limit of descriptors, so the program opens nothing more even without
        Landlock.
        """
        self._rule("close", _return(FAIL_WITH))  # errno 0: the call reports success
        self._allow(HARMLESS, TO_START_A_PROGRAM)
        for name in ("mmap", "mprotect", "newfstatat"):
            self._rule(name, _return(ALLOW))
        low, high = path_address & 0xFFFFFFFF, path_address >> 32
        is_low, is_high = Instruction(EQUAL, 0, 3, low), Instruction(EQUAL, 0, 1, high)
        self._rule("execveat", _argument(1), is_low, _argument(1, high=True), is_high, _return(ALLOW), _return(KILL))
        self._rule("openat", _argument(2), Instruction(ANY_BIT, 0, 1, WRITING), _return(REFUSE), _return(ALLOW))
        self._rule(
            "prlimit64", _argument(0), Instruction(EQUAL, 0, 1, 0), _return(ALLOW), _return(REFUSE)
        )  # of its own process only
        return self._common()

    def to_bytes(self) -> bytes:
        return b"".join(struct.pack("=HBBI", *each) for each in (*self._instructions, _return(REFUSE)))

    def _common(self) -> Filter:
        self._rule("ioctl", _return(FAIL_WITH | errno.ENOTTY))
        self._rule("prctl", _argument(0), Instruction(EQUAL, 0, 1, PR_SET_NAME), _return(ALLOW), _return(REFUSE))
        # A filter can't see its flags. On ENOSYS the C library falls back to clone.
        self._rule("clone3", _return(FAIL_WITH | errno.ENOSYS))
        is_thread = Instruction(ANY_BIT, 0, 2, CLONE_THREAD)
        has_namespace = Instruction(ANY_BIT, 1, 0, CLONE_NEW_NAMESPACES)
        self._rule("clone", _argument(0), is_thread, has_namespace, _return(ALLOW), _return(KILL))
        # C++ calls abort() on a fatal error, and the worker needs to see that signal.
        self._rule("tgkill", _argument(0), Instruction(EQUAL, 0, 1, self._own_pid), _return(ALLOW), _return(KILL))
        last = len(FILE_COMMANDS)
        known = [Instruction(EQUAL, last - index, 0, command) for index, command in enumerate(FILE_COMMANDS)]
        self._rule("fcntl", _argument(1), *known, _return(REFUSE), _return(ALLOW))
        for name in (*HOSTILE, "execve", "execveat"):
            self._rule(name, _return(KILL))
        return self

    def _allow(self, *groups: Iterable[str]) -> None:
        for group in groups:
            for name in group:
                self._rule(name, _return(ALLOW))

    def _rule(self, name: str, *body: Instruction) -> None:
        """Every path through `body` must end with a return."""
        number = KNOWN_CALLS[name][self._column]
        if number is not None:
            self._instructions += [Instruction(EQUAL, 0, len(body), number), *body]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def is_supported() -> bool:
    """Whether filters exist for this system. Its kernel may still refuse them."""
    return IS_LINUX and MACHINE in AUDIT_ARCHITECTURES


def number_of(name: str) -> int:
    """Returns the number of a system call on this machine. Raises LookupError."""
    number = KNOWN_CALLS[name][list(AUDIT_ARCHITECTURES).index(MACHINE)]
    if number is None:
        raise LookupError(name)
    return number


def install(rules: Filter) -> None:
    """Restricts every thread of this process and its children forever. Raises OSError."""
    code = rules.to_bytes()
    forbid_new_privileges()
    program = _Program(len(code) // 8, code)
    flags = ALL_THREADS | NO_SPECULATION_LIMITS
    call(number_of("seccomp"), ctypes.c_uint(SET_MODE_FILTER), ctypes.c_uint(flags), ctypes.byref(program))


def _argument(number: int, *, high: bool = False) -> Instruction:
    """Loads 32 bits of a system call argument. Both machines are little-endian."""
    return Instruction(LOAD, 0, 0, ARGUMENTS_OFFSET + 8 * number + 4 * high)


def _return(action: int) -> Instruction:
    return Instruction(RETURN, 0, 0, action)
