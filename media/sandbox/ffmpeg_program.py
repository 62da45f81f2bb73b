"""ffmpeg behind walls, started by the fork server when a decoder asks for a frame."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from tempfile import TemporaryFile
from typing import NamedTuple

from media.ffmpeg import FRAME_ORDERS, MAX_PROCESSOR_SECONDS, FrameOrder, ffmpeg_path
from media.sandbox.confinement import Walls
from media.sandbox.confinement.program import ProgramLimits, WalledProgram

MAX_MEMORY_BYTES = 2 << 30
FEWEST_FILES, ENOUGH_FILES = 4, 64
SAMPLE = (
    *("-nostdin", "-v", "quiet", "-threads", "1", "-f", "lavfi", "-i", "color=size=16x16:rate=1"),
    *("-frames:v", "1", "-c:v", "mjpeg", "-f", "mov", "-movflags", "empty_moov+frag_keyframe", "pipe:1"),
)
"""Arguments that make a video of our own."""


class FfmpegFailed(Exception):
    """It makes no frame of our own video either."""


class Choice(NamedTuple):
    """How ffmpeg is started here: the program with its walls, and how many files it may open."""

    walls: Walls
    program: WalledProgram
    files: int


class SandboxedFfmpeg:
    """To be made before privileges are dropped. `candidates` are walls to try, the best first."""

    def __init__(self, candidates: Sequence[Walls], noise: int) -> None:
        path, self._noise = ffmpeg_path(), noise
        self._programs: list[tuple[Walls, WalledProgram]] = []
        for walls in candidates:
            with suppress(OSError):  # what the program needs can't be told or granted here
                self._programs.append((walls, WalledProgram(path, walls)))
        self._choice: Choice | None = None

    @property
    def wall_names(self) -> tuple[str, ...]:
        """Of those that stand; empty before the first start."""
        if self._choice is None:
            return ()
        return (*self._choice.walls.names, f"{self._choice.files} files")

    def start(self, order: FrameOrder, original: int, frame: int) -> int:
        """The process, which writes to `frame`. Raises FfmpegFailed and OSError."""
        self._choice = self._choice or self._choose()
        return self._fork(self._choice, order.arguments(), original, frame)

    def _choose(self) -> Choice:
        """By trying on a video of our own: with so few files a frame comes, so that none is left to open then."""
        with TemporaryFile() as sample:
            bare = Choice(*self._programs[-1], ENOUGH_FILES)
            sample.write(self._output(bare, SAMPLE, self._noise))
            sample.flush()
            for walls, program in self._programs:
                for files in range(FEWEST_FILES, ENOUGH_FILES) if walls.has_seccomp else [ENOUGH_FILES]:
                    choice = Choice(walls, program, files)
                    if self._output(choice, FRAME_ORDERS[0].arguments(), sample.fileno()):
                        return choice
        raise FfmpegFailed

    def _output(self, choice: Choice, arguments: Sequence[str], source: int) -> bytes:
        reader, writer = os.pipe()
        try:
            process = self._fork(choice, arguments, source, writer)
        finally:
            os.close(writer)
        with open(reader, "rb") as file:  # noqa: PTH123 - a descriptor
            output = file.read()
        os.waitpid(process, 0)
        return output

    def _fork(self, choice: Choice, arguments: Sequence[str], source: int, target: int) -> int:
        limits = ProgramLimits(MAX_MEMORY_BYTES, MAX_PROCESSOR_SECONDS, choice.files)
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            choice.program.become(arguments, (source, target, self._noise), limits, parent)
        return process
