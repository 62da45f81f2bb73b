"""Creates the demo through the public API: a photographer, an event, its photos and three access codes."""

from __future__ import annotations

import asyncio
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from local.progress import Step

if TYPE_CHECKING:
    import httpx

    from local.demo.pictures import Picture

EMAIL, USER_NAME = "demo@example.com", "demo"
EVENT_NAME = "A Day by the Sea"
READY_WITHIN_SECONDS = 120.0

_SESSION = "session { accessToken user { emailVerified } } userErrors { code message }"
_SIGN_IN = f"mutation ($input: SignInInput!) {{ signIn(input: $input) {{ {_SESSION} }} }}"
_SIGN_UP = f"mutation ($input: SignUpInput!) {{ signUp(input: $input) {{ {_SESSION} }} }}"
_VERIFY = "mutation ($input: VerifyEmailInput!) { verifyEmail(input: $input) { userErrors { code message } } }"
_CREATE = """mutation ($input: CreateEventInput!) {
  createEvent(input: $input) { event { id publicUrl expiresAt } userErrors { code message } }
}"""
_REQUEST = """mutation ($input: RequestUploadsInput!) {
  requestUploads(input: $input) {
    tickets { photo { id filename } requests { method url headers { name value } } }
    userErrors { code message }
  }
}"""
_STATES = "query ($id: ID!) { event(id: $id) { photos(first: 100) { nodes { filename status rejection } } } }"
_ISSUE = """mutation ($input: IssueAccessCodeInput!) {
  issueAccessCode(input: $input) { accessor { accessCode url } userErrors { code message } }
}"""


class Code(BaseModel):
    """One access code of the demo, and the link that opens its album without typing."""

    label: str
    access_code: str
    url: str


class Demo(BaseModel):
    """The created demo; `public_url` is the path of the event's page."""

    event_id: str
    public_url: str
    expires_at: datetime
    codes: tuple[Code, ...]

    def is_over(self, now: datetime) -> bool:
        return now >= self.expires_at


class SeedError(Exception):
    """The service refused a step of the demo."""


Answer = dict[str, Any]
"""JSON of the API: an object."""

LetterTo = Callable[[str], Awaitable[str]]
"""The text of the newest mail to an address."""


@dataclass(frozen=True)
class Seeder:
    """Calls the service at the base URL of `client`."""

    client: httpx.AsyncClient
    password: str
    newest_mail_to: LetterTo

    async def make(self) -> Demo:
        """Creates an event of one week, reusing the demo photographer. Raises SeedError."""
        with Step("Painting the demo's photos") as painting:
            pictures, (token, event) = await asyncio.gather(asyncio.to_thread(_paint, painting), self._begin())
        with Step("Uploading and preparing them") as preparing:
            ids = await self._upload(token, event["id"], pictures)
            await self._until_ready(token, event["id"], preparing)
        codes = (
            await self._code(token, event["id"], "Mara and Jon", ids[0:6]),
            await self._code(token, event["id"], "The crew of the regatta", ids[4:10]),
            await self._code(token, event["id"], "Everybody", None),
        )
        return Demo(event_id=event["id"], public_url=event["publicUrl"], expires_at=event["expiresAt"], codes=codes)

    async def _begin(self) -> tuple[str, dict[str, str]]:
        token = await self._session()
        return token, await self._event(token)

    @property
    def _credentials(self) -> Answer:
        return {"email": EMAIL, "password": self.password}

    async def _session(self) -> str:
        payload = await self._ask(_SIGN_IN, self._credentials)
        if payload["session"] is None:
            payload = self._agreed(await self._ask(_SIGN_UP, {**self._credentials, "userName": USER_NAME}))
        if not payload["session"]["user"]["emailVerified"]:
            link = re.search(r"/verify#(\S+)", await self.newest_mail_to(EMAIL))
            if link is None:
                raise SeedError("the mail that confirms the photographer's address is lost; try again in an hour")
            self._agreed(await self._ask(_VERIFY, {"token": link[1]}))
        return str(payload["session"]["accessToken"])

    async def _event(self, token: str) -> dict[str, str]:
        payload = await self._ask(_CREATE, {"name": EVENT_NAME}, token)
        if payload["event"] is None:  # the link of an earlier, expired demo is still taken
            name = f"{EVENT_NAME} {datetime.now(UTC):%Y-%m-%d}"
            payload = self._agreed(await self._ask(_CREATE, {"name": name}, token))
        event: dict[str, str] = payload["event"]
        return event

    async def _upload(self, token: str, event_id: str, pictures: Sequence[Picture]) -> list[str]:
        files = [
            {
                "filename": picture.filename,
                "contentType": "image/jpeg",
                "sizeBytes": len(picture.jpeg),
                "sha256": b64encode(sha256(picture.jpeg).digest()).decode(),
            }
            for picture in pictures
        ]
        payload = self._agreed(await self._ask(_REQUEST, {"eventId": event_id, "files": files}, token))
        bodies = {picture.filename: picture.jpeg for picture in pictures}
        for ticket in payload["tickets"]:
            for request in ticket["requests"]:
                headers = {header["name"]: header["value"] for header in request["headers"]}
                body = bodies[ticket["photo"]["filename"]]
                sent = await self.client.request(request["method"], request["url"], headers=headers, content=body)
                if sent.is_error:
                    raise SeedError(f"storage answered {sent.status_code} to an upload")
        return [ticket["photo"]["id"] for ticket in payload["tickets"]]

    async def _until_ready(self, token: str, event_id: str, step: Step) -> None:
        deadline = asyncio.get_running_loop().time() + READY_WITHIN_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            photos = (await self._send(_STATES, {"id": event_id}, token))["event"]["photos"]["nodes"]
            rejected = [
                f"{photo['filename']}: {photo['rejection']}" for photo in photos if photo["status"] == "REJECTED"
            ]
            if rejected:
                raise SeedError("; ".join(rejected))
            ready = [photo for photo in photos if photo["status"] == "READY"]
            step.count(len(ready), len(photos))
            if len(ready) == len(photos):
                return
            await asyncio.sleep(0.2)
        raise SeedError("the worker did not process the photos in time")

    async def _code(self, token: str, event_id: str, label: str, ids: Sequence[str] | None) -> Code:
        which = {"allPhotos": True} if ids is None else {"photoIds": list(ids)}
        payload = self._agreed(await self._ask(_ISSUE, {"eventId": event_id, "label": label, **which}, token))
        accessor = payload["accessor"]
        return Code(label=label, access_code=accessor["accessCode"], url=accessor["url"])

    async def _ask(self, mutation: str, value: Answer, token: str | None = None) -> Answer:
        """Returns the payload of a mutation with one field and one input."""
        data = await self._send(mutation, {"input": value}, token)
        (payload,) = data.values()
        return dict(payload)

    @staticmethod
    def _agreed(payload: Answer) -> Answer:
        if payload["userErrors"]:
            raise SeedError(" ".join(error["message"] for error in payload["userErrors"]))
        return payload

    async def _send(self, query: str, variables: Answer, token: str | None) -> Answer:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        response = await self.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        answer = response.json()
        if answer.get("errors"):
            raise SeedError(answer["errors"][0]["message"])
        return dict(answer["data"])


def _paint(step: Step) -> list[Picture]:
    from local.demo.pictures import SCENES, paint_all

    pictures: list[Picture] = []
    step.count(0, len(SCENES))
    for picture in paint_all(datetime.now(UTC) - timedelta(days=1)):
        pictures.append(picture)
        step.count(len(pictures), len(SCENES))
    return pictures
