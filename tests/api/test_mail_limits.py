"""Mails have limits a day, and what is over them neither leaves nor stops the service (issue 11, C11)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from domain.models import Photographer
from tests.api.conftest import House, open_house
from tests.gateway import Client, run
from tests.world import PASSWORD

SIGN_UP = "mutation ($input: SignUpInput!) { signUp(input: $input) { session { expiresAt } userErrors { code } } }"
SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { session { expiresAt } userErrors { code } } }"
RESET = "mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { accepted } }"


def sign_up(house: House, number: int) -> Any:
    """From an address of its own."""
    client = Client(house.client.handler, address=f"10.0.{number}.1")
    given = {"email": f"user{number}@example.com", "userName": f"user{number}", "password": PASSWORD}
    return client.ask(SIGN_UP, {"input": given}).data["signUp"]["session"]


def ask_for_reset(house: House, email: str, address: str) -> None:
    client = Client(house.client.handler, address=address)
    assert client.ask(RESET, {"input": {"email": email}}).data["requestPasswordReset"]["accepted"]
    house.do_jobs()


def held_back(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Which limit each line tells of that CloudWatch counts."""
    lines = [json.loads(record.getMessage()) for record in caplog.records if record.name == "imgsh.mails"]
    assert all(line["MailsHeldBack"] == 1 and line["_aws"]["CloudWatchMetrics"] for line in lines)
    return [line["limit"] for line in lines]


def test_sign_ups_get_half_of_a_days_mails_and_go_on_without(caplog: pytest.LogCaptureFixture) -> None:
    house = open_house(mails_a_day=10)
    assert all(sign_up(house, number) for number in range(12))
    assert len(house.world.mailer.sent) == 5
    assert held_back(caplog) == ["day"] * 7


def test_who_knows_the_service_gets_the_other_half(caplog: pytest.LogCaptureFixture) -> None:
    house = open_house(mails_a_day=10)
    for number in range(12):
        sign_up(house, number)
    for number in range(12):
        ask_for_reset(house, f"user{number}@example.com", f"10.1.{number}.1")
    assert len(house.world.mailer.sent) == 10
    assert held_back(caplog) == ["day"] * 14


def test_a_confirmation_that_was_held_back_comes_with_the_next_sign_in_of_another_day() -> None:
    house = open_house(mails_a_day=2)
    for number in range(2):
        sign_up(house, number)
    given = {"email": "user1@example.com", "password": PASSWORD}
    assert house.client.ask(SIGN_IN, {"input": given}).data["signIn"]["session"]
    assert [mail.to for mail in house.world.mailer.sent] == ["user0@example.com"]
    house.world.clock.forward(days=1)
    assert house.client.ask(SIGN_IN, {"input": given}).data["signIn"]["session"]
    assert [mail.to for mail in house.world.mailer.sent] == ["user0@example.com", "user1@example.com"]


def test_a_reminder_that_was_held_back_comes_later() -> None:
    house = open_house(mails_a_day=4)
    anna = house.photographer("anna")
    house.event(anna)
    house.photographer("otto")
    house.world.clock.forward(days=4, hours=23)
    for number, name in enumerate(("otto", "otto", "otto", "anna")):
        ask_for_reset(house, f"{name}@example.com", f"10.1.{number}.1")
    house.world.clock.forward(hours=1)
    before = len(house.world.mailer.sent)
    for _ in range(60):
        run(house.world.sweep.sweep())
        house.do_jobs()
        house.world.clock.forward(minutes=15)
    assert [mail.subject for mail in house.world.mailer.sent[before:]] == ["Wedding ends in two days"]


def test_one_address_gets_a_hundred_mails_a_day_at_most(caplog: pytest.LogCaptureFixture) -> None:
    house = open_house()
    anna: Photographer = house.photographer("anna")
    for number in range(110):
        event = house.event(anna, f"Party {number}")
        run(house.world.service.deletions.delete_event(anna, event.event_id))
    house.do_jobs()
    house.finish_deletion()
    assert len(house.world.mailer.sent) == 100
    assert set(held_back(caplog)) == {"recipient"}


def test_strangers_can_not_use_up_what_one_address_gets() -> None:
    house = open_house()
    house.photographer("anna")
    for hour in range(24):
        for number in range(5):
            ask_for_reset(house, "anna@example.com", f"10.{hour}.{number}.1")
        house.world.clock.forward(hours=1)
    to_anna = [mail for mail in house.world.mailer.sent if mail.to == "anna@example.com"]
    assert 72 <= len(to_anna) < 100


def test_a_mail_that_was_not_taken_counts_for_nothing() -> None:
    house = open_house(mails_a_day=4)
    house.world.mailer.broken = True
    for number in range(6):
        sign_up(house, number)
    house.world.mailer.broken = False
    house.world.clock.forward(hours=1)
    given = {"email": "user5@example.com", "password": PASSWORD}
    assert house.client.ask(SIGN_IN, {"input": given}).data["signIn"]["session"]
    assert [mail.to for mail in house.world.mailer.sent] == ["user5@example.com"]
