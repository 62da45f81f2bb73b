"""Renders the poster of a video within bounds."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import blake2b
from io import BytesIO
from typing import BinaryIO

from PIL import Image as pillow

from domain.rejections import PhotoRejection
from domain.rendering import Unreadable
from media.decoding import Decoded
from media.exif import PhotoMetadata
from media.ffmpeg import POSTER_SECOND, FfmpegRequest, FrameGrabber, FrameRequest, StreamRequest, grab_frame
from media.file_type import FileType
from media.isobmff import TooManyBoxes
from media.pixel_limits import MEGAPIXEL
from media.scaling import fit, scale
from media.video_encodings import DECODED, H264, NAMES
from media.video_metadata import VideoMetadata, read_video_metadata

MAX_HOURS = 6
STREAM_DIGEST_BYTES = 16
MAX_MEGAPIXELS = 40


def poster(
    original: BinaryIO, file_type: FileType, longest_side: int, grab: FrameGrabber = grab_frame
) -> tuple[Decoded, float | None]:
    """Returns a picture from the start of the video, and its duration in seconds. Raises Unreadable."""
    metadata = _read_metadata(original, file_type)
    second = POSTER_SECOND if (metadata.duration_seconds or 0) > 2 * POSTER_SECOND else 0.0
    frame = _frame(original, FrameRequest(second, metadata.is_hdr), grab)
    if not frame and second:
        frame = _frame(original, FrameRequest(0.0, metadata.is_hdr), grab)
    try:
        picture = pillow.open(BytesIO(frame), formats=["PPM"])
        width, height = picture.size
        small = scale(picture, fit(picture.size, longest_side))
    except (OSError, ValueError) as fault:
        _refuse_encoding(metadata.encodings)
        message = f"No picture can be read from this file. It can't be opened as {file_type.singular}."
        raise Unreadable(PhotoRejection.DAMAGED, message) from fault
    shown = PhotoMetadata(1, metadata.capture_time, metadata.camera, live_photo_id=metadata.live_photo_id)
    return Decoded(small, width, height, shown), metadata.duration_seconds


def _read_metadata(original: BinaryIO, file_type: FileType) -> VideoMetadata:
    try:
        metadata = read_video_metadata(original, original.seek(0, os.SEEK_END))
    except TooManyBoxes as fault:
        message = f"This file is damaged. It can't be opened as {file_type.singular}."
        raise Unreadable(PhotoRejection.DAMAGED, message) from fault
    if not metadata.sizes:
        raise Unreadable(
            PhotoRejection.NO_VIDEO,
            "This file is incomplete, or has no video that can be shown. Export it again and upload the new file.",
        )
    if (metadata.duration_seconds or 0) > MAX_HOURS * 3600:
        hours = (metadata.duration_seconds or 0) / 3600
        raise Unreadable(
            PhotoRejection.VIDEO_TOO_LONG,
            f"This video runs for {hours:,.0f} hours. Videos can run for at most {MAX_HOURS}.",
        )
    pixels = max(width * height for width, height in metadata.sizes)
    if pixels > MAX_MEGAPIXELS * MEGAPIXEL:
        raise Unreadable(
            PhotoRejection.TOO_MANY_PIXELS,
            f"This video has {pixels // MEGAPIXEL:,} megapixels. Videos can have at most {MAX_MEGAPIXELS}.",
        )
    return metadata


def _refuse_encoding(encodings: Sequence[bytes]) -> None:
    """Raises Unreadable unless one is decoded here."""
    if DECODED.isdisjoint(encodings):
        name = next((NAMES[each] for each in encodings if each in NAMES), None)
        what = f"This video is encoded as {name}, which is" if name else "The encoding of this video is"
        raise Unreadable(PhotoRejection.UNSUPPORTED_VIDEO, f"{what} not supported. Export it as MP4 with H.264.")


def stream_digest(original: BinaryIO, file_type: FileType, grab: FrameGrabber) -> str:
    """Equal for videos whose pictures and sound begin equally, whatever their metadata is."""
    is_h264 = H264.issuperset(_read_metadata(original, file_type).encodings)
    return blake2b(_frame(original, StreamRequest(is_h264), grab), digest_size=STREAM_DIGEST_BYTES).hexdigest()


def _frame(original: BinaryIO, request: FfmpegRequest, grab: FrameGrabber) -> bytes:
    frame = grab(original, request)
    # ffmpeg moved the shared file position. This seek invalidates the buffer of `original`.
    original.seek(0, os.SEEK_END)
    return frame
