"""What photographers do, and what they may rely on afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

import httpx

from tests.photo_files import photographs
from tests.user_journey import Answer, Client, Picture, Uploaded, issue, view

Answered = TypeVar("Answered")

PIXELS = (160, 120)
MAX_PHOTOS = 16
"""Of one event: with more, photos are deleted, so that a round stays short."""


class Killed(Exception):
    """The service was killed while it answered."""


@dataclass
class Album:
    """What was acknowledged about one event, and the one request that was not answered."""

    event_id: str
    public_url: str
    photos: dict[str, Picture] = field(default_factory=dict)  # by id: stored
    deleted: set[str] = field(default_factory=set)  # ids
    codes: dict[str, tuple[Answer, set[str]]] = field(default_factory=dict)  # by code: the accessor, and its photo ids
    revoked: set[str] = field(default_factory=set)  # codes
    archives: dict[str, set[str]] = field(default_factory=dict)  # by id: the ids of its photos
    unanswered_pictures: list[Picture] = field(default_factory=list)
    unanswered_deletions: set[str] = field(default_factory=set)  # ids or codes
    unanswered_labels: dict[str, set[str]] = field(default_factory=dict)  # codes being issued: photo ids by label

    def forget(self, photo_id: str) -> None:
        """The photo was deleted: codes and archives that contain it change too."""
        del self.photos[photo_id]
        for _, photo_ids in self.codes.values():
            photo_ids.discard(photo_id)
        self.archives = {name: ids for name, ids in self.archives.items() if photo_id not in ids}


@dataclass
class Photographer:
    """Works on one event, one request after the other, until the service is killed."""

    name: str
    random: Random
    album: Album | None = None
    ended: set[str] = field(default_factory=set)  # ids of deleted events
    ending: str | None = None
    done: Counter[str] = field(default_factory=Counter)
    _count: int = 0

    async def work(self, client: Client, storage: httpx.AsyncClient) -> None:
        """Raises Killed when an answer does not come."""
        album = self.album or await self._begin(client)
        steps: dict[str, tuple[int, Callable[[Client, httpx.AsyncClient, Album], Awaitable[None]]]] = {
            "upload": (8 if len(album.photos) < MAX_PHOTOS else 0, self._upload),
            "issue": (4, self._issue),
            "revoke": (2 if album.codes else 0, self._revoke),
            "open": (2 if album.codes else 0, self._open),
            "delete": (3 if len(album.photos) > MAX_PHOTOS // 2 else 0, self._delete),
            "archive": (1 if len(album.photos) > 3 else 0, self._archive),
            "end": (1 if len(album.photos) > MAX_PHOTOS - 3 else 0, self._end),
        }
        (kind,) = self.random.choices(list(steps), [weight for weight, _ in steps.values()])
        await steps[kind][1](client, storage, album)
        self.done[kind] += 1

    async def _begin(self, client: Client) -> Album:
        self._count += 1
        created = await answered(client.ask("CreateEvent", input={"name": f"Event {self._count}"}))
        event = created["event"]
        self.album = Album(event["id"], event["publicUrl"])
        return self.album

    async def _upload(self, client: Client, storage: httpx.AsyncClient, album: Album) -> None:
        album.unanswered_pictures = [self._picture() for _ in range(self.random.randrange(1, 4))]
        for photo_id, picture in (await send(client, storage, album.event_id, album.unanswered_pictures)).items():
            album.photos[photo_id] = picture
        album.unanswered_pictures = []

    def _picture(self) -> Picture:
        self._count += 1
        (picture,) = photographs(1, PIXELS)
        return Picture(f"{self.name}_{self._count:05}.jpg", picture.body)

    async def _issue(self, client: Client, storage: httpx.AsyncClient, album: Album) -> None:
        self._count += 1
        label, photo_ids = f"code {self._count}", self._some(album)
        album.unanswered_labels = {label: photo_ids}
        names = {album.photos[photo_id].filename: photo_id for photo_id in photo_ids}
        uploaded = Uploaded(album.event_id, album.public_url, names)
        accessor = await answered(issue(client, uploaded, label, names))
        album.codes[accessor["accessCode"]] = accessor, photo_ids
        album.unanswered_labels = {}

    async def _revoke(self, client: Client, storage: httpx.AsyncClient, album: Album) -> None:
        code = self.random.choice(sorted(album.codes))
        album.unanswered_deletions = {code}
        await answered(client.ask("RevokeAccessCode", input={"eventId": album.event_id, "accessCode": code}))
        album.unanswered_deletions = set()
        del album.codes[code]
        album.revoked.add(code)

    async def _open(self, client: Client, storage: httpx.AsyncClient, album: Album) -> None:
        accessor, _ = album.codes[self.random.choice(sorted(album.codes))]
        await answered(view(client.transport, accessor, album.public_url))

    async def _delete(self, client: Client, storage: httpx.AsyncClient, album: Album) -> None:
        photo_ids = set(self.random.sample(sorted(album.photos), self.random.randrange(1, 4)))
        album.unanswered_deletions = photo_ids
        given = {"eventId": album.event_id, "photoIds": sorted(photo_ids)}
        await answered(client.ask("DeletePhotos", input=given))
        album.unanswered_deletions = set()
        album.deleted |= photo_ids
        for photo_id in photo_ids:
            album.forget(photo_id)

    async def _archive(self, client: Client, storage: httpx.AsyncClient, album: Album) -> None:
        page = await answered(client.ask("EventPage", id=album.event_id))
        ready = sorted(photo["id"] for photo in page["photos"]["nodes"] if photo["status"] == "READY")
        photo_ids = set(self.random.sample(ready, len(ready) // 2))
        if photo_ids:
            given = {"eventId": album.event_id, "photoIds": sorted(photo_ids)}
            archive = (await answered(client.ask("RequestArchive", input=given)))["archive"]
            album.archives[archive["id"]] = photo_ids

    async def _end(self, client: Client, storage: httpx.AsyncClient, album: Album) -> None:
        self.ending = album.event_id
        await answered(client.ask("DeleteEvent", input={"eventId": album.event_id}))
        self.ended.add(album.event_id)
        self.album, self.ending = None, None

    def _some(self, album: Album) -> set[str]:
        return {photo_id for photo_id in sorted(album.photos) if self.random.random() < 0.5}


async def send(
    client: Client, storage: httpx.AsyncClient, event_id: str, pictures: list[Picture]
) -> dict[str, Picture]:
    """Returns the stored pictures by their photo's id. A picture that was stored before is no error."""
    files = [
        {
            "filename": picture.filename,
            "contentType": picture.content_type,
            "sizeBytes": len(picture.body),
            "sha256": picture.sha256,
        }
        for picture in pictures
    ]
    asked = await answered(client.ask("RequestUploads", input={"eventId": event_id, "files": files}))
    for picture, ticket in zip(pictures, asked["tickets"], strict=True):
        assert ticket["photo"]["filename"] == picture.filename, ticket["photo"]
        for request in ticket["requests"]:
            headers = {header["name"]: header["value"] for header in request["headers"]}
            sent = storage.request(request["method"], request["url"], headers=headers, content=picture.body)
            response = await answered(sent)
            assert response.status_code in (200, 412), response.text
    return {ticket["photo"]["id"]: picture for picture, ticket in zip(pictures, asked["tickets"], strict=True)}


async def answered(asked: Awaitable[Answered]) -> Answered:
    """Raises Killed instead of the errors of a connection."""
    try:
        return await asked
    except httpx.TransportError as error:
        raise Killed from error
