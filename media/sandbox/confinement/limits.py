"""Limits of the system that every process has, and a user without rights."""

from __future__ import annotations

import os
import resource
import signal
import sys

from media.sandbox.confinement.system import IS_LINUX, PR_SET_PDEATHSIG, prctl

NOBODY = 65534


def set_limits(*, memory_bytes: int, processor_seconds: int, files: int) -> None:
    """Of processor time the soft limit ends a process by SIGXCPU, the hard one a second later by SIGKILL."""
    if sys.platform == "linux":  # macOS does not keep to a limit of address space
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))


def become_nobody() -> bool:
    """False for whoever is not root, and where there is no such user. From root, an undumpable parent hides nothing."""
    if os.geteuid() != 0 or not IS_LINUX:
        return False
    try:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    except OSError:
        return False  # root of a container that has just one user
    return True


def die_with_parent(parent: int) -> None:
    """`parent` is the one that forked us, which may be gone already."""
    if IS_LINUX:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
