"""What the service keeps: photographers, events, photos and accessors. Every model is frozen; change is a new value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

from domain import validation
from domain.rejections import PhotoRejection

Clock = Callable[[], datetime]
"""The present instant, always in UTC."""

T = TypeVar("T")


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class User(Model):
    """A photographer. `session_epoch` counts up whenever every open session of the account must end.

    One that is being deleted (`deleting_since`) is read by nobody but the worker that deletes it.
    """

    user_id: str
    email: str
    user_name: str
    password_hash: str
    email_verified: bool = False
    session_epoch: int = 0
    created_at: datetime
    deleting_since: datetime | None = None


class WatermarkPosition(Enum):
    TOP_LEFT = "TOP_LEFT"
    TOP_RIGHT = "TOP_RIGHT"
    CENTER = "CENTER"
    BOTTOM_LEFT = "BOTTOM_LEFT"
    BOTTOM_RIGHT = "BOTTOM_RIGHT"


class Watermark(Model):
    """What is written over previews, never over thumbnails or originals. An empty text is no watermark."""

    text: str = ""
    opacity: float = 0.5
    position: WatermarkPosition = WatermarkPosition.BOTTOM_RIGHT


class Event(Model):
    """A set of photos with one public link and one end.

    `photo_count` and `total_bytes` count what is registered and not rejected (they drive the quota);
    `ready_count` and `ready_bytes` count what a viewer can see. `link_secret` keys the links of this event.
    From `deleting_since` on nothing of it is ever written or shown again: it is being deleted.
    With `strip_location` viewers never get a photo that tells where it was taken.
    """

    event_id: str
    user_id: str
    name: str
    public_url: str
    created_at: datetime
    seconds_to_live: int
    link_secret: str
    strip_location: bool = True
    watermark: Watermark = Watermark()
    photo_count: int = 0
    total_bytes: int = 0
    ready_count: int = 0
    ready_bytes: int = 0
    deleting_since: datetime | None = None

    @property
    def expires_at(self) -> datetime:
        return self.created_at + timedelta(seconds=self.seconds_to_live)

    @property
    def creation_date(self) -> date:
        return self.created_at.date()

    def is_over(self, now: datetime) -> bool:
        return self.deleting_since is not None or now >= self.expires_at


class Accessor(Model):
    """One access code of one event: whom it is for, and the names of the photos that it opens."""

    event_id: str
    access_code: str
    created_at: datetime
    label: str | None = None
    all_photos: bool = False
    images: frozenset[str] = frozenset()
    first_opened_at: datetime | None = None
    last_opened_at: datetime | None = None
    open_count: int = 0
    download_count: int = 0


class PhotoStatus(Enum):
    UPLOADING = "UPLOADING"
    PROCESSING = "PROCESSING"
    READY = "READY"
    REJECTED = "REJECTED"


class PhotoFilter(Enum):
    ALL = "ALL"
    UNASSIGNED = "UNASSIGNED"
    PROCESSING = "PROCESSING"
    REJECTED = "REJECTED"
    QR_CARD = "QR_CARD"


class RenditionKind(Enum):
    """The shapes of a photo. The value is the last part of the object's key in the derived bucket.

    LOCATION_STRIPPED is the original without the location where it was taken; its pixels are the same bytes.
    """

    THUMBNAIL = "thumbnail"
    PREVIEW = "preview"
    LOCATION_STRIPPED = "unlocated"
    ORIGINAL = "original"


class Rendition(Model):
    """A stored derived object, as the worker wrote it."""

    content_type: str
    width: int
    height: int
    size_bytes: int


class PhotoKey(NamedTuple):
    event_id: str
    filename: str


class OriginalKey(NamedTuple):
    """The parts of an original's object key. They come from outside: any of them may name nothing."""

    user_id: str
    event_id: str
    filename: str

    @property
    def photo(self) -> PhotoKey | None:
        """None when no photo can have this key."""
        if not (validation.is_id(self.event_id) and validation.is_filename(self.filename)):
            return None
        return PhotoKey(self.event_id, self.filename)


class Photo(Model):
    """One uploaded file. `upload_id` is set while a multipart upload is open; `sha256` is base64.

    Deleted, it still holds its name from `deleting_since` on, until every access code has let go of it.
    `rejection` is a sentence; `rejection_code` is None where it was rejected before there were such codes.
    `unlocated_crc32` (a stored name) is of the LOCATION_STRIPPED copy, which has the original's size. It is None where
    there is no such copy: the original contains no location, has not arrived, or has `location_may_remain`.
    """

    event_id: str
    user_id: str
    filename: str
    content_type: str
    size_bytes: int
    registered_at: datetime
    status: PhotoStatus = PhotoStatus.UPLOADING
    rejection: str | None = None
    rejection_code: PhotoRejection | None = None
    sha256: str | None = None
    crc32: int | None = None
    upload_id: str | None = None
    uploaded_at: datetime | None = None
    taken_at: datetime | None = None
    width: int | None = None
    height: int | None = None
    duration_seconds: float | None = None
    placeholder: str | None = None
    thumbnail: Rendition | None = None
    preview: Rendition | None = None
    unlocated_crc32: int | None = None
    location_may_remain: bool = False
    camera_make: str | None = None
    camera_model: str | None = None
    camera_serial: str | None = None
    qr_card: bool = False
    deleting_since: datetime | None = None

    @property
    def key(self) -> PhotoKey:
        return PhotoKey(self.event_id, self.filename)


@dataclass(frozen=True)
class Page(Generic[T]):
    """A slice of a list, in the list's order. `has_next` is exact, never a guess."""

    items: tuple[T, ...]
    has_next: bool


@dataclass(frozen=True)
class Photographer:
    """Who is asking, by a good access token. Everything here is as old as the token.

    The session goes on for as long as `session_epoch` is still the account's, which is read by `email`.
    """

    user_id: str
    email: str = field(repr=False)
    email_verified: bool
    session_epoch: int

    @classmethod
    def of(cls, user: User) -> Photographer:
        return cls(user.user_id, user.email, user.email_verified, user.session_epoch)


@dataclass(frozen=True)
class Viewer:
    """Who is asking, by a good viewer token. The code is looked up again at every read."""

    event_id: str
    access_code: str
