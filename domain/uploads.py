"""Which files may be uploaded, under which names, and in which parts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath

from domain import validation
from domain.errors import Conflict, FileTooLarge, FileTypeNotAllowed, InvalidInput, UserRefusal, UserRefusals
from domain.models import Photo, PhotoStatus
from domain.ports.storage import SignedRequest, StoredPart

MIB = 1024 * 1024
MAX_FILES_A_CALL = 100
MAX_PARTS_A_CALL = 2000
MAX_PHOTO_BYTES = 200 * MIB
MAX_VIDEO_BYTES = 20 * 1024 * MIB
SPARSE_HEAD_BYTES, SPARSE_TAIL_BYTES = MAX_PHOTO_BYTES, 64 * MIB
"""The two ends of a large video that the worker keeps on its disk: photos are always kept whole."""

MULTIPART_OVER_BYTES = 100 * MIB
MIN_PART_BYTES = 16 * MIB
MAX_PARTS_A_FILE = 100
TICKET_LIFE = timedelta(hours=1)
MIN_TICKET_SECONDS, MAX_TICKET_SECONDS = 900, 24 * 3600
FIRST_DRAWN_NUMBER, LAST_NUMBER = 93, 999_999
MAX_DRAWS = 4
"""By the content, and as many by the salt. With the numbered names that makes 100, which one read can look up."""

ALLOWED_EXTENSIONS = {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
    "image/png": (".png",),
    "image/heic": (".heic", ".heif", ".hif"),
    "image/heif": (),
    "image/webp": (".webp",),
    "image/avif": (".avif",),
    "image/gif": (".gif",),
    "image/tiff": (".tif", ".tiff"),
    "video/mp4": (".mp4", ".m4v", ".3gp", ".3g2"),
    "video/quicktime": (".mov", ".qt"),
}
"""The content types that may be uploaded, with their extensions."""

RAW_NAME = re.compile(
    r"\.(3fr|arw|cr[23w]|dcr|dng|erf|fff|gpr|iiq|k25|kdc|mef|mos|mrw|nef|nrw|orf|pef|raf|raw|rw[2l]|sr[2fw]|x3f)$",
    re.IGNORECASE | re.ASCII,
)
"""The extensions of cameras' raw files."""

UNDECLARED = "application/octet-stream"
"""Browsers declare this for types they do not know, such as HEIC. The worker finds the type from the content."""

_ALIASES = {
    "": UNDECLARED,
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
    "image/heic-sequence": "image/heic",
    "image/heif-sequence": "image/heif",
    "image/tif": "image/tiff",
    "video/x-m4v": "video/mp4",
    "video/3gpp": "video/mp4",
    "video/3gpp2": "video/mp4",
}
_TYPE_BY_EXTENSION = {end: content_type for content_type, ends in ALLOWED_EXTENSIONS.items() for end in ends}
_SHA256 = re.compile(r"[A-Za-z0-9+/]{43}=")


@dataclass(frozen=True)
class UploadFile:
    """A file that a client wants to upload. `sha256` is base64, of the whole file, if the client knows it."""

    filename: str
    content_type: str
    size_bytes: int
    sha256: str | None = None


@dataclass(frozen=True)
class UploadStep:
    """One request of an upload, and the slice of the file that it sends. `part_number` is for multipart uploads."""

    request: SignedRequest
    offset: int
    size_bytes: int
    part_number: int | None = None


@dataclass(frozen=True)
class Ticket:
    """The requests to send for one file; none when it is stored already. The photo has the upload id.

    `stored_parts` are those of a multipart upload that need not be sent again.
    """

    photo: Photo
    already_uploaded: bool
    steps: tuple[UploadStep, ...]
    expires_at: datetime | None
    stored_parts: tuple[StoredPart, ...] = ()


@dataclass(frozen=True)
class PartRange:
    number: int
    offset: int
    size_bytes: int


def check_files(files: Sequence[UploadFile]) -> list[UploadFile]:
    """Returns the files with normalized names and types. Raises all refusals together, each with its file's index."""
    if not 1 <= len(files) <= MAX_FILES_A_CALL:
        raise InvalidInput(f"Request 1 to {MAX_FILES_A_CALL} files at a time.", ["files"])
    checked: list[UploadFile] = []
    refusals: list[UserRefusal] = []
    for index, file in enumerate(files):
        try:
            checked.append(_check_file(file))
        except UserRefusal as refusal:
            refusals.append(type(refusal)(refusal.message, ["files", str(index), *(refusal.field or ())]))
    if refusals:
        raise UserRefusals(refusals)
    if sum(len(part_ranges(file.size_bytes)) for file in checked) > MAX_PARTS_A_CALL:
        raise InvalidInput("These files are too large for one request. Request fewer at a time.", ["files"])
    return checked


def check_ticket_life(seconds: int) -> timedelta:
    """Raises InvalidInput."""
    if not MIN_TICKET_SECONDS <= seconds <= MAX_TICKET_SECONDS:
        hours = MAX_TICKET_SECONDS // 3600
        raise InvalidInput(
            f"Requests can be valid for {MIN_TICKET_SECONDS} seconds to {hours} hours.", ["valid_for_seconds"]
        )
    return timedelta(seconds=seconds)


def part_ranges(size_bytes: int) -> tuple[PartRange, ...]:
    """The parts of a multipart upload; a single part for a file that is sent in one request."""
    if size_bytes <= MULTIPART_OVER_BYTES:
        return (PartRange(1, 0, size_bytes),)
    even = -(-size_bytes // MAX_PARTS_A_FILE)
    part = max(MIN_PART_BYTES, -(-even // MIB) * MIB)
    offsets = range(0, size_bytes, part)
    return tuple(PartRange(number, start, min(part, size_bytes - start)) for number, start in enumerate(offsets, 1))


def is_same_file(photo: Photo, file: UploadFile) -> bool:
    """Compares the content where it is known; before the upload is stored, size and type.

    A rejected or deleted photo is never the same: a file that was damaged during the upload may be sent again.
    """
    if photo.status is PhotoStatus.REJECTED or photo.deleting_since:
        return False
    if photo.size_bytes != file.size_bytes or file.content_type not in (photo.content_type, UNDECLARED):
        return False
    if photo.sha256 and file.sha256:
        return photo.sha256 == file.sha256
    return photo.status is PhotoStatus.UPLOADING and photo.sha256 == file.sha256


def is_named_as_video(filename: str) -> bool:
    return _TYPE_BY_EXTENSION.get(PurePath(filename).suffix.lower(), "").startswith("video/")


def check_size(size_bytes: int, *, is_video: bool, name: str) -> None:
    """Raises FileTooLarge."""
    if is_video and size_bytes > MAX_VIDEO_BYTES:
        raise FileTooLarge(
            f"{name} is over {MAX_VIDEO_BYTES // MIB // 1024} GiB, the most for a video.", ["size_bytes"]
        )
    if not is_video and size_bytes > MAX_PHOTO_BYTES:
        raise FileTooLarge(f"{name} is over {MAX_PHOTO_BYTES // MIB} MiB, the most for a photo.", ["size_bytes"])


def candidate_names(file: UploadFile, salt: str) -> Iterator[str]:
    """Yields the 100 names that a file may be stored under, best first: its own, numbers from 2, then drawn numbers.

    There may be thousands of `image.jpg`. A number drawn from the content is very likely free without reading all of
    them, and the same when the same file is requested again. `salt` differs for each call; it is for files whose
    content is unknown or was rejected under all these names.
    """
    yield file.filename
    for number in range(2, FIRST_DRAWN_NUMBER):
        yield validation.numbered(file.filename, number)
    for draw in range(2 * MAX_DRAWS):
        source = file.sha256 if draw < MAX_DRAWS else None
        digest = hashlib.sha256(f"{source or salt}#{file.size_bytes}#{draw}".encode()).digest()
        drawn = int.from_bytes(digest[:8], "big") % (LAST_NUMBER - FIRST_DRAWN_NUMBER)
        yield validation.numbered(file.filename, FIRST_DRAWN_NUMBER + drawn)


def name_for(file: UploadFile, known: Mapping[str, Photo], salt: str = "") -> str:
    """Returns the first candidate name that is free or belongs to the same file.

    Raises Conflict when every candidate is another file's.
    """
    for name in candidate_names(file, salt):
        if name not in known or is_same_file(known[name], file):
            return name
    raise Conflict


def _check_file(file: UploadFile) -> UploadFile:
    content_type = file.content_type.split(";", 1)[0].strip().lower()
    content_type = _ALIASES.get(content_type, content_type)
    filename = validation.filename(file.filename)
    by_name = _TYPE_BY_EXTENSION.get(PurePath(filename).suffix.lower(), "")
    likely_type = by_name if content_type == UNDECLARED else content_type
    if likely_type not in ALLOWED_EXTENSIONS:
        what = "a raw file. Export it as JPEG" if RAW_NAME.search(filename) else "not a supported photo or video type"
        raise FileTypeNotAllowed(f"{filename} is {what}.", ["content_type"])
    if file.size_bytes < 1:
        raise InvalidInput(f"{filename} is empty.", ["size_bytes"])
    check_size(file.size_bytes, is_video=likely_type.startswith("video/"), name=filename)
    if file.sha256 is not None and not _SHA256.fullmatch(file.sha256):
        raise InvalidInput("sha256 must be the base64 of 32 bytes (44 characters).", ["sha256"])
    return UploadFile(filename, content_type, file.size_bytes, file.sha256)
