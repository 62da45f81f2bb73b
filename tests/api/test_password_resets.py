"""Who asks for a new password learns nothing, and mails go to known addresses alone (issue 11, C11)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.jobs import JobKind
from domain.models import Photographer
from tests.api.conftest import House
from tests.gateway import Client, run
from tests.world import PASSWORD

EMAIL, NEW = "anna@example.com", "a whole new passphrase"
REQUEST = "mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { accepted } }"
RESET = """mutation ($input: ResetPasswordInput!) {
  resetPassword(input: $input) { session { user { email } } userErrors { code } }
}"""
SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { session { expiresAt } userErrors { code } } }"


@pytest.fixture
def anna(house: House) -> Photographer:
    return house.photographer("anna")


def ask(house: House, email: str = EMAIL, address: str = "203.0.113.9") -> None:
    answer = Client(house.client.handler, address=address).ask(REQUEST, {"input": {"email": email}})
    assert answer.json == {"data": {"requestPasswordReset": {"accepted": True}}}


def resets_sent(house: House) -> list[str]:
    """To whom, by the worker."""
    house.do_jobs()
    return [mail.to for mail in house.world.mailer.sent if "/reset#" in mail.text]


def reset(house: House, token: str, password: str = NEW) -> Any:
    payload = house.client.ask(RESET, {"input": {"token": token, "newPassword": password}}).data["resetPassword"]
    return (payload["session"] and payload["session"]["user"]["email"]) or payload["userErrors"][0]["code"]


def test_a_mail_goes_to_who_has_an_account_and_to_nobody_else(house: House, anna: Photographer) -> None:
    before = len(house.world.mailer.sent)
    for email in (EMAIL, "nobody@example.com", "ANNA@example.com ", "no address"):
        ask(house, email)
    assert resets_sent(house) == [EMAIL]
    assert len(house.world.mailer.sent) == before + 1


def test_the_request_itself_leaves_the_same_traces_with_and_without_an_account(
    house: House, anna: Photographer
) -> None:
    traces = []
    for email in (EMAIL, "nobody@example.com"):
        sent, jobs, counters = len(house.world.mailer.sent), set(house.world.tables.jobs), len(house.world.tables.taken)
        ask(house, email)
        new = [job for job in house.world.tables.jobs if job not in jobs]
        assert house.world.queue.told[-1:] == new
        traces.append(
            (
                len(house.world.mailer.sent) - sent,
                [job.kind for job in new],
                [len(job.subject) for job in new],
                len(house.world.tables.taken) > counters,
            )
        )
    assert traces == [(0, [JobKind.PASSWORD_RESET], [36], True)] * 2
    house.do_jobs()
    assert house.world.left == []


def test_the_link_sets_a_password_once(house: House, anna: Photographer) -> None:
    token = run(house.world.reset_token(EMAIL))
    assert reset(house, token, "short") == "INVALID_INPUT"
    assert reset(house, token) == EMAIL
    assert reset(house, token) == "INVALID_TOKEN"
    given = {"input": {"email": EMAIL, "password": NEW}}
    assert house.client.ask(SIGN_IN, given).data["signIn"]["session"]


def test_links_of_several_mails_are_good_side_by_side_until_one_is_used(house: House, anna: Photographer) -> None:
    """Or a stranger who asks again and again would take the link away that its owner has just got."""
    first, second = (run(house.world.reset_token(EMAIL)) for _ in range(2))
    assert first != second
    assert reset(house, first) == EMAIL
    assert reset(house, second) == "INVALID_TOKEN"


def test_a_link_ends_after_an_hour_or_with_the_sessions(house: House, anna: Photographer) -> None:
    token = run(house.world.reset_token(EMAIL))
    house.world.clock.forward(hours=1)
    assert reset(house, token) == "INVALID_TOKEN"
    token = run(house.world.reset_token(EMAIL))
    run(house.world.service.accounts.sign_out(anna))
    assert reset(house, token) == "INVALID_TOKEN"


def test_only_a_digest_of_the_link_is_kept(house: House, anna: Photographer) -> None:
    token = run(house.world.reset_token(EMAIL))
    assert token not in repr(house.world.tables)


def test_a_mail_that_is_not_taken_is_tried_again_for_an_hour(house: House, anna: Photographer) -> None:
    house.world.mailer.broken = True
    ask(house)
    assert resets_sent(house) == []
    house.world.mailer.broken = False
    house.world.clock.forward(minutes=5)
    run(house.world.sweep.sweep())
    assert resets_sent(house) == [EMAIL]

    house.world.mailer.broken = True
    ask(house)
    house.do_jobs()
    house.world.mailer.broken = False
    house.world.clock.forward(hours=2)
    run(house.world.sweep.sweep())
    assert resets_sent(house) == [EMAIL]
    assert house.world.left == []


def test_an_account_that_is_being_deleted_gets_no_mail(house: House, anna: Photographer) -> None:
    ask(house)
    run(house.world.service.deletions.delete_account(anna, PASSWORD, address="192.0.2.1"))
    assert resets_sent(house) == []


def test_nobody_is_flooded(house: House, anna: Photographer) -> None:
    for number in range(30):
        ask(house, address=f"10.0.{number}.1")
        house.do_jobs()
    assert resets_sent(house) == [EMAIL] * 3


@pytest.mark.parametrize(
    ("addresses", "most"),
    [(["198.51.100.7"], 20), ([f"198.51.100.{number}" for number in range(60)], 40)],
    ids=["address", "network"],
)
def test_a_network_asks_for_so_many_mails_and_uses_up_nobody_elses(
    house: House, anna: Photographer, addresses: list[str], most: int
) -> None:
    """What was refused counted against the account: a stranger could keep its owner from a mail."""
    for number in range(60):
        ask(house, f"user{number}@example.com", addresses[number % len(addresses)])
    assert len([job for job in house.world.tables.jobs if job.kind is JobKind.PASSWORD_RESET]) == most
    for address in addresses[-5:]:
        ask(house, EMAIL, address)
    assert resets_sent(house) == []
    ask(house, EMAIL, "192.0.2.1")
    assert resets_sent(house) == [EMAIL]
