"""Daily limits of mails: what exceeds them is held back, and the service continues (issue 11, C11)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from domain.models import Photographer
from tests.api.conftest import ApiUnderTest, open_api
from tests.api_gateway_events import Client, run
from tests.in_memory_backend import PASSWORD

SIGN_UP = "mutation ($input: SignUpInput!) { signUp(input: $input) { session { expiresAt } userErrors { code } } }"
SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { session { expiresAt } userErrors { code } } }"
RESET = "mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { accepted } }"


def sign_up(api: ApiUnderTest, number: int) -> Any:
    """From an IP address of its own."""
    client = Client(api.client.handler, address=f"10.0.{number}.1")
    given = {"email": f"user{number}@example.com", "userName": f"user{number}", "password": PASSWORD}
    return client.ask(SIGN_UP, {"input": given}).data["signUp"]["session"]


def ask_for_reset(api: ApiUnderTest, email: str, address: str) -> None:
    client = Client(api.client.handler, address=address)
    assert client.ask(RESET, {"input": {"email": email}}).data["requestPasswordReset"]["accepted"]
    api.do_jobs()


def held_back(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The limit in each log line that CloudWatch counts."""
    logged = [json.loads(record.getMessage()) for record in caplog.records if record.name == "imgsh"]
    lines = [line for line in logged if line.get("outcome") == "mail_limit_reached"]
    assert all(line["MailsHeldBack"] == 1 and line["_aws"]["CloudWatchMetrics"] for line in lines)
    return [line["limit"] for line in lines]


def test_sign_ups_get_half_of_the_daily_mails_and_continue_without(caplog: pytest.LogCaptureFixture) -> None:
    api = open_api(mails_a_day=10)
    assert all(sign_up(api, number) for number in range(12))
    assert len(api.backend.mailer.sent) == 5
    assert held_back(caplog) == ["day"] * 7


def test_known_accounts_get_the_other_half(caplog: pytest.LogCaptureFixture) -> None:
    api = open_api(mails_a_day=10)
    for number in range(12):
        sign_up(api, number)
    for number in range(12):
        ask_for_reset(api, f"user{number}@example.com", f"10.1.{number}.1")
    assert len(api.backend.mailer.sent) == 10
    assert held_back(caplog) == ["day"] * 14


def test_a_held_back_confirmation_is_mailed_at_a_later_sign_in() -> None:
    api = open_api(mails_a_day=2)
    for number in range(2):
        sign_up(api, number)
    given = {"email": "user1@example.com", "password": PASSWORD}
    assert api.client.ask(SIGN_IN, {"input": given}).data["signIn"]["session"]
    assert [mail.to for mail in api.backend.mailer.sent] == ["user0@example.com"]
    api.backend.clock.forward(days=1)
    assert api.client.ask(SIGN_IN, {"input": given}).data["signIn"]["session"]
    assert [mail.to for mail in api.backend.mailer.sent] == ["user0@example.com", "user1@example.com"]


def test_a_held_back_reminder_is_mailed_later() -> None:
    api = open_api(mails_a_day=4)
    anna = api.photographer("anna")
    api.event(anna)
    api.photographer("otto")
    api.backend.clock.forward(days=4, hours=23)
    for number, name in enumerate(("otto", "otto", "otto", "anna")):
        ask_for_reset(api, f"{name}@example.com", f"10.1.{number}.1")
    api.backend.clock.forward(hours=1)
    before = len(api.backend.mailer.sent)
    for _ in range(60):
        run(api.backend.sweep.sweep())
        api.do_jobs()
        api.backend.clock.forward(minutes=15)
    assert [mail.subject for mail in api.backend.mailer.sent[before:]] == ["Wedding ends in two days"]


def test_one_address_gets_at_most_a_hundred_mails_a_day(caplog: pytest.LogCaptureFixture) -> None:
    api = open_api()
    anna: Photographer = api.photographer("anna")
    for number in range(110):
        event = api.event(anna, f"Party {number}")
        run(api.backend.service.deletions.delete_event(anna, event.event_id))
    api.do_jobs()
    api.finish_deletion()
    assert len(api.backend.mailer.sent) == 100
    assert set(held_back(caplog)) == {"recipient"}


def test_strangers_can_not_use_up_the_limit_of_an_address() -> None:
    api = open_api()
    api.photographer("anna")
    for hour in range(24):
        for number in range(5):
            ask_for_reset(api, "anna@example.com", f"10.{hour}.{number}.1")
        api.backend.clock.forward(hours=1)
    to_anna = [mail for mail in api.backend.mailer.sent if mail.to == "anna@example.com"]
    assert 72 <= len(to_anna) < 100


def test_a_mail_that_failed_is_not_counted() -> None:
    api = open_api(mails_a_day=4)
    api.backend.mailer.broken = True
    for number in range(6):
        sign_up(api, number)
    api.backend.mailer.broken = False
    api.backend.clock.forward(hours=1)
    given = {"email": "user5@example.com", "password": PASSWORD}
    assert api.client.ask(SIGN_IN, {"input": given}).data["signIn"]["session"]
    assert [mail.to for mail in api.backend.mailer.sent] == ["user5@example.com"]
