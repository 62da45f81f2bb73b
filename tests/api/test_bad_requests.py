"""What strangers send: each is answered, in JSON, at once, and says nothing of what lies within."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from resolvers.http.documents import MAX_KNOWN, MAX_KNOWN_CHARACTERS
from resolvers.http.requests import MAX_BODY_BYTES
from tests.api.conftest import House, open_house
from tests.gateway import Answer, Client

MODERN = {"accept": "application/graphql-response+json"}
REDEEM = 'redeemAccessCode(input: {publicUrl: "anna/wedding", accessCode: "ABC34D"}) { viewerToken }'

DEEPEST = (
    "{ me { events { edges { node { accessors { edges { node { photos { edges { node { thumbnail { url"
    " } } } } } } } } } } } }"
)


def refusal(answer: Answer, status: int = 400) -> str:
    """The first message of a refused request."""
    assert answer.status == status
    assert set(answer.codes) == {"BAD_REQUEST"}
    assert "data" not in answer.json
    return str(answer.json["errors"][0]["message"])


def test_two_hundred_aliased_redeems_are_refused_before_one_is_counted(house: House) -> None:
    query = "mutation {" + "".join(f"guess{number}: {REDEEM} " for number in range(200)) + "}"
    assert refusal(house.client.post({"query": query}, MODERN)).startswith("Syntax Error: Document contains more than")
    few = "mutation {" + "".join(f"guess{number}: {REDEEM} " for number in range(2)) + "}"
    assert "1 mutations" in refusal(house.client.post({"query": few}, MODERN))
    assert house.world.tables.taken == {}


def test_one_mutation_a_request_also_when_fragments_bring_the_second(client: Client) -> None:
    fragments = "".join(f"fragment {name} on Mutation {{ {name}: {REDEEM} }}" for name in ("One", "Two"))
    query = f"mutation {{ ...One ...Two }} {fragments}"
    assert "1 mutations" in refusal(client.post({"query": query}, MODERN))


def test_a_batch_is_refused(client: Client) -> None:
    assert "Batches" in refusal(client.post([{"query": "{ __typename }"}]))


def test_fragments_that_double_are_counted_in_linear_time(client: Client) -> None:
    levels = 60  # 2^60 spreads, if each were walked
    doubling = [f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels)]
    query = "{ ...F0 } " + " ".join(doubling) + f" fragment F{levels} on Query {{ __typename }}"
    assert "250 fields" in refusal(client.post({"query": query}, MODERN))


def test_fragments_in_a_circle_are_refused(client: Client) -> None:
    query = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"
    assert "Cannot spread fragment" in refusal(client.post({"query": query}, MODERN))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (DEEPEST.replace("url", "url { deeper }"), "12 levels"),
        ("{" + "".join(f"a{n}: __typename " for n in range(11)) + "}", "10 aliases"),
        ("{" + "__typename " * 251 + "}", "250 fields"),
        ("{ __typename " + "@skip(if: false) " * 21 + "}", "20 directives"),
        ("{" + "__typename " * 1000 + "}", "1000 tokens"),
        ("{ me " * 300 + "}" * 300, "nested too deeply"),
    ],
)  # fmt: skip
def test_an_operation_that_asks_for_too_much_is_refused(client: Client, query: str, said: str) -> None:
    assert said in refusal(client.post({"query": query}, MODERN))


def test_the_deepest_useful_query_is_answered(client: Client) -> None:
    assert client.ask(DEEPEST).data == {"me": None}


def test_a_body_over_the_limit_is_refused(client: Client) -> None:
    just_fits = json.dumps({"query": "{ __typename }", "extensions": {"x": ""}}).encode()
    padding = MAX_BODY_BYTES - len(just_fits)
    body = {"query": "{ __typename }", "extensions": {"x": "a" * padding}}
    assert client.post(body).status == 200
    assert "256 KiB" in refusal(client.post({**body, "operationName": None}), 413)


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
def test_a_body_that_is_no_json_object_is_refused(client: Client, body: bytes) -> None:
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
    answer = client.request("POST", "/graphql", b'{"query": "{ __typename }"}', {"content-type": content_type})
    assert "application/json" in refusal(answer, 415)


def test_a_compressed_body_is_refused(client: Client) -> None:
    assert refusal(client.post({"query": "{ __typename }"}, {"content-encoding": "gzip"}), 415)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_other_methods_are_refused_with_those_that_work(client: Client, method: str) -> None:
    answer = client.request(method, "/graphql", None, {"origin": "https://elsewhere.example"})
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, POST"
    assert not any(name.startswith("access-control") for name in answer.headers)


def test_several_operations_need_a_name(client: Client) -> None:
    query = "query A { __typename } query B { me { id } }"
    assert "operationName" in refusal(client.post({"query": query}))
    assert "no operation of this name" in refusal(client.post({"query": query, "operationName": "C"}))
    assert client.post({"query": query, "operationName": "B"}).data == {"me": None}


def test_a_document_without_an_operation_is_refused(client: Client) -> None:
    assert refusal(client.post({"query": "fragment F on Query { __typename }"}, MODERN))
    assert refusal(client.post({"query": ""}, MODERN))


@pytest.mark.parametrize("query", ["{ __schema { types { name } } }", '{ __type(name: "User") { name } }'])
def test_the_schema_is_shown_only_where_that_is_switched_on(client: Client, query: str) -> None:
    assert "introspection" in refusal(client.post({"query": query}, MODERN))
    assert open_house(introspection=True).client.ask(query).data


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
    answer = client.post({"query": query}, MODERN)
    assert answer.status == 400
    assert b"Did you mean" not in answer.body


def test_a_misspelt_enum_in_a_variable_gets_no_hint(client: Client) -> None:
    query = 'query($f: PhotoFilter) { event(id: "x") { photos(filter: $f) { nodes { id } } } }'
    answer = client.post({"query": query, "variables": {"f": "UNASIGNED"}}, MODERN)
    assert answer.status == 400
    assert b"Did you mean" not in answer.body


def test_at_most_five_errors_are_told(client: Client) -> None:
    query = "{" + " ".join(f"nothing{number}" for number in range(100)) + "}"
    assert len(client.post({"query": query}).json["errors"]) == 5


@pytest.mark.parametrize("path", ["/graphiql", "/", "/nothing", "/anna/wedding"])
def test_there_are_no_pages_in_the_cloud(client: Client, path: str) -> None:
    assert client.request("GET", path).status == 404


@pytest.mark.parametrize("host", ["[::1]:443", "[2001:db8::1]", "a:b:c", "x:notaport", ""])
def test_a_strange_host_changes_nothing(client: Client, host: str) -> None:
    assert client.ask("{ __typename }", host=host).data == {"__typename": "Query"}


def test_get_parameters_that_are_no_json_are_refused(client: Client) -> None:
    assert "variables" in refusal(client.get({"query": "{ __typename }", "variables": "{"}))
    assert "extensions" in refusal(client.get({"query": "{ __typename }", "extensions": "[1]"}))


class TestPersistedQueries:
    QUERY = "{ me { id } }"

    def sent(self, query: str | None, sha256: str | None = None, version: Any = 1) -> dict[str, Any]:
        sha256 = sha256 or hashlib.sha256(self.QUERY.encode()).hexdigest()
        persisted = {"version": version, "sha256Hash": sha256}
        return {**({"query": query} if query else {}), "extensions": {"persistedQuery": persisted}}

    @pytest.mark.parametrize("accept", ["application/json", MODERN["accept"]])
    def test_a_miss_is_a_200_that_says_so(self, client: Client, accept: str) -> None:
        answer = client.post(self.sent(None), {"accept": accept})
        assert (answer.status, answer.codes) == (200, ["PERSISTED_QUERY_NOT_FOUND"])
        assert answer.json["errors"][0]["message"] == "PersistedQueryNotFound"

    def test_a_query_that_was_sent_once_is_known_by_its_hash(self, client: Client) -> None:
        assert client.post(self.sent(self.QUERY)).data == {"me": None}
        assert client.post(self.sent(None)).data == {"me": None}
        assert client.get({"extensions": json.dumps(self.sent(None)["extensions"])}).data == {"me": None}

    def test_a_hash_of_something_else_is_refused(self, client: Client) -> None:
        assert "sha256Hash" in refusal(client.post(self.sent(self.QUERY, "0" * 64)))
        assert client.post(self.sent(None, "0" * 64)).codes == ["PERSISTED_QUERY_NOT_FOUND"]

    @pytest.mark.parametrize(
        "persisted", [{}, {"version": 2, "sha256Hash": "x"}, {"version": 1, "sha256Hash": 5}, "x", []]
    )
    def test_a_malformed_hash_is_refused(self, client: Client, persisted: object) -> None:
        assert "persistedQuery" in refusal(client.post({"extensions": {"persistedQuery": persisted}}))

    def test_a_mutation_by_its_hash_is_still_refused_by_get(self, client: Client) -> None:
        query = "mutation { signOut { signedOut } }"
        sha256 = hashlib.sha256(query.encode()).hexdigest()
        assert client.post(self.sent(query, sha256)).codes == ["UNAUTHENTICATED"]
        assert refusal(client.get({"extensions": json.dumps(self.sent(None, sha256)["extensions"])}), 405)

    def test_memory_is_bounded(self, client: Client) -> None:
        client.post(self.sent(self.QUERY))
        for number in range(MAX_KNOWN):
            assert client.ask(f"{{ a{number}: __typename }}").status == 200
        assert client.post(self.sent(None)).codes == ["PERSISTED_QUERY_NOT_FOUND"]

    def test_an_endless_text_is_answered_and_not_kept(self, client: Client) -> None:
        query = '{ event(id: "' + "x" * MAX_KNOWN_CHARACTERS + '") { id } }'
        sha256 = hashlib.sha256(query.encode()).hexdigest()
        assert client.post(self.sent(query, sha256)).data == {"event": None}
        assert client.post(self.sent(None, sha256)).codes == ["PERSISTED_QUERY_NOT_FOUND"]
