"""seccomp: which system calls a process may make. A list of what is allowed, for decoders and for ffmpeg.

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
"""From here on x86_64 has a second table of the same calls."""

ALLOW, FAIL_WITH, KILL = 0x7FFF0000, 0x00050000, 0x80000000
REFUSE = FAIL_WITH | errno.EPERM
SET_MODE_FILTER, ALL_THREADS, NO_SPECULATION_LIMITS = 1, 1, 4
"""Kernels before 5.16 otherwise slow down every read of memory; a decoder holds no secret to guess at."""

PROT_EXEC = 4
CLONE_THREAD, CLONE_NEW_NAMESPACES = 0x10000, 0x7E020080
PR_SET_NAME = 15
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
FILE_COMMANDS = (1, 2, 3, 4, 1030)
"""F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC: none that makes a descriptor send signals."""

LOAD, EQUAL, ANY_BIT, AT_LEAST, RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
NUMBER_OFFSET, ARCHITECTURE_OFFSET, ARGUMENTS_OFFSET = 0, 4, 16


class Instruction(NamedTuple):
    """Of classic BPF. A jump skips so many instructions, when its comparison holds and when it does not."""

    code: int
    if_true: int
    if_false: int
    operand: int


class Filter:
    """For one process, `own_pid`, of one `machine`. What no rule names is refused."""

    def __init__(self, own_pid: int, machine: str = MACHINE) -> None:
        self._own_pid = own_pid
        self._column = list(AUDIT_ARCHITECTURES).index(machine)
        self._instructions = [
            Instruction(LOAD, 0, 0, ARCHITECTURE_OFFSET),
            Instruction(EQUAL, 1, 0, AUDIT_ARCHITECTURES[machine]),
            _end(KILL),
            Instruction(LOAD, 0, 0, NUMBER_OFFSET),
        ]
        if machine == "x86_64":
            self._instructions += [Instruction(AT_LEAST, 0, 1, X32_CALLS), _end(KILL)]

    def for_decoder(self) -> Filter:
        """Opens nothing, starts nothing but threads, and runs no code that was not there before."""
        self._allow(HARMLESS)
        for name in ("mmap", "mprotect"):
            self._rule(name, _argument(2), Instruction(ANY_BIT, 0, 1, PROT_EXEC), _end(REFUSE), _end(ALLOW))
        return self._common()

    def for_program(self, path_address: int) -> Filter:
        """May become one program, whose empty path stands at `path_address` of this process: in effect once.

        The memory of the new program is laid out anew and by chance, so whoever takes it over does not know the place.
        The program opens its libraries, and can close none: with a limit of files that these use up, it opens nothing
        more, also where there is no Landlock.
        """
        self._rule("close", _end(FAIL_WITH))  # with no error: it says that it did
        self._allow(HARMLESS, TO_START_A_PROGRAM)
        for name in ("mmap", "mprotect", "newfstatat"):
            self._rule(name, _end(ALLOW))
        low, high = path_address & 0xFFFFFFFF, path_address >> 32
        is_low, is_high = Instruction(EQUAL, 0, 3, low), Instruction(EQUAL, 0, 1, high)
        self._rule("execveat", _argument(1), is_low, _argument(1, high=True), is_high, _end(ALLOW), _end(KILL))
        self._rule("openat", _argument(2), Instruction(ANY_BIT, 0, 1, WRITING), _end(REFUSE), _end(ALLOW))
        self._rule("prlimit64", _argument(0), Instruction(EQUAL, 0, 1, 0), _end(ALLOW), _end(REFUSE))  # its own alone
        return self._common()

    def to_bytes(self) -> bytes:
        return b"".join(struct.pack("=HBBI", *each) for each in (*self._instructions, _end(REFUSE)))

    def _common(self) -> Filter:
        self._rule("ioctl", _end(FAIL_WITH | errno.ENOTTY))
        self._rule("prctl", _argument(0), Instruction(EQUAL, 0, 1, PR_SET_NAME), _end(ALLOW), _end(REFUSE))
        # Its flags are out of sight: told that there is no such call, the C library uses the older one.
        self._rule("clone3", _end(FAIL_WITH | errno.ENOSYS))
        is_thread = Instruction(ANY_BIT, 0, 2, CLONE_THREAD)
        has_namespace = Instruction(ANY_BIT, 1, 0, CLONE_NEW_NAMESPACES)
        self._rule("clone", _argument(0), is_thread, has_namespace, _end(ALLOW), _end(KILL))
        # abort() is how C++ says that it is lost: the worker wants to see that signal.
        self._rule("tgkill", _argument(0), Instruction(EQUAL, 0, 1, self._own_pid), _end(ALLOW), _end(KILL))
        last = len(FILE_COMMANDS)
        known = [Instruction(EQUAL, last - index, 0, command) for index, command in enumerate(FILE_COMMANDS)]
        self._rule("fcntl", _argument(1), *known, _end(REFUSE), _end(ALLOW))
        for name in (*HOSTILE, "execve", "execveat"):
            self._rule(name, _end(KILL))
        return self

    def _allow(self, *groups: Iterable[str]) -> None:
        for group in groups:
            for name in group:
                self._rule(name, _end(ALLOW))

    def _rule(self, name: str, *body: Instruction) -> None:
        """Every way through `body` ends it."""
        number = KNOWN_CALLS[name][self._column]
        if number is not None:
            self._instructions += [Instruction(EQUAL, 0, len(body), number), *body]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def is_known() -> bool:
    """Whether this is a system that filters can be written for; its kernel may still refuse them."""
    return IS_LINUX and MACHINE in AUDIT_ARCHITECTURES


def number_of(name: str) -> int:
    """On this machine. Raises LookupError."""
    number = KNOWN_CALLS[name][list(AUDIT_ARCHITECTURES).index(MACHINE)]
    if number is None:
        raise LookupError(name)
    return number


def install(rules: Filter) -> None:
    """For good, for every thread, and for whatever this process starts. Raises OSError."""
    code = rules.to_bytes()
    forbid_new_privileges()
    program = _Program(len(code) // 8, code)
    flags = ALL_THREADS | NO_SPECULATION_LIMITS
    call(number_of("seccomp"), ctypes.c_uint(SET_MODE_FILTER), ctypes.c_uint(flags), ctypes.byref(program))


def _argument(number: int, *, high: bool = False) -> Instruction:
    """Loads one half of it; both machines keep the lower half first."""
    return Instruction(LOAD, 0, 0, ARGUMENTS_OFFSET + 8 * number + 4 * high)


def _end(verdict: int) -> Instruction:
    return Instruction(RETURN, 0, 0, verdict)
