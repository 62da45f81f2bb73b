"""What must hold after each start, with nobody's help."""

from __future__ import annotations

import asyncio
import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from aws.clients import AccessKey, Aws
from aws.resources import ResourceNames
from bench.kill_rounds.load import Album, Photographer, send
from domain.job_models import LEASE
from domain.orphan_cleanup import CleanupReport
from local import state
from local.engine import HOST
from local.provisioning import PREFIX
from runtime.adapters import Adapters, adapters_of
from runtime.settings import Settings
from runtime.worker_wiring import orphan_cleanup_of
from tests.user_journey import Answer, Client, album_of, photos_of, view

SETTLED_WITHIN_SECONDS = 120
OLD_ENOUGH = timedelta(hours=3)
"""The search for orphans leaves alone what is younger than two hours."""


async def check(photographer: Photographer, client: Client, storage: httpx.AsyncClient, backstage: Backstage) -> None:
    """Compares what was acknowledged with what is there, and adopts what became of the request that was cut off."""
    if photographer.ending:
        await _adopt_ending(photographer, client)
    for event_id in sorted(photographer.ended)[-5:]:
        assert await client.ask("EventPage", id=event_id) is None, "a deleted event came back"
    album = photographer.album
    if album is None:
        return
    if album.unanswered_pictures:
        await _check_unrepeated(album, client, backstage)
        # as an app does: it asks again for what it has no answer about
        album.photos |= await send(client, storage, album.event_id, album.unanswered_pictures)
        album.unanswered_pictures = []
    await _check_photos(album, client)
    await _check_codes(album, client)
    await _check_archives(album, client, storage)
    await check_objects(album, client, storage)


async def _adopt_ending(photographer: Photographer, client: Client) -> None:
    assert photographer.ending
    if await client.ask("EventPage", id=photographer.ending) is None:
        photographer.ended.add(photographer.ending)
        photographer.album = None
    photographer.ending = None


async def _check_unrepeated(album: Album, client: Client, backstage: Backstage) -> None:
    """What was stored before the kill is processed, also if no app asks for it again."""
    stored = await backstage.original_filenames() & {picture.filename for picture in album.unanswered_pictures}
    async with asyncio.timeout(SETTLED_WITHIN_SECONDS):
        while stored:
            photos = await photos_of(client, album.event_id)
            stored -= {photo["filename"] for photo in photos if photo["status"] == "READY"}
            await asyncio.sleep(0.3)


async def _check_photos(album: Album, client: Client) -> None:
    async with asyncio.timeout(SETTLED_WITHIN_SECONDS):
        while True:
            found = {photo["id"]: photo["status"] for photo in await photos_of(client, album.event_id)}
            for photo_id in album.unanswered_deletions & (album.photos.keys() - found.keys()):
                album.forget(photo_id)
                album.deleted.add(photo_id)
            assert found.keys() >= album.photos.keys(), "photos are lost"
            assert not found.keys() & album.deleted, "deleted photos came back"
            assert found.keys() == album.photos.keys(), "photos out of nowhere"
            assert not set(found.values()) - {"UPLOADING", "PROCESSING", "READY"}, found
            if set(found.values()) <= {"READY"}:
                return
            await asyncio.sleep(0.3)


async def _check_codes(album: Album, client: Client) -> None:
    listed = {
        code["accessCode"]: code for code in (await client.ask("EventPage", id=album.event_id))["accessors"]["nodes"]
    }
    for code in album.unanswered_deletions & (album.codes.keys() - listed.keys()):
        del album.codes[code]
        album.revoked.add(code)
    for code, accessor in listed.items():
        if accessor["label"] in album.unanswered_labels:
            album.codes[code] = accessor, album.unanswered_labels[accessor["label"]]
    assert not listed.keys() & album.revoked, "revoked codes came back"
    assert listed.keys() == album.codes.keys(), "codes are lost"
    album.unanswered_labels, album.unanswered_deletions = {}, set()
    for accessor, photo_ids in album.codes.values():
        viewer, _ = await view(client.transport, accessor, album.public_url)
        assert {photo["id"] for photo in await album_of(viewer)} == photo_ids, "a code shows other photos"


async def _check_archives(album: Album, client: Client, storage: httpx.AsyncClient) -> None:
    for archive_id, photo_ids in album.archives.items():
        archive: Answer = await client.ask("Archive", id=archive_id)
        async with asyncio.timeout(SETTLED_WITHIN_SECONDS):
            while archive["status"] == "PENDING":
                await asyncio.sleep(0.3)
                archive = await client.ask("Archive", id=archive_id)
        body = await _object(storage, archive["url"])
        wanted = {album.photos[photo_id].filename: album.photos[photo_id].body for photo_id in photo_ids}
        with zipfile.ZipFile(io.BytesIO(body)) as opened:
            assert {name: opened.read(name) for name in opened.namelist()} == wanted, "an archive differs"


async def check_objects(album: Album, client: Client, storage: httpx.AsyncClient) -> None:
    """Every object of every photo opens, and the originals are those that were sent."""
    label = "everything, to look at each object"
    given = {"eventId": album.event_id, "photoIds": sorted(album.photos), "label": label}
    accessor = (await client.ask("IssueAccessCode", input=given))["accessor"]
    viewer, _ = await view(client.transport, accessor, album.public_url)
    for photo in await album_of(viewer):
        assert (await _object(storage, photo["thumbnail"]["url"]))[8:12] == b"WEBP"
        assert (await _object(storage, photo["preview"]["url"]))[:3] == b"\xff\xd8\xff"
        assert await _object(storage, photo["original"]["url"]) == album.photos[photo["id"]].body, "an original differs"
    await client.ask("RevokeAccessCode", input={"eventId": album.event_id, "accessCode": accessor["accessCode"]})


async def _object(storage: httpx.AsyncClient, url: str) -> bytes:
    response = await storage.get(url)
    assert response.status_code == 200, response.text
    return response.content


@dataclass(frozen=True)
class Backstage:
    """The tables and buckets, with the rights of the jobs worker."""

    adapters: Adapters
    aws: Aws

    @classmethod
    def of(cls, data_dir: Path) -> Backstage:
        kept = state.load(data_dir)
        engine, key = f"http://{HOST}:{kept.engine_port}", kept.access_keys["jobs"]
        settings = Settings(endpoint_url=engine, prefix=PREFIX, public_origin=engine)
        aws = Aws(settings.region, engine, AccessKey(key.access_key_id, key.secret_access_key))
        return cls(adapters_of(settings, aws), aws)

    async def end_leases(self) -> None:
        """Skips the two minutes for which killed workers still hold their jobs."""
        now = datetime.now(UTC)
        async for job in self.adapters.jobs.due(now + LEASE):
            await self.aws.call(
                "dynamodb",
                "update_item",
                TableName=ResourceNames.with_prefix(PREFIX).jobs,
                Key={"subject": {"S": job.subject}, "name": {"S": job.name}},
                UpdateExpression="SET held_until = :now, due_at = :now",
                ConditionExpression="attribute_exists(made_at)",
                ExpressionAttributeValues={":now": {"N": str(int(now.timestamp()))}},
            )

    async def original_filenames(self) -> set[str]:
        """Of all originals in storage."""
        bucket = ResourceNames.with_prefix(PREFIX).originals
        listed = await self.aws.call("s3", "list_objects_v2", Bucket=bucket)
        return {each["Key"].rpartition("/")[2] for each in listed.get("Contents", [])}

    async def mend_orphans(self) -> CleanupReport:
        """A whole search, as if everything were old enough to be judged."""
        return await orphan_cleanup_of(self.adapters, lambda: datetime.now(UTC) + OLD_ENOUGH).run(restart=True)
