"""Renders in a process apart, so that no file can take the worker's memory, time, credentials or life."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event, Timer

from domain.models import Watermark
from domain.rejections import PhotoRejection, Rejection
from domain.rendering import RenderedPhoto, Unreadable
from media.sandbox_protocol import MAX_RESULT_BYTES, RenderRequest, RenderResult

SOURCE = Path(__file__).resolve().parent.parent
MAX_PROCESSOR_SECONDS = 30
MAX_SECONDS = 120
"""By the clock: a backstop for what waits without working."""
SECONDS_TO_FALL = 1.0

TOO_LONG = Rejection(
    PhotoRejection.TOO_MUCH_TIME, "This file takes too long to open. Export it again and upload the new file."
)
CRASHED = Rejection(PhotoRejection.DAMAGED, "This file is damaged. Export it again and upload the new file.")
SIGNAL_REJECTIONS: dict[int, Rejection] = {
    signal.SIGXCPU: TOO_LONG,
    signal.SIGSEGV: CRASHED,
    signal.SIGBUS: CRASHED,
    signal.SIGABRT: CRASHED,
    signal.SIGILL: CRASHED,
    signal.SIGFPE: CRASHED,
}
"""What the file is to blame for. Anything else (a stop, the system out of memory) may go well another time."""

ENVIRONMENT = {
    "PYTHONPATH": os.pathsep.join([str(SOURCE), *(path for path in sys.path if path)]),
    # Large pictures come and go: given back to the system each time, their memory costs a tenth of all work.
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
}
"""All of it: credentials stay here."""


class RendererFailed(Exception):
    """Not the file's fault, as far as one can tell. Says where, never what."""


class SandboxedRenderer:
    """Implements `Renditions` of domain/rendering.py. One file at a time, so that one picture bounds the memory."""

    def __init__(self, *, max_seconds: float = MAX_SECONDS, max_processor_seconds: int = MAX_PROCESSOR_SECONDS) -> None:
        self._max_seconds = max_seconds
        self._max_processor_seconds = max_processor_seconds
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="renditions")
        self._process: subprocess.Popen[bytes] | None = None

    async def render(self, original: Path, declared_content_type: str, watermark: Watermark) -> RenderedPhoto:
        question = RenderRequest(original=original, content_type=declared_content_type, watermark=watermark)
        # A thread, and not the loop's own processes: on Lambda every event has a loop of its own.
        answer = await asyncio.get_running_loop().run_in_executor(self._thread, self._ask, question)
        if answer.rendered:
            return answer.rendered
        if answer.unreadable:
            raise Unreadable(*answer.unreadable)
        raise RendererFailed(*answer.fault)

    def close(self) -> None:
        """Ends the process; the next file would start another."""
        self._thread.submit(self._stop).result()

    def _ask(self, question: RenderRequest) -> RenderResult:
        process = self._process = self._process or _start(self._max_processor_seconds)
        is_late = Event()

        def end() -> None:
            is_late.set()
            _kill(process)

        timer = Timer(self._max_seconds, end)
        timer.daemon = True
        timer.start()
        try:
            line = _exchange(process, question.to_line())
        finally:
            timer.cancel()
        if line.endswith(b"\n") and not is_late.is_set():
            return RenderResult.model_validate_json(line)
        returncode = self._stop()
        return RenderResult(unreadable=TOO_LONG) if is_late.is_set() else _failure_from_exit(returncode)

    def _stop(self) -> int:
        """How it ended, which may have been on its own."""
        process, self._process = self._process, None
        if process is None:
            return 0
        with suppress(subprocess.TimeoutExpired, BrokenPipeError):
            if process.stdin:
                process.stdin.close()
            process.wait(SECONDS_TO_FALL)
        _kill(process)
        return process.wait()


def _start(max_processor_seconds: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-B", "-m", "media.sandbox_process", str(max_processor_seconds)],
        cwd=SOURCE,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Libraries write there what they find odd in a file: noise, and the file's own words.
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that whatever it starts can be ended with it
    )


def _exchange(process: subprocess.Popen[bytes], question: bytes) -> bytes:
    """The answer's line; without its end when the process fell."""
    assert process.stdin and process.stdout  # noqa: S101 - both are pipes
    try:
        process.stdin.write(question)
        process.stdin.flush()
        return process.stdout.readline(MAX_RESULT_BYTES)
    except BrokenPipeError:
        return b""


def _failure_from_exit(returncode: int) -> RenderResult:
    reason = SIGNAL_REJECTIONS.get(-returncode)
    return RenderResult(unreadable=reason) if reason else RenderResult(fault=(f"ended with {returncode}",))


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
