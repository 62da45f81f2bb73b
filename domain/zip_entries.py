"""The files of an archive: its photos, their names, and the fingerprint that identifies the archive."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain import validation
from domain.archive_models import ArchiveSize
from domain.capture_time import EventClock
from domain.download_names import name_in_archive, rendition_name
from domain.live_photos import video_of
from domain.models import Photo, PhotoStatus, Rendition, RenditionKind
from domain.ports.archives import Entry

HEIC = frozenset({"image/heic", "image/heif"})
"""Types that many programs can't open. The preview is a JPEG."""


def is_downloadable(photo: Photo | None) -> bool:
    return photo is not None and photo.status is PhotoStatus.READY and photo.deleting_since is None


def zip_entries(
    photos: Iterable[Photo],
    clock: EventClock,
    *,
    location_stripped: bool,
    live_photo_videos: bool = False,
    size: ArchiveSize = ArchiveSize.FULL,
) -> list[Entry]:
    """Keeps the order. The time of a file is when the photo was taken, if the camera recorded it.

    `clock` is the event's: a ZIP has wall-clock times, which are those of the event's time zone.

    With `location_stripped`, originals whose location may remain are left out. With `live_photo_videos` the video of a
    Live Photo follows its still.
    """
    files = _files(photos, location_stripped, size)
    if live_photo_videos:
        paired = [each for file in files for each in (file.photo, video_of(file.photo)) if each]
        # A video that was asked for by itself may have become part of one of them since.
        files = _files({photo.filename: photo for photo in paired}.values(), location_stripped, size)
    saved = portable_names([_name(file) for file in files])
    return [_entry(file, name, clock) for file, name in zip(files, saved, strict=True)]


def _files(photos: Iterable[Photo], location_stripped: bool, size: ArchiveSize) -> list[_File]:
    files = [_file(photo, location_stripped, size) for photo in photos]
    return [file for file in files if not (location_stripped and file.tells_location)]


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


class _File(NamedTuple):
    photo: Photo
    kind: RenditionKind
    content_type: str
    size_bytes: int
    crc32: int | None

    @property
    def tells_location(self) -> bool:
        return self.kind is RenditionKind.ORIGINAL and self.photo.location_may_remain


def _file(photo: Photo, location_stripped: bool, size: ArchiveSize) -> _File:
    if size is ArchiveSize.SHARING and (preview := _smaller_preview(photo)):
        return _File(photo, RenditionKind.PREVIEW, preview.content_type, preview.size_bytes, preview.crc32)
    kind, crc32 = RenditionKind.ORIGINAL, photo.crc32
    if location_stripped and photo.unlocated_crc32 is not None:
        kind, crc32 = RenditionKind.LOCATION_STRIPPED, photo.unlocated_crc32
    return _File(photo, kind, photo.content_type, photo.size_bytes, crc32)


def _smaller_preview(photo: Photo) -> Rendition | None:
    """The preview of a photo that is larger than it, HEIC, or not to be given away as it is. None for videos."""
    preview = photo.preview
    if preview is None or preview.crc32 is None or not photo.content_type.startswith("image/"):
        return None
    is_wanted = photo.location_may_remain or photo.content_type in HEIC or (photo.width or 0) > preview.width
    return preview if is_wanted else None


def _name(file: _File) -> str:
    return name_in_archive(rendition_name(file.photo, file.kind, file.content_type))


def _entry(file: _File, name: str, clock: EventClock) -> Entry:
    photo = file.photo
    if file.crc32 is None:
        raise ValueError("a photo that is ready has its CRC-32")
    modified_at = clock.taken_at(photo) or photo.uploaded_at or photo.registered_at
    return Entry(photo, file.kind, name, file.size_bytes, file.crc32, clock.local_time(modified_at))
