"""Confined ffmpeg. The fork server starts it when a decoder requests a frame."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from tempfile import TemporaryFile
from typing import NamedTuple

from media.ffmpeg import FFMPEG_REQUESTS, MAX_PROCESSOR_SECONDS, FfmpegRequest, ffmpeg_path
from media.sandbox.confinement import Confinement
from media.sandbox.confinement.program import ConfinedProgram, ProgramLimits

MAX_MEMORY_BYTES = 2 << 30
FEWEST_FILES, ENOUGH_FILES = 4, 64
SAMPLE = (
    *("-nostdin", "-v", "quiet", "-threads", "1", "-f", "lavfi", "-i", "color=size=16x16:rate=1"),
    *("-frames:v", "1", "-c:v", "mjpeg", "-f", "mov", "-movflags", "empty_moov+frag_keyframe", "pipe:1"),
)
"""Arguments of ffmpeg that generate a sample video."""


class FfmpegFailed(Exception):
    """ffmpeg can't extract a frame of the sample video either."""


class FfmpegSetup(NamedTuple):
    """How ffmpeg is started on this system. `files` is its limit of descriptors."""

    confinement: Confinement
    program: ConfinedProgram
    files: int


class SandboxedFfmpeg:
    """Create it before privileges are dropped. `candidates` are tried in order, strictest first."""

    def __init__(self, candidates: Sequence[Confinement], dev_null: int) -> None:
        path, self._dev_null = ffmpeg_path(), dev_null
        self._programs: list[tuple[Confinement, ConfinedProgram]] = []
        for confinement in candidates:
            with suppress(OSError):  # the system can't list or grant what the program needs
                self._programs.append((confinement, ConfinedProgram(path, confinement)))
        self._setup: FfmpegSetup | None = None

    @property
    def confinement_names(self) -> tuple[str, ...]:
        """The restrictions in use; empty before the first start."""
        if self._setup is None:
            return ()
        return (*self._setup.confinement.names, f"{self._setup.files} files")

    def start(self, request: FfmpegRequest, original: int, frame: int) -> int:
        """Returns the process id of ffmpeg, which writes to `frame`. Raises FfmpegFailed and OSError."""
        self._setup = self._setup or self._find_setup()
        return self._fork(self._setup, request.arguments(), original, frame)

    def _find_setup(self) -> FfmpegSetup:
        """Finds the strictest confinement and the fewest descriptors with which the sample video gives a frame."""
        with TemporaryFile() as sample:
            bare = FfmpegSetup(*self._programs[-1], ENOUGH_FILES)
            sample.write(self._output(bare, SAMPLE, self._dev_null))
            sample.flush()
            for confinement, program in self._programs:
                for files in range(FEWEST_FILES, ENOUGH_FILES) if confinement.has_seccomp else [ENOUGH_FILES]:
                    setup = FfmpegSetup(confinement, program, files)
                    if self._output(setup, FFMPEG_REQUESTS[0].arguments(), sample.fileno()):
                        return setup
        raise FfmpegFailed

    def _output(self, setup: FfmpegSetup, arguments: Sequence[str], source: int) -> bytes:
        reader, writer = os.pipe()
        try:
            process = self._fork(setup, arguments, source, writer)
        finally:
            os.close(writer)
        with open(reader, "rb") as file:  # noqa: PTH123 - a descriptor
            output = file.read()
        os.waitpid(process, 0)
        return output

    def _fork(self, setup: FfmpegSetup, arguments: Sequence[str], source: int, target: int) -> int:
        limits = ProgramLimits(MAX_MEMORY_BYTES, MAX_PROCESSOR_SECONDS, setup.files)
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            setup.program.become(arguments, (source, target, self._dev_null), limits, parent)
        return process
