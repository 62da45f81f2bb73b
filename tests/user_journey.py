"""The whole job of an app, from an empty account to a viewer's album, through any transport.

The operations are those of `docs/clients.md`, word for word.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import httpx

GUIDE = Path(__file__).parent.parent / "docs" / "clients.md"
MAX_FILES_A_CALL = 100
MAX_CONCURRENT_UPLOADS = 6
ARCHIVE_PHOTOS = 12
FIRST_WAIT_SECONDS, MAX_WAIT_SECONDS = 0.05, 0.5
CHANGED_WITHIN_SECONDS = 15.0

Value = TypeVar("Value")
Answer = dict[str, Any]
MailedLink = Callable[[str], Awaitable[str]]
"""Returns the link in the newest mail to an address."""


def operations() -> dict[str, str]:
    """Every operation of the guide, by name."""
    blocks = re.findall(r"```graphql\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    return {re.split(r"[ ({]", block, maxsplit=2)[1]: block for block in blocks}


class Transport(Protocol):
    """A way into the service: over HTTP, or by API Gateway's events to the Lambda handler."""

    async def post(self, body: Mapping[str, Any], token: str | None) -> Answer:
        """Returns the decoded answer to one GraphQL request; fails unless its status is 200."""


@dataclass(frozen=True)
class HttpTransport:
    client: httpx.AsyncClient
    origin: str

    async def post(self, body: Mapping[str, Any], token: str | None) -> Answer:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        response = await self.client.post(f"{self.origin}/graphql", json=body, headers=headers)
        assert response.status_code == 200, response.text
        answer: Answer = response.json()
        return answer


@dataclass
class Client:
    """An app: it knows the guide's operations, a transport, and its tokens."""

    transport: Transport
    token: str | None = None
    refresh_token: str | None = None

    async def ask(self, name: str, **variables: Any) -> Any:
        """Returns the data of the operation's only root field; fails on errors and on userErrors."""
        body = {"query": operations()[name], "variables": variables}
        answer = await self.transport.post(body, self.token)
        if self.refresh_token and _token_has_expired(answer):
            await self.refresh()
            answer = await self.transport.post(body, self.token)
        assert "errors" not in answer, answer["errors"]
        (result,) = answer["data"].values()
        assert not (isinstance(result, dict) and result.get("userErrors")), result["userErrors"]
        return result

    async def refresh(self) -> None:
        """Exchanges the refresh token, which works once, for new tokens."""
        given, self.refresh_token, self.token = self.refresh_token, None, None
        session = (await self.ask("RefreshSession", input={"refreshToken": given}))["session"]
        self.token, self.refresh_token = session["accessToken"], session["refreshToken"]


def _token_has_expired(answer: Answer) -> bool:
    return any(error["extensions"].get("reason") == "TOKEN_EXPIRED" for error in answer.get("errors", ()))


@dataclass(frozen=True)
class Picture:
    filename: str
    body: bytes
    content_type: str = "image/jpeg"

    @property
    def sha256(self) -> str:
        return base64.b64encode(hashlib.sha256(self.body).digest()).decode()


@dataclass(frozen=True)
class Uploaded:
    event_id: str
    public_url: str
    ids: dict[str, str]


@dataclass(frozen=True)
class FinishedJob:
    """The end of the whole job: the album of its last viewer, and every photo's bytes by filename."""

    photographer: Client
    event_id: str
    viewer: Client
    album: Sequence[Answer]
    bodies: Mapping[str, bytes]


async def sign_up(transport: Transport, mailed_link: MailedLink, name: str, invitation: str | None = None) -> Client:
    client = Client(transport)
    email = f"{name}@example.com"
    account = {"email": email, "userName": name, "password": f"a long password of {name}", "invitation": invitation}
    client.token = (await client.ask("SignUp", input=account))["session"]["accessToken"]
    _, _, token = (await mailed_link(email)).partition("#")
    assert (await client.ask("VerifyEmail", input={"token": token}))["user"]["emailVerified"]
    session = (await client.ask("SignIn", input={"email": email, "password": account["password"]}))["session"]
    client.refresh_token = session["refreshToken"]
    await client.refresh()
    return client


async def upload(client: Client, storage: httpx.AsyncClient, name: str, pictures: Sequence[Picture]) -> Uploaded:
    event = (await client.ask("CreateEvent", input={"name": name}))["event"]
    return Uploaded(event["id"], event["publicUrl"], await upload_into(client, storage, event["id"], pictures))


async def upload_into(
    client: Client, storage: httpx.AsyncClient, event_id: str, pictures: Sequence[Picture]
) -> dict[str, str]:
    """Uploads into an event. Returns the ids of the photos by filename."""
    ids: dict[str, str] = {}
    for start in range(0, len(pictures), MAX_FILES_A_CALL):
        ids |= await _upload_batch(client, storage, event_id, pictures[start : start + MAX_FILES_A_CALL])
    return ids


async def _upload_batch(
    client: Client, storage: httpx.AsyncClient, event_id: str, pictures: Sequence[Picture]
) -> dict[str, str]:
    files = [
        {
            "filename": picture.filename,
            "contentType": picture.content_type,
            "sizeBytes": len(picture.body),
            "sha256": picture.sha256,
        }
        for picture in pictures
    ]
    tickets = (await client.ask("RequestUploads", input={"eventId": event_id, "files": files}))["tickets"]
    semaphore = asyncio.Semaphore(MAX_CONCURRENT_UPLOADS)

    async def send(picture: Picture, ticket: Answer) -> None:
        for request in ticket["requests"]:
            body = picture.body[request["offset"] : request["offset"] + request["sizeBytes"]]
            headers = {header["name"]: header["value"] for header in request["headers"]}
            async with semaphore:
                response = await storage.request(request["method"], request["url"], headers=headers, content=body)
            assert response.status_code == 200, response.text

    await asyncio.gather(*(send(picture, ticket) for picture, ticket in zip(pictures, tickets, strict=True)))
    return {ticket["photo"]["filename"]: ticket["photo"]["id"] for ticket in tickets}


async def photos_of(client: Client, event_id: str) -> list[Answer]:
    """Returns every photo of the event, read page by page."""
    return [photo async for photo in _pages(lambda after: client.ask("EventPage", id=event_id, after=after))]


async def all_ready(client: Client, event_id: str, count: int, seconds: float) -> list[Answer]:
    """Waits until `count` photos are processed; fails if one is not READY."""
    photos = await _until(
        lambda: photos_of(client, event_id),
        lambda found: len(found) == count and all(photo["status"] in ("READY", "REJECTED") for photo in found),
        seconds,
    )
    assert {photo["status"] for photo in photos} == {"READY"}, photos
    return photos


async def becomes(read: Callable[[], Awaitable[object]], expected: object) -> None:
    """Waits until the service says what is expected: a page shows a change before the service has it."""
    with suppress(TimeoutError):
        await _until(read, lambda found: found == expected, CHANGED_WITHIN_SECONDS)
    assert await read() == expected


async def _until(read: Callable[[], Awaitable[Value]], is_enough: Callable[[Value], bool], seconds: float) -> Value:
    """Reads again and again, less often each time. Returns what was enough, or raises TimeoutError."""
    wait_seconds = FIRST_WAIT_SECONDS
    async with asyncio.timeout(seconds):
        while not is_enough(found := await read()):
            await asyncio.sleep(wait_seconds)
            wait_seconds = min(MAX_WAIT_SECONDS, 1.5 * wait_seconds)
    return found


async def issue(client: Client, uploaded: Uploaded, label: str, filenames: Iterable[str]) -> Answer:
    photo_ids = [uploaded.ids[filename] for filename in filenames]
    given = {"eventId": uploaded.event_id, "photoIds": photo_ids, "label": label}
    accessor: Answer = (await client.ask("IssueAccessCode", input=given))["accessor"]
    return accessor


async def view(transport: Transport, accessor: Answer, public_url: str) -> tuple[Client, Answer]:
    """Redeems the code as its link does; returns the viewer and the album without its photos."""
    code, _, link_key = accessor["url"].partition("#")[2].partition(".")
    given = {"publicUrl": public_url, "accessCode": code, "linkKey": link_key}
    viewer = Client(transport)
    redeemed = await viewer.ask("RedeemAccessCode", input=given)
    viewer.token = redeemed["viewerToken"]
    return viewer, redeemed["album"]


async def album_of(viewer: Client, first: int = 50) -> list[Answer]:
    return [photo async for photo in _pages(lambda after: viewer.ask("Album", first=first, after=after))]


async def _pages(ask: Callable[[str | None], Awaitable[Any]]) -> Any:
    after: str | None = None
    while True:
        page = (await ask(after))["photos"]
        for photo in page["nodes"]:
            yield photo
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


async def download(storage: httpx.AsyncClient, photo: Answer) -> tuple[bytes, str]:
    """Returns the original's bytes and their Content-Disposition."""
    response = await storage.get(photo["original"]["downloadUrl"])
    assert response.status_code == 200, response.text
    return response.content, response.headers["content-disposition"]


async def download_together(
    viewer: Client, storage: httpx.AsyncClient, photos: Sequence[Answer], seconds: float
) -> bytes:
    """Returns the archive of these photos; fails unless it has the size stated before it was built."""
    archive = (await viewer.ask("RequestArchive", input={"photoIds": [photo["id"] for photo in photos]}))["archive"]
    size_bytes = archive["sizeBytes"]
    archive = await _until(
        lambda: viewer.ask("Archive", id=archive["id"]), lambda found: found["status"] != "PENDING", seconds
    )
    response = await storage.get(archive["url"])
    assert response.status_code == 200, response.text
    assert len(response.content) == size_bytes
    return response.content


async def whole_job(
    transport: Transport,
    storage: httpx.AsyncClient,
    mailed_link: MailedLink,
    pictures: Sequence[Picture],
    *,
    name: str,
    ready_within_seconds: float,
    invitation: str | None = None,
    step: Callable[[str], None] = lambda name: None,
) -> FinishedJob:
    """Sign up, upload, issue codes for three overlapping subsets, redeem, page through, download, compare every byte.

    `step` is called with the name of each finished step.
    """
    photographer = await sign_up(transport, mailed_link, name, invitation)
    step("signed up, confirmed, signed in, refreshed")
    uploaded = await upload(photographer, storage, "Example Event Name", pictures)
    assert uploaded.public_url == f"{name}/example_event_name"
    step("uploaded")
    await all_ready(photographer, uploaded.event_id, len(pictures), ready_within_seconds)
    step("all READY")
    bodies = {picture.filename: picture.body for picture in pictures}
    names = sorted(bodies)
    half = len(names) // 2
    subsets = {"first": names[:half], "middle": names[half // 2 : half // 2 + half], "last": names[-half:]}
    for label, subset in subsets.items():
        accessor = await issue(photographer, uploaded, label, subset)
        viewer, heading = await view(transport, accessor, uploaded.public_url)
        assert (heading["label"], heading["photoCount"]) == (label, len(subset))
        assert heading["totalBytes"] == sum(len(bodies[filename]) for filename in subset)
        album = await album_of(viewer)
        assert [photo["filename"] for photo in album] == subset
        for photo in album:
            body, disposition = await download(storage, photo)
            assert body == bodies[photo["filename"]]
            assert disposition.startswith("attachment")
        reported = {"photoIds": [photo["id"] for photo in album[:500]]}
        assert (await viewer.ask("ReportDownloads", input=reported))["reported"]
        step(f"{len(subset)} photos by the code for the {label} ones: redeemed, paged, downloaded, compared")
    return FinishedJob(photographer, uploaded.event_id, viewer, album, bodies)


async def archive_and_delete(
    job: FinishedJob,
    storage: httpx.AsyncClient,
    *,
    within_seconds: float,
    step: Callable[[str], None] = lambda name: None,
) -> None:
    """One archive of some photos, compared byte by byte; then the event is deleted."""
    together = job.album[:ARCHIVE_PHOTOS]
    body = await download_together(job.viewer, storage, together, within_seconds)
    with zipfile.ZipFile(io.BytesIO(body)) as opened:
        assert opened.namelist() == [photo["filename"] for photo in together]
        assert all(opened.read(name) == job.bodies[name] for name in opened.namelist())
    step(f"{len(together)} photos in one archive: requested, built, downloaded, compared")
    await job.photographer.ask("DeleteEvent", input={"eventId": job.event_id})
    thumbnail_url = together[0]["thumbnail"]["url"]
    await _until(lambda: storage.get(thumbnail_url), lambda found: found.status_code == 404, within_seconds)
    step("event deleted")
