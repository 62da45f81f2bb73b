"""How often a request waits for AWS: calls made side by side are one round."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from app import build_app, lambda_handler
from aws.clients import Aws
from domain import codes
from domain.models import Event, Photo, PhotoKey, PhotoStatus, Viewer
from runtime.adapters import adapters_of
from runtime.wiring import service_of, utc_now
from schema.ids import photo_id
from tests.api_gateway_events import Client, run
from tests.aws.factories import a_user, an_accessor, an_event, photos_of
from tests.in_memory_backend import settings_with
from tests.user_journey import operations

SETTLED = 50
"""Iterations of the loop without a new call, after which none comes before a pending call returns."""


class CountingAws(Aws):
    """Holds calls back until no other comes, then releases all of them: one round trip."""

    def __init__(self, aws: Aws) -> None:
        self.__dict__.update(aws.__dict__)
        self.rounds = 0
        self.calls = 0
        self._waiting: list[asyncio.Future[None]] = []

    async def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        self.calls += 1
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        if len(self._waiting) == 1:
            self._next = asyncio.create_task(self._release())
        await turn
        return await super().call(service, operation, **parameters)

    async def _release(self) -> None:
        settled = count = 0
        while settled < SETTLED:
            await asyncio.sleep(0)
            settled = settled + 1 if len(self._waiting) == count else 0
            count = len(self._waiting)
        released, self._waiting = self._waiting, []
        self.rounds += 1
        for turn in released:
            turn.set_result(None)


@dataclass
class Counter:
    """Anna's event of 150 photos behind the Lambda handler, with a code for 130 of them and one for all."""

    aws: CountingAws
    client: Client
    event: Event
    viewer_tokens: tuple[str, str]
    device_token: str

    def rounds(self, name: str, given: dict[str, Any] | None = None, token: str = "", **variables: Any) -> int:
        """How many rounds the guide's operation takes; it must succeed."""
        body = {"query": operations()[name], "variables": {**variables, **({"input": given} if given else {})}}
        client = self.client.bearing(token) if token else self.client
        before = self.aws.rounds
        (result,) = client.post(body).data.values()
        assert result, name
        assert not result.get("userErrors"), result
        return self.aws.rounds - before


def shot(photo: Photo, number: int) -> Photo:
    """Of one of five cameras. One photo in five has no time."""
    done = {"status": PhotoStatus.READY, "camera_id": f"{number % 5:016}"}
    if number % 5:
        done |= {"taken_local": f"2026-06-20T12:00:{number % 60:02}.000", "utc_offset_minutes": (None, 120)[number % 2]}
    return photo.model_copy(update=done)


@pytest.fixture(scope="module")
def counter(ministack_root: Aws) -> Counter:
    aws, settings = CountingAws(ministack_root), settings_with()
    adapters = adapters_of(settings, aws)
    service = service_of(settings, adapters)
    client = Client(lambda_handler(build_app(settings, service)))

    async def prepare() -> Counter:
        event = an_event(user_id=a_user().user_id, created_at=utc_now())
        photos = photos_of(event, 150, registered_at=utc_now())
        await adapters.events.add(event)
        for batch in (photos[:90], photos[90:]):
            await adapters.photos.register(event, batch, quota_bytes=10**12, now=utc_now())
        ready = (shot(photo, number) for number, photo in enumerate(photos))
        assert all(await asyncio.gather(*map(adapters.photos.finish, ready)))
        some = an_accessor(event.event_id, "ABC34D", images=frozenset(photo.filename for photo in photos[:130]))
        every = an_accessor(event.event_id, "ABC34E", all_photos=True)
        assert await adapters.accessors.add([some, every]) == ()
        viewers = (Viewer(event.event_id, accessor.access_code) for accessor in (some, every))
        first, second = (service.tokens.viewer(viewer, event.expires_at).text for viewer in viewers)
        anna = a_user(user_id=event.user_id, email="anna@example.com", user_name="round-trips", email_verified=True)
        await adapters.users.add(anna)
        owner = service.tokens.access(anna).text
        password_hash = await adapters.hasher.hash("the right one")
        known = a_user(email="known@example.com", user_name="known", password_hash=password_hash)
        await adapters.users.add(known)
        device = service.tokens.device(a_user(user_id=event.user_id), "d1").text
        return Counter(aws, client.bearing(owner), event, (first, second), device)

    return run(prepare())


@pytest.mark.parametrize("with_key", [False, True])
@pytest.mark.parametrize("code", ["ABC34D", "ABC34E"])
def test_redeeming_takes_three_rounds_with_all_that_the_album_says_of_itself(
    counter: Counter, code: str, with_key: bool
) -> None:
    key = codes.link_key(counter.event.link_secret, code) if with_key else None
    given = {"publicUrl": counter.event.public_url, "accessCode": code, "linkKey": key}
    assert counter.rounds("RedeemAccessCode", given) == 3


@pytest.mark.parametrize("which", [0, 1])
def test_a_page_of_an_album_takes_two_rounds(counter: Counter, which: int) -> None:
    token = counter.viewer_tokens[which]
    assert counter.rounds("Album", token=token, first=100) == 2
    assert counter.rounds("Album", token=token, first=10) == 2


def test_the_page_of_an_event_takes_two_rounds(counter: Counter) -> None:
    assert counter.rounds("EventPage", id=counter.event.event_id) == 2


def test_the_codes_of_a_page_of_photos_are_read_once(counter: Counter) -> None:
    calls = counter.aws.calls
    assert counter.rounds("CodesOfPhotos", id=counter.event.event_id) == 3
    reads_of_codes = 2  # of the codes, and of what was published to everybody
    assert counter.aws.calls - calls - without_codes(counter) == reads_of_codes


def without_codes(counter: Counter) -> int:
    """The calls that a page of photos takes alone."""
    calls = counter.aws.calls
    query = "query($id: ID!) { event(id: $id) { photos(first: 100) { nodes { id } } } }"
    assert counter.client.ask(query, {"id": counter.event.event_id}).data["event"]
    return counter.aws.calls - calls


def test_the_page_of_an_event_takes_four_rounds_while_photos_are_prepared(counter: Counter) -> None:
    """A photo that becomes ready meanwhile must be in one of the lanes that are read."""

    async def prepare() -> Event:
        adapters = adapters_of(settings_with(), counter.aws)
        event = an_event(user_id=counter.event.user_id, public_url="anna/busy", created_at=utc_now())
        first, second = photos_of(event, 2, registered_at=utc_now())
        await adapters.events.add(event)
        await adapters.photos.register(event, (first, second), quota_bytes=10**12, now=utc_now())
        assert await adapters.photos.finish(shot(first, 1))
        return event

    assert counter.rounds("EventPage", id=run(prepare()).event_id) == 4


def test_correcting_a_clock_and_listing_the_cameras_take_two_rounds_and_their_photos_three(counter: Counter) -> None:
    given = {"eventId": counter.event.event_id, "cameraId": f"{1:016}", "offsetSeconds": 37}
    assert counter.rounds("UpdateCamera", given) == 2
    assert counter.rounds("Cameras", id=counter.event.event_id) == 2
    assert counter.rounds("CameraPhotos", id=counter.event.event_id, cameraId=f"{1:016}") == 3


def test_sorting_takes_two_rounds_and_what_changes_it_one_for_each_of_its_steps(counter: Counter) -> None:
    """Publishing: the event, the sorting, the log, the lists of all codes, and that it is settled."""
    event_id = counter.event.event_id
    assign = {"assign": {"photoIds": [photo_id(PhotoKey(event_id, "pic140.png"))], "accessCodes": ["ABC34D"]}}
    assert counter.rounds("ChangeSorting", {"eventId": event_id, "changes": [assign]}) == 3
    assert counter.rounds("Sorting", id=event_id) == 2
    assert counter.rounds("PublishSorting", {"eventId": event_id, "version": version_of(counter)}) == 5
    assert counter.rounds("UndoPublication", {"eventId": event_id, "publicationId": "1"}) == 5
    release = {"release": {"photoIds": assign["assign"]["photoIds"]}}
    assert counter.rounds("ChangeSorting", {"eventId": event_id, "changes": [release]}) == 3


def version_of(counter: Counter) -> str:
    response = counter.client.ask(operations()["Sorting"], {"id": counter.event.event_id})
    return str(response.data["event"]["sorting"]["version"])


@pytest.mark.parametrize("count", [1, 10, 150])
def test_issuing_a_code_takes_two_rounds_for_any_number_of_photos(counter: Counter, count: int) -> None:
    photo_ids = [photo_id(PhotoKey(counter.event.event_id, f"pic{number:03}.png")) for number in range(count)]
    assert counter.rounds("IssueAccessCode", {"eventId": counter.event.event_id, "photoIds": photo_ids}) == 2


@pytest.mark.parametrize("count", [1, 98, 99, 100])
def test_asking_for_uploads_takes_two_rounds_for_any_number_of_files(counter: Counter, count: int) -> None:
    files = [
        {"filename": f"{count}-{number:03}.jpg", "contentType": "image/jpeg", "sizeBytes": 9} for number in range(count)
    ]
    assert counter.rounds("RequestUploads", {"eventId": counter.event.event_id, "files": files}) == 2


@pytest.mark.parametrize("device_token", [None, "of another account"])
def test_an_unknown_address_and_a_wrong_password_take_the_same_calls_in_the_same_rounds(
    counter: Counter, device_token: str | None
) -> None:
    """The response time does not reveal who has an account (issue 11, C10)."""

    def taken(email: str) -> tuple[int, int]:
        given = {"email": email, "password": "wrong", "deviceToken": device_token and counter.device_token}
        rounds, calls = counter.aws.rounds, counter.aws.calls
        response = counter.client.post({"query": operations()["SignIn"], "variables": {"input": given}})
        assert [error["code"] for error in response.data["signIn"]["userErrors"]] == ["WRONG_CREDENTIALS"]
        return counter.aws.rounds - rounds, counter.aws.calls - calls

    assert taken("known@example.com") == taken("unknown@example.com") == ((1 if device_token is None else 2), 5)


RESET = "mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { accepted } }"


def test_a_reset_takes_the_same_calls_in_the_same_rounds_with_and_without_an_account(counter: Counter) -> None:
    """The response time does not reveal who has an account (issue 11, C11)."""

    def taken(email: str) -> tuple[int, int]:
        rounds, calls = counter.aws.rounds, counter.aws.calls
        response = counter.client.post({"query": RESET, "variables": {"input": {"email": email}}})
        assert response.data["requestPasswordReset"]["accepted"]
        return counter.aws.rounds - rounds, counter.aws.calls - calls

    taken("somebody@example.com")  # looks up the queue's URL
    assert taken("known@example.com") == taken("unknown@example.com") == (3, 6)
