"""Issue 11 B5: who may read what: every field of every type, for every kind of caller."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLObjectType, build_schema, get_named_type, is_leaf_type, is_required_argument

from domain.albums import Album
from domain.codes import link_key
from domain.models import Accessor, Event, Photographer, Viewer, Watermark
from domain.rendering import CaptureTime
from domain.sorting.changes import StartSeries
from schema.ids import accessor_id, album_id, archive_word, photo_id
from tests.api.conftest import ApiUnderTest, open_api
from tests.api_gateway_events import ApiResponse, Client, run
from tests.in_memory_backend import InMemoryBackend

SCHEMA = build_schema((Path(__file__).parents[2] / "schema" / "schema.graphql").read_text())

ME = "query { me { %s } }"
MAILED = "mutation { verifyEmail(input: {token: $token}) { user { %s } } }"
EVENT = "query { event(id: $event) { %s } }"
ALBUM = "query { album { %s } }"
ARCHIVE = "query { archive(id: $archive) { %s } }"
NODE = "query { node(id: $%s) { ... on %s { %%s } } }"
UPLOADS = (
    'mutation { requestUploads(input: {eventId: $event, files: [{filename: "new.jpg", contentType: "image/jpeg", '
    "sizeBytes: 9}]}) { tickets { %s } } }"
)

IN_EVENT = {
    "Event": "%s",
    "Watermark": "watermark { %s }",
    "AccessorConnection": "accessors { %s }",
    "AccessorEdge": "accessors { edges { %s } }",
    "Accessor": "accessors { nodes { %s } }",
    "Camera": "cameras { %s }",
    "ClockProposal": "cameras { proposal { %s } }",
}
IN_SORTING = {
    "Sorting": "%s",
    "SeriesConnection": "series { %s }",
    "SeriesEdge": "series { edges { %s } }",
    "Series": "series { nodes { %s } }",
    "AssignedTo": "series { nodes { assigned { %s } } }",
    "SortingQuestionConnection": "questions { %s }",
    "SortingQuestionEdge": "questions { edges { %s } }",
    "SortingQuestion": "questions { nodes { %s } }",
    "AccessorConnection": "unseen { %s }",
    "Accessor": "series { nodes { accessors { %s } } }",
    "Photo": "series { nodes { photos { nodes { %s } } } }",
    "NextPublication": "nextPublication { %s }",
    "Publication": "publications { %s }",
}
OF_PHOTOS = {
    "PhotoConnection": "photos { %s }",
    "PageInfo": "photos { pageInfo { %s } }",
    "PhotoEdge": "photos { edges { %s } }",
    "Photo": "photos { nodes { %s } }",
    "Rendition": "photos { nodes { original { %s } } }",
}
IN_TICKETS = {
    "UploadTicket": "%s",
    "UploadRequest": "requests { %s }",
    "StoredPart": "storedParts { %s }",
    "HttpHeader": "requests { headers { %s } }",
    "Photo": "photo { %s }",
}
IN_CHANGES = {
    "SortingChange": "undo { %s }",
    "StartSeries": "undo { startSeries { %s } }",
    "NoStart": "undo { noStart { %s } }",
    "AssignPhotos": "undo { assign { %s } }",
    "ReleasePhotos": "undo { release { %s } }",
    "SortingAnswer": "undo { answer { %s } }",
    "SeriesLooks": "undo { look { %s } }",
} | {name: f"sorting {{ {path} }}" for name, path in IN_SORTING.items()}
IN_ACCOUNT = {"User": "%s", "EventConnection": "events { %s }", "EventEdge": "events { edges { %s } }"}
IN_ACCOUNT |= {name: f"events {{ nodes {{ {path} }} }}" for name, path in (IN_EVENT | OF_PHOTOS).items()}

SORTING = "query { event(id: $event) { sorting { %s } } }"
CHANGES = "mutation { changeSorting(input: {eventId: $event, changes: [{release: {photoIds: [$photo]}}]}) { %s } }"

WAYS: dict[str, tuple[str, dict[str, str]]] = {
    "me": (ME, IN_ACCOUNT),
    "mail": (MAILED, IN_ACCOUNT),
    "event": (EVENT, IN_EVENT | OF_PHOTOS),
    "sorting": (SORTING, IN_SORTING),
    "changes": (CHANGES, IN_CHANGES),
    "code": (EVENT, {name: f"accessors {{ nodes {{ {path} }} }}" for name, path in OF_PHOTOS.items()}),
    "codes of photos": (EVENT, {"Accessor": "photos { nodes { accessors { %s } } }"}),
    "album": (ALBUM, {"Album": "%s", **OF_PHOTOS}),
    "archive": (ARCHIVE, {"Archive": "%s"}),
    "node account": (NODE % ("account", "User"), {"User": "%s"}),
    "node event": (NODE % ("event", "Event"), IN_EVENT | OF_PHOTOS),
    "node code": (NODE % ("code", "Accessor"), {"Accessor": "%s", **OF_PHOTOS}),
    "node photo": (NODE % ("photo", "Photo"), {"Photo": "%s", "Rendition": "original { %s }"}),
    "node album": (NODE % ("album", "Album"), {"Album": "%s", **OF_PHOTOS}),
    "uploads": (UPLOADS, IN_TICKETS),
}
"""Operations, and the path from each to the types of Anna's data."""

OWNER = {"me", "mail", "event", "sorting", "changes", "code", "codes of photos", "archive", "uploads"}
OWNER |= {"node account", "node event", "node code", "node photo"}
MAY: dict[str, set[str]] = {
    "nobody": set(),
    "owner": OWNER,
    "viewer": {"album", "archive", "node album", "node photo"},
    "other photographer": set(),
    "viewer of another event": set(),
    "owner whose session was ended": set(),
    "owner whose token is too old": set(),
    "mailed link as a token": set(),
}
"""The paths by which each caller may read Anna's data."""

OF_THEIR_OWN = {("other photographer", "me"), ("viewer of another event", "album")}
"""Callers who get their own data on that path, and none of Anna's."""

BY_MAIL = {"id", "email", "userName", "emailVerified", "createdAt"}
"""The fields of the account that anyone with the mailed link may read."""

UNUSED_ID = "YQ"
"""Well-formed, for fields that require an id."""

WRAPPERS = {"Query", "Mutation", "Session", "UserError"}
"""Types without data of their own. A session requires a password, a refresh token, or a reset link."""


@dataclass
class Scene:
    api: ApiUnderTest
    event: Event
    archive: str
    photo: str
    token: str
    nodes: dict[str, str]
    caller: Client

    def ask(self, query: str) -> ApiResponse:
        """Sends the query with an unused mailed link."""
        users, email = self.api.backend.tables.users, "anna@example.com"
        users[email] = users[email].model_copy(update={"email_verified": False})
        values = {"event": self.event.event_id, "archive": self.archive, "photo": self.photo, "token": self.token}
        for name, value in {**values, **self.nodes}.items():
            query = query.replace(f"${name}", f'"{value}"')
        return self.caller.ask(query)

    def holds_annas(self, response: ApiResponse) -> bool:
        return any(word in response.body.decode() for word in ("Canary", "canary", "anna", self.event.event_id))


def scene_of(caller: str) -> Scene:
    api = open_api()
    backend, accounts = api.backend, api.backend.service.accounts
    anna, otto = api.photographer("anna"), api.photographer("otto")
    event, others = api.event(anna, "Canary"), api.event(otto, "Other")
    marked = Watermark(text="Canary")
    run(backend.service.events.update(anna, event.event_id, name=None, seconds_to_live=None, watermark=marked))
    keys = api.upload(anna, event, "canary.jpg")
    for number in range(3):
        taken = CaptureTime("2026-06-20T12:00:00.000", gps_offset_seconds=37)
        run(backend.shoot(anna, event, f"canary at {number}.jpg", taken, by="Canary"))
    ben, other = api.issue(anna, event, *keys), api.issue(otto, others, all_photos=True)
    shot = sort(backend, anna, event, ben)
    of_viewer = caller.startswith("viewer")
    archives = backend.service.archives
    asked = run(archives.of_album(viewer_of(ben), None) if of_viewer else archives.of_event(anna, event.event_id, None))
    clients = {
        "nobody": api.client,
        "viewer": api.as_viewer(event, ben),
        "viewer of another event": api.as_viewer(others, other),
        "other photographer": api.as_photographer(otto),
    }
    client = clients.get(caller, api.as_photographer(anna))
    if caller == "owner whose session was ended":
        run(accounts.sign_out(anna))
    if caller == "owner whose token is too old":
        backend.clock.forward(minutes=15)
    # The mailed link is the caller's only credential.
    token = backend.service.tokens.email_verification(backend.tables.users["anna@example.com"]).text
    if caller == "mailed link as a token":
        client = api.client.bearing(token)
    nodes = {
        "account": event.user_id,
        "code": accessor_id(event.event_id, ben.access_code),
        "album": album_id(event.event_id, Album(event, ben).tag),
    }
    return Scene(api, event, archive_word(event.event_id, asked.archive.archive_id), shot, token, nodes, client)


def sort(backend: InMemoryBackend, anna: Photographer, event: Event, ben: Accessor) -> str:
    """Publishes a photo that follows Ben's card. Returns its id."""
    link = f"https://imgsh.example/#{ben.access_code}.{link_key(event.link_secret, ben.access_code)}"
    time = "2026-06-20T12:00:0{}.000"
    run(backend.shoot(anna, event, "canary card.jpg", CaptureTime(time.format(0)), by="Canary", texts=[link]))
    shot = run(backend.shoot(anna, event, "canary 2.jpg", CaptureTime(time.format(1)), by="Canary"))
    start = StartSeries(shot.filename, frozenset({ben.access_code}))
    current, _ = run(backend.service.sorting.change(anna, event.event_id, [start]))
    run(backend.service.publishing.publish(anna, event.event_id, version=current.proposal.version, series_ids=None))
    return photo_id(shot.key)


def viewer_of(accessor: Accessor) -> Viewer:
    return Viewer(accessor.event_id, accessor.access_code)


def fields_of(type_name: str) -> Iterator[tuple[str, str]]:
    """Each field of a type with its selection."""
    type_ = SCHEMA.type_map[type_name]
    assert isinstance(type_, GraphQLObjectType)
    for name, field in type_.fields.items():
        chosen = f'{name}(id: "{UNUSED_ID}")' if any(map(is_required_argument, field.args.values())) else name
        yield name, chosen if is_leaf_type(get_named_type(field.type)) else f"{chosen} {{ __typename }}"


def is_reached(response: ApiResponse) -> bool:
    """Whether the response contains the innermost level."""
    value: Any = response.json.get("data")
    if response.codes or value is None:
        return False
    while isinstance(value, dict | list) and value:
        value = next(iter(value.values())) if isinstance(value, dict) else value[0]
        if value is None:
            return response.json["data"] is not None and all(
                each is not None for each in response.json["data"].values()
            )
    return True


@pytest.mark.parametrize("caller", MAY)
def test_each_caller_reads_only_permitted_types(caller: str) -> None:
    """B5: `verifyEmail { user { events { … } } }` returned data without any Authorization."""
    scene = scene_of(caller)
    wrong = []
    for way, (operation, paths) in WAYS.items():
        for type_name, path in paths.items():
            for name, selection in fields_of(type_name):
                response = scene.ask(operation % path % selection)
                may = way in MAY[caller] or (way == "mail" and type_name == "User" and name in BY_MAIL)
                is_own = (caller, way) in OF_THEIR_OWN
                if (may != is_reached(response) and not is_own) or (not may and scene.holds_annas(response)):
                    wrong.append(f"{way} {type_name}.{name}: {response.body.decode()[:200]}")
    assert wrong == []


def test_the_paths_cover_every_type_of_the_schema() -> None:
    types = {name for name, type_ in SCHEMA.type_map.items() if isinstance(type_, GraphQLObjectType)}
    reached = {name for _, paths in WAYS.values() for name in paths}
    assert {name for name in types - reached if not name.endswith("Payload") and name[0] != "_"} == WRAPPERS


@pytest.mark.parametrize("field", ["events { nodes { id } }", "storageBytes", "storageLimitBytes"])
def test_the_mailed_link_gets_an_error_for_events_and_storage(client: Client, api: ApiUnderTest, field: str) -> None:
    """B5."""
    run(api.backend.photographer("anna", verified=False))
    token = api.backend.mailed_token("anna@example.com")
    response = client.ask((MAILED % field).replace("$token", f'"{token}"'))
    assert response.codes == ["UNAUTHENTICATED"]
    assert api.backend.tables.users["anna@example.com"].email_verified
