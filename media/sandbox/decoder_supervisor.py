"""Runs in the fork server for one file: starts its decoder, serves its frame requests, and reports its exit."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass

from media.ffmpeg import FFMPEG_REQUESTS
from media.sandbox.confinement import Confinement
from media.sandbox.decoder import FRAME_FDS, Render, decode
from media.sandbox.ffmpeg_program import SandboxedFfmpeg
from media.sandbox.protocol import DecoderExit, RenderRequest


@dataclass(frozen=True)
class ServerContext:
    """Shared by all supervisors of a server. `child_exits` becomes readable when any child exits."""

    control: socket.socket
    child_exits: int
    dev_null: int
    render: Render
    confinement: Confinement
    ffmpeg: SandboxedFfmpeg


class DecoderSupervisor:
    """Owns the two descriptors: the file, and the pipe for the decoder's result."""

    def __init__(self, request: RenderRequest, original: int, result: int, context: ServerContext) -> None:
        self._context = context
        self._deadline = time.monotonic() + request.max_seconds
        self._original = original
        self._requests, request_writer = os.pipe()
        pipes = [os.pipe() for _ in FRAME_FDS]
        readers, self._frame_writers = [reader for reader, _ in pipes], [writer for _, writer in pipes]
        self._programs: list[int] = []
        parent = os.getpid()
        self._decoder = os.fork()
        if self._decoder == 0:
            handed = (original, result, context.dev_null, request_writer, *readers)
            decode(request, context.render, context.confinement, handed, parent=parent)
        _lead_group(self._decoder)
        for descriptor in (request_writer, result, *readers):
            os.close(descriptor)

    def finish(self) -> DecoderExit:
        """Waits for the decoder. Kills it at the deadline, and when the worker sends a stop or is gone."""
        watched = {self._context.control.fileno(), self._context.child_exits, self._requests}
        is_timed_out, exit_status = False, None
        try:
            while not (exit_status := _exit_status(self._decoder)):
                left = self._deadline - time.monotonic()
                ready, _, _ = select.select(list(watched), [], [], max(0.0, left))
                if left <= 0 or self._context.control.fileno() in ready:
                    is_timed_out = left <= 0
                    _kill(self._decoder)
                    exit_status = _exit_status(self._decoder, wait=True)
                    break
                if self._context.child_exits in ready:
                    drain_pipe(self._context.child_exits)
                if self._requests in ready and not self._start_ffmpeg():
                    watched.remove(self._requests)
        finally:
            ffmpeg_exit_codes = self._clean_up(is_reaped=bool(exit_status))
        assert exit_status  # noqa: S101 - the loop ends only with a status
        return DecoderExit(
            code=exit_status[0],
            is_timed_out=is_timed_out,
            processor_seconds=exit_status[1],
            ffmpeg_confinement=self._context.ffmpeg.confinement_names,
            ffmpeg_exit_codes=ffmpeg_exit_codes,
        )

    def _start_ffmpeg(self) -> bool:
        """Reads the index of a frame request, one byte. Returns False when no valid request can follow."""
        frame_request = os.read(self._requests, 1)
        if not frame_request or frame_request[0] >= len(FFMPEG_REQUESTS) or not self._frame_writers:
            return False
        writer = self._frame_writers.pop(0)
        try:
            program = self._context.ffmpeg.start(FFMPEG_REQUESTS[frame_request[0]], self._original, writer)
            self._programs.append(program)
            _lead_group(program)
        finally:
            os.close(writer)
        return True

    def _clean_up(self, *, is_reaped: bool) -> tuple[int, ...]:
        """Kills all processes and closes all descriptors of this file. Returns the exit codes of ffmpeg."""
        for process in (self._decoder, *self._programs):
            _kill(process)
        if not is_reaped:
            os.waitpid(self._decoder, 0)
        for descriptor in (self._original, self._requests, *self._frame_writers):
            os.close(descriptor)
        return tuple(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in self._programs)


def _lead_group(process: int) -> None:
    """Gives the process its own group, so that killing it kills its children where confinement allows any."""
    with suppress(ProcessLookupError, PermissionError):
        os.setpgid(process, process)


def _exit_status(process: int, *, wait: bool = False) -> tuple[int, float] | None:
    """Returns exit code and seconds of processor time; None while it runs."""
    found, status, usage = os.wait4(process, 0 if wait else os.WNOHANG)
    return (os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime) if found else None


def _kill(process: int) -> None:
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(process, signal.SIGKILL)


def drain_pipe(descriptor: int) -> None:
    with suppress(BlockingIOError):
        while os.read(descriptor, 1024):
            pass
