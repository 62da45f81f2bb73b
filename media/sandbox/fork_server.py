"""The fork server: `python -m media.sandbox.fork_server`, started with an empty environment.

It imports every decoder once and never reads a byte of an untrusted file. For each file it forks: the fork confines
itself, reads that file, writes a result and exits. A file that compromises its fork sees no other file and can only
falsify its own result. The server has one thread: a lock held by another thread would never be released in a fork.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from typing import NoReturn

from media.renditions import render as render_original
from media.sandbox.confinement import Confinement, deny_inspection
from media.sandbox.confinement.descriptors import install_descriptors
from media.sandbox.confinement.limits import become_nobody, set_limits
from media.sandbox.decoder import FRAME_FDS, Render, sanitized_traceback
from media.sandbox.decoder_supervisor import DecoderSupervisor, ServerContext, drain_pipe
from media.sandbox.ffmpeg_program import SandboxedFfmpeg
from media.sandbox.protocol import MAX_LINE_BYTES, MAX_MEMORY_BYTES, STOP, DecoderExit, Ready, RenderRequest
from media.sandbox.warm_up import render_warm_up_pictures, warm_up

TRIAL_PROCESSOR_SECONDS, TRIAL_SECONDS = 10, 15.0


def main(render: Render = render_original, candidates: Sequence[Confinement] | None = None) -> None:
    """`candidates` are tried in order, strictest first. The default is all that the system may support."""
    control = socket.socket(fileno=0)
    try:
        context, names = _prepare(control, render, candidates or Confinement.candidates())
    except Exception as fault:
        control.sendall(Ready(fault=sanitized_traceback(fault)).to_line())
        raise
    control.sendall(Ready(confinement=names).to_line())
    for request, original, result in _requests(control):
        control.sendall(_finish(request, original, result, context).to_line())


def _prepare(
    control: socket.socket, render: Render, candidates: Sequence[Confinement]
) -> tuple[ServerContext, tuple[str, ...]]:
    """Returns the context of all decoders, and the names of their restrictions."""
    hidden = ["undumpable"] if deny_inspection() else []
    child_exits, dev_null = _watch_children(), os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
    warm_up()
    ffmpeg = SandboxedFfmpeg(candidates, dev_null)
    own_user = ["nobody"] if become_nobody() else []
    confinement = next(confinement for confinement in candidates if _works(confinement, child_exits, dev_null))
    names = ("limits", *hidden, *own_user, *confinement.names)
    return ServerContext(control, child_exits, dev_null, render, confinement, ffmpeg), names


def _watch_children() -> int:
    """Returns a descriptor that becomes readable when a child exits."""
    child_exits, waker = os.pipe()
    for descriptor in (child_exits, waker):
        os.set_blocking(descriptor, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker)
    return child_exits


def _works(confinement: Confinement, child_exits: int, dev_null: int) -> bool:
    """Whether the system supports it and the warm-up pictures render under it. Bounded, as the trial may hang."""
    trial = os.fork()
    if trial == 0:
        _run_trial(confinement, dev_null)
    deadline = time.monotonic() + TRIAL_SECONDS
    while (found := os.waitpid(trial, os.WNOHANG)) == (0, 0):
        left = deadline - time.monotonic()
        if left <= 0:
            os.kill(trial, signal.SIGKILL)
            found = os.waitpid(trial, 0)
            break
        select.select([child_exits], [], [], left)
        drain_pipe(child_exits)
    return found[1] == 0


def _run_trial(confinement: Confinement, dev_null: int) -> NoReturn:
    code = 1
    try:
        confinement.forbid_opening()
        install_descriptors((dev_null, dev_null, dev_null))
        set_limits(memory_bytes=MAX_MEMORY_BYTES, processor_seconds=TRIAL_PROCESSOR_SECONDS, files=FRAME_FDS.stop)
        confinement.forbid_calls()
        render_warm_up_pictures()
        code = 0
    finally:
        os._exit(code)


def _requests(control: socket.socket) -> Iterator[tuple[RenderRequest, int, int]]:
    """Yields each request with its two descriptors, until the worker closes the socket."""
    while True:
        line, descriptors, _, _ = socket.recv_fds(control, MAX_LINE_BYTES, 2)
        if not line:
            return
        for descriptor in descriptors:
            os.set_inheritable(descriptor, False)
        if line == STOP:
            continue  # the decoder had exited already
        request = RenderRequest.model_validate_json(line.removeprefix(STOP))
        original, result = descriptors
        yield request, original, result


def _finish(request: RenderRequest, original: int, result: int, context: ServerContext) -> DecoderExit:
    try:
        return DecoderSupervisor(request, original, result, context).finish()
    except Exception as fault:
        return DecoderExit(code=0, is_timed_out=False, processor_seconds=0, fault=sanitized_traceback(fault))


if __name__ == "__main__":
    main()
