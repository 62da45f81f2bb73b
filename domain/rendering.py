"""The input and output of rendering: an original, and the images and metadata made of it by `media/`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from domain.rejections import PhotoRejection, Rejection


class Original(NamedTuple):
    """An upload: its copy on this disk, and its key in storage.

    The copy has the original's size. That of a large video holds only its two ends (domain/uploads.py). With
    `is_location_stripped` it is the original without its location, which is stored beside its renditions.
    """

    path: Path
    key: str
    is_location_stripped: bool = False


@dataclass(frozen=True)
class RenderedImage:
    body: bytes
    content_type: str
    width: int
    height: int


class Camera(NamedTuple):
    """The camera that took a photo, as its metadata names it."""

    make: str | None = None
    model: str | None = None
    serial: str | None = None


UNKNOWN_CAMERA = Camera()


MAX_CLOCK_OFFSET_SECONDS = 50 * 365 * 24 * 3600
"""A camera that has lost its time starts in 1970 or later."""


class CaptureTime(NamedTuple):
    """When a photo was taken, as its metadata states it.

    `local` is the time on the camera's clock, such as "2026-06-20T15:04:05.123". `utc_offset_minutes` is its distance
    from UTC, between -720 and 840; None if the file does not tell. `gps_offset_seconds`, added to `local`,
    is the time of its GPS fix in UTC; None without one. It tells no location.
    """

    local: str
    utc_offset_minutes: int | None = None
    gps_offset_seconds: int | None = None


PATCHED_BLOCK_BYTES = 8 << 20
"""A large file is copied within storage except for the blocks that change: each is read, changed and written."""


class Patch(NamedTuple):
    """Bytes that replace those of the original at `offset`."""

    offset: int
    body: bytes


MAX_QR_TEXTS = 8
"""Of one picture: more cards than a family holds up."""


@dataclass(frozen=True)
class RenderedPhoto:
    """`width` and `height` are the original's, after rotation; `placeholder` is a base64 ThumbHash.

    `content_type` is what the content is. `location` takes the place where it was taken out of a copy of the original;
    with `location_may_remain` there is no such copy that could be promised. `qr_texts` are those of the QR codes in the
    picture that may be cards, of any event; with `qr_unread` there is one that could not be read. They are secret.
    `live_photo_id` is the content identifier of a Live Photo (domain/live_photos.py).
    `stream_digest` is that of a video's streams, in hexadecimal digits.
    """

    content_type: str
    width: int
    height: int
    capture_time: CaptureTime | None
    placeholder: str
    thumbnail: RenderedImage
    preview: RenderedImage
    duration_seconds: float | None = None
    camera: Camera = UNKNOWN_CAMERA
    location: tuple[Patch, ...] = ()
    location_may_remain: bool = False
    qr_texts: tuple[str, ...] = field(default=(), repr=False)
    qr_unread: bool = False
    live_photo_id: str | None = None
    stream_digest: str | None = None

    def shows_the_same(self, other: RenderedPhoto) -> bool:
        """Whether the other file has the same pictures and sound, as far as rendering looks at them."""
        return _content(self) == _content(other)


def _content(rendered: RenderedPhoto) -> tuple[object, ...]:
    images = (rendered.thumbnail.body, rendered.preview.body)
    return rendered.width, rendered.height, rendered.duration_seconds, rendered.stream_digest, images


class Unreadable(Exception):
    """The file is not what it claims to be or can't be decoded within limits. The message is for the photographer."""

    def __init__(self, code: PhotoRejection, message: str) -> None:
        super().__init__(message)
        self.rejection = Rejection(code, message)
