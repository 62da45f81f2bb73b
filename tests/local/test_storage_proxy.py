"""Browsers reach the storage engine through the origin of the app, and only as far as their signatures go."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from aws.admin.provision import application_user, provision
from aws.clients import AccessKey, Aws
from aws.resources import ResourceNames
from aws.s3.signing import Signer, signer_of
from infra.iam_policies import api_statements
from local import storage_proxy
from local.engine import HOST, Engine, free_ports
from local.storage_proxy import StorageProxy
from tests.engine_processes import ministack

REGION = "eu-west-1"
NAMES = ResourceNames.with_prefix("proxied")
PHOTO = bytes(range(256)) * 4096
LIFE = timedelta(minutes=5)


@dataclass
class Proxied:
    engine: Engine
    root: Aws
    signer: Signer
    origin: str
    client: httpx.AsyncClient

    def link(self, key: str = "photos/one.jpg") -> str:
        now = datetime.now(UTC)
        return self.signer.get(key, now=now, until=now + LIFE)

    def upload(self, key: str, size_bytes: int) -> tuple[str, dict[str, str]]:
        """The URL and headers of a signed PUT."""
        now = datetime.now(UTC)
        headers = (("Content-Type", "image/jpeg"), ("Content-Length", str(size_bytes)), ("If-None-Match", "*"))
        return self.signer.put(key, now=now, until=now + LIFE, headers=headers), dict(headers)

    def stored(self, key: str) -> bytes:
        return self.root.client("s3").get_object(Bucket=NAMES.originals, Key=key)["Body"].read()

    def keys(self) -> set[str]:
        listed = self.root.client("s3").list_objects_v2(Bucket=NAMES.originals)
        return {each["Key"] for each in listed.get("Contents", [])}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with ministack() as started:
        yield started


def answering(text: str) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(text)(scope, receive, send)

    return app


_app = answering("the app")


@asynccontextmanager
async def serving(proxy: ASGIApp, port: int) -> AsyncIterator[None]:
    config = uvicorn.Config(proxy, host=HOST, port=port, log_config=None, lifespan="off", log_level="warning")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task


@pytest.fixture
async def proxied(engine: Engine) -> AsyncIterator[Proxied]:
    (port,) = free_ports(1)
    origin = f"http://{HOST}:{port}"
    root = Aws(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
    await asyncio.to_thread(provision, root, NAMES, app_origin=origin)
    key = await asyncio.to_thread(application_user, root, "api", api_statements(NAMES))
    await root.call("s3", "put_object", Bucket=NAMES.originals, Key="photos/one.jpg", Body=PHOTO)
    signer = signer_of(Aws(REGION, engine.endpoint_url, key), NAMES.originals, origin + storage_proxy.PATH)
    proxy = StorageProxy(_app, host=HOST, port=engine.port, buckets=(NAMES.originals, NAMES.derived))
    async with serving(proxy, port), httpx.AsyncClient(trust_env=False) as client:
        yield Proxied(engine, root, signer, origin, client)


async def test_a_signed_photo_is_read_whole_and_in_part(proxied: Proxied) -> None:
    whole = await proxied.client.get(proxied.link())
    part = await proxied.client.get(proxied.link(), headers={"range": "bytes=1000-1999"})

    assert (whole.status_code, whole.content) == (200, PHOTO)
    assert (part.status_code, part.content) == (206, PHOTO[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(PHOTO)}"
    unchanged = await proxied.client.get(proxied.link(), headers={"if-none-match": whole.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


async def test_what_a_stranger_uploaded_runs_nothing_in_the_origin_of_the_app(proxied: Proxied) -> None:
    answers = [
        await proxied.client.get(proxied.link()),
        await proxied.client.get(proxied.link() + "x"),
        await proxied.client.get(f"{proxied.origin}{storage_proxy.PATH}/elsewhere/one.jpg"),
    ]

    assert [answer.status_code for answer in answers] == [200, 403, 404]
    for answer in answers:
        assert "sandbox" in answer.headers["content-security-policy"].split("; ")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert not [name for name in answer.headers if name.startswith(("access-control", "set-cookie"))]


async def test_a_name_in_any_script_is_signed_and_found(proxied: Proxied) -> None:
    key = "photos/früh am Morgen (2) 100% +~.jpg"
    await proxied.root.call("s3", "put_object", Bucket=NAMES.originals, Key=key, Body=b"a photo")

    assert (await proxied.client.get(proxied.link(key))).content == b"a photo"


async def test_an_upload_streams_through_and_is_stored_once(proxied: Proxied) -> None:
    url, headers = proxied.upload("photos/new.jpg", len(PHOTO))

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(PHOTO), 10_000):
            yield PHOTO[start : start + 10_000]

    first = await proxied.client.put(url, headers=headers, content=pieces())
    second = await proxied.client.put(url, headers=headers, content=PHOTO)

    assert first.status_code == 200
    assert first.headers["etag"].strip('"') == hashlib.md5(PHOTO, usedforsecurity=False).hexdigest()
    assert second.status_code == 412
    assert await asyncio.to_thread(proxied.stored, "photos/new.jpg") == PHOTO


async def test_an_upload_that_breaks_off_stores_nothing(proxied: Proxied) -> None:
    url, headers = proxied.upload("photos/half.jpg", len(PHOTO))

    async def half() -> AsyncIterator[bytes]:
        yield PHOTO[: len(PHOTO) // 2]
        raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError):
        await proxied.client.put(url, headers=headers, content=half())

    assert (await proxied.client.get(proxied.link())).status_code == 200  # the proxy goes on
    assert "photos/half.jpg" not in await asyncio.to_thread(proxied.keys)


async def test_only_signatures_open_and_only_in_our_buckets(proxied: Proxied) -> None:
    """Neither the administration nor the engine's other services are reachable from outside."""
    path = storage_proxy.PATH
    _, _, query = proxied.link().partition("?")
    for target, status in {
        f"{path}/{NAMES.originals}/photos/one.jpg": 403,
        f"{path}/{NAMES.originals}/photos/two.jpg?{query}": 403,
        f"{path}/{NAMES.originals}/../_ministack/health?{query}": 403,
        f"{path}/{NAMES.originals}/%2e%2e/%2e%2e/_ministack/health": 403,
        f"{path}/_ministack/health": 404,
        f"{path}/_ministack/ses/messages": 404,
        f"{path}//{NAMES.originals}/photos/one.jpg": 404,
        f"{path}/": 404,
    }.items():
        assert await raw_status(proxied, "GET", target) == status, target
    for method in ("POST", "DELETE", "HEAD", "OPTIONS"):
        answer = await proxied.client.request(method, proxied.link())
        assert answer.status_code == 405, method


async def raw_status(proxied: Proxied, method: str, target: str, *headers: str) -> int:
    """Of a request whose target no client has tidied up."""
    port = int(proxied.origin.rpartition(":")[2])
    reader, writer = await asyncio.open_connection(HOST, port)
    lines = [f"{method} {target} HTTP/1.1", f"Host: {HOST}:{port}", "Connection: close", *headers]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1])


async def test_secrets_of_the_engine_and_of_the_app_do_not_pass(proxied: Proxied) -> None:
    """The keys of this machine are good for signed links from outside, not for requests signed in their header."""
    admin = proxied.engine.admin_headers
    answer = await proxied.client.get(f"{proxied.origin}{storage_proxy.PATH}/{NAMES.originals}/", headers=admin)
    assert answer.status_code == 403
    with_more = await proxied.client.get(
        proxied.link(), headers={"cookie": "refresh=secret", "authorization": "Bearer secret", "x-amz-acl": "public"}
    )
    assert with_more.status_code == 200


async def test_a_page_of_another_site_gets_nothing(proxied: Proxied) -> None:
    own = await proxied.client.get(proxied.link(), headers={"origin": proxied.origin})
    other = await proxied.client.get(proxied.link(), headers={"origin": "https://other.example"})

    assert own.status_code == 200
    assert other.status_code == 403


async def test_everything_else_is_the_app(proxied: Proxied) -> None:
    for path in ("/", "/anna/wedding", storage_proxy.PATH, f"{storage_proxy.PATH}x/y"):
        assert (await proxied.client.get(proxied.origin + path)).text == "the app", path


async def test_an_upload_without_its_length_is_refused(proxied: Proxied) -> None:
    url, _ = proxied.upload("photos/endless.jpg", 10)
    target = url.removeprefix(proxied.origin)

    assert await raw_status(proxied, "PUT", target, "Transfer-Encoding: chunked") == 411


async def test_a_silent_engine_is_told() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))  # and does not listen
        proxy = StorageProxy(_app, host=HOST, port=taken.getsockname()[1], buckets=("photos",))
        transport = httpx.ASGITransport(proxy)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            answer = await client.get(f"{storage_proxy.PATH}/photos/one.jpg")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"


@asynccontextmanager
async def behind(engine: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> AsyncIterator[int]:
    """Yields the port of a proxy before an engine of the test's own."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await engine(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, HOST, 0)
    (port,) = free_ports(1)
    proxy = StorageProxy(_app, host=HOST, port=server.sockets[0].getsockname()[1], buckets=("photos",))
    async with server, serving(proxy, port):
        yield port


async def test_bodies_stream_both_ways() -> None:
    """Each side waits for the other's first half before it sends its second: nothing is collected on the way."""
    first_half_sent = asyncio.Event()

    async def engine(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        assert await reader.readexactly(5) == b"first"
        first_half_sent.set()
        assert await reader.readexactly(6) == b"second"
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
        await reader.read(1)  # until the client has read that, and hung up
        writer.close()

    async def body() -> AsyncIterator[bytes]:
        yield b"first"
        await first_half_sent.wait()
        yield b"second"

    async with behind(engine) as port, httpx.AsyncClient(trust_env=False, timeout=20) as client:
        url = f"http://{HOST}:{port}{storage_proxy.PATH}/photos/one"
        sent = client.build_request("PUT", url, content=body(), headers={"content-length": "11"})
        answer = await client.send(sent, stream=True)
        assert await anext(answer.aiter_raw()) == b"half"
        await answer.aclose()


async def test_whoever_goes_away_is_sent_nothing_more() -> None:
    """Or a video of 20 GiB would be read to its end for nobody."""
    hung_up = asyncio.Event()

    async def engine(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n")
        with suppress(ConnectionError):
            while True:
                writer.write(bytes(100_000))
                await writer.drain()
        hung_up.set()

    async with behind(engine) as port, httpx.AsyncClient(trust_env=False, timeout=20) as client:
        async with client.stream("GET", f"http://{HOST}:{port}{storage_proxy.PATH}/photos/one") as answer:
            await anext(answer.aiter_raw())
        await asyncio.wait_for(hung_up.wait(), 20)
