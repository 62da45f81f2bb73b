"""The files of Live Photos, in the table Photos: an item for each content identifier has the names of its files.

Whoever adds or removes a file decides anew which files belong together (domain/live_photos.py). It writes what changes
of the other files in the same transaction as its own file, on condition that the identifier's version is still the one
that it has read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from aws.dynamodb import keys
from aws.dynamodb.jobs import DynamoJobs
from aws.dynamodb.photo_conditions import unchanged
from aws.dynamodb.serialization import Item, backstop, index_values, item, to_photo
from aws.dynamodb.table import Table, assignments, expressions
from aws.dynamodb.transactions import Action
from aws.resources import TIME_TO_LIVE
from domain.job_models import Job, JobKind
from domain.live_photos import CODES_FOLLOW_AFTER, MAX_FILES_OF_IDENTIFIER, is_linkable, linked
from domain.models import Photo, PhotoKey

NEW = "attribute_not_exists(version)"
SAME = "version = :known"


@dataclass(frozen=True)
class Links:
    """What a change of a file does to the files of its identifier: to itself and to the others, before and after."""

    added: Sequence[Photo] = ()
    before: Sequence[Photo] = ()
    after: Sequence[Photo] = ()
    actions: Sequence[Action] = ()


class DynamoLivePhotos:
    def __init__(self, table: Table, jobs: DynamoJobs) -> None:
        self._table = table
        self._jobs = jobs

    async def with_added(self, photo: Photo, *, now: datetime) -> Links:
        """`photo` is about to become ready."""
        if not is_linkable(photo):
            return Links([photo])
        identifier = await self._read(photo)
        others = [file for file in identifier.files if file.filename != photo.filename]
        if len(others) >= MAX_FILES_OF_IDENTIFIER:
            return Links([photo])
        return self._links(identifier, others, [photo], now)

    async def without(self, photos: Sequence[Photo], *, now: datetime) -> Links:
        """`photos`, of one identifier, are about to be deleted."""
        identifier = await self._read(photos[0])
        names = {photo.filename for photo in photos}
        others = [file for file in identifier.files if file.filename not in names]
        return self._links(identifier, others, [], now)

    def replace_copy(self, video: Photo, *, crc32: int | None, location_may_remain: bool) -> list[Action]:
        """What the still of `video` keeps of its copy without a location. Empty for a photo of its own."""
        if video.live_photo_still is None:
            return []
        update = "SET live_photo_video.location_may_remain = :may_remain"
        values: dict[str, object] = {"may_remain": location_may_remain, "video": video.filename}
        if crc32 is None:
            update += " REMOVE live_photo_video.unlocated_crc32"
        else:
            update, values = f"{update}, live_photo_video.unlocated_crc32 = :crc32", values | {"crc32": crc32}
        key, condition = (video.event_id, video.live_photo_still), "live_photo_video.filename = :video"
        return [self._table.update_action(key, update, condition, **values)]

    def _links(self, identifier: _Identifier, others: Sequence[Photo], added: Sequence[Photo], now: datetime) -> Links:
        old = {file.filename: file for file in others}
        files = linked([*others, *added])
        changed = [file for file in files if file.filename in old and file != old[file.filename]]
        actions = [identifier.put_action(self._table, files)]
        actions += [_link_action(self._table, old[file.filename], file) for file in changed]
        joined = [file for file in files if file.live_photo_still and file != old.get(file.filename)]
        if joined:
            job = Job(JobKind.LIVE_PHOTOS, joined[0].event_id)
            actions.append(self._jobs.put_action(job, due_at=now + CODES_FOLLOW_AFTER, now=now))
        return Links(
            added=[file for file in files if file.filename not in old],
            before=[old[file.filename] for file in changed],
            after=changed,
            actions=actions,
        )

    async def _read(self, photo: Photo) -> _Identifier:
        name = keys.live_photo(photo.live_photo_id or "")
        found = await self._table.get_many([(photo.event_id, name)])
        version = int(found[0]["version"]["N"]) if found else 0
        names = found[0].get("files", {}).get("SS", ()) if found else ()
        files = map(to_photo, await self._table.get_many([(photo.event_id, each) for each in names]))
        mine = [file for file in files if is_linkable(file) and file.live_photo_id == photo.live_photo_id]
        return _Identifier(PhotoKey(photo.event_id, name), version, backstop(photo.registered_at), mine)


@dataclass(frozen=True)
class _Identifier:
    key: PhotoKey
    version: int
    ends_at: int
    files: Sequence[Photo]

    def put_action(self, table: Table, files: Sequence[Photo]) -> Action:
        names = frozenset(file.filename for file in files)
        stored = {**self.key._asdict(), "files": names, "version": self.version + 1, TIME_TO_LIVE: self.ends_at}
        known = {"known": self.version} if self.version else {}
        return table.put_action(item(stored), SAME if self.version else NEW, **known)


async def live_photo_names(table: Table, event_id: str) -> AsyncIterator[Sequence[str]]:
    """The keys of the items of an event's content identifiers, by pages."""
    async for items in _identifiers(table, event_id):
        yield [stored["filename"]["S"] for stored in items]


async def files_of_live_photos(table: Table, event_id: str) -> Sequence[Photo]:
    """All files with a content identifier."""
    pages = [page async for page in _identifiers(table, event_id)]
    names = [name for page in pages for stored in page for name in stored.get("files", {}).get("SS", ())]
    return [to_photo(stored) for stored in await table.get_many([(event_id, name) for name in names])]


def _identifiers(table: Table, event_id: str) -> AsyncIterator[list[Item]]:
    condition = "event_id = :event_id AND begins_with(filename, :prefix)"
    wanted = expressions({"event_id": event_id, "prefix": keys.LIVE_PHOTO}, KeyConditionExpression=condition)
    return table.query(ConsistentRead=True, **wanted)


def _link_action(table: Table, before: Photo, after: Photo) -> Action:
    """Writes the links of a file, which decide whether the indexes list it."""
    index = index_values(after)
    video, still = after.live_photo_video, after.live_photo_still
    linked_now: dict[str, object] = (
        {"live_photo_video": video} if video else {"live_photo_still": still} if still else {}
    )
    removed = {"live_photo_video", "live_photo_still"} - linked_now.keys()
    if still:
        removed |= index.keys()
    else:
        linked_now |= index
    update = f"{assignments(linked_now)} REMOVE {', '.join(sorted(removed))}"
    condition, values = unchanged(before)
    return table.update_action(before.key, update, condition, **linked_now, **values)
