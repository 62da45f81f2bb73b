"""A password reset reveals nothing to the requester and mails only known addresses (issue 11, C11)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.job_models import JobKind
from domain.models import Photographer
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client, run
from tests.in_memory_backend import PASSWORD

EMAIL, NEW = "anna@example.com", "a whole new passphrase"
REQUEST = "mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { accepted } }"
RESET = """mutation ($input: ResetPasswordInput!) {
  resetPassword(input: $input) { session { user { email } } userErrors { code } }
}"""
SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { session { expiresAt } userErrors { code } } }"


@pytest.fixture
def anna(api: ApiUnderTest) -> Photographer:
    return api.photographer("anna")


def ask(api: ApiUnderTest, email: str = EMAIL, address: str = "203.0.113.9") -> None:
    response = Client(api.client.handler, address=address).ask(REQUEST, {"input": {"email": email}})
    assert response.json == {"data": {"requestPasswordReset": {"accepted": True}}}


def resets_sent(api: ApiUnderTest) -> list[str]:
    """The recipients of the worker's mails."""
    api.do_jobs()
    return [mail.to for mail in api.backend.mailer.sent if "/reset#" in mail.text]


def reset(api: ApiUnderTest, token: str, password: str = NEW) -> Any:
    payload = api.client.ask(RESET, {"input": {"token": token, "newPassword": password}}).data["resetPassword"]
    return (payload["session"] and payload["session"]["user"]["email"]) or payload["userErrors"][0]["code"]


def test_only_addresses_with_an_account_get_a_mail(api: ApiUnderTest, anna: Photographer) -> None:
    before = len(api.backend.mailer.sent)
    for email in (EMAIL, "nobody@example.com", "ANNA@example.com ", "no address"):
        ask(api, email)
    assert resets_sent(api) == [EMAIL]
    assert len(api.backend.mailer.sent) == before + 1


def test_the_request_writes_the_same_with_and_without_an_account(api: ApiUnderTest, anna: Photographer) -> None:
    traces = []
    for email in (EMAIL, "nobody@example.com"):
        sent, jobs, counters = len(api.backend.mailer.sent), set(api.backend.tables.jobs), len(api.backend.tables.taken)
        ask(api, email)
        new = [job for job in api.backend.tables.jobs if job not in jobs]
        assert api.backend.queue.enqueued[-1:] == new
        traces.append(
            (
                len(api.backend.mailer.sent) - sent,
                [job.kind for job in new],
                [len(job.subject) for job in new],
                len(api.backend.tables.taken) > counters,
            )
        )
    assert traces == [(0, [JobKind.PASSWORD_RESET], [36], True)] * 2
    api.do_jobs()
    assert api.backend.left == []


def test_the_link_sets_a_password_once(api: ApiUnderTest, anna: Photographer) -> None:
    token = run(api.backend.reset_token(EMAIL))
    assert reset(api, token, "short") == "INVALID_INPUT"
    assert reset(api, token) == EMAIL
    assert reset(api, token) == "INVALID_TOKEN"
    given = {"input": {"email": EMAIL, "password": NEW}}
    assert api.client.ask(SIGN_IN, given).data["signIn"]["session"]


def test_links_of_several_mails_are_valid_until_one_is_used(api: ApiUnderTest, anna: Photographer) -> None:
    """Otherwise a stranger's repeated requests would invalidate the link that the owner just got."""
    first, second = (run(api.backend.reset_token(EMAIL)) for _ in range(2))
    assert first != second
    assert reset(api, first) == EMAIL
    assert reset(api, second) == "INVALID_TOKEN"


def test_a_link_expires_after_an_hour_or_with_the_sessions(api: ApiUnderTest, anna: Photographer) -> None:
    token = run(api.backend.reset_token(EMAIL))
    api.backend.clock.forward(hours=1)
    assert reset(api, token) == "INVALID_TOKEN"
    token = run(api.backend.reset_token(EMAIL))
    run(api.backend.service.accounts.sign_out(anna))
    assert reset(api, token) == "INVALID_TOKEN"


def test_only_a_digest_of_the_link_is_stored(api: ApiUnderTest, anna: Photographer) -> None:
    token = run(api.backend.reset_token(EMAIL))
    assert token not in repr(api.backend.tables)


def test_a_failed_mail_is_retried_for_an_hour(api: ApiUnderTest, anna: Photographer) -> None:
    api.backend.mailer.broken = True
    ask(api)
    assert resets_sent(api) == []
    api.backend.mailer.broken = False
    api.backend.clock.forward(minutes=5)
    run(api.backend.sweep.sweep())
    assert resets_sent(api) == [EMAIL]

    api.backend.mailer.broken = True
    ask(api)
    api.do_jobs()
    api.backend.mailer.broken = False
    api.backend.clock.forward(hours=2)
    run(api.backend.sweep.sweep())
    assert resets_sent(api) == [EMAIL]
    assert api.backend.left == []


def test_an_account_that_is_being_deleted_gets_no_mail(api: ApiUnderTest, anna: Photographer) -> None:
    ask(api)
    run(api.backend.service.deletions.delete_account(anna, PASSWORD, address="192.0.2.1"))
    assert resets_sent(api) == []


def test_an_account_gets_a_limited_number_of_mails(api: ApiUnderTest, anna: Photographer) -> None:
    for number in range(30):
        ask(api, address=f"10.0.{number}.1")
        api.do_jobs()
    assert resets_sent(api) == [EMAIL] * 3


@pytest.mark.parametrize(
    ("addresses", "most"),
    [(["198.51.100.7"], 20), ([f"198.51.100.{number}" for number in range(60)], 40)],
    ids=["address", "network"],
)
def test_a_network_has_a_limit_that_costs_nobody_else_their_mails(
    api: ApiUnderTest, anna: Photographer, addresses: list[str], most: int
) -> None:
    """Refused requests were counted for the account, so a stranger could keep its owner from a mail."""
    for number in range(60):
        ask(api, f"user{number}@example.com", addresses[number % len(addresses)])
    assert len([job for job in api.backend.tables.jobs if job.kind is JobKind.PASSWORD_RESET]) == most
    for address in addresses[-5:]:
        ask(api, EMAIL, address)
    assert resets_sent(api) == []
    ask(api, EMAIL, "192.0.2.1")
    assert resets_sent(api) == [EMAIL]
