"""A service with data of several people: what each caller knows and may see.

Each person's data contains a unique word (`zqa…` is Anna's). A response with such a word to a caller without access to
it is a leak. No request contains these words.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain import accessors, codes
from domain.albums import Album
from domain.models import Accessor, Event, Photo, Photographer, PhotoStatus, Rendition, User, Viewer, Watermark
from domain.one_time_tokens import OneTimeToken, Purpose, digest_of
from domain.service import Service
from domain.uploads import MULTIPART_OVER_BYTES, UploadFile
from runtime.adapters import Adapters
from runtime.settings import Settings
from schema import ids
from schema.context import DEVICE_COOKIE, REFRESH_COOKIE
from tests.in_memory_backend import ORIGIN, Clock

ADDRESS = "192.0.2.1"
SMALL = Rendition(content_type="image/webp", width=9, height=9, size_bytes=9)


@dataclass(frozen=True)
class Caller:
    """A kind of caller. `may_see` are prefixes of the words that its responses may contain."""

    name: str
    headers: dict[str, str] = field(default_factory=dict)
    pool: dict[str, list[str]] = field(default_factory=dict)
    may_see: tuple[str, ...] = ()
    may_count: bool = False


@dataclass
class Person:
    """A photographer with an event, two photos, an unfinished upload, and two codes."""

    user: User
    password: str
    event: Event
    photos: list[Photo]
    code: Accessor
    other_code: Accessor

    @property
    def photographer(self) -> Photographer:
        return Photographer.of(self.user)


@dataclass
class Scene:
    settings: Settings
    service: Service
    adapters: Adapters
    clock: Clock
    callers: list[Caller] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)

    async def build(self) -> None:
        anna, otto = await self._person("a", "anna"), await self._person("o", "otto")
        carla, eve = await self._person("c", "carla"), await self._person("e", "eve")
        dora = await self._user("d", "dora")
        self.anna = anna
        expired = self._bearer(self.service.tokens.access(otto.user).text)
        self.clock.forward(minutes=20)
        ended = self._bearer(self.service.tokens.access(eve.user).text)
        await self.service.accounts.sign_out(eve.photographer)
        await self.service.accessors.revoke(anna.photographer, anna.event.event_id, anna.other_code.access_code)
        tokens = self.service.tokens
        verify, reset = tokens.email_verification(dora).text, await self._reset(dora)
        refresh, device = tokens.refresh(otto.user, "device").text, tokens.device(otto.user, "device").text
        archive = await self.service.archives.of_album(_viewer(anna.code), None)
        common = _common(anna, otto, carla)
        common["id"] += [ids.archive_word(anna.event.event_id, archive.archive.archive_id)]
        cookie = {"origin": ORIGIN, "cookie": f"{REFRESH_COOKIE}={refresh}; {DEVICE_COOKIE}={device}"}
        anna_shows = ("zqaevent", "zqashown", "zqalabel")
        self.callers = [
            Caller("nobody", {}, common),
            Caller("photographer", self._access(otto), common | _own(otto, common), ("zqo",)),
            Caller("other photographer", self._access(carla), common | _own(carla, common), ("zqc",)),
            Caller("viewer", self._view(anna.event, anna.code), common | _code(anna), anna_shows, may_count=True),
            Caller("other viewer", self._view(otto.event, otto.code), common | _code(otto), ("zqo",)),
            Caller("revoked viewer", self._view(anna.event, anna.other_code), common),
            Caller("expired access token", expired, common),
            Caller("access token of an ended session", ended, common),
            Caller("confirmation by mail", {}, common | {"token": [verify]}, ("zqdmail",)),
            Caller("confirmation as a bearer", self._bearer(verify), common | {"token": [verify]}, ("zqdmail",)),
            Caller("reset by mail", {}, common | {"token": [reset]}, ("zqd",)),
            Caller("refresh token", {}, common | _signs_in(otto, refresh, device), ("zqo",)),
            Caller("refresh cookie", cookie, common, ("zqo",)),
            Caller("refresh token as a bearer", self._bearer(refresh), common),
        ]
        people = (anna, otto, carla, eve)
        self.secrets += [code.access_code for each in people for code in (each.code, each.other_code)]
        self.secrets += [secret for each in people for secret in (each.event.link_secret, each.password)]

    def kept_from(self, caller: Caller) -> list[str]:
        """Passwords and keys that the caller does not know. A response may echo those it sends."""
        known = {word for words in caller.pool.values() for word in words}
        return [secret for secret in self.secrets if len(secret) > codes.CODE_LENGTH and secret not in known]

    async def what_is_annas(self, *, counted: bool) -> object:
        """Everything that only Anna may change, with her viewers' counters if `counted`."""
        event_id = self.anna.event.event_id
        accessors = await self.adapters.accessors.of_event(event_id, first=100, after=None)
        photos = await self.adapters.photos.of_event(event_id, first=100, after=None)
        event, user = await self.adapters.events.get(event_id), await self.adapters.users.by_email(self.anna.user.email)
        uncounted = {"open_count": 0, "download_count": 0, "first_opened_at": None, "last_opened_at": None}
        kept = [each if counted else each.model_copy(update=uncounted) for each in accessors.items]
        return event, user, photos.items, kept

    async def _user(self, letter: str, name: str) -> User:
        session = await self.service.accounts.sign_up(
            email=f"zq{letter}mail@example.com", user_name=name, password=_password(name), address=ADDRESS
        )
        return session.user

    async def _reset(self, user: User) -> str:
        """The token of a mailed reset link."""
        secret, purpose = f"the secret mailed to {user.user_name}", Purpose.PASSWORD_RESET
        ends_at, epoch = self.clock() + timedelta(hours=1), user.session_epoch
        await self.adapters.one_time_tokens.add(
            OneTimeToken(
                purpose=purpose,
                digest=digest_of(secret),
                subject=user.user_id,
                expires_at=ends_at,
                session_epoch=epoch,
            )
        )
        return secret

    async def _person(self, letter: str, name: str) -> Person:
        service, user = self.service, await self._user(letter, name)
        user = await service.accounts.verify_email(service.tokens.email_verification(user).text)
        anna = Photographer.of(user)
        event = await service.events.create(anna, name="Party", seconds_to_live=604_800, strip_location=letter != "o")
        marked = Watermark(text=f"zq{letter}mark")
        event = await service.events.update(
            anna, event.event_id, name=f"zq{letter}event", seconds_to_live=None, watermark=marked
        )
        files = [UploadFile(f"zq{letter}{each}.jpg", "image/jpeg", 9) for each in ("shown", "hidden")]
        files.append(UploadFile("large.jpg", "image/jpeg", MULTIPART_OVER_BYTES + 1))
        _, tickets = await service.uploads.request(anna, event.event_id, files)
        photos = [ticket.photo for ticket in tickets]
        for photo in photos[:2]:
            await self.adapters.photos.finish(_ready(photo, self.clock()))
        issued: list[Accessor] = []
        for label, photo in zip(("label", "other"), photos, strict=False):
            _, accessor = await service.accessors.issue(
                anna, event.event_id, keys=[photo.key], all_photos=False, person=_holder(f"zq{letter}", label)
            )
            issued.append(accessor)
        return Person(user, _password(name), event, photos, *issued)

    def _access(self, person: Person) -> dict[str, str]:
        return self._bearer(self.service.tokens.access(person.user).text)

    def _view(self, event: Event, accessor: Accessor) -> dict[str, str]:
        return self._bearer(self.service.tokens.viewer(_viewer(accessor), event.expires_at).text)

    @staticmethod
    def _bearer(token: str) -> dict[str, str]:
        return {"authorization": f"Bearer {token}"}


def _holder(mark: str, label: str) -> accessors.Person:
    return accessors.Person(f"{mark}{label}", f"{mark}{label}@example.com", f"{mark}group")


def _viewer(accessor: Accessor) -> Viewer:
    return Viewer(accessor.event_id, accessor.access_code)


def _password(name: str) -> str:
    return f"the passphrase of {name}"


def _ready(photo: Photo, now: datetime) -> Photo:
    made = {"crc32": 1, "width": 9, "height": 9, "thumbnail": SMALL, "preview": SMALL, "placeholder": "x"}
    return photo.model_copy(update={"status": PhotoStatus.READY, "uploaded_at": now, **made})


def _common(*people: Person) -> dict[str, list[str]]:
    """Values that anyone may have seen or guessed: links and ids, but no secrets."""
    event_ids = [each.event.event_id for each in people]
    photo_ids = [ids.photo_id(photo.key) for each in people for photo in each.photos]
    album_ids = [ids.album_id(each.event.event_id, Album(each.event, each.code).tag) for each in people]
    sha256 = [base64.b64encode(bytes([number] * 32)).decode() for number in range(3)]
    return {
        "eventId": event_ids,
        "id": [*event_ids, *photo_ids, *album_ids, *(each.user.user_id for each in people)],
        **dict.fromkeys(("photoId", "photoIds", "addPhotoIds", "removePhotoIds"), photo_ids),
        "publicUrl": [each.event.public_url for each in people],
        "after": [ids.cursor("events", each.event.created_at.isoformat(), each.event.event_id) for each in people]
        + [ids.cursor("photos", "large.jpg"), ids.cursor("accessors", "ABC34D")],
        "email": ["new@example.com", "other@example.com"],
        "userName": ["newcomer", "anna"],
        "password": ["a passphrase of mine"],
        "newPassword": ["a whole new passphrase"],
        "name": ["Wedding", "Party", "Another party"],
        "label": ["Ben", ""],
        "labels": ["Ben", ""],
        "group": ["Class 3b", ""],
        "text": ["© me", ""],
        "filename": ["image.jpg", "a.png", "film.mp4"],
        "contentType": ["image/jpeg", "image/png", "video/mp4", ""],
        "sha256": sha256,
        "etag": ['"x"'],
    }


def _signs_in(person: Person, refresh: str, device: str) -> dict[str, list[str]]:
    credentials = {"email": [person.user.email], "password": [person.password, "wrong", "wrong too"]}
    return credentials | {"refreshToken": [refresh], "deviceToken": [device]}


def _own(person: Person, common: dict[str, list[str]]) -> dict[str, list[str]]:
    """Values that a photographer knows, weighted so that they are mostly used."""
    photo_ids = [ids.photo_id(photo.key) for photo in person.photos] * 5
    own = {name: photo_ids + common[name] for name in common if name.lower().endswith(("photoid", "photoids"))}
    own |= {name: [person.event.event_id] * 8 + common[name] for name in ("eventId", "id")}
    return (
        own
        | _code(person)
        | {
            "email": [person.user.email],
            "password": [person.password, "wrong"],
            "uploadId": [photo.upload_id for photo in person.photos if photo.upload_id],
            "filename": [*common["filename"], *(photo.filename for photo in person.photos)],
        }
    )


def _code(person: Person) -> dict[str, list[str]]:
    code = person.code.access_code
    return {"accessCode": [code], "linkKey": [codes.link_key(person.event.link_secret, code)]}
