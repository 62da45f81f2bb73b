"""Reads frames and packets of a video with ffmpeg, run as a program, so that a crash ends only that process."""

from __future__ import annotations

import os
import subprocess
from functools import lru_cache
from typing import BinaryIO, NamedTuple, Protocol

POSTER_SECOND = 1.0
MAX_PROCESSOR_SECONDS = 20
MAX_SECONDS = 60
MAX_FRAME_BYTES = 128 << 20
"""A PPM has three bytes a pixel: more than the 40 megapixels that media/video.py allows."""

CODECS = "h264,hevc,av1,libdav1d,vp9,mpeg4,mjpeg,prores"
"""What cameras and phones write. No other decoder of ffmpeg reads untrusted bytes."""

HDR_TO_SRGB = (
    "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,"
    "tonemap=mobius:param=0.8:desat=0:peak=5,zscale=t=bt709:m=bt709"
)
"""Tone mapping for high dynamic range: paper white (203 nits, ITU-R BT.2408) stays nearly white."""


TRUE_SHAPE = "scale='iw*clip(sar,1,4)+0.5':'ih*clip(1/sar,1,4)+0.5',format=rgb24"
"""Stretches pixels that are not square, as browsers do: the picture gets larger, never smaller. A file may claim any
shape of pixels, so it is limited to 4."""

STREAM_SECONDS = 2

H264_SEI = 6
"""The type of a unit with supplemental enhancement information (ITU-T H.264, table 7-1)."""

# The file must not choose the demuxer, or other files or addresses to open.
_INPUT = ("-f", "mov", "-protocol_whitelist", "fd", "-codec_whitelist", CODECS, "-enable_drefs", "0")
_QUIET = ("-nostdin", "-v", "quiet", "-threads", "1", "-timelimit", str(MAX_PROCESSOR_SECONDS))


class FrameRequest(NamedTuple):
    """The frame at `second`. `is_hdr` is true for high dynamic range."""

    second: float
    is_hdr: bool

    def arguments(self) -> tuple[str, ...]:
        """Arguments of ffmpeg: it reads a video from descriptor 0 and writes an upright PPM to descriptor 1."""
        return (
            *_QUIET,
            *_INPUT,
            *("-noaccurate_seek", "-ss", str(self.second), "-fd", "0", "-i", "fd:"),
            *(
                "-map",
                "0:V:0",
                "-frames:v",
                "1",
                "-vf",
                f"{HDR_TO_SRGB},{TRUE_SHAPE}" if self.is_hdr else TRUE_SHAPE,
            ),
            *("-c:v", "ppm", "-f", "image2pipe", "pipe:1"),
        )


class StreamRequest(NamedTuple):
    """Parameters of the streams of pictures and sound, and checksums of their first packets, without decoding.

    `is_h264` leaves out SEI messages, in which camcorders write a location.
    """

    is_h264: bool

    def arguments(self) -> tuple[str, ...]:
        """As those of `FrameRequest`, but ffmpeg writes lines of text."""
        streams: tuple[str, ...] = ("-map", "0:V", "-map", "0:a?", "-c", "copy", "-t", str(STREAM_SECONDS))
        streams += ("-bsf:v", f"filter_units=remove_types={H264_SEI}") if self.is_h264 else ()
        return (*_QUIET, *_INPUT, "-fd", "0", "-i", "fd:", *streams, "-fflags", "+bitexact", "-f", "framecrc", "pipe:1")


FfmpegRequest = FrameRequest | StreamRequest
FFMPEG_REQUESTS: tuple[FfmpegRequest, ...] = (
    *(FrameRequest(second, is_hdr) for second in (0.0, POSTER_SECOND) for is_hdr in (False, True)),
    *(StreamRequest(is_h264) for is_h264 in (False, True)),
)
"""All possible requests. A sandboxed decoder sends the index of one of these and nothing else."""


class FrameGrabber(Protocol):
    def __call__(self, original: BinaryIO, request: FfmpegRequest) -> bytes:
        """Returns what ffmpeg writes, empty if it can't. `original` is a real file; its position changes."""


def grab_frame(original: BinaryIO, request: FfmpegRequest) -> bytes:
    """Runs ffmpeg without a sandbox: for trusted files only."""
    os.lseek(original.fileno(), 0, os.SEEK_SET)
    try:
        done = subprocess.run(  # noqa: S603 - no part of the command is user input
            [ffmpeg_path(), *request.arguments()],
            stdin=original,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout


@lru_cache(maxsize=1)
def ffmpeg_path() -> str:
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())
