"""One file at the fork server: its decoder, the frames that it asks for, and how it ended."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass

from media.ffmpeg import FRAME_ORDERS
from media.sandbox.confinement import Walls
from media.sandbox.decoder import FRAMES, Render, decode
from media.sandbox.ffmpeg_program import SandboxedFfmpeg
from media.sandbox.protocol import DecoderExit, RenderRequest


@dataclass(frozen=True)
class Equipment:
    """What every job of a server is done with. `ended` becomes readable when some child has ended."""

    control: socket.socket
    ended: int
    noise: int
    render: Render
    walls: Walls
    ffmpeg: SandboxedFfmpeg


class Job:
    """Takes over the two descriptors: the file, and where its decoder answers."""

    def __init__(self, request: RenderRequest, original: int, result: int, equipment: Equipment) -> None:
        self._equipment = equipment
        self._deadline = time.monotonic() + request.max_seconds
        self._original = original
        self._orders, orders_writer = os.pipe()
        pipes = [os.pipe() for _ in FRAMES]
        readers, self._frame_writers = [reader for reader, _ in pipes], [writer for _, writer in pipes]
        self._programs: list[int] = []
        parent = os.getpid()
        self._decoder = os.fork()
        if self._decoder == 0:
            handed = (original, result, equipment.noise, orders_writer, *readers)
            decode(request, equipment.render, equipment.walls, handed, parent=parent)
        _lead_group(self._decoder)
        for descriptor in (orders_writer, result, *readers):
            os.close(descriptor)

    def finish(self) -> DecoderExit:
        """Waits for the decoder, or ends it: when it is late, and when the worker says so or is gone."""
        watched, is_late, ended = {self._equipment.control.fileno(), self._equipment.ended, self._orders}, False, None
        try:
            while not (ended := _ended(self._decoder)):
                left = self._deadline - time.monotonic()
                ready, _, _ = select.select(list(watched), [], [], max(0.0, left))
                if left <= 0 or self._equipment.control.fileno() in ready:
                    is_late = left <= 0
                    _kill(self._decoder)
                    ended = _ended(self._decoder, wait=True)
                    break
                if self._equipment.ended in ready:
                    drain(self._equipment.ended)
                if self._orders in ready and not self._take_order():
                    watched.remove(self._orders)
        finally:
            video_codes = self._clean_up(is_reaped=bool(ended))
        assert ended  # noqa: S101 - the loop ends with it
        return DecoderExit(
            code=ended[0],
            is_late=is_late,
            processor_seconds=ended[1],
            video_walls=self._equipment.ffmpeg.wall_names,
            video_codes=video_codes,
        )

    def _take_order(self) -> bool:
        """One byte, the number of an order. False when no more can come."""
        order = os.read(self._orders, 1)
        if not order or order[0] >= len(FRAME_ORDERS) or not self._frame_writers:
            return False
        writer = self._frame_writers.pop(0)
        try:
            program = self._equipment.ffmpeg.start(FRAME_ORDERS[order[0]], self._original, writer)
            self._programs.append(program)
            _lead_group(program)
        finally:
            os.close(writer)
        return True

    def _clean_up(self, *, is_reaped: bool) -> tuple[int, ...]:
        """Nothing that this file started or opened is left. Returns how ffmpeg ended, each time."""
        for process in (self._decoder, *self._programs):
            _kill(process)
        if not is_reaped:
            os.waitpid(self._decoder, 0)
        for descriptor in (self._original, self._orders, *self._frame_writers):
            os.close(descriptor)
        return tuple(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in self._programs)


def _lead_group(process: int) -> None:
    """So that whatever it starts is ended with it, where no wall keeps it from starting anything."""
    with suppress(ProcessLookupError, PermissionError):
        os.setpgid(process, process)


def _ended(process: int, *, wait: bool = False) -> tuple[int, float] | None:
    """Exit code and seconds of processor time; None while it runs."""
    found, status, usage = os.wait4(process, 0 if wait else os.WNOHANG)
    return (os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime) if found else None


def _kill(process: int) -> None:
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(process, signal.SIGKILL)


def drain(descriptor: int) -> None:
    with suppress(BlockingIOError):
        while os.read(descriptor, 1024):
            pass
