"""Opaque words for clients: photo ids and cursors. Nothing in them is secret; nothing in them is trusted."""

import base64
import binascii
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from domain.errors import BadRequest, NotFound
from domain.models import PhotoKey

CURSOR_VERSION = "1"
MAX_WORD_CHARACTERS = 1024


def photo_id(key: PhotoKey) -> str:
    """The sixteen bytes of the event's UUID, then the filename."""
    return _word(_uuid_bytes(key.event_id) + key.filename.encode())


def photo_key(word: str) -> PhotoKey:
    """Raises NotFound for what is no photo's id: the same answer as for a photo that is not there."""
    try:
        raw = _bytes(word)
        return PhotoKey(str(UUID(bytes=raw[:16])), raw[16:].decode())
    except ValueError:
        raise NotFound from None


def archive_word(event_id: str, archive_id: str) -> str:
    """The sixteen bytes of the event's UUID, then those of the sum of the content."""
    return _word(_uuid_bytes(event_id) + bytes.fromhex(archive_id))


def archive_key(word: str) -> tuple[str, str]:
    """Event and archive; for what is no archive's id, ids that nothing has."""
    try:
        raw = _bytes(word)
        return str(UUID(bytes=raw[:16])), raw[16:].hex()
    except ValueError:
        return "", ""


def cursor(list_name: str, *position: str) -> str:
    """A position in a list: where its next page goes on."""
    return _word("\0".join((list_name + CURSOR_VERSION, *position)).encode())


def position(list_name: str, word: str, parts: int = 1) -> list[str]:
    """What `cursor` was given. Raises BadRequest for anything else, also for another list's cursor."""
    try:
        head, *rest = _bytes(word).decode().split("\0")
    except ValueError:
        raise BadRequest("This cursor is not one of ours.") from None
    if head != list_name + CURSOR_VERSION or len(rest) != parts or not all(rest):
        raise BadRequest("This cursor is not from this list.")
    return rest


def after(list_name: str, word: str | None) -> str | None:
    """The single part of a cursor that a client may have left out."""
    return position(list_name, word)[0] if word else None


def instant(text: str) -> datetime:
    """A cursor's instant, in UTC. Raises BadRequest."""
    try:
        at = datetime.fromisoformat(text)
        # With an offset, the first and the last day of the calendar may lie outside of it.
        moved = at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        moved = None
    if moved is None:
        raise BadRequest("This cursor is not one of ours.")
    return moved


@lru_cache(maxsize=64)
def _uuid_bytes(event_id: str) -> bytes:
    return UUID(event_id).bytes


def _word(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(word: str) -> bytes:
    """Raises ValueError."""
    if len(word) > MAX_WORD_CHARACTERS:
        raise ValueError("too long")
    try:
        return base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
