"""Runs a file through the worker and checks the promised properties of the result."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import time
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

from imageio_ffmpeg import get_ffmpeg_exe

from domain.models import Photo, PhotoStatus, RenditionKind, Watermark
from domain.rendering import UNKNOWN_CAMERA, Original, RenderedPhoto, Unreadable
from domain.uploads import UploadFile
from media.file_type import SUPPORTED_TYPES, VIDEOS, detect_file_type
from media.location.patches import apply_patches
from media.sandbox.protocol import MAX_MEMORY_BYTES, DecoderExit, RenderResult
from media.sandbox.renderer import SandboxedRenderer
from tests.fake_storage import original_key
from tests.in_memory_backend import InMemoryBackend, live_backends
from tests.media.exiftool import ExifTool, is_location_tag

FAULT = "FAULT"
MAX_SECONDS, MAX_PROCESSOR_SECONDS = 30.0, 10
MAX_JUDGE_SECONDS = 15.0
FILES_PER_BACKEND = 50


class ObservedRenderer(SandboxedRenderer):
    """Records the last result, and the signal that ended the decoder, if any."""

    def __init__(self) -> None:
        super().__init__(
            max_processor_seconds=MAX_PROCESSOR_SECONDS, max_seconds=MAX_SECONDS, report=self._record_report
        )
        self.last: RenderedPhoto | None = None
        self.reports: list[str] = []
        self.signal_name = ""

    def begin(self) -> None:
        self.last, self.signal_name = None, ""
        self.reports.clear()

    async def render(
        self,
        original: Original,
        declared_content_type: str,
        watermark: Watermark,
        *,
        memory_bytes: int = MAX_MEMORY_BYTES,
    ) -> RenderedPhoto:
        self.last = await super().render(original, declared_content_type, watermark, memory_bytes=memory_bytes)
        return self.last

    def _record_report(self, outcome: str, /, **fields: object) -> None:
        if outcome != "sandbox_started":
            self.reports.append(f"{outcome} {fields}")

    def _failure_from_exit(self, exit: DecoderExit) -> RenderResult:
        if exit.code < 0:
            self.signal_name = signal.Signals(-exit.code).name
        return super()._failure_from_exit(exit)


class Judge:
    def __init__(self) -> None:
        self._renderer = ObservedRenderer()
        self._exiftool = BoundedExifTool()
        self._files = 0

    def close(self) -> None:
        self._renderer.close()
        self._exiftool.close()

    def outcome(self, content: bytes, *, deeply: bool) -> str:
        """Returns one line, or more if it starts with FAULT. `deeply` compares packets with ffmpeg (slow)."""
        started = time.monotonic()
        self._renderer.begin()
        try:
            photo, copy = self._process(content)
            outcome = self._check(photo, content, copy, deeply=deeply)
        except PromiseBroken as broken:
            outcome = f"{FAULT} {broken}"
        except Exception as fault:
            outcome = f"{FAULT} {type(fault).__name__}\n{fault}"
        if self._renderer.reports:
            return f"{FAULT} {self._renderer.reports}"
        late = time.monotonic() - started > 3 * MAX_SECONDS
        return f"{FAULT} late" if late else outcome

    def _process(self, content: bytes) -> tuple[Photo, bytes | None]:
        """Returns the photo after processing, and the copy for viewers if there is one."""
        file_type = detect_file_type(content)
        if self._files % FILES_PER_BACKEND == 0:
            live_backends.clear()
            self._backend = InMemoryBackend(renditions=self._renderer)
            self._anna = asyncio.run(self._backend.photographer())
            self._event = asyncio.run(self._backend.event(self._anna))
        self._files += 1
        declared = file_type.content_type if file_type and file_type.content_type in SUPPORTED_TYPES else "image/jpeg"
        file = UploadFile(f"photo-{self._files}", declared, len(content))
        backend = self._backend
        ticket = asyncio.run(backend.ticket(self._anna, self._event, file))
        asyncio.run(backend.arrive(ticket.photo, content))
        photo = backend.tables.photos[ticket.photo.key]
        copy = backend.storage.derived.get(f"{original_key(photo)}/{RenditionKind.LOCATION_STRIPPED.value}")
        backend.storage.originals.clear()
        backend.storage.derived.clear()
        return photo, copy.body if copy else None

    def _check(self, photo: Photo, content: bytes, copy: bytes | None, *, deeply: bool) -> str:
        if photo.status is PhotoStatus.REJECTED:
            if not photo.rejection or photo.rejection_code is None:
                raise PromiseBroken("rejected without a reason")
            ended_by = f" by {self._renderer.signal_name}" if self._renderer.signal_name else ""
            return f"{photo.rejection_code.value}{ended_by}"
        rendered = self._renderer.last
        if photo.status is not PhotoStatus.READY or rendered is None:
            raise PromiseBroken(f"is {photo.status.value}")
        _check_renditions(rendered, len(content))
        if copy is not None:
            self._check_copy(photo, rendered, content, copy, deeply=deeply)
        if photo.location_may_remain:
            return "READY, location may remain"
        return self._check_location(
            content if copy is None else copy, "READY" if copy is None else "READY, location removed"
        )

    def _check_copy(self, photo: Photo, rendered: RenderedPhoto, content: bytes, copy: bytes, *, deeply: bool) -> None:
        if len(copy) != len(content) or zlib.crc32(copy) != photo.unlocated_crc32:
            raise PromiseBroken("the copy has another size or sum")
        again = self._rendered(copy)
        if _shown(again) != _shown(rendered):
            raise PromiseBroken("the copy looks different")
        is_left = apply_patches(copy, again.location) != copy or again.location_may_remain
        if not photo.location_may_remain and is_left:
            raise PromiseBroken("the copy needs another patch")
        if deeply and detect_file_type(content) in VIDEOS and packets(copy) != packets(content):
            raise PromiseBroken("the copy has other packets")

    def _rendered(self, content: bytes) -> RenderedPhoto:
        file_type = detect_file_type(content)
        with TemporaryDirectory() as folder:
            file = Path(folder) / "copy"
            file.write_bytes(content)
            try:
                return asyncio.run(
                    self._renderer.render(Original(file, ""), file_type.content_type if file_type else "", Watermark())
                )
            except Unreadable as unreadable:
                raise PromiseBroken(f"the copy can't be read\n{unreadable}") from unreadable

    def _check_location(self, shown: bytes, outcome: str) -> str:
        found = self._exiftool.location_tags(shown)
        if found is None:
            return f"{outcome}; ExifTool failed"
        if found:
            raise PromiseBroken(f"locations are left\n{found}")
        return outcome


class PromiseBroken(Exception):
    """A promised property does not hold. Lines after the first are specific to the file."""


def _shown(rendered: RenderedPhoto) -> RenderedPhoto:
    """Leaves out metadata in the same block as the location, which may be removed with it."""
    return replace(rendered, location=(), location_may_remain=False, capture_time=None, camera=UNKNOWN_CAMERA)


def _check_renditions(rendered: RenderedPhoto, size_bytes: int) -> None:
    sides = (rendered.preview.width, rendered.preview.height, rendered.thumbnail.width, rendered.thumbnail.height)
    if min(sides) < 1 or max(sides) > 2048:
        raise PromiseBroken("renditions out of bounds")
    if any(patch.offset < 0 or patch.offset + len(patch.body) > size_bytes for patch in rendered.location):
        raise PromiseBroken("changes outside of the file")


def packets(content: bytes) -> str:
    """Returns a checksum of each packet, by ffmpeg; empty where ffmpeg fails."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "video"
        file.write_bytes(content)
        command = [
            get_ffmpeg_exe(),
            "-v",
            "error",
            "-nostdin",
            "-i",
            str(file),
            "-c",
            "copy",
            "-map",
            "0",
            "-f",
            "framehash",
            "-",
        ]
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=MAX_JUDGE_SECONDS)
        except subprocess.TimeoutExpired:
            return ""
        return done.stdout.decode(errors="replace") if done.returncode == 0 else ""


@dataclass
class BoundedExifTool:
    """ExifTool, restarted when a file takes too long."""

    program: ExifTool | None = None

    def location_tags(self, content: bytes) -> dict[str, object] | None:
        """Returns the tags that contain a location; None where ExifTool fails."""
        self.program = self.program or ExifTool()
        timer = Timer(MAX_JUDGE_SECONDS, self.program._process.kill)
        timer.start()
        try:
            with TemporaryDirectory() as folder:
                file = Path(folder) / "photo"
                file.write_bytes(content)
                tags = self.program.tags(file)
        except (json.JSONDecodeError, ValueError, OSError):
            self.program = None
            return None
        finally:
            timer.cancel()
        return {name: value for name, value in tags.items() if is_location_tag(name)}

    def close(self) -> None:
        if self.program:
            self.program.close()
