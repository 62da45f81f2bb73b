"""The files of an archive: its photos, their names, and the fingerprint that identifies the archive."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence

from domain import validation
from domain.capture_time import EventClock
from domain.download_names import download_name
from domain.live_photos import video_of
from domain.models import Photo, PhotoStatus, RenditionKind
from domain.ports.archives import Entry


def is_downloadable(photo: Photo | None) -> bool:
    return photo is not None and photo.status is PhotoStatus.READY and photo.deleting_since is None


def zip_entries(
    photos: Iterable[Photo], clock: EventClock, *, location_stripped: bool, live_photo_videos: bool = False
) -> list[Entry]:
    """Keeps the order. The time of a file is when the photo was taken, if the camera recorded it.

    `clock` is the event's: a ZIP has wall-clock times, which are those of the event's time zone.

    With `location_stripped`, photos whose location may remain are left out. With `live_photo_videos` the video of a
    Live Photo follows its still.
    """
    included = _without_location(photos) if location_stripped else [*photos]
    if live_photo_videos:
        files = [file for photo in included for file in (photo, video_of(photo)) if file]
        # A video that was asked for by itself may have become part of one of them since.
        included = [*{file.filename: file for file in files}.values()]
        included = _without_location(included) if location_stripped else included
    saved = portable_names([download_name(photo.filename, photo.content_type) for photo in included])
    return [_entry(photo, name, clock, location_stripped) for photo, name in zip(included, saved, strict=True)]


def _without_location(photos: Iterable[Photo]) -> list[Photo]:
    return [photo for photo in photos if not photo.location_may_remain]


def fingerprint(entries: Sequence[Entry], *, location_stripped: bool, live_photo_videos: bool = False) -> str:
    """Identical for the same files. Differs once a filename belongs to another upload.

    Archives without locations never share a fingerprint with archives of originals, even if every byte is equal: who
    may download an archive is decided for it as a whole. So it is for archives with the videos of Live Photos.
    """
    digest = hashlib.sha256(b"unlocated" if location_stripped else b"")
    digest.update(b"live" if live_photo_videos else b"")
    for entry in entries:
        registered_at = entry.photo.registered_at.timestamp()
        fields = (
            entry.kind.value,
            entry.name,
            entry.size_bytes,
            entry.crc32,
            entry.modified_at.isoformat(),
            registered_at,
        )
        digest.update(repr(fields).encode())
    return digest.hexdigest()[:32]


def portable_names(filenames: Sequence[str]) -> list[str]:
    """Makes names unique, for names that are valid on Windows, macOS and Linux.

    Two names that differ only in case are one file on Windows and macOS: one would replace the other.
    """
    taken: set[str] = set()
    next_numbers: dict[str, int] = {}
    saved = []
    for filename in filenames:
        name = filename if _folded(filename) not in taken else _free_name(filename, taken, next_numbers)
        taken.add(_folded(name))
        saved.append(name)
    return saved


def _free_name(filename: str, taken: set[str], next_numbers: dict[str, int]) -> str:
    """Returns the first numbered name that is free.

    `next_numbers` says where to go on, so that no name is tried twice: a photographer may have thousands of one name.
    It is kept by the numbered name itself and for each count of digits, since the longer a number is, the shorter a
    long name is cut, and the more of them become alike.
    """
    digits = 1
    while True:
        first = max(2, 10 ** (digits - 1))
        alike = _folded(validation.numbered(filename, first))
        for number in range(next_numbers.get(alike, first), 10**digits):
            next_numbers[alike] = number + 1
            name = validation.numbered(filename, number)
            if _folded(name) not in taken:
                return name
        digits += 1


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _entry(photo: Photo, name: str, clock: EventClock, location_stripped: bool) -> Entry:
    kind, crc32 = RenditionKind.ORIGINAL, photo.crc32
    if location_stripped and photo.unlocated_crc32 is not None:
        kind, crc32 = RenditionKind.LOCATION_STRIPPED, photo.unlocated_crc32
    if crc32 is None:
        raise ValueError("a photo that is ready has its CRC-32")
    modified_at = clock.taken_at(photo) or photo.uploaded_at or photo.registered_at
    return Entry(photo, kind, name, photo.size_bytes, crc32, clock.local_time(modified_at))
