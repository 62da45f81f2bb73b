"""The audits of graphql-http (npm, 1.23) for GraphQL over HTTP, with their requests and ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.api.conftest import open_api
from tests.api_gateway_events import ApiResponse, Client

MODERN, LEGACY = "application/graphql-response+json", "application/json"
TYPENAME = {"query": "{ __typename }"}
NAMED = "query Type($name: String!) { __type(name: $name) { name } }"
BY_NAME = {"query": NAMED, "variables": {"name": "sometype"}}
NOT_STRINGS: list[Any] = [{"obj": "ect"}, 0, False, ["array"]]
NOT_MAPS: list[Any] = ["string", 0, False, ["array"]]
UNPARSABLE = {"query": "{"}
INVALID = {"query": "{ 8f31403dfe404bccbb0e835f2629c6a7 }"}
UNKNOWN_FIELD = {"query": "{ nothingOfTheKind }"}
UNCOERCED = {"query": "query CoerceFailure($id: ID!){ __typename event(id: $id) { id } }", "variables": {"id": None}}


@pytest.fixture(scope="module")
def client() -> Client:
    return open_api(introspection=True).client


def accepting(media: str | None) -> dict[str, str]:
    return {"accept": media} if media else {}


def check(response: ApiResponse, status: int, media: str) -> None:
    assert response.status == status
    assert response.headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        pytest.param(MODERN, MODERN, id="22EB"),
        pytest.param(LEGACY, LEGACY, id="4655"),
        pytest.param("*/*", LEGACY, id="47DE"),
        pytest.param(None, LEGACY, id="80D8"),
        pytest.param("application/*", LEGACY, id="any application type"),
        pytest.param(f"{LEGACY};q=0.5, {MODERN}", MODERN, id="the better quality wins"),
        pytest.param(f"{MODERN};q=nonsense, {LEGACY};q=0.1", LEGACY, id="a nonsense quality is none"),
        pytest.param(f"text/html, {MODERN}", MODERN, id="other types are passed over"),
    ],
)
def test_the_response_has_the_best_accepted_media_type(client: Client, accept: str | None, media: str) -> None:
    check(client.post(TYPENAME, accepting(accept)), 200, media)


def test_no_acceptable_media_type_is_a_406(client: Client) -> None:
    check(client.post(TYPENAME, {"accept": "text/html"}), 406, LEGACY)


def test_the_response_is_utf_8(client: Client) -> None:
    body = {"query": '{ archive(id: "Run🏃Swim🏊") { id } }'}
    response = client.post(body, {"content-type": "application/json; charset=utf-8"})
    assert response.data == {"archive": None}
    response.body.decode("utf-8")


@pytest.mark.parametrize(
    ("body", "accept"),
    [
        pytest.param(TYPENAME, LEGACY, id="13EE"),
        pytest.param(TYPENAME, MODERN, id="34A2"),
        pytest.param({"query": "query Query { __typename }", "operationName": "Query"}, MODERN, id="8161"),
        pytest.param({"query": "query Query { __typename }", "operationName": "Query"}, LEGACY, id="B8B3"),
        *(
            pytest.param({**TYPENAME, parameter: None}, accept, id=f"{audit}{index}")
            for index, parameter in enumerate(["variables", "operationName", "extensions"])
            for audit, accept in (("94B", MODERN), ("022", LEGACY))
        ),
        pytest.param(BY_NAME, MODERN, id="2EA1"),
        pytest.param(BY_NAME, LEGACY, id="28B9"),
        pytest.param({**TYPENAME, "extensions": {"some": "value"}}, MODERN, id="428F"),
        pytest.param({**TYPENAME, "extensions": {"some": "value"}}, LEGACY, id="1B7A"),
    ],
)
def test_well_formed_parameters_are_accepted(client: Client, body: Mapping[str, Any], accept: str) -> None:
    response = client.post(body, {"accept": accept})
    check(response, 200, accept)
    assert response.data


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="A5BF"),
        pytest.param({"notquery": "{ __typename }"}, id="423L"),
        *(pytest.param({"query": value}, id=f"LKJ{index}") for index, value in enumerate(NOT_STRINGS)),
        *(
            pytest.param({**TYPENAME, "operationName": value}, id=f"6C0{index}")
            for index, value in enumerate(NOT_STRINGS)
        ),
        *(pytest.param({**TYPENAME, "variables": value}, id=f"476{index}") for index, value in enumerate(NOT_MAPS)),
        *(pytest.param({**TYPENAME, "extensions": value}, id=f"58B{index}") for index, value in enumerate(NOT_MAPS)),
        pytest.param(b'{ "not a JSON', id="B6DC BCF8 B7N8"),
        pytest.param({"qeury": "{ __typename }"}, id="8764 3E3A"),
    ],
)
@pytest.mark.parametrize("accept", [MODERN, LEGACY])
def test_malformed_parameters_are_a_400(client: Client, body: object, accept: str) -> None:
    response = client.post(body, {"accept": accept})
    check(response, 400, accept)
    assert response.codes == ["BAD_REQUEST"]
    assert "data" not in response.json


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(UNPARSABLE, id="572B 865D 556A D586"),
        pytest.param(INVALID, id="FDE2 51FE 74FF 5E5B"),
        pytest.param(UNKNOWN_FIELD, id="an unknown field"),
        pytest.param(UNCOERCED, id="7B9B 86EE"),
    ],
)
def test_an_invalid_operation_is_a_400_in_the_modern_type_and_a_200_in_the_legacy_one(
    client: Client, body: object
) -> None:
    modern, legacy = client.post(body, {"accept": MODERN}), client.post(body, {"accept": LEGACY})
    check(modern, 400, MODERN)
    check(legacy, 200, LEGACY)
    for response in (modern, legacy):
        assert response.codes == ["BAD_REQUEST"]
        assert "data" not in response.json


@pytest.mark.parametrize("accept", [MODERN, LEGACY])
def test_a_query_by_get_is_accepted(client: Client, accept: str) -> None:
    check(client.get(TYPENAME, {"accept": accept}), 200, accept)  # 5A70
    variables = {"query": NAMED, "variables": '{"name": "User"}'}
    assert client.get(variables, {"accept": accept}).data == {"__type": {"name": "User"}}  # D6D5, 6A70


def test_a_mutation_by_get_is_refused_with_the_allowed_method(client: Client) -> None:
    response = client.get({"query": "mutation { __typename }"}, {"accept": MODERN})  # 9C48
    check(response, 405, MODERN)
    assert response.headers["allow"] == "POST"


def test_a_post_without_its_content_type_is_refused(client: Client) -> None:
    response = client.request("POST", "/graphql", b'{"query": "{ __typename }"}')  # 9ABE
    check(response, 415, LEGACY)
