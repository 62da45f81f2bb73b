"""The whole service with fake adapters and a clock that tests control."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.accessors import Person
from domain.errors import RateLimited
from domain.expiry import Sweep
from domain.jobs import Jobs
from domain.models import Accessor, Event, Photo, Photographer, PhotoKey, PhotoStatus, Watermark
from domain.ports.storage import Renditions
from domain.rejections import PhotoRejection
from domain.rendering import Camera, CaptureTime, Original, Patch, RenderedImage, RenderedPhoto, Unreadable
from domain.service import Service
from domain.upload_processing import UploadProcessor
from domain.uploads import MAX_FILES_A_CALL, UNDECLARED, Ticket, UploadFile
from runtime.adapters import Adapters
from runtime.settings import Settings
from runtime.wiring import RandomSources, service_of, upload_processor_of
from runtime.worker_wiring import jobs_of, sweep_of
from tests.fake_archives import FakeArchives, FakeArchiveStorage
from tests.fake_deletion import FakeDeletionMarks, FakeEdgeCache, FakeObjectDeletion, FakeRecordDeletion
from tests.fake_jobs import FakeCheckpoints, FakeInventory, FakeJobs, FakeQueue, FakeUploadQueue
from tests.fake_sorting import FakeSorting
from tests.fake_storage import FakeFreeSpace, FakeMailer, FakeObject, FakeStorage, original_key
from tests.fakes import FakeAccessors, FakeEvents, FakeOneTimeTokens, FakePhotos, FakeRateLimits, FakeUsers, Tables

KEY_BYTES = b"0123456789abcdef0123456789abcdef"
ORIGIN = "https://imgsh.example"
START = datetime(2026, 6, 1, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"


def settings_with(**changes: object) -> Settings:
    secret = base64.b64encode(KEY_BYTES).decode()
    keys = f'[{{"kid": "test", "secret": "{secret}"}}]'
    given = {"public_origin": ORIGIN, "token_keys": keys, "sign_up": "open", **changes}
    return Settings.model_validate(given)


class InstantHasher:
    """Takes no time, for tests that are not about hashing. With `is_busy` it refuses every password."""

    def __init__(self) -> None:
        self.hashed = self.judged = 0
        self.is_busy = False

    async def hash(self, password: str) -> str:
        self.hashed += 1
        return f"plain:{password}"

    async def verify(self, password: str, password_hash: str | None) -> bool:
        if self.is_busy:
            raise RateLimited(5)
        self.judged += 1
        return password_hash in (f"plain:{password}", f"old:{password}")

    def is_outdated(self, password_hash: str) -> bool:
        return not password_hash.startswith("plain:")


class FakeRenditions:
    """Renders any original that starts with PHOTO; all others are unreadable.

    Some are taken "at home"; of those taken "somewhere" the place can't be taken out. `shoot` makes those with a time,
    `shoot_cards` those with QR codes, and `shoot_live` the parts of Live Photos.
    """

    async def render(self, original: Original, declared_content_type: str, watermark: Watermark) -> RenderedPhoto:
        body = await asyncio.to_thread(original.path.read_bytes)
        if not body.startswith(b"PHOTO"):
            raise Unreadable(PhotoRejection.NOT_A_PHOTO, "This file is no photo.")
        image = RenderedImage(b"small " + body, "image/webp", 512, 384)
        place = body.find(b"at home")
        shot = re.search(r"^(\w+) at (\S+) offset (\S+) gps (\S+)$", body.decode(), re.MULTILINE)
        serial, local, *offsets = shot.groups() if shot else ("1234", None)
        zone, gps = (None if text == "None" else int(text) for text in offsets or ("None", "None"))
        return RenderedPhoto(
            content_type="image/heic" if declared_content_type == UNDECLARED else declared_content_type,
            width=4000,
            height=3000,
            capture_time=CaptureTime(local, zone, gps) if local else None,
            placeholder="placeholder",
            thumbnail=image,
            preview=replace(image, body=image.body + watermark.text.encode()),
            camera=Camera("Nikon", "Z 9", serial),
            location=(Patch(place, b"-------"),) if place >= 0 else (),
            location_may_remain=b"somewhere" in body,
            qr_texts=tuple(re.findall(r"^QR (.*)$", body.decode(), re.MULTILINE)),
            qr_unread=b"\nunreadable QR" in body,
            live_photo_id=next(iter(re.findall(r"^live (.*)$", body.decode(), re.MULTILINE)), None),
        )


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


live_backends: list[InMemoryBackend] = []
"""The backends of the running test: their secrets must not be in its log (tests/conftest.py)."""


@dataclass
class InMemoryBackend:
    clock: Clock = field(default_factory=Clock)
    tables: Tables = field(default_factory=Tables)
    mailer: FakeMailer = field(default_factory=FakeMailer)
    queue: FakeQueue = field(default_factory=FakeQueue)
    uploads: FakeUploadQueue = field(default_factory=FakeUploadQueue)
    free_space: FakeFreeSpace = field(default_factory=FakeFreeSpace)
    settings: Settings = field(default_factory=settings_with)
    random_sources: RandomSources = field(default_factory=RandomSources)
    hasher: InstantHasher = field(default_factory=InstantHasher)
    renditions: Renditions = field(default_factory=FakeRenditions)

    def __post_init__(self) -> None:
        live_backends.append(self)
        self.storage = FakeStorage(self.clock)
        self.edge_cache = FakeEdgeCache(self.storage)
        self.inventory = FakeInventory(self.tables, self.storage, self.clock())
        self.adapters = Adapters(
            users=FakeUsers(self.tables),
            events=FakeEvents(self.tables),
            accessors=FakeAccessors(self.tables),
            photos=FakePhotos(self.tables),
            limits=FakeRateLimits(self.tables),
            one_time_tokens=FakeOneTimeTokens(self.tables),
            storage=self.storage,
            photo_links=self.storage,
            mailer=self.mailer,
            jobs=FakeJobs(self.tables),
            queue=self.queue,
            uploads=self.uploads,
            deletion_marks=FakeDeletionMarks(self.tables),
            deletion=FakeRecordDeletion(self.tables),
            objects=FakeObjectDeletion(self.storage),
            archives=FakeArchives(self.tables),
            archive_storage=FakeArchiveStorage(self.storage),
            inventory=self.inventory,
            checkpoints=FakeCheckpoints(),
            sorting=FakeSorting(self.tables),
            free_space=self.free_space,
            edge_cache=self.edge_cache,
            hasher=self.hasher,
        )
        self.service: Service = service_of(self.settings, self.adapters, self.clock, self.random_sources)
        self.upload_processor: UploadProcessor = upload_processor_of(self.adapters, self.renditions, self.clock)
        self.jobs: Jobs = jobs_of(self.settings, self.adapters, self.clock)
        self.sweep: Sweep = sweep_of(self.adapters, self.clock)

    async def photographer(self, name: str = "anna", *, verified: bool = True) -> Photographer:
        email = f"{name}@example.com"
        session = await self.service.accounts.sign_up(
            email=email, user_name=name, password=PASSWORD, address="192.0.2.1"
        )
        if verified:
            return Photographer.of(await self.service.accounts.verify_email(self.mailed_token(email)))
        return Photographer.of(session.user)

    async def reset_token(self, email: str) -> str:
        """Requests a reset and returns the token of the mailed link."""
        await self.service.accounts.request_password_reset(email, address="192.0.2.1")
        await self.work()
        return self.mailed_token(email)

    def mailed_token(self, to: str) -> str:
        """Returns the token of the link in the newest mail to this address."""
        newest = [mail for mail in self.mailer.sent if mail.to == to][-1]
        (token,) = re.findall(r"/(?:verify|reset)#(\S+)", newest.text)
        return str(token)

    async def event(self, photographer: Photographer, name: str = "Wedding", **life: int) -> Event:
        seconds = life.get("seconds_to_live", 604_800)
        return await self.service.events.create(photographer, name=name, seconds_to_live=seconds)

    async def ticket(self, photographer: Photographer, event: Event, file: UploadFile) -> Ticket:
        _, (found,) = await self.service.uploads.request(photographer, event.event_id, [file])
        return found

    async def upload(self, photographer: Photographer, event: Event, *filenames: str) -> list[PhotoKey]:
        """Uploads and processes a readable photo for each name."""
        keys: list[PhotoKey] = []
        for start in range(0, len(filenames), MAX_FILES_A_CALL):
            batch = filenames[start : start + MAX_FILES_A_CALL]
            files = [UploadFile(name, "image/jpeg", len(_body(name))) for name in batch]
            _, tickets = await self.service.uploads.request(photographer, event.event_id, files)
            for ticket in tickets:
                await self.arrive(ticket.photo, _body(ticket.photo.filename))
                assert self.tables.photos[ticket.photo.key].status is PhotoStatus.READY
                keys.append(ticket.photo.key)
        return keys

    async def shoot(
        self,
        photographer: Photographer,
        event: Event,
        filename: str,
        taken: CaptureTime,
        by: str,
        *,
        texts: Sequence[str] = (),
        is_unread: bool = False,
    ) -> Photo:
        """Uploads and processes a photo taken by the camera with the serial number `by`, of QR codes with `texts`."""
        taken_by = f"{by} at {taken.local} offset {taken.utc_offset_minutes} gps {taken.gps_offset_seconds}"
        lines = [filename, taken_by, *_qr_lines(texts, is_unread=is_unread)]
        return await self._upload_body(photographer, event, filename, _body("\n".join(lines)))

    async def shoot_cards(
        self, photographer: Photographer, event: Event, filename: str, *texts: str, is_unread: bool = False
    ) -> Photo:
        """Uploads and processes a photo of QR codes with these texts, and of one that can't be read."""
        lines = [filename, *_qr_lines(texts, is_unread=is_unread)]
        return await self._upload_body(photographer, event, filename, _body("\n".join(lines)))

    async def shoot_live(
        self, photographer: Photographer, event: Event, filename: str, identifier: str, more: str = ""
    ) -> Photo:
        """Uploads and processes the still of a Live Photo, or its video if it is named `.mov`."""
        return await self._upload_body(
            photographer, event, filename, _body("\n".join((filename, f"live {identifier}", more)))
        )

    async def _upload_body(self, photographer: Photographer, event: Event, filename: str, body: bytes) -> Photo:
        content_type = "video/quicktime" if filename.lower().endswith(".mov") else "image/jpeg"
        ticket = await self.ticket(photographer, event, UploadFile(filename, content_type, len(body)))
        await self.arrive(ticket.photo, body)
        return self.tables.photos[ticket.photo.key]

    async def arrive(self, photo: Photo, body: bytes) -> None:
        """Stores the original and processes it."""
        self.store(original_key(photo), body)
        await self.upload_processor.process(original_key(photo))

    async def work(self) -> None:
        """Does every enqueued job, and the jobs that these enqueue."""
        while self.queue.enqueued:
            await self.jobs.work(self.queue.enqueued.pop(0))

    async def wait_for_deletion(self) -> None:
        """Lets time pass for the steps of a deletion that come later."""
        for _ in range(3):
            self.clock.forward(minutes=5)
            await self.sweep.sweep()
            await self.work()

    @property
    def left(self) -> list[object]:
        """Everything that still exists, except accounts."""
        tables, storage = self.tables, self.storage
        kept = (tables.events, tables.accessors, tables.photos, tables.jobs, tables.archives)
        return [
            key
            for each in (*kept, tables.for_everybody, tables.sorting, storage.originals, storage.derived)
            for key in each
        ]

    def store(self, key: str, body: bytes) -> None:
        self.storage.originals[key] = FakeObject(body, "image/jpeg")

    async def issue(
        self, photographer: Photographer, event: Event, *keys: PhotoKey, all_photos: bool = False
    ) -> Accessor:
        _, accessor = await self.service.accessors.issue(
            photographer, event.event_id, keys=keys, all_photos=all_photos, person=Person("Ben")
        )
        return accessor


def some_id(number: int) -> str:
    """An identifier of nothing that exists."""
    return str(UUID(int=number))


def _body(filename: str) -> bytes:
    return f"PHOTO {filename}".encode()


def _qr_lines(texts: Sequence[str], *, is_unread: bool) -> list[str]:
    return [*(f"QR {text}" for text in texts), *(["unreadable QR"] if is_unread else [])]
