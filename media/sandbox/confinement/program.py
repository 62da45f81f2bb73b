"""Starts a confined program: a fork restricts itself and then executes the program, which inherits that."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

from media.sandbox.confinement import Confinement, landlock, seccomp
from media.sandbox.confinement.descriptors import install_descriptors
from media.sandbox.confinement.limits import die_with_parent, set_limits
from media.sandbox.confinement.system import IS_LINUX, c_library

LIBRARY_CACHE = Path("/etc/ld.so.cache")
AT_EMPTY_PATH = 0x1000


@dataclass(frozen=True)
class ProgramLimits:
    memory_bytes: int
    processor_seconds: int
    files: int


class ConfinedProgram:
    """Opens the program once, so that a fork without rights to its path can execute it."""

    def __init__(self, path: str, confinement: Confinement) -> None:
        """Raises OSError."""
        self._path = path
        self._has_seccomp = confinement.has_seccomp
        self._program = os.open(path, os.O_PATH | os.O_CLOEXEC) if IS_LINUX else None
        self._ruleset = None if confinement.ruleset is None else landlock.create_ruleset(_required_rights(path))

    def become(
        self, arguments: Sequence[str], descriptors: Sequence[int], limits: ProgramLimits, parent: int
    ) -> NoReturn:
        """Called in a fork. `descriptors` become 0, 1 and so on of the program; the first is read from its start."""
        try:
            die_with_parent(parent)
            if self._ruleset is not None:
                landlock.restrict(self._ruleset)
            install_descriptors(descriptors if self._program is None else [*descriptors, self._program])
            os.lseek(0, 0, os.SEEK_SET)
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            set_limits(memory_bytes=limits.memory_bytes, processor_seconds=limits.processor_seconds, files=limits.files)
            self._execute(arguments, program=len(descriptors))
        finally:
            os._exit(127)

    def _execute(self, arguments: Sequence[str], *, program: int) -> None:
        """Executes with an empty environment. Returns only on failure."""
        words = [self._path, *arguments]
        if self._program is None:
            os.execve(self._path, words, {})  # noqa: S606 - a program of ours
        os.set_inheritable(program, False)
        path = ctypes.create_string_buffer(b"")
        vector = (ctypes.c_char_p * (len(words) + 1))(*map(os.fsencode, words), None)
        environment = (ctypes.c_char_p * 1)(None)
        if self._has_seccomp:
            seccomp.install(seccomp.Filter(os.getpid()).for_program(ctypes.addressof(path)))
        number = ctypes.c_long(seccomp.number_of("execveat"))
        c_library().syscall(number, ctypes.c_int(program), path, vector, environment, ctypes.c_int(AT_EMPTY_PATH))


@lru_cache
def _required_rights(path: str) -> list[tuple[str, int]]:
    """Returns paths with Landlock rights: the program and its loader to execute, its libraries to read."""
    rights = [(path, landlock.EXECUTE | landlock.READ_FILE)]
    if LIBRARY_CACHE.exists():
        rights.append((str(LIBRARY_CACHE), landlock.READ_FILE))
    ldd = subprocess.run(  # noqa: S603 - our own program
        [shutil.which("ldd") or "/usr/bin/ldd", path], capture_output=True, text=True, check=False
    )
    for library in re.findall(r"(/\S+)", ldd.stdout):
        is_loader = "ld-" in Path(library).name
        rights.append((library, landlock.READ_FILE | (landlock.EXECUTE if is_loader else 0)))
    return rights
