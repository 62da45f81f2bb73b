"""Sets the open descriptors of a fork."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from fcntl import F_DUPFD_CLOEXEC, fcntl

FIRST_TEMPORARY_DESCRIPTOR = 64
MAX_DESCRIPTORS = 1024


def install_descriptors(descriptors: Sequence[int]) -> None:
    """Duplicates `descriptors` to 0, 1, 2 and so on, closes all others, and resets the parent's signal handling."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    duplicates = [fcntl(each, F_DUPFD_CLOEXEC, FIRST_TEMPORARY_DESCRIPTOR) for each in descriptors]
    for number, descriptor in enumerate(duplicates):
        os.dup2(descriptor, number)
    os.closerange(len(duplicates), MAX_DESCRIPTORS)
