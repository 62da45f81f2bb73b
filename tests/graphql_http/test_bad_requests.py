"""Malformed and oversized requests: each gets a JSON error that reveals nothing internal."""

from __future__ import annotations

import json

import pytest

from graphql_http.requests import MAX_BODY_BYTES
from tests.api.conftest import ApiUnderTest, open_api
from tests.api_gateway_events import ApiResponse, Client

MODERN = {"accept": "application/graphql-response+json"}
REDEEM = 'redeemAccessCode(input: {publicUrl: "anna/wedding", accessCode: "ABC34D"}) { viewerToken }'

DEEPEST = (
    "{ me { events { edges { node { accessors { edges { node { photos { edges { node { thumbnail { url"
    " } } } } } } } } } } } }"
)


def refusal(response: ApiResponse, status: int = 400) -> str:
    """The first message of a refused request."""
    assert response.status == status
    assert set(response.codes) == {"BAD_REQUEST"}
    assert "data" not in response.json
    return str(response.json["errors"][0]["message"])


def test_aliased_redeems_are_refused_before_any_is_executed(api: ApiUnderTest) -> None:
    query = "mutation {" + "".join(f"guess{number}: {REDEEM} " for number in range(200)) + "}"
    assert refusal(api.client.post({"query": query}, MODERN)).startswith("Syntax Error: Document contains more than")
    few = "mutation {" + "".join(f"guess{number}: {REDEEM} " for number in range(2)) + "}"
    assert "1 mutations" in refusal(api.client.post({"query": few}, MODERN))
    assert api.backend.tables.taken == {}


def test_a_second_mutation_in_a_fragment_is_refused(client: Client) -> None:
    fragments = "".join(f"fragment {name} on Mutation {{ {name}: {REDEEM} }}" for name in ("One", "Two"))
    query = f"mutation {{ ...One ...Two }} {fragments}"
    assert "1 mutations" in refusal(client.post({"query": query}, MODERN))


def test_a_batch_is_refused(client: Client) -> None:
    assert "Batches" in refusal(client.post([{"query": "{ __typename }"}]))


def test_doubling_fragments_are_counted_in_linear_time(client: Client) -> None:
    levels = 60  # 2^60 spreads for a naive counter
    doubling = [f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels)]
    query = "{ ...F0 } " + " ".join(doubling) + f" fragment F{levels} on Query {{ __typename }}"
    assert "250 fields" in refusal(client.post({"query": query}, MODERN))


def test_fragments_in_a_circle_are_refused(client: Client) -> None:
    query = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"
    assert "Cannot spread fragment" in refusal(client.post({"query": query}, MODERN))


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        (DEEPEST.replace("url", "url { deeper }"), "12 levels"),
        ("{" + "".join(f"a{n}: __typename " for n in range(11)) + "}", "10 aliases"),
        ("{" + "__typename " * 251 + "}", "250 fields"),
        ("{ __typename " + "@skip(if: false) " * 21 + "}", "20 directives"),
        ("{" + "__typename " * 1000 + "}", "1000 tokens"),
        ("{ me " * 300 + "}" * 300, "nested too deeply"),
    ],
)  # fmt: skip
def test_an_operation_over_a_limit_is_refused(client: Client, query: str, limit: str) -> None:
    assert limit in refusal(client.post({"query": query}, MODERN))


def test_the_deepest_useful_query_is_within_the_limits(client: Client) -> None:
    assert client.ask(DEEPEST).data == {"me": None}


def test_a_body_over_the_limit_is_refused(client: Client) -> None:
    just_fits = json.dumps({"query": "{ __typename }", "extensions": {"x": ""}}).encode()
    padding = MAX_BODY_BYTES - len(just_fits)
    body = {"query": "{ __typename }", "extensions": {"x": "a" * padding}}
    assert client.post(body).status == 200
    assert "256 KiB" in refusal(client.post({**body, "operationName": None}), 413)


def test_a_url_over_the_limit_is_refused(client: Client) -> None:
    """Issue 11, found by fuzzing: a long query string took minutes to parse."""
    parameters = {"query": "{ __typename }", "variables": '{"x": ""}'}
    assert client.get(parameters).status == 200
    too_long = {**parameters, "variables": '{"x": "' + "a" * MAX_BODY_BYTES + '"}'}
    assert "256 KiB" in refusal(client.get(too_long), 414)


@pytest.mark.parametrize(
    "body",
    [
        b"null",
        b'"x"',
        b"42",
        b"true",
        b'{"query": "\xff\xfe"}',
        b'{"query": "\\ud800"}',
        b"[" * 10_000,
        b'{"a":' * 10_000,
        b'{"query": "{ __typename }"} {}',
        b'{"query": NaN}',
    ],
    ids=lambda body: repr(body[:24]),
)
def test_a_body_that_is_not_a_json_object_is_refused(client: Client, body: bytes) -> None:
    assert refusal(client.post(body)).startswith("The body")


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
    ],
)
def test_a_body_of_another_type_is_refused(client: Client, content_type: str) -> None:
    response = client.request("POST", "/graphql", b'{"query": "{ __typename }"}', {"content-type": content_type})
    assert "application/json" in refusal(response, 415)


def test_a_compressed_body_is_refused(client: Client) -> None:
    assert refusal(client.post({"query": "{ __typename }"}, {"content-encoding": "gzip"}), 415)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_other_methods_are_refused_with_the_allowed_ones(client: Client, method: str) -> None:
    response = client.request(method, "/graphql", None, {"origin": "https://elsewhere.example"})
    assert response.status == 405
    assert response.headers["allow"] == "GET, POST"
    assert not any(name.startswith("access-control") for name in response.headers)


def test_several_operations_need_a_name(client: Client) -> None:
    query = "query A { __typename } query B { me { id } }"
    assert "operationName" in refusal(client.post({"query": query}))
    assert "no operation of this name" in refusal(client.post({"query": query, "operationName": "C"}))
    assert client.post({"query": query, "operationName": "B"}).data == {"me": None}


def test_a_document_without_an_operation_is_refused(client: Client) -> None:
    assert refusal(client.post({"query": "fragment F on Query { __typename }"}, MODERN))
    assert refusal(client.post({"query": ""}, MODERN))


@pytest.mark.parametrize("query", ["{ __schema { types { name } } }", '{ __type(name: "User") { name } }'])
def test_introspection_is_refused_unless_enabled(client: Client, query: str) -> None:
    assert "introspection" in refusal(client.post({"query": query}, MODERN))
    assert open_api(introspection=True).client.ask(query).data


@pytest.mark.parametrize(
    "query",
    [
        "{ mee { id } }",
        "{ me { emaill } }",
        '{ event(idd: "x") { id } }',
        "query($x: PhotoFilte) { __typename }",
        '{ event(id: "x") { photos(filter: UNASIGNED) { nodes { id } } } }',
        'mutation { signIn(input: {emai: "x", password: "y"}) { session { accessToken } } }',
    ],
)
def test_a_misspelt_name_gets_no_hint(client: Client, query: str) -> None:
    response = client.post({"query": query}, MODERN)
    assert response.status == 400
    assert b"Did you mean" not in response.body


def test_a_misspelt_enum_in_a_variable_gets_no_hint(client: Client) -> None:
    query = 'query($f: PhotoFilter) { event(id: "x") { photos(filter: $f) { nodes { id } } } }'
    response = client.post({"query": query, "variables": {"f": "UNASIGNED"}}, MODERN)
    assert response.status == 400
    assert b"Did you mean" not in response.body


def test_at_most_five_errors_are_returned(client: Client) -> None:
    query = "{" + " ".join(f"nothing{number}" for number in range(100)) + "}"
    assert len(client.post({"query": query}).json["errors"]) == 5


@pytest.mark.parametrize("path", ["/graphiql", "/", "/nothing", "/anna/wedding"])
def test_the_api_serves_no_pages(client: Client, path: str) -> None:
    assert client.request("GET", path).status == 404


@pytest.mark.parametrize("host", ["[::1]:443", "[2001:db8::1]", "a:b:c", "x:notaport", ""])
def test_an_unusual_host_header_is_ignored(client: Client, host: str) -> None:
    assert client.ask("{ __typename }", host=host).data == {"__typename": "Query"}


def test_get_parameters_that_are_not_json_are_refused(client: Client) -> None:
    assert "variables" in refusal(client.get({"query": "{ __typename }", "variables": "{"}))
    assert "extensions" in refusal(client.get({"query": "{ __typename }", "extensions": "[1]"}))
