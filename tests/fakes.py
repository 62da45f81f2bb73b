"""In-memory stores with the contract of those in `aws/`: `tests/aws` runs one suite over both.

No method waits for anything, so each is one step to asyncio, as a transaction is to DynamoDB.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from aws.dynamodb import keys
from domain.archive_models import Archive
from domain.capture_time import Capture
from domain.errors import (
    BadRequest,
    Conflict,
    EmailTaken,
    EventExpired,
    EventNameTaken,
    InvalidInvitation,
    QuotaExceeded,
    UserNameTaken,
)
from domain.job_models import Job, JobKind
from domain.live_photos import CODES_FOLLOW_AFTER, MAX_FILES_OF_IDENTIFIER, is_linkable, linked
from domain.models import Accessor, Event, Model, Page, Photo, PhotoKey, PhotoStatus, User, Watermark
from domain.one_time_tokens import OneTimeToken, Purpose
from domain.photo_counts import difference
from domain.photo_order import MAX_LANES, LaneKey, is_of_camera, key_of, lane_of, natural
from domain.ports.events import EventPosition
from domain.sorting.stored import StoredSorting
from tests.indexed import Indexed

M = TypeVar("M", bound=Model)


@dataclass
class StoredJob:
    made_at: datetime
    due_at: datetime
    version: int = 0
    held_until: datetime | None = None


def _events() -> Indexed[str, Event]:
    return Indexed(public_url=lambda _, event: event.public_url, last_day=lambda _, event: event.expires_at.date())


def _by_event() -> Indexed[Any, Any]:
    return Indexed(event=lambda key, _: key[0])


def _jobs() -> Indexed[Job, StoredJob]:
    return Indexed(subject=lambda job, _: job.subject)


@dataclass
class Tables:
    """The state that all stores of one service share."""

    users: dict[str, User] = field(default_factory=dict)
    events: Indexed[str, Event] = field(default_factory=_events)
    accessors: Indexed[tuple[str, str], Accessor] = field(default_factory=_by_event)
    for_everybody: dict[str, frozenset[str]] = field(default_factory=dict)
    sorting: dict[str, StoredSorting] = field(default_factory=dict)
    photos: Indexed[PhotoKey, Photo] = field(default_factory=_by_event)
    storage_bytes: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    jobs: Indexed[Job, StoredJob] = field(default_factory=_jobs)
    archives: Indexed[tuple[str, str], Archive] = field(default_factory=_by_event)
    one_time_tokens: dict[tuple[Purpose, str], OneTimeToken] = field(default_factory=dict)

    def put_job(self, job: Job, due_at: datetime, now: datetime) -> None:
        kept = self.jobs.setdefault(job, StoredJob(now, due_at))
        kept.due_at, kept.version = due_at, kept.version + 1

    def count(self, event_id: str, **counts: int) -> None:
        event = self.events[event_id]
        self.events[event_id] = _with(event, **{name: getattr(event, name) + count for name, count in counts.items()})

    def link(self, photo: Photo, now: datetime) -> None:
        """Links the files of the content identifier of `photo` anew."""
        of_event = self.photos.by("event", photo.event_id)
        files = [file for file in of_event if is_linkable(file) and file.live_photo_id == photo.live_photo_id]
        if photo.live_photo_id is None or len(files) > MAX_FILES_OF_IDENTIFIER:
            return
        after = linked(files)
        if any(file.live_photo_still and file != self.photos[file.key] for file in after):
            self.put_job(Job(JobKind.LIVE_PHOTOS, photo.event_id), now + CODES_FOLLOW_AFTER, now)
        self.photos.update({file.key: file for file in after})
        self.count(photo.event_id, **difference(after, files))

    def add_storage_usage(self, user_id: str, size_bytes: int) -> None:
        self.storage_bytes[user_id] = self.storage_bytes.get(user_id, 0) + size_bytes


class FakeUsers:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, user: User, invitation: OneTimeToken | None = None) -> None:
        if user.email in self._tables.users:
            raise EmailTaken
        if any(other.user_name == user.user_name for other in self._tables.users.values()):
            raise UserNameTaken
        if invitation and not self._tables.one_time_tokens.pop((invitation.purpose, invitation.digest), None):
            raise InvalidInvitation
        self._tables.users[user.email] = user

    async def by_email(self, email: str) -> User | None:
        user = self._tables.users.get(email)
        return None if user is None or user.deleting_since else user

    async def by_id(self, user_id: str) -> User | None:
        found = (user for user in self._tables.users.values() if user.user_id == user_id and not user.deleting_since)
        return next(found, None)

    async def change(
        self,
        user: User,
        *,
        password_hash: str | None = None,
        email_verified: bool | None = None,
        session_epoch: int | None = None,
    ) -> User:
        stored = self._tables.users.get(user.email)
        known = (user.user_id, user.session_epoch, user.email_verified)
        if stored is None or stored.deleting_since:
            raise Conflict
        if (stored.user_id, stored.session_epoch, stored.email_verified) != known:
            raise Conflict
        changed = _with(stored, password_hash=password_hash, email_verified=email_verified, session_epoch=session_epoch)
        self._tables.users[user.email] = changed
        return changed

    async def storage_bytes(self, user_id: str) -> int:
        return self._tables.storage_bytes.get(user_id, 0)


class FakeOneTimeTokens:
    def __init__(self, tables: Tables) -> None:
        self._tokens = tables.one_time_tokens

    async def add(self, token: OneTimeToken) -> None:
        self._tokens[token.purpose, token.digest] = token

    async def find(self, purpose: Purpose, digest: str) -> OneTimeToken | None:
        return self._tokens.get((purpose, digest))


class FakeEvents:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, event: Event, *, remind_at: datetime | None = None) -> None:
        if await self.id_of(event.public_url):
            raise EventNameTaken
        if event.event_id in self._tables.events:
            raise Conflict
        self._tables.events[event.event_id] = event
        self._remind(event, remind_at, event.created_at)

    async def get(self, event_id: str) -> Event | None:
        return self._tables.events.get(event_id)

    async def id_of(self, public_url: str) -> str | None:
        return next(iter(self._tables.events.keys_by("public_url", public_url)), None)

    async def of_owner(self, user_id: str, *, first: int, after: EventPosition | None, now: datetime) -> Page[Event]:
        def position(event: Event) -> tuple[datetime, str]:
            return event.created_at, event.event_id

        own = [event for event in self._tables.events.values() if event.user_id == user_id and not event.is_over(now)]
        own.sort(key=position, reverse=True)
        if after:
            _check_cursor(after.event_id)
            own = [event for event in own if position(event) < (after.created_at, after.event_id)]
        return _page(own, first)

    async def change(
        self,
        event: Event,
        *,
        name: str | None,
        seconds_to_live: int | None,
        strip_location: bool | None = None,
        watermark: Watermark | None = None,
        time_zone: str | None = None,
        remind_at: datetime | None = None,
        now: datetime,
    ) -> Event:
        stored = self._tables.events.get(event.event_id)
        if stored is None or stored.is_over(now):
            raise EventExpired
        changed = _with(
            stored,
            name=name,
            seconds_to_live=seconds_to_live,
            strip_location=strip_location,
            watermark=watermark,
            time_zone=time_zone,
        )
        self._tables.events[event.event_id] = changed
        self._remind(event, remind_at, now)
        return changed

    async def set_clock_offset(self, event: Event, camera_id: str, offset_seconds: int, *, now: datetime) -> Event:
        stored = self._tables.events.get(event.event_id)
        if stored is None or stored.is_over(now):
            raise EventExpired
        changed = _with(stored, clock_offsets={**stored.clock_offsets, camera_id: offset_seconds})
        self._tables.events[event.event_id] = changed
        return changed

    def _remind(self, event: Event, remind_at: datetime | None, now: datetime) -> None:
        if remind_at:
            self._tables.put_job(Job(JobKind.REMINDER, event.event_id), remind_at, now)


class FakeAccessors:
    def __init__(self, tables: Tables) -> None:
        self._stored = tables.accessors
        self._for_everybody = tables.for_everybody

    async def add(self, accessors: Sequence[Accessor]) -> tuple[Accessor, ...]:
        in_use = tuple(each for each in accessors if (each.event_id, each.access_code) in self._stored)
        self._stored.update({(each.event_id, each.access_code): each for each in accessors if each not in in_use})
        return in_use

    async def get(self, event_id: str, access_code: str) -> Accessor | None:
        return self._joined(event_id, self._stored.get((event_id, access_code)))

    async def of_event(self, event_id: str, *, first: int, after: str | None) -> Page[Accessor]:
        _check_cursor(after)
        found = [each for each in self._of(event_id) if after is None or each.access_code > after]
        page = _page(sorted(found, key=lambda each: each.access_code), first)
        return Page(
            tuple(_with(each, for_everybody=self._for_everybody.get(event_id)) for each in page.items), page.has_next
        )

    async def assigned_filenames(self, event_id: str) -> frozenset[str]:
        own = frozenset(name for each in self._of(event_id) if not each.all_photos for name in each.images)
        return own | self._for_everybody.get(event_id, frozenset())

    async def change(
        self,
        event_id: str,
        access_code: str,
        *,
        label: str | None,
        email: str | None = None,
        group: str | None = None,
        all_photos: bool | None,
        add: frozenset[str],
        remove: frozenset[str],
    ) -> Accessor | None:
        stored = self._stored.get((event_id, access_code))
        if stored is None:
            return None
        changed = _with(stored, all_photos=all_photos, images=(stored.images | add) - remove)
        texts = {"label": label, "email": email, "group": group}
        changed = changed.model_copy(update={name: text or None for name, text in texts.items() if text is not None})
        self._stored[event_id, access_code] = changed
        return self._joined(event_id, changed)

    async def give(
        self, event: Event, access_code: str | None, *, add: frozenset[str], remove: frozenset[str], now: datetime
    ) -> None:
        if access_code is None:
            known = self._for_everybody.get(event.event_id, frozenset())
            self._for_everybody[event.event_id] = (known | add) - remove
            return
        await self.change(event.event_id, access_code, label=None, all_photos=None, add=add, remove=remove)

    async def remove(self, event_id: str, access_code: str) -> bool:
        return self._stored.pop((event_id, access_code), None) is not None

    async def replace_photos(self, event_id: str, replacements: Mapping[str, str]) -> None:
        def replaced(names: frozenset[str]) -> frozenset[str]:
            return frozenset(replacements.get(name, name) for name in names)

        for accessor in self._of(event_id):
            changed = accessor.model_copy(update={"images": replaced(accessor.images)})
            self._stored[event_id, accessor.access_code] = changed
        if event_id in self._for_everybody:
            self._for_everybody[event_id] = replaced(self._for_everybody[event_id])

    async def count_opened(self, event_id: str, access_code: str, now: datetime) -> Accessor | None:
        stored = self._stored.get((event_id, access_code))
        if stored is None:
            return None
        first = stored.first_opened_at or now
        opened = _with(stored, first_opened_at=first, last_opened_at=now, open_count=stored.open_count + 1)
        self._stored[event_id, access_code] = opened
        return self._joined(event_id, opened)

    async def count_downloads(self, event_id: str, access_code: str, count: int) -> None:
        stored = self._stored.get((event_id, access_code))
        if stored is not None:
            self._stored[event_id, access_code] = _with(stored, download_count=stored.download_count + count)

    def _joined(self, event_id: str, stored: Accessor | None) -> Accessor | None:
        return stored and _with(stored, for_everybody=self._for_everybody.get(event_id))

    def _of(self, event_id: str) -> list[Accessor]:
        return self._stored.by("event", event_id)


class FakePhotos:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def get_many(self, keys: Sequence[PhotoKey]) -> dict[PhotoKey, Photo]:
        return {key: self._tables.photos[key] for key in keys if key in self._tables.photos}

    async def of_event(
        self,
        event_id: str,
        *,
        first: int,
        after: str | None,
        status: frozenset[PhotoStatus] | None = None,
        without_cards: bool = False,
        is_descending: bool = False,
    ) -> Page[Photo]:
        _check_cursor(after)
        places = {photo.key: natural(photo.filename) for photo in self._shown(event_id, status, without_cards)}
        return self._behind(places, None if after is None else natural(after), first, is_descending)

    async def of_lane(
        self,
        event_id: str,
        lane: str,
        *,
        first: int,
        after: LaneKey | None,
        status: frozenset[PhotoStatus] | None = None,
        without_cards: bool = False,
        is_descending: bool = False,
    ) -> Page[Photo]:
        _check_cursor(after and after.text)
        photos = [photo for photo in self._shown(event_id, status, without_cards) if lane_of(photo) == lane]
        places = {photo.key: key_of(photo).text for photo in photos}
        return self._behind(places, None if after is None else after.text, first, is_descending)

    async def captures(self, event_id: str, lane: str) -> Sequence[Capture]:
        photos = [photo for photo in self._shown(event_id, None) if lane_of(photo) == lane]
        photos.sort(key=lambda photo: key_of(photo).text.encode())
        return [*map(Capture.of, photos)]

    def _shown(self, event_id: str, status: frozenset[PhotoStatus] | None, without_cards: bool = False) -> list[Photo]:
        return [
            photo
            for photo in self._tables.photos.by("event", event_id)
            if (status is None or photo.status in status) and photo.deleting_since is None
            if photo.live_photo_still is None
            if not (without_cards and photo.qr_card)
        ]

    def _behind(self, places: dict[PhotoKey, str], after: str | None, first: int, is_descending: bool) -> Page[Photo]:
        ordered = sorted(places.items(), key=lambda each: each[1].encode(), reverse=is_descending)
        if after is not None:
            ordered = [each for each in ordered if (each[1] < after if is_descending else each[1] > after)]
        return _page([self._tables.photos[key] for key, _ in ordered], first)

    async def register(self, event: Event, photos: Sequence[Photo], *, quota_bytes: int, now: datetime) -> None:
        tables, size_bytes = self._tables, sum(photo.size_bytes for photo in photos)
        if size_bytes > quota_bytes:
            raise QuotaExceeded
        stored = tables.events.get(event.event_id)
        if stored is None or stored.is_over(now):
            raise EventExpired
        if tables.storage_bytes.get(event.user_id, 0) + size_bytes > quota_bytes:
            raise QuotaExceeded
        in_use = [photo.filename for photo in photos if photo.key in tables.photos]
        if in_use:
            raise Conflict(in_use)
        tables.photos.update({photo.key: photo for photo in photos})
        tables.count(event.event_id, photo_count=len(photos), total_bytes=size_bytes)
        tables.add_storage_usage(event.user_id, size_bytes)

    async def replace_upload(self, photo: Photo, upload_id: str) -> Photo | None:
        stored = self._unfinished(photo)
        if stored is None or (stored.status, stored.upload_id) != (PhotoStatus.UPLOADING, photo.upload_id):
            return None
        self._tables.photos[photo.key] = _with(stored, upload_id=upload_id)
        return self._tables.photos[photo.key]

    async def keep_tickets_until(self, photo: Photo, until: datetime) -> Photo | None:
        stored = self._unfinished(photo)
        if stored is None or stored.status is not PhotoStatus.UPLOADING:
            return None
        if stored.tickets_until and stored.tickets_until >= until:
            return None
        self._tables.photos[photo.key] = _with(stored, tickets_until=until)
        return self._tables.photos[photo.key]

    async def start_processing(self, photo: Photo) -> bool:
        stored = self._unfinished(photo)
        if stored is None:
            return False
        self._tables.photos[photo.key] = _with(stored, status=PhotoStatus.PROCESSING, attempts=stored.attempts + 1)
        return True

    async def finish(self, photo: Photo) -> bool:
        event = self._tables.events.get(photo.event_id)
        if self._unfinished(photo) is None or event is None or event.deleting_since:
            return False
        is_new = is_of_camera(lane_of(photo)) and lane_of(photo) not in event.lanes
        if is_new and len(event.lanes) >= MAX_LANES:
            photo = photo.model_copy(update={"in_shared_lane": True})
        tables = self._tables
        tables.photos[photo.key] = photo
        tables.count(photo.event_id, **difference([photo], [_with(photo, status=PhotoStatus.PROCESSING)]))
        if photo.status is PhotoStatus.READY:
            lanes = event.lanes | {lane_of(photo)}
            tables.events[photo.event_id] = _with(tables.events[photo.event_id], lanes=lanes)
            tables.count(photo.event_id, cards_read=int(bool(photo.card_codes)), photos_version=1)
            tables.link(photo, photo.uploaded_at or photo.registered_at)
        else:
            tables.add_storage_usage(photo.user_id, -photo.size_bytes)
        return True

    async def stills_of_videos(self, event_id: str) -> dict[str, str]:
        photos = filter(is_linkable, self._tables.photos.by("event", event_id))
        return {photo.filename: photo.live_photo_still for photo in photos if photo.live_photo_still}

    async def replace_copy(
        self, photo: Photo, *, crc32: int | None, location_may_remain: bool, location_rules: int
    ) -> bool:
        stored = self._tables.photos.get(photo.key)
        if stored is None or stored.deleting_since or stored.location_rules > location_rules:
            return False
        if (stored.registered_at, stored.status) != (photo.registered_at, PhotoStatus.READY):
            return False
        changes = {"unlocated_crc32": crc32, "location_may_remain": location_may_remain}
        if stored.live_photo_still != photo.live_photo_still:
            return False
        self._tables.photos[photo.key] = stored.model_copy(update={**changes, "location_rules": location_rules})
        if stored.live_photo_still:
            still = self._tables.photos[PhotoKey(photo.event_id, stored.live_photo_still)]
            assert still.live_photo_video
            video = still.live_photo_video.model_copy(update=changes)
            self._tables.photos[still.key] = still.model_copy(update={"live_photo_video": video})
        return True

    async def mark_card(self, photo: Photo, *, is_card: bool) -> None:
        stored, event = self._tables.photos.get(photo.key), self._tables.events.get(photo.event_id)
        if stored is None or event is None or event.deleting_since or stored.deleting_since:
            return
        if (stored.registered_at, stored.status) != (photo.registered_at, PhotoStatus.READY):
            return
        self._tables.photos[photo.key] = _with(stored, qr_card=is_card)
        is_read = is_card and not (stored.qr_card and event.has_cards)
        self._count_card(stored, is_card - stored.qr_card, is_read=is_read)

    def _count_card(self, photo: Photo, change: int, *, is_read: bool) -> None:
        changes = {"card_count": change, "card_bytes": change * photo.size_bytes, "cards_read": int(is_read)}
        self._tables.count(photo.event_id, **changes, photos_version=1)

    def _unfinished(self, photo: Photo) -> Photo | None:
        stored = self._tables.photos.get(photo.key)
        if stored is None or stored.deleting_since or stored.registered_at != photo.registered_at:
            return None
        return stored if stored.status in (PhotoStatus.UPLOADING, PhotoStatus.PROCESSING) else None


class FakeRateLimits:
    def __init__(self, tables: Tables) -> None:
        self._taken = tables.taken

    async def acquire(self, key: str, *, limit: int, expires_at: datetime, amount: int = 1) -> bool:
        if self._taken.get(key, 0) + amount > limit:
            return False
        self._taken[key] = self._taken.get(key, 0) + amount
        return True

    async def release(self, key: str, *, amount: int = 1) -> None:
        self._taken[key] = max(0, self._taken.get(key, 0) - amount)


def _with(model: M, **changes: object) -> M:
    """None leaves a value unchanged."""
    return model.model_copy(update={name: value for name, value in changes.items() if value is not None})


def _page(found: Iterable[M], first: int) -> Page[M]:
    items = tuple(found)
    return Page(items[:first], has_next=len(items) > first)


def _check_cursor(after: str | None) -> None:
    if after is not None and not keys.is_valid("event", after):
        raise BadRequest
