"""Issue 11 A4: the cost of a request before its execution. Steps are executed lines, independent of time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import ApiUnderTest, open_api
from tests.api_gateway_events import Client
from tests.in_memory_backend import ORIGIN, some_id
from tests.step_counting import LINEAR, growth, steps_of
from tests.user_journey import operations

PAIRS = "events(first: 1) { nodes { id } } "

BOMBS = {
    "unused fragment, one field": "{ __typename } fragment F on Query {" + "__typename " * 700 + "}",
    "unused fragment, objects": "{ __typename } fragment F on Query {" + "me{id} " * 240 + "}",
    "unused fragment, arguments": "{ __typename } fragment F on User {" + PAIRS * 80 + "}",
    "unused fragments that double": "{ __typename } "
    + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    + " fragment F60 on Query { me { id } }",
    "one field": "{" + "__typename " * 250 + "}",
    "objects": "{" + "me{id} " * 124 + "}",
    "lists": "{" + "me{events{nodes{accessors{nodes{photos{nodes{id id}}}}}}} " * 20 + "}",
    "many fragments": "{ __typename } fragment G on Query {" + "__typename " * 200 + "} "
    + " ".join(f"fragment F{n} on Query {{ ...G __typename }}" for n in range(60)),
    "many operations": "fragment G on Query {" + "__typename " * 30 + "} "
    + " ".join(f"query Q{n} {{ ...G }}" for n in range(100)),
    "operations over all fragments": " ".join(f"query Q{n} {{ ...F0 }}" for n in range(60))
    + " ".join(f" fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(60))
    + " fragment F60 on Query { __typename }",
    "fields in conflict": "{" + " ".join(f"me {{ events(first: {n}) {{ nodes {{ id }} }} }}" for n in range(60)) + "}",
    "unknown fields": "{" + "x " * 249 + "}",
    "root fields": "{" + " ".join(f"x{n}" for n in range(900)) + "}",
    "a long name": "{" + "a" * 200_000 + "}",
    "a long comment": "#" + "x" * 200_000 + "\n{ __typename }",
    "a long block": '{ event(id: """' + "\n " * 100_000 + '""") { id } }',
    "variables": "query(" + " ".join(f"$v{n}: Int" for n in range(240)) + ") { __typename }",
}  # fmt: skip


@pytest.mark.parametrize("query", BOMBS.values(), ids=BOMBS)
def test_no_document_takes_many_more_steps_than_a_page_of_an_event(client: Client, query: str) -> None:
    """A4: an unused fragment of 1.5 KB took most of a second to validate; ten million steps."""
    usual = steps_of(lambda: client.ask(operations()["EventPage"], {"id": some_id(1)}))
    assert steps_of(lambda: client.post({"query": query})) < 6 * usual


def items(field: str, type_name: str, of: Callable[[int], dict[str, Any]]) -> Callable[[int], Callable[[], object]]:
    """A mutation with input of a size."""

    def asking(count: int) -> Callable[[], object]:
        api = open_api()
        client = api.as_photographer(api.photographer())
        query = f"mutation($input: {type_name}!) {{ {field}(input: $input) {{ userErrors {{ code }} }} }}"
        client.ask(query, {"input": of(0)})  # caches the query
        return lambda: client.ask(query, {"input": of(count)})

    return asking


def headers(name: str, value: Callable[[int], str]) -> Callable[[int], Callable[[], object]]:
    """A request with a header of a size, from our own origin."""

    def asking(count: int) -> Callable[[], object]:
        client = open_api().client
        sent = {"origin": ORIGIN, name: value(count)}
        return lambda: client.post({"query": "{ me { id } }"}, sent)

    return asking


def literal(count: int) -> Callable[[], object]:
    client, ids = open_api().client, '"x" ' * count
    query = f'mutation {{ deletePhotos(input: {{ eventId: "x", photoIds: [{ids}] }}) {{ deletedIds }} }}'
    return lambda: client.post({"query": query})


def nested(count: int) -> Callable[[], object]:
    client = open_api().client
    return lambda: client.post({"query": "{ me { id } }", "variables": {"x": json.loads("[" * count + "]" * count)}})


INPUTS = {
    "photo ids": (items("deletePhotos", "DeletePhotosInput", lambda n: {"eventId": "x", "photoIds": ["x"] * n}), 4000),
    "codes of photos": (
        items("issueAccessCode", "IssueAccessCodeInput", lambda n: {"eventId": "x", "photoIds": ["A" * 24] * n}),
        2000,
    ),
    "labels": (
        items("issueAccessCodes", "IssueAccessCodesInput", lambda n: {"eventId": "x", "labels": ["x"] * n}),
        250,
    ),
    "parts": (
        items(
            "completeUpload",
            "CompleteUploadInput",
            lambda n: {"photoId": "x", "uploadId": "x", "parts": [{"partNumber": 1, "etag": "x"}] * n},
        ),
        2000,
    ),
    "files": (
        items(
            "requestUploads",
            "RequestUploadsInput",
            lambda n: {
                "eventId": some_id(1),
                "files": [{"filename": "a.jpg", "contentType": "image/jpeg", "sizeBytes": 1}] * n,
            },
        ),
        50,
    ),
    "items of the wrong type": (
        items("deletePhotos", "DeletePhotosInput", lambda n: {"eventId": "x", "photoIds": [[]] * n}),
        4000,
    ),
    "unknown fields of an input": (
        items("deleteEvent", "DeleteEventInput", lambda n: {f"x{number}": 1 for number in range(n)}),
        4000,
    ),
    "variables in brackets": (nested, 200),
    "ids in the text": (literal, 400),
    "accept": (headers("accept", lambda n: "text/html;q=0.9," * n), 1000),
    "parameters of accept": (headers("accept", lambda n: "text/html" + ";q=0.9" * n), 1000),
    "cookies": (headers("cookie", lambda n: "; ".join(f"a{number}=b" for number in range(n))), 1000),
    "a quoted cookie": (headers("cookie", lambda n: 'imgsh_refresh="' + "\\1" * n + '"'), 2000),
    "content type": (headers("content-type", lambda n: "application/json" + "; a=b" * n), 1000),
    "a token": (headers("authorization", lambda n: "Bearer " + "a." * n), 1000),
    "an origin": (headers("origin", lambda n: "x" * n), 4000),
}  # fmt: skip


@pytest.mark.parametrize(("asking", "size"), INPUTS.values(), ids=INPUTS)
def test_steps_are_linear_in_the_input(asking: Callable[[int], Callable[[], object]], size: int) -> None:
    """A4: every input that may be long."""
    assert growth(asking, size) < LINEAR


def test_a_page_of_one_photo_reads_the_photos_before_it_in_one_batch(api: ApiUnderTest) -> None:
    """A4: photos of a code that are not READY were skipped two at a time, in one read after the other."""
    anna = api.photographer()
    event = api.event(anna)
    keys = api.upload(anna, event, *(f"{number:04}.jpg" for number in range(400)))
    accessor = api.issue(anna, event, *keys)
    for key in keys[:-1]:
        api.backend.tables.photos[key] = api.backend.tables.photos[key].model_copy(
            update={"deleting_since": event.created_at}
        )
    viewer = api.as_viewer(event, accessor)
    query = "query($first: Int!) { album { photos(first: $first) { nodes { filename } } } }"
    assert viewer.ask(query, {"first": 1}).data["album"]["photos"]["nodes"] == [{"filename": "0399.jpg"}]
    one, many = steps_of(lambda: viewer.ask(query, {"first": 1})), steps_of(lambda: viewer.ask(query, {"first": 100}))
    assert one < 1.5 * many
