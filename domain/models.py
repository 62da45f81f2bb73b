"""The stored models: photographers, events, photos and accessors. Models are immutable; a change is a new value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

from domain import validation
from domain.rejections import PhotoRejection

Clock = Callable[[], datetime]
"""Returns the current time, always in UTC."""

T = TypeVar("T")


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class User(Model):
    """A photographer. Increasing `session_epoch` ends every open session of the account.

    Only the worker that deletes it reads an account with `deleting_since`.
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
    """The text drawn over previews, never over thumbnails or originals. An empty text means no watermark."""

    text: str = ""
    opacity: float = 0.5
    position: WatermarkPosition = WatermarkPosition.BOTTOM_RIGHT


class Event(Model):
    """A set of photos with one public link and one end.

    `photo_count` and `total_bytes` count photos that are registered and not rejected (they drive the quota);
    `ready_count` and `ready_bytes` count what a viewer can see, and cards. `link_secret` signs the links of this event.
    With `deleting_since` the event is being deleted: it is never shown or written again.
    With `strip_location` viewers never get a file that contains the place where it was taken.
    `time_zone` is an IANA name. Camera clocks without a zone are read in it.
    `lanes` are those of its ready photos (domain/photo_order.py); a lane stays when its last photo is deleted.
    `clock_offsets` are the seconds that the photographer adds to the clocks of cameras, by their ids.
    `cards_read` counts cards that were read, deleted ones too. While it is 0 the event has no cards, and no photo is
    taken for one. `card_count` and `card_bytes` are those of the ready photos with `qr_card`.
    `live_photo_count` counts ready Live Photos. Their videos are in `total_bytes`, and in none of the other counts.
    `photos_version` increases whenever a photo becomes ready, becomes a card or none, or is deleted.
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
    time_zone: str = "UTC"
    lanes: frozenset[str] = frozenset()
    clock_offsets: Mapping[str, int] = {}
    photo_count: int = 0
    total_bytes: int = 0
    ready_count: int = 0
    ready_bytes: int = 0
    cards_read: int = 0
    card_count: int = 0
    card_bytes: int = 0
    live_photo_count: int = 0
    photos_version: int = 0
    deleting_since: datetime | None = None

    @property
    def expires_at(self) -> datetime:
        return self.created_at + timedelta(seconds=self.seconds_to_live)

    @property
    def creation_date(self) -> date:
        return self.created_at.date()

    @property
    def has_cards(self) -> bool:
        return self.cards_read > 0

    @property
    def visible_count(self) -> int:
        """The number of photos that a viewer of all photos can see."""
        return self.ready_count - self.card_count if self.has_cards else self.ready_count

    @property
    def visible_bytes(self) -> int:
        return self.ready_bytes - self.card_bytes if self.has_cards else self.ready_bytes

    def is_card(self, photo: Photo) -> bool:
        """Whether viewers never see the photo. A QR code that can't be read hides it only where there are cards."""
        return self.has_cards and photo.qr_card

    def is_over(self, now: datetime) -> bool:
        return self.deleting_since is not None or now >= self.expires_at


class Accessor(Model):
    """One access code of one event: its label, and the filenames of the photos that it opens.

    Viewers see the label, never `email` and `group`.
    `for_everybody` are those that were published to all codes. Stores join them when they read an accessor.
    """

    event_id: str
    access_code: str
    created_at: datetime
    label: str | None = None
    email: str | None = None
    group: str | None = None
    all_photos: bool = False
    images: frozenset[str] = frozenset()
    for_everybody: frozenset[str] = frozenset()
    first_opened_at: datetime | None = None
    last_opened_at: datetime | None = None
    open_count: int = 0
    download_count: int = 0

    @property
    def filenames(self) -> frozenset[str]:
        """The photos that the code opens, unless it opens all."""
        return self.images | self.for_everybody


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
    """A stored rendition, as the worker wrote it. `crc32` is None for those stored before it was recorded."""

    content_type: str
    width: int
    height: int
    size_bytes: int
    crc32: int | None = None


class LivePhotoVideo(Model):
    """What the still of a Live Photo keeps of its video, under the names of the video's own fields."""

    filename: str
    registered_at: datetime
    content_type: str
    size_bytes: int
    crc32: int | None = None
    unlocated_crc32: int | None = None
    location_may_remain: bool = False
    width: int | None = None
    height: int | None = None
    duration_seconds: float | None = None


class PhotoKey(NamedTuple):
    event_id: str
    filename: str


class OriginalKey(NamedTuple):
    """The parts of an original's object key. They are untrusted: none needs to exist."""

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

    A deleted photo keeps its name from `deleting_since` until no access code lists it any more.
    `rejection` is a sentence; `rejection_code` is None for photos rejected before the codes existed.
    `unlocated_crc32` (a stored name) is of the LOCATION_STRIPPED copy, which has the original's size. It is None where
    there is no such copy: the original contains no location, has not arrived, or has `location_may_remain`.
    `location_rules` is the version of the rules that decided this (domain/location_copies.py).
    `taken_local`, `utc_offset_minutes` and `gps_offset_seconds` are those of a `CaptureTime`. Photos stored before they
    existed have `taken_at` instead; `EventClock` reads both. With `in_shared_lane` the camera has no lane of its own.
    `card_codes` are the codes and special words of this event's QR cards in the picture. With `card_unread` there is a
    QR code that could not be read, or a card's link that is not valid. Both say what was read, and never change.
    `qr_card` says what follows, until the photographer says otherwise; see `Event.is_card`.
    `live_photo_id` is the content identifier that the still and the video of a Live Photo share. As long as they are
    one photo (domain/live_photos.py), the still has `live_photo_video`, and the video has the still's filename in
    `live_photo_still` and is in no list.
    `attempts` is how often its processing has begun. `tickets_until` is the end of the last signed upload of it, where
    that is longer than usual.
    """

    event_id: str
    user_id: str
    filename: str
    content_type: str
    size_bytes: int
    registered_at: datetime
    status: PhotoStatus = PhotoStatus.UPLOADING
    attempts: int = 0
    rejection: str | None = None
    rejection_code: PhotoRejection | None = None
    sha256: str | None = None
    crc32: int | None = None
    upload_id: str | None = None
    tickets_until: datetime | None = None
    uploaded_at: datetime | None = None
    taken_at: datetime | None = None
    taken_local: str | None = None
    utc_offset_minutes: int | None = None
    gps_offset_seconds: int | None = None
    width: int | None = None
    height: int | None = None
    duration_seconds: float | None = None
    placeholder: str | None = None
    thumbnail: Rendition | None = None
    preview: Rendition | None = None
    unlocated_crc32: int | None = None
    location_may_remain: bool = False
    location_rules: int = 0
    camera_id: str | None = None
    in_shared_lane: bool = False
    camera_make: str | None = None
    camera_model: str | None = None
    camera_serial: str | None = None
    card_codes: frozenset[str] = frozenset()
    card_unread: bool = False
    qr_card: bool = False
    live_photo_id: str | None = None
    live_photo_still: str | None = None
    live_photo_video: LivePhotoVideo | None = None
    deleting_since: datetime | None = None

    @property
    def key(self) -> PhotoKey:
        return PhotoKey(self.event_id, self.filename)

    @property
    def reads_as_card(self) -> bool:
        return bool(self.card_codes) or self.card_unread


@dataclass(frozen=True)
class Page(Generic[T]):
    """A slice of a list, in the list's order. `has_next` is always exact."""

    items: tuple[T, ...]
    has_next: bool


@dataclass(frozen=True)
class Photographer:
    """The caller, from a valid access token. All values are as old as the token.

    The session is open while `session_epoch` equals that of the account, which is read by `email`.
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
    """The caller, from a valid viewer token. The code is looked up again for every read."""

    event_id: str
    access_code: str
