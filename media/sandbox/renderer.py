"""Renders untrusted files in sandboxed processes, so that no file can exhaust, read or crash the worker.

`media/sandbox/confinement` restricts the processes, `media/sandbox/fork_server.py` starts them.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import BinaryIO

from domain.models import Watermark
from domain.rejections import PhotoRejection, Rejection
from domain.rendering import Original, RenderedPhoto
from media.reporter import Reporter, discard_report
from media.sandbox.fork_server_client import Exchange, ForkServerClient, ServerLost
from media.sandbox.protocol import (
    CRASHED,
    MAX_MEMORY_BYTES,
    MAX_RESULT_BYTES,
    DecoderExit,
    RenderRequest,
    RenderResult,
    read_result,
    unwrap_result,
)
from media.sandbox.result_checks import InvalidResult

PROGRAM = ("media.sandbox.fork_server",)
MAX_PROCESSOR_SECONDS = 30
MAX_SECONDS = 120.0
"""Wall clock time, for a decoder that waits without using the processor."""

TOO_LONG = Rejection(
    PhotoRejection.TOO_MUCH_TIME, "This file takes too long to open. Export it again and upload the new file."
)
SIGNAL_REJECTIONS: Mapping[int, Rejection] = {
    signal.SIGXCPU: TOO_LONG,
    signal.SIGSEGV: CRASHED,
    signal.SIGBUS: CRASHED,
    signal.SIGABRT: CRASHED,
    signal.SIGILL: CRASHED,
    signal.SIGFPE: CRASHED,
    signal.SIGSYS: CRASHED,
}
"""Exits caused by the file. Any other (a stop, the system out of memory) is retried."""


class SandboxedRenderer:
    """Implements `Renditions` of domain/rendering.py. Renders one file at a time, which bounds the memory."""

    def __init__(
        self,
        *,
        max_seconds: float = MAX_SECONDS,
        max_processor_seconds: int = MAX_PROCESSOR_SECONDS,
        report: Reporter = discard_report,
        program: Sequence[str] = PROGRAM,
        niceness: int = 0,
    ) -> None:
        self._max_seconds = max_seconds
        self._max_processor_seconds = max_processor_seconds
        self._report = report
        self._program = program
        self._niceness = niceness
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="renditions")
        self._server: ForkServerClient | None = None
        self._ffmpeg_confinement: tuple[str, ...] = ()

    async def render(
        self,
        original: Original,
        declared_content_type: str,
        watermark: Watermark,
        *,
        memory_bytes: int = MAX_MEMORY_BYTES,
    ) -> RenderedPhoto:
        """`memory_bytes` limits the decoder. Cancelling it ends the decoder. Raises Unreadable and RendererFailed."""
        stop = Event()
        request = RenderRequest(
            content_type=declared_content_type,
            watermark=watermark,
            max_seconds=self._max_seconds,
            max_processor_seconds=self._max_processor_seconds,
            max_memory_bytes=memory_bytes,
        )
        try:
            # A thread, because asyncio subprocesses belong to one event loop, and on Lambda each event has its own.
            result = await asyncio.get_running_loop().run_in_executor(
                self._thread, self._render, original.path, request, stop
            )
        finally:
            stop.set()
        return unwrap_result(result)

    def close(self) -> None:
        """Ends the fork server. The next file starts another."""
        self._thread.submit(self._stop_server).result()

    def _render(self, original: Path, request: RenderRequest, stop: Event) -> RenderResult:
        try:
            with original.open("rb") as file:
                exchange = self._ensure_server().exchange(file, request, stop)
                return self._result_of(exchange, request, file)
        except ServerLost as fault:
            self._stop_server()
            self._report("sandbox_lost", places=fault.args)
            return RenderResult(fault=(type(fault).__qualname__,))
        except OSError as fault:
            # Its message contains the filename.
            return RenderResult(fault=(type(fault).__qualname__,))

    def _ensure_server(self) -> ForkServerClient:
        if self._server is None:
            self._server = ForkServerClient(self._program, self._niceness)
            self._report("sandbox_started", walls=self._server.confinement)
        return self._server

    def _stop_server(self) -> None:
        server, self._server = self._server, None
        self._ffmpeg_confinement = ()
        if server:
            server.close()

    def _result_of(self, exchange: Exchange, request: RenderRequest, file: BinaryIO) -> RenderResult:
        self._report_exit(exchange.exit)
        is_too_large = len(exchange.body) > MAX_RESULT_BYTES  # the decoder was then stopped because of it
        if not is_too_large and (exchange.exit.code or exchange.exit.is_timed_out or exchange.exit.fault):
            return self._failure_from_exit(exchange.exit)
        try:
            return read_result(exchange.body, request.content_type, os.fstat(file.fileno()).st_size)
        except InvalidResult as fault:
            self._report("invalid_result", reason=str(fault))
            return RenderResult(unreadable=CRASHED)

    def _report_exit(self, exit: DecoderExit) -> None:
        if exit.ffmpeg_confinement != self._ffmpeg_confinement:
            self._ffmpeg_confinement = exit.ffmpeg_confinement
            self._report("sandbox_started", program="ffmpeg", walls=self._ffmpeg_confinement)
        if -signal.SIGSYS in (exit.code, *exit.ffmpeg_exit_codes):
            # No decoder makes such a system call, and no camera writes such a file by chance.
            self._report("suspected_attack", signal="SIGSYS")

    def _failure_from_exit(self, exit: DecoderExit) -> RenderResult:
        if exit.is_timed_out or exit.processor_seconds >= self._max_processor_seconds:
            return RenderResult(unreadable=TOO_LONG)
        reason = SIGNAL_REJECTIONS.get(-exit.code)
        return RenderResult(unreadable=reason) if reason else RenderResult(fault=exit.fault or (f"exit {exit.code}",))
