"""Runs a storage engine as a child process, and stops it when our standard input closes.

The engine so ends with the process that started the guard, even if that is killed, and still saves its state.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

PR_SET_DUMPABLE = 4


def main(command: Sequence[str]) -> int:
    """Returns the exit code of the engine."""
    if sys.platform == "linux":
        # So that other processes of this user can't read the keys in our environment; the engine does the same.
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    engine = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - the command is ours
    # After the start, or the engine would inherit it. The guard survives the signal, to wait for the engine.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)

    def stop_at_end_of_input() -> None:
        os.read(0, 1)
        engine.terminate()

    threading.Thread(target=stop_at_end_of_input, daemon=True).start()
    return engine.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
