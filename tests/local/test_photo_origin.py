"""Photos are served at an origin of their own, by their links alone, with the headers that CloudFront sends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from aws.admin.provision import provision
from aws.clients import AccessKey, Aws
from aws.cloudfront.link_verification import LinkVerifier
from aws.cloudfront.signed_links import CloudFrontLinks, LinkKey
from aws.resources import ResourceNames
from aws.s3 import keys
from domain.models import Photo, RenditionKind
from graphql_http.cors import Cors
from infra import site
from local.engine import HOST, Engine, free_ports
from local.photo_origin import ByPort, PhotoOrigin
from tests.aws.storage_under_test import photo_of
from tests.engine_processes import ministack
from tests.local.test_storage_proxy import answering, serving

REGION = "eu-west-1"
NAMES = ResourceNames.with_prefix("linked")
KEY = LinkKey("a", "secret" * 8)
APP = "http://127.0.0.1:8000"
BODY = bytes(range(256)) * 8192
PHOTO = photo_of(BODY, "früh am Morgen (2) 100% +~.jpg", user_id="anna", event_id="wedding")


@dataclass
class PhotoOriginUnderTest:
    origin: str
    client: httpx.AsyncClient
    links: CloudFrontLinks

    def link(self, photo: Photo = PHOTO, *, attachment: bool = False, life: timedelta = timedelta(minutes=5)) -> str:
        now = datetime.now(UTC)
        kind = RenditionKind.ORIGINAL
        return self.links.signed_get(photo, kind, now=now, until=now + life, attachment=attachment)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with ministack() as started:
        yield started


@pytest.fixture
async def photos(engine: Engine) -> AsyncIterator[PhotoOriginUnderTest]:
    (port,) = free_ports(1)
    origin = f"http://{HOST}:{port}"
    aws = Aws(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
    await asyncio.to_thread(provision, aws, NAMES, app_origin=APP)
    await aws.call("s3", "put_object", Bucket=NAMES.originals, Key=keys.original(PHOTO), Body=BODY)
    app = PhotoOrigin(LinkVerifier([KEY]), aws, NAMES, port=engine.port)
    switch = ByPort(answering("the app"), photos=app, port=port)
    served = Cors(switch, origins=[APP], prefixes=("/",), methods="GET, HEAD")
    async with serving(served, port), httpx.AsyncClient(trust_env=False) as client:
        yield PhotoOriginUnderTest(origin, client, CloudFrontLinks(origin, [KEY]))


async def test_a_photo_is_read_whole_in_part_and_not_again(photos: PhotoOriginUnderTest) -> None:
    whole = await photos.client.get(photos.link())
    tag = whole.headers["etag"]
    part = await photos.client.get(photos.link(), headers={"range": "bytes=1000-1999"})
    beyond = await photos.client.get(photos.link(), headers={"range": f"bytes={len(BODY)}-"})
    unchanged = await photos.client.get(photos.link(), headers={"if-none-match": tag})

    assert (whole.status_code, whole.content) == (200, BODY)
    assert (part.status_code, part.content) == (206, BODY[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(BODY)}"
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(BODY)}")
    assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
    assert {answer.headers["cache-control"] for answer in (whole, part, unchanged)} == {
        "private, max-age=31536000, immutable"
    }


async def test_a_head_tells_what_a_get_would(photos: PhotoOriginUnderTest) -> None:
    link = photos.link(attachment=True)
    got, told = await photos.client.get(link), await photos.client.head(link)

    assert (told.status_code, told.content) == (200, b"")
    assert {**told.headers, "date": ""} == {**got.headers, "date": ""}
    assert got.headers["content-disposition"].startswith("attachment; ")
    assert got.headers["content-disposition"].endswith("''fr%C3%BCh%20am%20Morgen%20%282%29%20100%25%20%2B~.jpg")


async def test_whatever_is_not_a_link_is_refused_in_one_word(photos: PhotoOriginUnderTest) -> None:
    link = photos.link()
    missing = photo_of(BODY, "missing.jpg", user_id="anna", event_id="wedding")
    refused = [
        await photos.client.get(link.replace("2%29", "3%29")),
        await photos.client.get(f"{link}?x=1"),
        await photos.client.get(photos.link(life=timedelta(seconds=-1))),
        await photos.client.get(link, headers={"host": "elsewhere.example"}),
        await photos.client.get(photos.link(missing)),
        await photos.client.get(f"{photos.origin}/"),
        await photos.client.get(f"{photos.origin}/{NAMES.originals}/{keys.original(missing)}"),
        await photos.client.post(link),
        await photos.client.put(link, content=b"another"),
        await photos.client.delete(link),
        await photos.client.options(link),
    ]

    for answer in refused:
        assert (answer.status_code, answer.text) == (403, "Forbidden"), answer.request
        assert answer.headers["cache-control"] == "no-store"
        assert site.PHOTO_HEADERS.items() <= answer.headers.items()


async def test_strangers_files_run_nothing_and_pages_of_the_app_alone_read_them(photos: PhotoOriginUnderTest) -> None:
    own = await photos.client.get(photos.link(), headers={"origin": APP})
    other = await photos.client.get(photos.link(), headers={"origin": "https://other.example"})
    asked = await photos.client.options(photos.link(), headers={"origin": APP, "access-control-request-method": "GET"})

    for answer in (own, other):
        assert site.PHOTO_HEADERS.items() <= answer.headers.items()
        assert not answer.headers.get("set-cookie")
    assert own.headers["access-control-allow-origin"] == asked.headers["access-control-allow-origin"] == APP
    assert "access-control-allow-origin" not in other.headers
    assert "sandbox" in own.headers["content-security-policy"].split("; ")
    assert own.headers["x-content-type-options"] == "nosniff"


async def test_other_ports_are_the_app() -> None:
    switch = ByPort(answering("the app"), photos=answering("photos"), port=8001)
    transport = httpx.ASGITransport(switch)
    async with httpx.AsyncClient(transport=transport) as client:
        assert (await client.get("http://127.0.0.1:8000/")).text == "the app"
        assert (await client.get("http://127.0.0.1:8001/")).text == "photos"
