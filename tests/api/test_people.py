"""Whom codes are for: label, e-mail address and group, called by the handler."""

from __future__ import annotations

from domain.models import Event
from tests.api_gateway_events import Client

PERSON = "accessCode label email group"
ISSUE_MANY = f"""mutation($input: IssueAccessCodesInput!) {{
  issueAccessCodes(input: $input) {{ accessors {{ {PERSON} }} userErrors {{ code message field }} }} }}"""
ISSUE = f"""mutation($input: IssueAccessCodeInput!) {{
  issueAccessCode(input: $input) {{ accessor {{ {PERSON} }} userErrors {{ code field }} }} }}"""
UPDATE = ISSUE.replace("issue", "update").replace("Issue", "Update")


def persons(payload: dict[str, list[dict[str, str]]]) -> list[tuple[str, str, str]]:
    return [(each["label"], each["email"], each["group"]) for each in payload["accessors"]]


def test_people_get_codes_in_order_after_the_labels(annas: Client, event: Event) -> None:
    people = [{"label": " Zoe ", "email": "Zoe@Example.com", "group": "3b"}, {"group": "3b"}, {}]
    given = {"eventId": event.event_id, "labels": ["Ben", ""], "people": people}
    issued = annas.ask(ISSUE_MANY, {"input": given}).data["issueAccessCodes"]
    assert persons(issued) == [
        ("Ben", None, None),
        (None, None, None),
        ("Zoe", "zoe@example.com", "3b"),
        (None, None, "3b"),
        (None, None, None),
    ]


def test_every_wrong_value_of_a_list_is_named_by_its_row_and_no_code_is_made(annas: Client, event: Event) -> None:
    people = [{"label": "Ben"}, {"label": "x" * 101, "email": "nobody"}, {"group": "y" * 101}]
    refused = annas.ask(ISSUE_MANY, {"input": {"eventId": event.event_id, "labels": [], "people": people}}).data
    errors = refused["issueAccessCodes"]["userErrors"]
    assert [error["field"] for error in errors] == [
        ["people", "1", "label"],
        ["people", "1", "email"],
        ["people", "2", "group"],
    ]
    assert {error["code"] for error in errors} == {"INVALID_INPUT"}
    listed = annas.ask("query($id: ID!) { event(id: $id) { accessors { nodes { label } } } }", {"id": event.event_id})
    assert listed.data["event"]["accessors"]["nodes"] == []


def test_labels_and_people_have_one_limit(annas: Client, event: Event) -> None:
    given = {"eventId": event.event_id, "labels": [""] * 300, "people": [{}] * 201}
    refused = annas.ask(ISSUE_MANY, {"input": given}).data["issueAccessCodes"]
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [("INVALID_INPUT", ["people"])]


def test_a_single_code_has_address_and_group_that_can_be_changed_and_removed(annas: Client, event: Event) -> None:
    given = {"eventId": event.event_id, "label": "Ben", "email": "ben@example.com", "group": "3b"}
    issued = annas.ask(ISSUE, {"input": given}).data["issueAccessCode"]["accessor"]
    code = issued.pop("accessCode")
    assert issued == {"label": "Ben", "email": "ben@example.com", "group": "3b"}
    given = {"eventId": event.event_id, "accessCode": code}
    for change, kept in (
        ({"email": "", "group": "4b"}, {"label": "Ben", "email": None, "group": "4b"}),
        ({"email": None, "group": ""}, {"label": "Ben", "email": None, "group": None}),
    ):
        changed = annas.ask(UPDATE, {"input": given | change}).data["updateAccessCode"]["accessor"]
        assert changed == {"accessCode": code} | kept
    wrong = annas.ask(UPDATE, {"input": given | {"email": "nobody"}}).data["updateAccessCode"]
    assert wrong == {"accessor": None, "userErrors": [{"code": "INVALID_INPUT", "field": ["email"]}]}
