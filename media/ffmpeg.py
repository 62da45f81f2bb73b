"""One frame of a video, by ffmpeg: a program of its own, not a library, so that its decoders fall alone."""

from __future__ import annotations

import os
import subprocess
from functools import lru_cache
from typing import BinaryIO, NamedTuple, Protocol

POSTER_SECOND = 1.0
MAX_PROCESSOR_SECONDS = 20
MAX_SECONDS = 60
MAX_FRAME_BYTES = 128 << 20
"""Of a PPM with three bytes a pixel: over 40 megapixels (media/video.py)."""

CODECS = "h264,hevc,av1,libdav1d,vp9,mpeg4,mjpeg,prores"
"""What cameras and phones write; no other decoder of the many gets to see a stranger's bytes."""

HDR_TO_SRGB = (
    "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,"
    "tonemap=mobius:param=0.8:desat=0:peak=5,zscale=t=bt709:m=bt709"
)
"""From a phone's high dynamic range: what is as bright as paper (203 nits, ITU-R BT.2408) stays nearly white."""


class FrameRequest(NamedTuple):
    """Which frame: the one at `second`; `is_hdr` when it is in high dynamic range."""

    second: float
    is_hdr: bool

    def arguments(self) -> tuple[str, ...]:
        """ffmpeg's: a video at descriptor 0 becomes a PPM at descriptor 1, upright as the file says."""
        return (
            *("-nostdin", "-v", "quiet", "-threads", "1", "-timelimit", str(MAX_PROCESSOR_SECONDS)),
            # The file's own words decide nothing here: not which demuxer, not which other files or addresses to open.
            *("-f", "mov", "-protocol_whitelist", "fd", "-codec_whitelist", CODECS, "-enable_drefs", "0"),
            *("-noaccurate_seek", "-ss", str(self.second), "-fd", "0", "-i", "fd:"),
            *(
                "-map",
                "0:V:0",
                "-frames:v",
                "1",
                "-vf",
                f"{HDR_TO_SRGB},format=rgb24" if self.is_hdr else "format=rgb24",
            ),
            *("-c:v", "ppm", "-f", "image2pipe", "pipe:1"),
        )


FRAME_REQUESTS = tuple(FrameRequest(second, is_hdr) for second in (0.0, POSTER_SECOND) for is_hdr in (False, True))
"""All that can be asked for: a sandboxed decoder asks by a number of these, and by nothing else."""


class FrameGrabber(Protocol):
    def __call__(self, original: BinaryIO, request: FrameRequest) -> bytes:
        """A PPM; empty when there is no such frame. `original` is a real file, and may stand anywhere afterwards."""


def grab_frame(original: BinaryIO, request: FrameRequest) -> bytes:
    """Without a sandbox, for files of our own. Bounded by the limits that our process has."""
    os.lseek(original.fileno(), 0, os.SEEK_SET)
    try:
        done = subprocess.run(  # noqa: S603 - nothing of the command comes from outside
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
