"""Automatic persisted queries: after its first request, a query can be sent by its hash."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from graphql_http.document_cache import MAX_CACHED_CHARACTERS, MAX_DOCUMENTS
from tests.api_gateway_events import Client
from tests.graphql_http.test_bad_requests import MODERN, refusal

QUERY = "{ me { id } }"


def sent(query: str | None, sha256: str | None = None, version: Any = 1) -> dict[str, Any]:
    sha256 = sha256 or hashlib.sha256(QUERY.encode()).hexdigest()
    persisted = {"version": version, "sha256Hash": sha256}
    return {**({"query": query} if query else {}), "extensions": {"persistedQuery": persisted}}


@pytest.mark.parametrize("accept", ["application/json", MODERN["accept"]])
def test_a_miss_is_a_200_with_its_code(client: Client, accept: str) -> None:
    response = client.post(sent(None), {"accept": accept})
    assert (response.status, response.codes) == (200, ["PERSISTED_QUERY_NOT_FOUND"])
    assert response.json["errors"][0]["message"] == "PersistedQueryNotFound"


def test_an_earlier_query_is_found_by_its_hash(client: Client) -> None:
    assert client.post(sent(QUERY)).data == {"me": None}
    assert client.post(sent(None)).data == {"me": None}
    assert client.get({"extensions": json.dumps(sent(None)["extensions"])}).data == {"me": None}


def test_a_hash_of_something_else_is_refused(client: Client) -> None:
    assert "sha256Hash" in refusal(client.post(sent(QUERY, "0" * 64)))
    assert client.post(sent(None, "0" * 64)).codes == ["PERSISTED_QUERY_NOT_FOUND"]


@pytest.mark.parametrize("persisted", [{}, {"version": 2, "sha256Hash": "x"}, {"version": 1, "sha256Hash": 5}, "x", []])
def test_a_malformed_hash_is_refused(client: Client, persisted: object) -> None:
    assert "persistedQuery" in refusal(client.post({"extensions": {"persistedQuery": persisted}}))


def test_a_mutation_by_its_hash_is_still_refused_by_get(client: Client) -> None:
    query = "mutation { signOut { signedOut } }"
    sha256 = hashlib.sha256(query.encode()).hexdigest()
    assert client.post(sent(query, sha256)).codes == ["UNAUTHENTICATED"]
    assert refusal(client.get({"extensions": json.dumps(sent(None, sha256)["extensions"])}), 405)


def test_the_cache_is_bounded(client: Client) -> None:
    client.post(sent(QUERY))
    for number in range(MAX_DOCUMENTS):
        assert client.ask(f"{{ a{number}: __typename }}").status == 200
    assert client.post(sent(None)).codes == ["PERSISTED_QUERY_NOT_FOUND"]


def test_a_long_document_is_executed_and_not_cached(client: Client) -> None:
    query = '{ archive(id: "' + "x" * MAX_CACHED_CHARACTERS + '") { id } }'
    sha256 = hashlib.sha256(query.encode()).hexdigest()
    assert client.post(sent(query, sha256)).data == {"archive": None}
    assert client.post(sent(None, sha256)).codes == ["PERSISTED_QUERY_NOT_FOUND"]
