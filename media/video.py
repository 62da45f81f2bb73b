"""A picture out of a video, and what the video says about itself."""

from __future__ import annotations

import os
import subprocess
from functools import lru_cache
from io import BytesIO
from typing import BinaryIO

from PIL import Image as pillow

from domain.rejections import PhotoRejection
from domain.rendering import Unreadable
from media.boxes import TooManyBoxes
from media.decoding import Decoded, fit
from media.metadata import Metadata
from media.movie import Movie, read_movie
from media.pixel_limits import MEGAPIXEL
from media.sniff import Kind

MAX_HOURS = 6
MAX_MEGAPIXELS = 40
POSTER_SECOND = 1.0
MAX_PROCESSOR_SECONDS = 20
MAX_SECONDS = 60
CODECS = "h264,hevc,av1,libdav1d,vp9,mpeg4,mjpeg,prores"
"""What cameras and phones write; no other decoder of the many gets to see a stranger's bytes."""

TO_SRGB = (
    "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,"
    "tonemap=mobius:param=0.8:desat=0:peak=5,zscale=t=bt709:m=bt709"
)
"""From a phone's high dynamic range: what is as bright as paper (203 nits, ITU-R BT.2408) stays nearly white."""


def poster(original: BinaryIO, kind: Kind, longest_side: int) -> tuple[Decoded, float | None]:
    """A picture from the video's start as `Decoded`, and its duration in seconds. Raises Unreadable."""
    movie = _movie(original, kind)
    frame = _frame(original, movie, POSTER_SECOND if (movie.duration_seconds or 0) > 2 * POSTER_SECOND else 0)
    if not frame:
        frame = _frame(original, movie, 0)
    try:
        picture = pillow.open(BytesIO(frame), formats=["PPM"])
        width, height = picture.size
        small = picture.resize(fit(picture.size, longest_side), pillow.Resampling.HAMMING, reducing_gap=2.0)
    except (OSError, ValueError) as fault:
        message = f"No picture can be read from this file. It can't be opened as {kind.one}."
        raise Unreadable(PhotoRejection.DAMAGED, message) from fault
    return Decoded(small, width, height, Metadata(1, movie.taken_at, movie.camera)), movie.duration_seconds


def _movie(original: BinaryIO, kind: Kind) -> Movie:
    try:
        movie = read_movie(original, original.seek(0, os.SEEK_END))
    except TooManyBoxes as fault:
        message = f"This file is damaged. It can't be opened as {kind.one}."
        raise Unreadable(PhotoRejection.DAMAGED, message) from fault
    if not movie.sizes:
        raise Unreadable(PhotoRejection.NO_VIDEO, "This file holds no video that can be shown, or it is incomplete.")
    if (movie.duration_seconds or 0) > MAX_HOURS * 3600:
        hours = (movie.duration_seconds or 0) / 3600
        raise Unreadable(
            PhotoRejection.VIDEO_TOO_LONG,
            f"This video runs for {hours:,.0f} hours. Videos can run for at most {MAX_HOURS}.",
        )
    pixels = max(width * height for width, height in movie.sizes)
    if pixels > MAX_MEGAPIXELS * MEGAPIXEL:
        raise Unreadable(
            PhotoRejection.TOO_MANY_PIXELS,
            f"This video has {pixels // MEGAPIXEL:,} megapixels. Videos can have at most {MAX_MEGAPIXELS}.",
        )
    return movie


def _frame(original: BinaryIO, movie: Movie, second: float) -> bytes:
    """A PPM, upright as the file says; empty when there is none. Bounded by the limits that our process has."""
    command = [
        _ffmpeg(),
        *("-nostdin", "-v", "quiet", "-threads", "1", "-timelimit", str(MAX_PROCESSOR_SECONDS)),
        # The file's own words decide nothing here: not which demuxer, not which other files or addresses to open.
        *("-f", "mov", "-protocol_whitelist", "fd", "-codec_whitelist", CODECS, "-enable_drefs", "0"),
        *("-noaccurate_seek", "-ss", str(second), "-fd", "0", "-i", "fd:"),
        *("-map", "0:V:0", "-frames:v", "1", "-vf", f"{TO_SRGB},format=rgb24" if movie.is_bright else "format=rgb24"),
        *("-c:v", "ppm", "-f", "image2pipe", "-"),
    ]
    os.lseek(original.fileno(), 0, os.SEEK_SET)
    try:
        done = subprocess.run(  # noqa: S603 - nothing of the command comes from outside
            command,
            stdin=original,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    finally:
        # ffmpeg moved the position that both share: this seek makes the buffer forget the old one.
        original.seek(0, os.SEEK_END)
    return done.stdout


@lru_cache(maxsize=1)
def _ffmpeg() -> str:
    """A program of its own, not a library: a decoder that falls takes nothing with it."""
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())
