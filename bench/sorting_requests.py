"""What sorting an event of 10,000 photos asks of DynamoDB, and how long it takes.

Three cameras, 625 codes, a card before every fifteen photos. Through the Lambda handler, on a local engine in a process
of its own, which holds up to a megabyte of items in a page as DynamoDB does. Read units are reckoned: a unit for 4 KB.

    python -m bench.sorting_requests
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app import build_app, lambda_handler  # noqa: E402
from aws.admin.provision import provision  # noqa: E402
from aws.clients import AccessKey, Aws  # noqa: E402
from aws.dynamodb.serialization import from_photo  # noqa: E402
from aws.resources import ResourceNames  # noqa: E402
from domain.models import Accessor, Event, Photo, PhotoStatus, Rendition, User  # noqa: E402
from domain.photo_order import lane_of  # noqa: E402
from local.engine import start_ministack  # noqa: E402
from runtime.adapters import adapters_of  # noqa: E402
from runtime.wiring import service_of, utc_now  # noqa: E402
from schema.ids import photo_id  # noqa: E402
from tests.api.sorting_event import PHOTO  # noqa: E402
from tests.api_gateway_events import Client  # noqa: E402
from tests.in_memory_backend import settings_with  # noqa: E402

REGION, PHOTOS, PHOTOS_OF_CODE, CAMERAS = "eu-west-1", 10_000, 16, 3
PAGE = f"""query ($id: ID!) {{ event(id: $id) {{ sorting {{
  version nextPublication {{ accessCodeCount photoCount }}
  series {{ nodes {{ id kind state photoCount accessors {{ label }} cards {PHOTO} firstPhotos {PHOTO}
    lastPhotos {PHOTO} }} }}
  questions {{ nodes {{ id kind photosBefore {PHOTO} photosAfter {PHOTO} suggestions {{ label }} }} }}
}} }} }}"""
PUBLISH = "mutation ($input: PublishSortingInput!) { publishSorting(input: $input) { publication { photoCount } } }"
CHANGE = "mutation ($input: ChangeSortingInput!) { changeSorting(input: $input) { sorting { version } } }"
RENDITION = Rendition(content_type="image/webp", width=512, height=384, size_bytes=30_000)


class CountingAws(Aws):
    def __init__(self, aws: Aws) -> None:
        self.__dict__.update(aws.__dict__)
        self.calls = self.units = 0

    async def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        self.calls += 1
        response = await super().call(service, operation, **parameters)
        if operation == "query":
            self.units += -(-sum(map(_bytes, response["Items"])) // 4096)
        return response


def _bytes(stored: Any) -> int:
    """The size of an item as DynamoDB reckons it, roughly."""
    if isinstance(stored, dict):
        return sum(len(name) + _bytes(value) for name, value in stored.items())
    return sum(map(_bytes, stored)) if isinstance(stored, list) else len(str(stored))


@dataclass
class Scene:
    aws: CountingAws
    client: Client
    event: Event
    photos: Sequence[Photo]

    def measure(self, what: str, document: str, variables: dict[str, Any]) -> Any:
        calls, units, cpu, began = self.aws.calls, self.aws.units, time.process_time(), time.monotonic()
        data = self.client.ask(document, variables).data
        print(
            f"{what:32} {self.aws.calls - calls:5} calls {self.aws.units - units:6} read units"
            f" {(time.process_time() - cpu) * 1000:7.0f} ms CPU {(time.monotonic() - began) * 1000:7.0f} ms"
        )
        return data


def photos_of(event: Event) -> Iterator[Photo]:
    taken = datetime(2026, 6, 20, 8, tzinfo=UTC)
    for number in range(PHOTOS):
        is_card = number % PHOTOS_OF_CODE == 0
        taken += timedelta(seconds=40 if is_card else 3)
        yield Photo(
            event_id=event.event_id,
            user_id=event.user_id,
            filename=f"DSC_{number:05}.jpg",
            content_type="image/jpeg",
            size_bytes=9_000_000,
            registered_at=event.created_at,
            uploaded_at=event.created_at,
            status=PhotoStatus.READY,
            taken_local=taken.replace(tzinfo=None).isoformat(timespec="milliseconds"),
            camera_id=f"{number // PHOTOS_OF_CODE % CAMERAS:016}",
            camera_make="NIKON CORPORATION",
            camera_model="NIKON Z 6_2",
            card_codes=frozenset({f"{number // PHOTOS_OF_CODE:06}"} if is_card else ()),
            qr_card=is_card,
            sha256="x" * 44,
            placeholder="x" * 34,
            crc32=1234567890,
            unlocated_crc32=1234567890,
            width=6000,
            height=4000,
            thumbnail=RENDITION,
            preview=RENDITION,
        )


async def fill(aws: CountingAws, names: ResourceNames, user: User, event: Event) -> tuple[Event, list[Photo]]:
    adapters = adapters_of(settings_with(prefix=PREFIX, region=REGION), aws)
    photos = list(photos_of(event))
    counts = {"photo_count": PHOTOS, "ready_count": PHOTOS, "cards_read": 1, "lanes": frozenset(map(lane_of, photos))}
    event = event.model_copy(update=counts)
    await adapters.users.add(user)
    await adapters.events.add(event)
    for start in range(0, PHOTOS, 25):
        puts = [{"PutRequest": {"Item": from_photo(photo)}} for photo in photos[start : start + 25]]
        await aws.call("dynamodb", "batch_write_item", RequestItems={names.photos: puts})
    codes = sorted({code for photo in photos for code in photo.card_codes})
    await adapters.accessors.add(
        [Accessor(event_id=event.event_id, access_code=code, created_at=utc_now(), label=code) for code in codes]
    )
    return event, photos


PREFIX = "bench"


def main() -> None:
    with TemporaryDirectory() as folder:
        measure(Path(folder))


def measure(folder: Path) -> None:
    """`folder` makes the engine a durable one, as that of `make run` is."""
    engine = start_ministack(ROOT / ".engines", region=REGION, auth=False, state_dir=folder)
    names = ResourceNames.with_prefix(PREFIX)
    aws = CountingAws(Aws(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key)))
    provision(aws, names, app_origin="https://imgsh.example")
    user = User(
        user_id="df632a03-0222-412f-874d-29525c226fc6",
        email="anna@example.com",
        user_name="anna",
        password_hash="x",
        email_verified=True,
        created_at=utc_now(),
    )
    event = Event(
        event_id="cd20a0b0-556e-4c8d-8550-0a26c1c668c4",
        user_id=user.user_id,
        name="Wedding",
        public_url="anna/wedding",
        created_at=utc_now(),
        seconds_to_live=604_800,
        link_secret="secret",
    )
    event, photos = asyncio.run(fill(aws, names, user, event))
    settings = settings_with(prefix=PREFIX, region=REGION)
    service = service_of(settings, adapters_of(settings, aws))
    client = Client(lambda_handler(build_app(settings, service))).bearing(service.tokens.access(user).text)
    scene = Scene(aws, client, event, photos)
    page = {"id": event.event_id}
    scene.measure("first page of an event", PAGE, page)
    version = scene.measure("the same again", PAGE, page)["event"]["sorting"]["version"]
    scene.measure("publish all", PUBLISH, {"input": {"eventId": event.event_id, "version": version}})
    scene.measure("answer a question", CHANGE, change(event, {"answer": {"questionId": "q"}}))
    split = {"startSeries": {"photoId": photo_id(photos[500].key), "accessCodes": ["000001"]}}
    scene.measure("split a series", CHANGE, change(event, split))
    engine.stop()


def change(event: Event, given: dict[str, Any]) -> dict[str, Any]:
    return {"input": {"eventId": event.event_id, "changes": [given]}}


if __name__ == "__main__":
    main()
