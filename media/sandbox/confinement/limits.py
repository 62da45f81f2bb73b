"""Sets resource limits, drops root, and ends a fork with its parent."""

from __future__ import annotations

import os
import resource
import signal
import sys

from media.sandbox.confinement.system import IS_LINUX, PR_SET_PDEATHSIG, prctl

NOBODY = 65534


def set_limits(*, memory_bytes: int, processor_seconds: int, files: int) -> None:
    """Past `processor_seconds` the process gets SIGXCPU, a second later SIGKILL. `files` counts open descriptors."""
    if sys.platform == "linux":  # macOS does not enforce RLIMIT_AS
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))


def become_nobody() -> bool:
    """Returns False unless the process was root. Root could read even an undumpable parent."""
    if os.geteuid() != 0 or not IS_LINUX:
        return False
    try:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    except OSError:
        return False  # a container with a single user
    return True


def die_with_parent(parent: int) -> None:
    """`parent` is the process id of the parent, which may have ended already."""
    if IS_LINUX:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
