"""Renders an original to what viewers see: a preview for the screen and a thumbnail for the grid."""

from __future__ import annotations

import os
from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from domain.errors import FileTooLarge
from domain.live_photos import content_identifier
from domain.models import Watermark
from domain.rejections import PhotoRejection
from domain.rendering import Camera, RenderedImage, RenderedPhoto, Unreadable
from domain.uploads import UNDECLARED, check_size
from media.ffmpeg import FrameGrabber, grab_frame
from media.file_type import HEAD_BYTES, VIDEOS, FileType, verify_file_type
from media.sandbox.result_checks import plausible_capture_time, printable_name
from media.thumbhash import thumbhash

if TYPE_CHECKING:
    from PIL.Image import Image

    from media.decoding import Decoded
    from media.location import LocationRemoval
    from media.qr_codes import QrReading

PREVIEW_PIXELS = 2048
THUMBNAIL_PIXELS = 512
PLACEHOLDER_PIXELS = 32
"""Longest sides. A placeholder has seven coefficients a side, so more pixels would only take longer."""

NO_WATERMARK = Watermark()


def render(
    original: BinaryIO,
    declared_content_type: str,
    watermark: Watermark = NO_WATERMARK,
    grab: FrameGrabber = grab_frame,
) -> RenderedPhoto:
    """Decodes once: the thumbnail is made from the preview. `original` can seek, and a video is a real file.

    Raises Unreadable.
    """
    file_type = _kind(original, declared_content_type)
    decoded, duration_seconds = _decoded(original, file_type, grab)
    # Imported late: Pillow takes long to import, and wiring the service does not need it.
    from media.watermark import apply_watermark

    thumbnail = _smaller(decoded.picture, THUMBNAIL_PIXELS)
    opaque = _opaque(decoded.picture)
    qr_codes = _qr_codes(opaque, file_type)  # before the watermark is drawn over them
    removal = _location_removal(original, file_type, decoded)
    return RenderedPhoto(
        content_type=file_type.content_type if declared_content_type == UNDECLARED else declared_content_type,
        width=decoded.width,
        height=decoded.height,
        capture_time=plausible_capture_time(decoded.metadata.capture_time),
        placeholder=_placeholder(thumbnail),
        thumbnail=_as_webp(thumbnail),
        preview=_as_jpeg(apply_watermark(opaque, watermark)),
        duration_seconds=duration_seconds,
        camera=Camera(*(printable_name(text) for text in decoded.metadata.camera)),
        location=removal.patches,
        location_may_remain=removal.location_may_remain,
        qr_texts=qr_codes.texts,
        qr_unread=qr_codes.is_unread,
        live_photo_id=content_identifier(decoded.metadata.live_photo_id),
        stream_digest=_stream_digest(original, file_type, grab),
    )


def _kind(original: BinaryIO, declared_content_type: str) -> FileType:
    from media.other_types import refuse_other_type

    refuse_other_type(original)
    original.seek(0)
    file_type = verify_file_type(original.read(HEAD_BYTES), declared_content_type)
    try:
        check_size(original.seek(0, os.SEEK_END), is_video=file_type in VIDEOS, name="This file")
    except FileTooLarge as refused:
        raise Unreadable(PhotoRejection.TOO_LARGE, refused.message) from refused
    from media.polyglots import refuse_polyglot

    refuse_polyglot(original, file_type)
    return file_type


def _decoded(original: BinaryIO, file_type: FileType, grab: FrameGrabber) -> tuple[Decoded, float | None]:
    if file_type in VIDEOS:
        from media.video import poster

        return poster(original, file_type, PREVIEW_PIXELS, grab)
    from media.decoding import decode

    return decode(original, file_type, PREVIEW_PIXELS), None


def _stream_digest(original: BinaryIO, file_type: FileType, grab: FrameGrabber) -> str | None:
    if file_type not in VIDEOS:
        return None
    from media.video import stream_digest

    return stream_digest(original, file_type, grab)


def _qr_codes(picture: Image, file_type: FileType) -> QrReading:
    from media.qr_codes import QrReading, read_qr_codes

    return QrReading() if file_type in VIDEOS else read_qr_codes(picture)


def _location_removal(original: BinaryIO, file_type: FileType, decoded: Decoded) -> LocationRemoval:
    """A copy that shows something else is not offered. A video's copy is checked once it exists."""
    from media.location import LocationRemoval, remove_location

    removal = remove_location(original, original.seek(0, os.SEEK_END), file_type)
    if removal.patches and file_type not in VIDEOS:
        from media.copy_check import shows_the_same

        if not shows_the_same(original, removal.patches, file_type, decoded, PREVIEW_PIXELS):
            return LocationRemoval(location_may_remain=True)
    return removal


def _smaller(picture: Image, longest_side: int) -> Image:
    from PIL.Image import Resampling

    from media.scaling import fit, scale

    return scale(picture, fit(picture.size, longest_side), pillow_filter=Resampling.LANCZOS)


def _placeholder(thumbnail: Image) -> str:
    tiny = _smaller(thumbnail, PLACEHOLDER_PIXELS).convert("RGBA")
    return b64encode(thumbhash(tiny.width, tiny.height, tiny.tobytes())).decode("ascii")


def _as_webp(picture: Image) -> RenderedImage:
    """Keeps transparency."""
    return _encode(picture, "WEBP", quality=76, method=4)


def _opaque(picture: Image) -> Image:
    """Puts transparent pixels over white."""
    from PIL import Image as pillow

    if picture.mode != "RGBA":
        return picture
    return pillow.alpha_composite(pillow.new("RGBA", picture.size, "white"), picture).convert("RGB")


def _as_jpeg(picture: Image) -> RenderedImage:
    """Baseline with standard tables: docs/decisions/0013 has the figures."""
    return _encode(picture, "JPEG", quality=82, subsampling="4:2:0")


def _encode(picture: Image, format_name: str, **options: int | str) -> RenderedImage:
    # Otherwise Pillow would import its forty plugins to find these two.
    from PIL import JpegImagePlugin, WebPImagePlugin  # noqa: F401 - they register themselves

    body = BytesIO()
    picture.save(body, format_name, **options)
    return RenderedImage(body.getvalue(), f"image/{format_name.lower()}", picture.width, picture.height)
