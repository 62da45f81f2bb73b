"""Opaque strings for clients: ids of photos and archives, and cursors. Their content is neither secret nor trusted."""

import base64
import binascii
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from domain.errors import BadRequest, NotFound
from domain.models import PhotoKey
from domain.validation import is_filename, is_id

CURSOR_VERSION = "1"
MAX_WORD_CHARACTERS = 1024
MAX_CURSOR_CHARACTERS = 16_384
"""The position in an event's photos names one of each camera."""

CODE_MARK, ALBUM_MARK = b"/code/", b"/album/"
"""No filename contains a slash, so no photo has such an id."""


class OwnKey(NamedTuple):
    """The UUID of an event or an account."""

    id: str


class AccessorKey(NamedTuple):
    event_id: str
    access_code: str


class AlbumKey(NamedTuple):
    """The whole id: it can only be compared."""

    id: str


NodeKey = OwnKey | PhotoKey | AccessorKey | AlbumKey


def photo_id(key: PhotoKey) -> str:
    """Encodes the event's UUID in 16 bytes, then the filename."""
    return _word(_uuid_bytes(key.event_id) + key.filename.encode())


def photo_key(word: str) -> PhotoKey:
    """Raises NotFound for an invalid id, as for a photo that does not exist."""
    try:
        raw = _bytes(word)
        return PhotoKey(str(UUID(bytes=raw[:16])), raw[16:].decode())
    except ValueError:
        raise NotFound from None


def accessor_id(event_id: str, access_code: str) -> str:
    """Encodes the event's UUID in 16 bytes, then the code."""
    return _word(_uuid_bytes(event_id) + CODE_MARK + access_code.encode())


def album_id(event_id: str, tag: str) -> str:
    """Encodes the event's UUID in 16 bytes, then what tells its albums apart."""
    return _word(_uuid_bytes(event_id) + ALBUM_MARK + tag.encode())


def node_key(word: str) -> NodeKey | None:
    """What an id of a `Node` names. None for a text that is no such id."""
    if is_id(word):
        return OwnKey(word)
    try:
        raw = _bytes(word)
        event_id, rest = str(UUID(bytes=raw[:16])), raw[16:]
        if rest.startswith(ALBUM_MARK):
            return AlbumKey(word)
        if rest.startswith(CODE_MARK):
            return AccessorKey(event_id, rest.removeprefix(CODE_MARK).decode())
        return PhotoKey(event_id, rest.decode()) if is_filename(rest.decode()) else None
    except ValueError:
        return None


def name_id(name: str) -> str:
    """Encodes a name within an event."""
    return _word(name.encode())


def name_of(word: str) -> str:
    """Raises NotFound for an invalid id."""
    try:
        return _bytes(word).decode()
    except ValueError:
        raise NotFound from None


def archive_word(event_id: str, archive_id: str) -> str:
    """Encodes the event's UUID in 16 bytes, then the hash that identifies the archive."""
    return _word(_uuid_bytes(event_id) + bytes.fromhex(archive_id))


def archive_key(word: str) -> tuple[str, str]:
    """The event's id and the archive's. For an invalid id, empty strings, which match nothing."""
    try:
        raw = _bytes(word)
        return str(UUID(bytes=raw[:16])), raw[16:].hex()
    except ValueError:
        return "", ""


def cursor(list_name: str, *position: str) -> str:
    """Encodes a position in a list, after which the next page starts."""
    return _word("\0".join((list_name + CURSOR_VERSION, *position)).encode())


def position(list_name: str, word: str, parts: int | None = 1) -> list[str]:
    """The position that `cursor` encoded; `parts` None means any number.

    Raises BadRequest for an invalid cursor or another list's.
    """
    try:
        head, *rest = _bytes(word, MAX_CURSOR_CHARACTERS).decode().split("\0")
    except ValueError:
        raise BadRequest("The cursor is invalid.") from None
    if head != list_name + CURSOR_VERSION or (parts and len(rest) != parts) or not all(rest):
        raise BadRequest("The cursor is from another list.")
    return rest


def after(list_name: str, word: str | None) -> str | None:
    """The single part of an optional cursor."""
    return position(list_name, word)[0] if word else None


def instant(text: str) -> datetime:
    """Parses the instant of a cursor, in UTC. Raises BadRequest."""
    try:
        at = datetime.fromisoformat(text)
        # Overflows for the first or last day of the calendar with an offset.
        moved = at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        moved = None
    if moved is None:
        raise BadRequest("The cursor is invalid.")
    return moved


@lru_cache(maxsize=64)
def _uuid_bytes(event_id: str) -> bytes:
    return UUID(event_id).bytes


def _word(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(word: str, max_characters: int = MAX_WORD_CHARACTERS) -> bytes:
    """Raises ValueError."""
    if len(word) > max_characters:
        raise ValueError("too long")
    try:
        return base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
