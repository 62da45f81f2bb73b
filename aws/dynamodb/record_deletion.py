"""Removes the records of what is marked for deletion. Idempotent: each step queries what is left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from aws.clients import Aws
from aws.dynamodb import keys
from aws.dynamodb.jobs import DynamoJobs
from aws.dynamodb.live_photos import live_photo_names
from aws.dynamodb.photo_registration import PhotoTables
from aws.dynamodb.serialization import Item, to_event, to_photos, to_user
from aws.dynamodb.table import Table, expressions
from aws.dynamodb.transactions import Action, try_transact
from aws.resources import ResourceNames
from domain.job_models import Job, JobKind
from domain.models import Event, Photo, User

MARKED = "attribute_exists(deleting_since)"
COUNTS_UNCHANGED = f"{MARKED} AND photo_count = :photo_count AND total_bytes = :total_bytes"
SAME = "registered_at = :registered_at"


class DynamoRecordDeletion:
    """Implements `RecordDeletion`."""

    def __init__(self, aws: Aws, names: ResourceNames) -> None:
        self._aws = aws
        self._tables = PhotoTables(aws, names)
        self._job_records = DynamoJobs(aws, names)
        self._jobs = Table(aws, names.jobs, "subject", "name")
        self._accessors = Table(aws, names.accessors, "event_id", "access_code")
        self._sorting = Table(aws, names.sorting, "event_id", "name")
        self._events = Table(aws, names.events, "event_id")
        self._users = Table(aws, names.users, "user_email")

    async def marked_event(self, event_id: str) -> Event | None:
        stored = await self._events.get(event_id)
        event = to_event(stored) if stored else None
        return event if event and event.deleting_since else None

    async def marked_account(self, user_id: str) -> User | None:
        wanted = expressions({"user_id": user_id}, KeyConditionExpression="user_id = :user_id")
        async for items in self._users.query(IndexName="by_user_id", **wanted):
            for found in items:
                stored = await self._users.get(found["user_email"]["S"])
                user = to_user(stored) if stored else None
                if user and user.deleting_since:
                    return user
        return None

    async def events_of(self, user_id: str) -> Sequence[str]:
        wanted = expressions({"user_id": user_id}, KeyConditionExpression="user_id = :user_id")
        pages = [page async for page in self._events.query(IndexName="by_owner", **wanted)]
        return [stored["event_id"]["S"] for page in pages for stored in page]

    async def remove_codes(self, event_id: str) -> None:
        async for items in self._accessors.query(**_partition("event_id", event_id, "event_id, access_code")):
            codes = [stored["access_code"]["S"] for stored in items]
            await asyncio.gather(*(self._accessors.delete((event_id, code), "") for code in codes))

    async def remove_from_codes(self, event_id: str, filenames: frozenset[str]) -> None:
        async for items in self._accessors.query(**_partition("event_id", event_id, "access_code, images")):
            await asyncio.gather(*(self._remove_from_code(event_id, stored, filenames) for stored in items))

    async def remove_corrections(self, event_id: str, filenames: frozenset[str]) -> None:
        names = [keys.sorted_photo(filename) for filename in filenames]
        await asyncio.gather(*(self._sorting.delete((event_id, name), "") for name in names))

    async def remove_sorting(self, event_id: str) -> None:
        async for items in self._sorting.query(**_partition("event_id", event_id, "#name")):
            names = [stored["name"]["S"] for stored in items]
            await asyncio.gather(*(self._sorting.delete((event_id, name), "") for name in names))

    async def remove_live_photos(self, event_id: str) -> None:
        async for names in live_photo_names(self._tables.photos, event_id):
            await asyncio.gather(*(self._tables.photos.delete((event_id, name), "") for name in names))

    async def photos_of(self, event_id: str, *, marked_only: bool = False) -> AsyncIterator[Sequence[Photo]]:
        wanted = _partition("event_id", event_id) | ({"FilterExpression": MARKED} if marked_only else {})
        async for items in self._tables.photos.query(**wanted):
            yield to_photos(items)

    async def remove_photos(self, photos: Sequence[Photo]) -> None:
        table = self._tables.photos
        await asyncio.gather(*(table.delete(photo.key, SAME, registered_at=photo.registered_at) for photo in photos))

    async def remove_jobs(self, event_id: str) -> None:
        this_job = Job(JobKind.EVENT, event_id).name
        async for items in self._jobs.query(**_partition("subject", event_id, "#name")):
            names = {stored["name"]["S"] for stored in items} - {this_job}
            await asyncio.gather(*(self._jobs.delete((event_id, name), "") for name in names))

    async def remove_event(self, event: Event) -> bool:
        counts, link = event.model_dump(include={"photo_count", "total_bytes"}), keys.public_link(event.public_url)
        points_here = "attribute_not_exists(points_to) OR points_to = :event_id"
        actions: list[Action] = [
            self._events.delete_action((event.event_id,), COUNTS_UNCHANGED, **counts),
            self._events.delete_action((link,), points_here, event_id=event.event_id),
            self._job_records.delete_action(Job(JobKind.EVENT, event.event_id)),
        ]
        if event.total_bytes:
            actions.append(self._tables.add_storage_usage(event.user_id, -event.total_bytes, ""))
        return await try_transact(self._aws, actions)

    async def remove_account(self, user: User) -> None:
        name, usage = keys.user_name(user.user_name), keys.storage_usage(user.user_id)
        points_here = "attribute_not_exists(points_to) OR points_to = :email"
        actions: list[Action] = [
            self._users.delete_action((user.email,), MARKED),
            self._users.delete_action((name,), points_here, email=user.email),
            self._users.delete_action((usage,), ""),
            self._job_records.delete_action(Job(JobKind.ACCOUNT, user.user_id)),
        ]
        await try_transact(self._aws, actions)

    async def _remove_from_code(self, event_id: str, stored: Item, filenames: frozenset[str]) -> None:
        present = filenames.intersection(stored.get("images", {}).get("SS", ()))
        if present:
            key = (event_id, stored["access_code"]["S"])
            await self._accessors.update(key, "DELETE images :images", "attribute_exists(access_code)", images=present)


def _partition(partition: str, value: str, projection: str = "") -> dict[str, object]:
    """Parameters of a consistent query of one partition."""
    texts = {"KeyConditionExpression": f"{partition} = :value", "ProjectionExpression": projection}
    return {"ConsistentRead": True} | expressions({"value": value}, **texts)
