"""Which files are open in a fork: those that are handed over, and no other."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from fcntl import F_DUPFD_CLOEXEC, fcntl

FIRST_TEMPORARY_DESCRIPTOR = 64
MAX_DESCRIPTORS = 1024


def install_descriptors(descriptors: Sequence[int]) -> None:
    """Puts them at 0, 1, 2 and so on. Nothing else of the parent's stays open, nor its handling of signals."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    high = [fcntl(each, F_DUPFD_CLOEXEC, FIRST_TEMPORARY_DESCRIPTOR) for each in descriptors]
    for number, descriptor in enumerate(high):
        os.dup2(descriptor, number)
    os.closerange(len(high), MAX_DESCRIPTORS)
