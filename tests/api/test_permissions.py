"""Who may do what: every root field, for every kind of caller."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from domain import codes
from domain.albums import Album
from domain.models import Accessor, Event, PhotoKey, Viewer
from domain.rendering import CaptureTime
from domain.uploads import MULTIPART_OVER_BYTES, Ticket, UploadFile
from schema.ids import accessor_id, album_id, archive_word, photo_id
from tests.api.conftest import ApiUnderTest, open_api
from tests.api_gateway_events import Client, run
from tests.in_memory_backend import PASSWORD

SCHEMA = Path(__file__).parents[2] / "schema" / "schema.graphql"
FILE = {"filename": "new.jpg", "contentType": "image/jpeg", "sizeBytes": 9}

Answers = tuple[str, ...]
"""What each of `CALLERS` gets: OK, null, a code of `userErrors`, or the code of a top-level error."""

CALLERS = (
    "nobody",
    "owner",
    "other photographer",
    "viewer",
    "viewer of another event",
    "revoked viewer",
    "owner of an ended event",
    "viewer of an ended event",
)


@dataclass
class Scene:
    """Anna's event with a photo, half an upload, and a code for Ben, who asked for an archive; Otto has his own.

    Zoe has not confirmed her address yet.
    """

    api: ApiUnderTest
    event: Event
    photo: PhotoKey
    large: Ticket
    ben: Accessor
    caller: Client
    refresh_token: str
    reset_token: str
    verification_token: str
    archive_id: str
    camera_id: str | None

    @property
    def upload_id(self) -> str | None:
        return self.large.photo.upload_id


def scene_of(caller: str) -> Scene:
    api = open_api()
    anna, otto = api.photographer("anna"), api.photographer("otto")
    event, others = api.event(anna), api.event(otto, "Other")
    (photo,) = api.upload(anna, event, "a.jpg")
    shot = run(api.backend.shoot(anna, event, "b.jpg", CaptureTime("2026-06-20T12:00:00.000"), by="1"))
    _, (ticket,) = run(
        api.backend.service.uploads.request(
            anna, event.event_id, [UploadFile("large.jpg", "image/jpeg", MULTIPART_OVER_BYTES + 1)]
        )
    )
    ben, revoked = api.issue(anna, event, photo), api.issue(anna, event, photo)
    other_code = api.issue(otto, others, all_photos=True)
    run(api.backend.service.accessors.revoke(anna, event.event_id, revoked.access_code))
    run(api.backend.photographer("zoe", verified=False))
    verification_token = api.backend.mailed_token("zoe@example.com")
    asked = run(api.backend.service.archives.of_album(Viewer(event.event_id, ben.access_code), None)).archive
    session = run(
        api.backend.service.accounts.sign_in(email="anna@example.com", password=PASSWORD, address="192.0.2.9")
    )
    reset_token = run(api.backend.reset_token("anna@example.com"))
    if "ended" in caller:
        api.backend.clock.forward(days=6, hours=23, minutes=50)
    clients: dict[str, Callable[[], Client]] = {
        "nobody": lambda: api.client,
        "owner": lambda: api.as_photographer(anna),
        "other photographer": lambda: api.as_photographer(otto),
        "viewer": lambda: api.as_viewer(event, ben),
        "viewer of another event": lambda: api.as_viewer(others, other_code),
        "revoked viewer": lambda: api.as_viewer(event, revoked),
        "owner of an ended event": lambda: api.as_photographer(anna),
        "viewer of an ended event": lambda: api.as_viewer(event, ben),
    }
    client = clients[caller]()
    if "ended" in caller:
        api.backend.clock.forward(minutes=10)
    return Scene(
        *(api, event, photo, ticket, ben, client, session.refresh_token, reset_token, verification_token),
        archive_word(event.event_id, asked.archive_id),
        shot.camera_id,
    )


def parts_of(scene: Scene) -> list[dict[str, Any]]:
    """Sends both parts, as the ticket says, and gives their tags."""
    parts = []
    for step in scene.large.steps:
        request = step.request
        body = bytes(step.size_bytes)
        response = scene.api.backend.storage.send("PUT", request.url, dict(request.headers), body)
        parts.append({"partNumber": step.part_number, "etag": response.headers.get("etag", "")})
    return parts


def with_link_key(scene: Scene) -> dict[str, Any]:
    key = codes.link_key(scene.event.link_secret, scene.ben.access_code)
    return {"publicUrl": scene.event.public_url, "accessCode": scene.ben.access_code, "linkKey": key}


OK: Answers = ("OK",) * 8
UNAUTH, FORBIDDEN, MISSING, ENDED = "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "EVENT_EXPIRED"
OF_EVENT: Answers = (UNAUTH, "OK", MISSING, FORBIDDEN, FORBIDDEN, FORBIDDEN, ENDED, FORBIDDEN)
OF_ACCOUNT: Answers = (UNAUTH, "OK", "OK", FORBIDDEN, FORBIDDEN, FORBIDDEN, "OK", FORBIDDEN)

# A viewer token ends with its event, and then identifies nobody.
ENDED_TOKEN = 7


def ended(responses: Answers) -> Answers:
    return (*responses[:ENDED_TOKEN], UNAUTH)


def replaced(responses: Answers, old: str, new: str) -> Answers:
    return tuple(new if each == old else each for each in responses)


MATRIX: dict[str, tuple[str, Callable[[Scene], dict[str, Any]] | None, Answers]] = {
    # root field: (selection, its input, what each caller gets)
    "me": ("{ id }", None, ("null", "OK", "OK", "null", "null", "null", "OK", UNAUTH)),
    "signUpMode": ("", None, OK),
    "event": ("{ id }", None, (UNAUTH, "OK", "null", "null", "null", "null", "null", UNAUTH)),
    "node": ("{ id }", None, (UNAUTH, "OK", "null", "null", "null", UNAUTH, "null", UNAUTH)),
    "album": ("{ eventName }", None, ("null", "null", "null", "OK", "OK", UNAUTH, "null", UNAUTH)),
    "archive": ("{ id }", None, ("null", "null", "null", "OK", "null", UNAUTH, "null", UNAUTH)),
    "signUp": (
        "{ session { expiresAt } userErrors { code } }",
        lambda scene: {"email": "new@example.com", "userName": "newcomer", "password": PASSWORD},
        OK,
    ),
    "signIn": (
        "{ session { expiresAt } userErrors { code } }",
        lambda scene: {"email": "anna@example.com", "password": PASSWORD},
        OK,
    ),
    "refreshSession": (
        "{ session { expiresAt } userErrors { code } }",
        lambda scene: {"refreshToken": scene.refresh_token},
        OK,
    ),
    "signOut": ("{ signedOut }", None, ended(OF_ACCOUNT)),
    "verifyEmail": (
        "{ user { id } userErrors { code } }",
        lambda scene: {"token": scene.verification_token},
        (*("OK",) * 6, "INVALID_TOKEN", "INVALID_TOKEN"),
    ),
    "requestPasswordReset": ("{ accepted }", lambda scene: {"email": "anna@example.com"}, OK),
    "resetPassword": (
        "{ session { expiresAt } userErrors { code } }",
        lambda scene: {"token": scene.reset_token, "newPassword": "a whole new passphrase"},
        (*("OK",) * 6, "INVALID_TOKEN", "INVALID_TOKEN"),
    ),
    "changePassword": (
        "{ session { expiresAt } userErrors { code } }",
        lambda scene: {"password": PASSWORD, "newPassword": "a whole new passphrase"},
        ended(OF_ACCOUNT),
    ),
    "deleteAccount": (
        "{ deletedIds userErrors { code } }",
        lambda scene: {"password": PASSWORD},
        ended(OF_ACCOUNT),
    ),
    "deleteEvent": (
        "{ deletedIds userErrors { code } }",
        lambda scene: {"eventId": scene.event.event_id},
        (UNAUTH, "OK", MISSING, FORBIDDEN, FORBIDDEN, FORBIDDEN, "OK", UNAUTH),
    ),
    "deletePhotos": (
        "{ deletedIds userErrors { code } }",
        lambda scene: {"eventId": scene.event.event_id, "photoIds": [photo_id(scene.photo)]},
        ended(OF_EVENT),
    ),
    "requestArchive": (
        "{ archive { id } userErrors { code } }",
        lambda scene: {"eventId": scene.event.event_id},
        (UNAUTH, "OK", MISSING, "OK", MISSING, UNAUTH, ENDED, UNAUTH),
    ),
    "createEvent": ("{ event { id } userErrors { code } }", lambda scene: {"name": "Fresh"}, ended(OF_ACCOUNT)),
    "updateEvent": (
        "{ event { id } userErrors { code } }",
        lambda scene: {"eventId": scene.event.event_id, "name": "Renamed"},
        ended(OF_EVENT),
    ),
    "updateCamera": (
        "{ event { id } userErrors { code } }",
        lambda scene: {"eventId": scene.event.event_id, "cameraId": scene.camera_id, "offsetSeconds": 37},
        ended(OF_EVENT),
    ),
    "changeSorting": (
        "{ sorting { version } userErrors { code } }",
        lambda scene: {"eventId": scene.event.event_id, "changes": [{"noStart": {"photoId": photo_id(scene.photo)}}]},
        ended(OF_EVENT),
    ),
    "publishSorting": (
        "{ publication { id } userErrors { code } }",
        lambda scene: {"eventId": scene.event.event_id, "version": "another"},
        ended(replaced(OF_EVENT, "OK", "SORTING_CHANGED")),
    ),
    "undoPublication": (
        "{ publication { id } userErrors { code } }",
        lambda scene: {"eventId": scene.event.event_id, "publicationId": "1"},
        ended(replaced(OF_EVENT, "OK", MISSING)),
    ),
    "requestUploads": (
        "{ tickets { photo { id } } userErrors { code } }",
        lambda scene: {"eventId": scene.event.event_id, "files": [FILE]},
        ended(OF_EVENT),
    ),
    "completeUpload": (
        "{ photo { id } userErrors { code } }",
        lambda scene: {
            "photoId": photo_id(scene.large.photo.key),
            "uploadId": scene.upload_id,
            "parts": parts_of(scene),
        },
        ended(OF_EVENT),
    ),
    "issueAccessCode": (
        "{ accessor { accessCode } userErrors { code } }",
        lambda scene: {"eventId": scene.event.event_id, "photoIds": [photo_id(scene.photo)]},
        ended(OF_EVENT),
    ),
    "issueAccessCodes": (
        "{ accessors { accessCode } userErrors { code } }",
        lambda scene: {"eventId": scene.event.event_id, "labels": ["x"]},
        ended(OF_EVENT),
    ),
    "updateAccessCode": (
        "{ accessor { accessCode } userErrors { code } }",
        lambda scene: {"eventId": scene.event.event_id, "accessCode": scene.ben.access_code, "label": "Benjamin"},
        ended(OF_EVENT),
    ),
    "revokeAccessCode": (
        "{ deletedIds userErrors { code } }",
        lambda scene: {"eventId": scene.event.event_id, "accessCode": scene.ben.access_code},
        ended(OF_EVENT),
    ),
    "redeemAccessCode": (
        "{ viewerToken userErrors { code } }",
        with_link_key,
        (*("OK",) * 6, ENDED, ENDED),
    ),
    "reportOpening": (
        "{ reported }",
        None,
        (UNAUTH, FORBIDDEN, FORBIDDEN, "OK", "OK", UNAUTH, FORBIDDEN, UNAUTH),
    ),
    "reportDownloads": (
        "{ reported }",
        lambda scene: {"photoIds": [photo_id(scene.photo)]},
        (UNAUTH, FORBIDDEN, FORBIDDEN, "OK", MISSING, UNAUTH, FORBIDDEN, UNAUTH),
    ),
}


def root_fields() -> set[str]:
    found: set[str] = set()
    for name in ("Query", "Mutation"):
        block = re.search(rf"^type {name} {{\n(.*?)^}}", SCHEMA.read_text(), re.DOTALL | re.MULTILINE)
        assert block
        found |= set(re.findall(r"^  (\w+)[(:]", block[1], re.MULTILINE))
    return found


def ask(field: str, scene: Scene) -> str:
    selection, given, _ = MATRIX[field]
    is_query = field in ("me", "album", "signUpMode")
    ids = {"event": scene.event.event_id, "node": scene.event.event_id, "archive": scene.archive_id}
    if given is not None:
        type_name = field[0].upper() + field[1:] + "Input"
        query = f"mutation ($input: {type_name}!) {{ {field}(input: $input) {selection} }}"
        response = scene.caller.ask(query, {"input": given(scene)})
    elif field in ids:
        response = scene.caller.ask(f"query ($id: ID!) {{ {field}(id: $id) {selection} }}", {"id": ids[field]})
    else:
        response = scene.caller.ask(f"{'query' if is_query else 'mutation'} {{ {field} {selection} }}")
    assert response.status == 200
    if response.codes:
        return response.codes[0]
    result = response.data[field]
    if result is None:
        return "null"
    refusals = (isinstance(result, dict) and result.get("userErrors")) or []
    return str(refusals[0]["code"]) if refusals else "OK"


NODES: dict[str, tuple[Callable[[Scene], str], Answers]] = {
    # type: (an id of it, what each caller gets from `node`)
    "User": (lambda scene: scene.event.user_id, (UNAUTH, "OK", "null", "null", "null", UNAUTH, "OK", UNAUTH)),
    "Event": (lambda scene: scene.event.event_id, MATRIX["node"][2]),
    "Photo": (
        lambda scene: photo_id(scene.photo),
        (UNAUTH, "OK", "null", "OK", "null", UNAUTH, "null", UNAUTH),
    ),
    "Accessor": (
        lambda scene: accessor_id(scene.event.event_id, scene.ben.access_code),
        (UNAUTH, "OK", "null", "null", "null", UNAUTH, "null", UNAUTH),
    ),
    "Album": (
        lambda scene: album_id(scene.event.event_id, Album(scene.event, scene.ben).tag),
        (UNAUTH, "null", "null", "OK", "null", UNAUTH, "null", UNAUTH),
    ),
}


@pytest.mark.parametrize("type_name", NODES)
def test_each_caller_finds_only_their_own_objects_by_id(type_name: str) -> None:
    id_of, expected = NODES[type_name]
    found = []
    for caller in CALLERS:
        scene = scene_of(caller)
        id = id_of(scene)
        response = scene.caller.ask("query ($id: ID!) { node(id: $id) { __typename id } }", {"id": id})
        found.append(response.codes[0] if response.codes else "null")
        if not response.codes and response.data["node"]:
            assert response.data["node"] == {"__typename": type_name, "id": id}
            found[-1] = "OK"
    assert tuple(found) == expected


def test_every_node_is_in_the_matrix_of_nodes() -> None:
    assert set(re.findall(r"^type (\w+) implements Node", SCHEMA.read_text(), re.MULTILINE)) == set(NODES)


def test_the_matrix_covers_every_root_field_of_the_schema() -> None:
    assert set(MATRIX) == root_fields()


@pytest.mark.parametrize("field", MATRIX)
def test_each_caller_gets_the_expected_result(field: str) -> None:
    responses = {caller: ask(field, scene_of(caller)) for caller in CALLERS}
    assert responses == dict(zip(CALLERS, MATRIX[field][2], strict=True))
