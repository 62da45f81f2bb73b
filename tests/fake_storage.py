"""In-memory storage and mail, with the contracts of those in `aws/`.

`FakeStorage.send` is the storage's own side of a signed URL: what a browser would meet over HTTP.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import md5
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from aws.resources import ARCHIVES_PREFIX
from aws.s3 import keys
from domain.download_names import rendition_name
from domain.errors import InvalidInput, NotFound
from domain.models import OriginalKey, Photo, RenditionKind
from domain.ports.accounts import Undelivered
from domain.ports.storage import SignedRequest, StoredPart, UploadProgress, UploadState
from domain.rendering import Patch
from tests.indexed import Indexed

Bucket = Literal["originals", "derived"]
LONGEST_GET = timedelta(hours=1)

original_key = keys.original


@dataclass
class FakeFreeSpace:
    bytes: int = 1 << 50

    async def free_bytes(self) -> int:
        return self.bytes


@dataclass(frozen=True)
class StorageResponse:
    """Header names are in lower case."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FakeObject:
    body: bytes
    content_type: str

    @cached_property
    def etag(self) -> str:
        return f'"{md5(self.body, usedforsecurity=False).hexdigest()}"'


@dataclass(frozen=True)
class Signed:
    """The request that a fake URL signs. The URL itself contains only a number."""

    method: str
    bucket: Bucket
    key: str
    until: datetime
    headers: tuple[tuple[str, str], ...] = ()
    attachment: bool = False
    part: tuple[str, int] | None = None
    filename: str = ""


class FakeStorage:
    """Implements `Storage`. `originals` and `derived` are by key; `clock` decides which URLs have expired."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.originals: Indexed[str, FakeObject] = Indexed(event=_event_of)
        self.derived: Indexed[str, FakeObject] = Indexed(event=_event_of)
        self._clock = clock
        self._urls: dict[Signed, str] = {}
        self._signed: dict[str, Signed] = {}
        self._parts: dict[str, dict[int, FakeObject]] = {}
        self._upload_keys: dict[str, str] = {}

    def signed_get(self, photo: Photo, kind: RenditionKind, *, now: datetime, until: datetime, attachment: bool) -> str:
        bucket: Bucket = "originals" if kind is RenditionKind.ORIGINAL else "derived"
        key = original_key(photo) if bucket == "originals" else f"{original_key(photo)}/{kind.value}"
        rendition = {RenditionKind.THUMBNAIL: photo.thumbnail, RenditionKind.PREVIEW: photo.preview}.get(kind)
        filename = rendition_name(photo, kind, rendition.content_type if rendition else photo.content_type)
        ends_at = min(until, now + LONGEST_GET)
        return self._sign(Signed("GET", bucket, key, ends_at, attachment=attachment, filename=filename))

    def signed_put(self, photo: Photo, *, now: datetime, expires_at: datetime) -> SignedRequest:
        checksum = (("x-amz-checksum-sha256", photo.sha256),) if photo.sha256 else ()
        headers = (
            ("Content-Type", photo.content_type),
            ("Content-Length", str(photo.size_bytes)),
            ("If-None-Match", "*"),
            *checksum,
        )
        signed = Signed("PUT", "originals", original_key(photo), expires_at, headers)
        return SignedRequest("PUT", self._sign(signed), headers)

    def signed_part(
        self, photo: Photo, part_number: int, size_bytes: int, *, now: datetime, expires_at: datetime
    ) -> SignedRequest:
        headers = (("Content-Length", str(size_bytes)),)
        part = (str(photo.upload_id), part_number)
        signed = Signed("PUT", "originals", original_key(photo), expires_at, headers, part=part)
        return SignedRequest("PUT", self._sign(signed), headers)

    async def start_multipart(self, photo: Photo) -> str:
        upload_id = secrets.token_hex(8)
        self._parts[upload_id] = {}
        self._upload_keys[upload_id] = original_key(photo)
        return upload_id

    async def upload_progress(self, photo: Photo) -> UploadProgress:
        if photo.upload_id in self._parts:
            parts = sorted(self._parts[photo.upload_id].items())
            stored_parts = tuple(StoredPart(number, part.etag, len(part.body)) for number, part in parts)
            return UploadProgress(UploadState.OPEN, stored_parts)
        stored = self.originals.get(original_key(photo))
        is_stored = stored is not None and len(stored.body) == photo.size_bytes
        return UploadProgress(UploadState.STORED if is_stored else UploadState.GONE)

    async def complete_multipart(self, photo: Photo, parts: Sequence[tuple[int, str]]) -> None:
        key, stored = original_key(photo), self._parts.get(str(photo.upload_id))
        if stored is None and (there := self.originals.get(key)) and len(there.body) == photo.size_bytes:
            return
        if stored is None or key in self.originals:
            raise InvalidInput("This upload has ended. Request a new one.", ["upload_id"])
        made = [(number, stored.get(number, FakeObject(b"", ""))) for number, _ in parts]
        right = [(number, part.etag.strip('"')) for number, part in made]
        whole = b"".join(part.body for _, part in made)
        if right != [(number, etag.strip('"')) for number, etag in parts] or len(whole) != photo.size_bytes:
            raise InvalidInput("Storage rejected these parts. Upload each part again.", ["parts"])
        self.originals[key] = FakeObject(whole, photo.content_type)
        del self._parts[str(photo.upload_id)]

    def sweep_uploads(self, key: str | None = None) -> None:
        """Deletes the open uploads of one key, or all of them, as the bucket's lifecycle does."""
        for upload_id in [each for each in self._parts if key in (None, self._upload_keys[each])]:
            del self._parts[upload_id]

    async def read_original(self, key: str, *, chunk_bytes: int = 1 << 20) -> AsyncIterator[bytes]:
        if key not in self.originals:
            raise NotFound
        body = self.originals[key].body
        for start in range(0, len(body), chunk_bytes):
            yield body[start : start + chunk_bytes]

    async def read_original_range(self, photo: Photo, start: int, end: int) -> bytes:
        return self.originals[original_key(photo)].body[start:end]

    async def write_rendition(self, photo: Photo, kind: RenditionKind, body: bytes, content_type: str) -> None:
        self.derived[f"{original_key(photo)}/{kind.value}"] = FakeObject(body, content_type)

    async def write_location_stripped(
        self, photo: Photo, patched: Path, patches: Sequence[Patch], content_type: str
    ) -> None:
        key = original_key(photo)
        if key not in self.originals:
            raise NotFound
        body = bytearray(self.originals[key].body)
        for offset, content in patches:
            body[offset : offset + len(content)] = content
        self.derived[f"{key}/unlocated"] = FakeObject(bytes(body), content_type)

    def parse_key(self, key: str) -> OriginalKey:
        return keys.parse(key)

    async def delete_original(self, key: str) -> None:
        self.originals.pop(key, None)

    async def delete_renditions(self, key: str) -> None:
        for kind in RenditionKind:
            self.derived.pop(f"{key}/{kind.value}", None)

    def sign_download(self, key: str, filename: str, until: datetime) -> str:
        """Signs a GET of a derived object that is saved as `filename`."""
        return self._sign(Signed("GET", "derived", key, until, attachment=True, filename=filename))

    def send(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> StorageResponse:
        """Responds as S3 does: 403 to an unsigned request, 412 to a second PUT, 400 to other bytes."""
        given = {name.lower(): value for name, value in (headers or {}).items()} | {"content-length": str(len(body))}
        signed = self._signed.get(url)
        if signed is None or signed.method != method or self._clock() >= signed.until:
            return StorageResponse(403)
        if any(given.get(name.lower()) != value for name, value in signed.headers):
            return StorageResponse(403)
        if method == "GET":
            return self._get(signed)
        return self._put(signed, given, body)

    def _get(self, signed: Signed) -> StorageResponse:
        stored = (self.originals if signed.bucket == "originals" else self.derived).get(signed.key)
        if stored is None:
            return StorageResponse(404)
        headers = {"content-type": stored.content_type, "etag": stored.etag}
        how = "attachment" if signed.attachment else "inline"
        headers["content-disposition"] = f"{how}; filename*=UTF-8''{quote(signed.filename, safe='')}"
        return StorageResponse(200, stored.body, headers)

    def _put(self, signed: Signed, given: Mapping[str, str], body: bytes) -> StorageResponse:
        made = FakeObject(body, given.get("content-type", ""))
        if signed.part is not None:
            upload_id, number = signed.part
            if upload_id not in self._parts:
                return StorageResponse(404)
            self._parts[upload_id][number] = made
            return StorageResponse(200, headers={"etag": made.etag})
        if signed.key in self.originals:
            return StorageResponse(412)
        if given.get("x-amz-checksum-sha256") not in (None, b64encode(hashlib.sha256(body).digest()).decode()):
            return StorageResponse(400)
        self.originals[signed.key] = made
        return StorageResponse(200, headers={"etag": made.etag})

    def _sign(self, signed: Signed) -> str:
        """The same request gets the same URL, as a real one does within its signing window."""
        url = self._urls.get(signed)
        if url is None:
            url = f"https://storage.test/{signed.bucket}/{quote(signed.key)}?signature={len(self._urls)}"
            self._urls[signed] = url
            self._signed[url] = signed
        return url


def _event_of(key: str, _: FakeObject) -> str:
    return keys.parse(key.removeprefix(ARCHIVES_PREFIX)).event_id


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str


class FakeMailer:
    """Implements `Mailer`. `sent` is in order; a `broken` mailer delivers nothing."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.broken = False

    async def send(self, *, to: str, subject: str, text: str) -> None:
        if self.broken:
            raise Undelivered
        self.sent.append(Mail(to, subject, text))
