"""What pages are tried on: a photographer of the running service, with events, photos and codes."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

import boto3
import httpx

from aws.resources import ResourceNames
from local import state
from local.engine import HOST
from local.provisioning import PREFIX, REGION
from tests.local.test_local import Running
from tests.photo_files import photographs
from tests.user_journey import Answer, Client, HttpTransport, Picture, Uploaded, all_ready, issue, sign_up, upload

READY_WITHIN_SECONDS = 120.0
REVOKE = "RevokeAccessCode"


@dataclass
class Scene:
    """A photographer, and what is needed to change the backend behind a viewer's back."""

    service: Running
    client: httpx.AsyncClient
    photographer: Client

    @property
    def origin(self) -> str:
        return str(self.service.client.base_url).rstrip("/")

    @property
    def storage_origin(self) -> str:
        return f"http://{HOST}:{self._kept.engine_port}"

    @property
    def photo_origin(self) -> str:
        """That of storage if photos are fetched by presigned URLs."""
        return self.service.photo_origin or self.storage_origin

    @property
    def origins(self) -> frozenset[str]:
        """All that pages may send requests to: the app, photos and uploads."""
        return frozenset({self.origin, self.storage_origin, self.photo_origin})

    @property
    def _kept(self) -> state.LocalState:
        return state.load(self.service.output.with_suffix(""))

    async def event(self, name: str, pictures: Sequence[Picture]) -> Uploaded:
        """An event whose photos are READY."""
        uploaded = await upload(self.photographer, self.client, name, pictures)
        await all_ready(self.photographer, uploaded.event_id, len(pictures), READY_WITHIN_SECONDS)
        return uploaded

    async def code(self, event: Uploaded, label: str, filenames: Sequence[str] | None = None) -> Answer:
        return await issue(self.photographer, event, label, sorted(event.ids) if filenames is None else filenames)

    async def revoke(self, event: Uploaded, accessor: Answer) -> None:
        await self.photographer.ask(
            "RevokeAccessCode", input={"eventId": event.event_id, "accessCode": accessor["accessCode"]}
        )

    async def code_of(self, event: Uploaded, label: str) -> Answer:
        """As the photographer sees it now."""
        page = await self.photographer.ask("EventPage", id=event.event_id)
        found: Answer = next(code for code in page["accessors"]["nodes"] if code["label"] == label)
        return found

    async def photo_count(self, event: Uploaded, label: str) -> int:
        count: int = (await self.code_of(event, label))["photoCount"]
        return count

    def end(self, event: Uploaded) -> None:
        """Lets the event's time be over. No event is shorter than an hour, so its record is changed."""
        key = self._kept.access_keys["api"]
        tables = boto3.resource(
            "dynamodb",
            region_name=REGION,
            endpoint_url=self.storage_origin,
            aws_access_key_id=key.access_key_id,
            aws_secret_access_key=key.secret_access_key,
        )
        tables.Table(ResourceNames.with_prefix(PREFIX).events).update_item(
            Key={"event_id": event.event_id},
            UpdateExpression="SET seconds_to_live = :one, expires_at = :now",
            ConditionExpression="attribute_exists(event_id)",
            ExpressionAttributeValues={":one": 1, ":now": int(time.time()) - 1},
        )


async def scene_of(service: Running, client: httpx.AsyncClient, name: str) -> Scene:
    origin = str(service.client.base_url).rstrip("/")

    async def mailed_link(email: str) -> str:
        answer = await client.get(f"{origin}/dev/mail", headers={"accept": "application/json"})
        text = next(mail["text"] for mail in answer.json()["mails"] if mail["to"] == email)
        found = re.search(r"http\S+", text)
        assert found
        return found[0]

    return Scene(service, client, await sign_up(HttpTransport(client, origin), mailed_link, name))


def pictures(count: int, *, scale: int = 100) -> list[Picture]:
    """Of every shape: wide, tall and square, small enough to make many of; at most 12 times `scale` pixels wide."""
    shapes = [(9, 6), (6, 9), (8, 8), (12, 5)]
    made = [list(photographs((count + 3) // 4, (width * scale, height * scale))) for width, height in shapes]
    mixed = [made[place % 4][place // 4] for place in range(count)]
    return [Picture(f"IMG_{number:04}.jpg", picture.body) for number, picture in enumerate(mixed)]
