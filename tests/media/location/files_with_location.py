"""Files with a location and the same files without; videos written and read by ffmpeg."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Sequence
from pathlib import Path

import imageio_ffmpeg

from domain.rendering import Patch
from media.file_type import detect_file_type
from media.location import LocationRemoval, remove_location


def removal_of(content: bytes) -> LocationRemoval:
    kind = detect_file_type(content)
    assert kind is not None
    return remove_location(io.BytesIO(content), len(content), kind)


def patches_of(content: bytes) -> tuple[Patch, ...]:
    removal = removal_of(content)
    assert not removal.location_may_remain
    return removal.patches


def stripped(content: bytes) -> bytes:
    twin = bytearray(content)
    for offset, body in patches_of(content):
        twin[offset : offset + len(body)] = body
    return bytes(twin)


def located(source: Path, made: Path, tags: Sequence[str]) -> Path:
    """The same video with this metadata."""
    flags = ("-movflags", "use_metadata_tags") if any("apple" in each for each in tags) else ()
    metadata = [part for each in tags for part in ("-metadata", each)]
    _ffmpeg("-i", str(source), "-c", "copy", "-map_metadata", "0", *flags, *metadata, str(made))
    return made


def described(video: Path) -> str:
    return _ffmpeg("-i", str(video), "-f", "ffmetadata", "-")


def frames_of(video: Path) -> str:
    """A sum of each packet."""
    return _ffmpeg("-i", str(video), "-c", "copy", "-f", "framehash", "-")


def _ffmpeg(*arguments: str) -> str:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
