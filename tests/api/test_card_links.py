"""The short links of printed cards, called by the handler."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

import pytest

from domain.models import Event, PhotoKey
from schema import ids
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client

ISSUE = """mutation($input: IssueAccessCodeInput!) {
  issueAccessCode(input: $input) { accessor { accessCode url cardUrl } } }"""
REDEEM = """mutation($input: RedeemAccessCodeInput!) {
  redeemAccessCode(input: $input) { album { publicUrl photoCount } userErrors { code field } } }"""
CARDS = "query($id: ID!) { event(id: $id) { everybodyCardUrl stopCardUrl } }"
REFUSED = {"album": None, "userErrors": [{"code": "INVALID_ACCESS_CODE", "field": ["accessCode"]}]}


@pytest.fixture
def accessor(annas: Client, event: Event, keys: list[PhotoKey]) -> dict[str, str]:
    given = {"eventId": event.event_id, "photoIds": [ids.photo_id(key) for key in keys[:2]], "label": "Ben"}
    issued: dict[str, str] = annas.ask(ISSUE, {"input": given}).data["issueAccessCode"]["accessor"]
    return issued


def input_of(url: str) -> dict[str, str]:
    """What the web app sends for a link."""
    link = urlsplit(url)
    code, _, key = link.fragment.partition(".")
    return {"publicUrl": link.path, "accessCode": code, "linkKey": key}


def test_the_link_of_a_card_is_in_capitals_and_opens_the_album(
    api: ApiUnderTest, client: Client, event: Event, accessor: dict[str, str]
) -> None:
    api.process_uploads()
    url = accessor["cardUrl"]
    assert url.startswith("HTTPS://IMGSH.EXAMPLE/Q/") and f"#{accessor['accessCode']}." in url
    assert len(url) <= len("HTTPS://IMGSH.EXAMPLE/Q/") + 26 + len("#ABC34D.") + 20
    assert set(url) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ/:.#-")
    for typed in (url, url.lower()):
        opened = client.ask(REDEEM, {"input": input_of(typed)}).data["redeemAccessCode"]
        assert opened == {"album": {"publicUrl": event.public_url, "photoCount": 2}, "userErrors": []}


def test_the_path_of_a_card_takes_a_typed_code_and_the_key_of_the_other_form(
    client: Client, accessor: dict[str, str]
) -> None:
    short, long = input_of(accessor["cardUrl"]), input_of(accessor["url"])
    crossed = [short | {"linkKey": None}, short | {"linkKey": long["linkKey"]}, long | {"linkKey": short["linkKey"]}]
    for given in crossed:
        assert client.ask(REDEEM, {"input": given}).data["redeemAccessCode"]["userErrors"] == []


def test_wrong_codes_by_the_path_of_a_card_use_up_the_budget_of_the_event(
    client: Client, accessor: dict[str, str]
) -> None:
    short, long = input_of(accessor["cardUrl"]), input_of(accessor["url"])
    wrong = {"accessCode": "ZZZZZZ", "linkKey": None}
    for path in (short, long, short, long, short):
        assert client.ask(REDEEM, {"input": path | wrong}).data["redeemAccessCode"] == REFUSED
    assert client.ask(REDEEM, {"input": long | wrong}).codes == ["RATE_LIMITED"]
    assert client.ask(REDEEM, {"input": short | {"linkKey": "0" * 20}}).codes == ["RATE_LIMITED"]
    assert client.ask(REDEEM, {"input": short}).data["redeemAccessCode"]["userErrors"] == []


@pytest.mark.parametrize(
    "path", ["q/", "q/0", f"q/{'0' * 26}", f"q/{'z' * 26}", f"q/{'u' * 26}", f"q/{'0' * 25}ſ", f"q/{'0' * 27}", "q"]
)
def test_a_path_that_names_no_event_is_refused_like_a_wrong_code(
    client: Client, accessor: dict[str, str], path: str
) -> None:
    given = input_of(accessor["cardUrl"]) | {"publicUrl": path}
    assert client.ask(REDEEM, {"input": given}).data["redeemAccessCode"] == REFUSED


def test_the_photographers_own_cards_open_no_album(annas: Client, client: Client, event: Event) -> None:
    cards = annas.ask(CARDS, {"id": event.event_id}).data["event"]
    everybody, stop = cards["everybodyCardUrl"], cards["stopCardUrl"]
    assert "#EVERYBODY." in everybody and "#STOP." in stop
    assert everybody.split("#")[0] == stop.split("#")[0]
    assert everybody.split(".")[-1] != stop.split(".")[-1]
    for url in (everybody, stop):
        assert client.ask(REDEEM, {"input": input_of(url)}).data["redeemAccessCode"] == REFUSED


def test_the_event_in_a_link_is_its_id_in_base_32(accessor: dict[str, str], event: Event) -> None:
    word = input_of(accessor["cardUrl"])["publicUrl"].removeprefix("/Q/")
    digits = ["0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(symbol) for symbol in word]
    number = sum(digit << 5 * place for place, digit in enumerate(reversed(digits)))
    assert UUID(int=number) == UUID(event.event_id)
