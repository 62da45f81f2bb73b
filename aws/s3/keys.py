"""Keys of objects: originals in the seed's layout, and what is derived from them in a bucket of its own."""

from __future__ import annotations

from aws.resources import ARCHIVES_PREFIX
from domain.archive_models import Archive
from domain.models import OriginalKey, Photo, RenditionKind


def parse(key: str) -> OriginalKey:
    """The parts of an original's key, unchecked; missing parts are empty."""
    user_id, _, rest = key.partition("/")
    event_id, _, filename = rest.partition("/")
    return OriginalKey(user_id, event_id, filename)


def parse_rendition(key: str) -> OriginalKey:
    """The original that a derived object was made from."""
    return parse(key.rpartition("/")[0])


def parse_archive(key: str) -> tuple[str, str] | None:
    """Event id and archive id of an archive or one of its parts; None for any other derived object."""
    if not key.startswith(ARCHIVES_PREFIX):
        return None
    _, event_id, name = parse(key.removeprefix(ARCHIVES_PREFIX))
    return event_id, name.partition(".")[0]


def bucket_prefix(originals: str, user_id: str) -> str:
    """The seed's `bucket_prefix`: with the event's id appended, the URL of an event's originals."""
    return f"s3://{originals}/{user_id}/"


def original(photo: Photo) -> str:
    """In originals."""
    return f"{event_prefix(photo.user_id, photo.event_id)}{photo.filename}"


def rendition(photo: Photo, kind: RenditionKind) -> str:
    """In derived. `kind` is not ORIGINAL."""
    return rendition_of(original(photo), kind)


def rendition_of(original_key: str, kind: RenditionKind) -> str:
    return f"{renditions_prefix(original_key)}{kind.value}"


def renditions_prefix(original_key: str) -> str:
    """In derived: of all renditions of one original, and of no other object."""
    return f"{original_key}/"


def event_prefix(user_id: str, event_id: str) -> str:
    """Of an event's originals, and in derived of their renditions."""
    return f"{user_id}/{event_id}/"


def archives_prefix(user_id: str, event_id: str) -> str:
    """In derived: of an event's archives and their parts."""
    return f"{ARCHIVES_PREFIX}{user_id}/{event_id}/"


def archive(archive: Archive) -> str:
    """In derived."""
    return f"{archive_prefix(archive)}zip"


def archive_part(archive: Archive, name: str = "") -> str:
    """In derived until the archive is complete: a photo joined with the bytes that follow it in the archive.

    Not below the archive's own key: storage that keeps objects as files can't have both a file and a folder there.
    """
    return f"{archive_prefix(archive)}parts/{name}"


def archive_prefix(archive: Archive) -> str:
    """Of an archive and its parts."""
    return f"{archives_prefix(archive.user_id, archive.event_id)}{archive.archive_id}."
