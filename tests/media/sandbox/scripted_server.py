"""A test double of the fork server: reports for each file that ffmpeg was killed for a forbidden system call."""

from __future__ import annotations

import os
import signal
import socket

from media.sandbox.protocol import MAX_LINE_BYTES, DecoderExit, Ready
from tests.media.sandbox.hostile_decoder import ANSWER


def main() -> None:
    control = socket.socket(fileno=0)
    control.sendall(Ready(confinement=("limits",)).to_line())
    while True:
        line, descriptors, _, _ = socket.recv_fds(control, MAX_LINE_BYTES, 2)
        if not line:
            return
        original, result = descriptors
        os.write(result, ANSWER)
        os.close(result)
        os.close(original)
        exit = DecoderExit(code=0, is_timed_out=False, processor_seconds=0.1, ffmpeg_exit_codes=(-signal.SIGSYS,))
        control.sendall(exit.to_line())


if __name__ == "__main__":
    main()
