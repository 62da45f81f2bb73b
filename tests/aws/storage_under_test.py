"""Storage with an HTTP client that uses its signed URLs as a browser does."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Protocol
from urllib.parse import unquote
from uuid import uuid4

import httpx

from domain.models import Photo, Rendition, RenditionKind
from domain.ports.storage import PhotoLinks, SignedRequest, Storage
from tests.fake_storage import StorageResponse

HOUR = timedelta(hours=1)
BODY = bytes(range(256)) * 40
ODD_NAMES = (
    "space and+plus.jpg",
    "100% (2).jpg",
    "Grüße an Ömer.jpg",
    "花嫁 👰🏽‍♀️.jpg",
    "#1?&=;:@,$.jpg",
    "it's `~!*[]{}|^\\\"<>.jpg",
    ".hidden..jpg",
    "é.jpg",
    "x" * 251 + ".jpg",
)


class Send(Protocol):
    def __call__(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> StorageResponse: ...


class PhotoStorage(Storage, PhotoLinks, Protocol):
    """Storage that serves photos itself."""


@dataclass(frozen=True)
class StorageUnderTest:
    storage: PhotoStorage
    send: Send

    def put(self, request: SignedRequest, body: bytes, **other_headers: str | None) -> StorageResponse:
        """Sends the signed request. `other_headers` (with _ for -) replace or add headers; None removes one."""
        changes = {name.replace("_", "-").lower(): value for name, value in other_headers.items()}
        # The client sets content-length, as a browser does.
        signed = {name.lower(): value for name, value in request.headers if name.lower() != "content-length"}
        headers = {name: value for name, value in (signed | changes).items() if value is not None}
        return self.send(request.method, request.url, headers, body)

    def upload(self, photo: Photo, body: bytes) -> StorageResponse:
        now = datetime.now(UTC)
        return self.put(self.storage.signed_put(photo, now=now, expires_at=now + timedelta(hours=1)), body)


def send_over_http(
    method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> StorageResponse:
    response = _browser().request(method, url, headers=headers, content=body or None)
    return StorageResponse(response.status_code, response.content, dict(response.headers))


@cache
def _browser() -> httpx.Client:
    return httpx.Client(timeout=30)


def photo_of(body: bytes, filename: str = "cake.jpg", *, with_checksum: bool = True, **changes: object) -> Photo:
    """A registered photo of its own event."""
    fields: dict[str, object] = {
        "event_id": str(uuid4()),
        "user_id": str(uuid4()),
        "filename": filename,
        "content_type": "image/jpeg",
        "size_bytes": len(body),
        "registered_at": datetime.now(UTC),
        "sha256": b64encode(hashlib.sha256(body).digest()).decode() if with_checksum else None,
        "preview": Rendition(content_type="image/jpeg", width=2, height=1, size_bytes=3),
        "thumbnail": Rendition(content_type="image/webp", width=2, height=1, size_bytes=3),
    }
    return Photo.model_validate(fields | changes)


def saved_as(disposition: str, how: str = "attachment") -> str:
    """The name a browser saves a file under (RFC 6266). The header must be one whole line of ASCII."""
    parts = re.fullmatch(
        how + r"; filename=\"([^\"\\%\x00-\x1f\x7f-\U0010ffff]+)\"(?:; filename\*=UTF-8''([A-Za-z0-9_.~%-]+))?",
        disposition,
    )
    assert parts is not None, disposition
    return unquote(parts[2], errors="strict") if parts[2] else parts[1]


def link(
    under_test: StorageUnderTest,
    photo: Photo,
    kind: RenditionKind = RenditionKind.ORIGINAL,
    *,
    life: timedelta = HOUR,
    attachment: bool = False,
) -> str:
    now = datetime.now(UTC)
    return under_test.storage.signed_get(photo, kind, now=now, until=now + life, attachment=attachment)
