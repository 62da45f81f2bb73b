"""`make invite`: what it shows or mails creates one account (issue 11, C11)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app import build_app, lambda_handler
from infra.deploy.console import DeployError
from infra.deploy.inviter import Inviter
from runtime.adapters import adapters_of
from runtime.settings import Settings
from runtime.wiring import service_of, utc_now
from tests.api_gateway_events import Client, run
from tests.in_memory_backend import PASSWORD
from tests.infra.conftest import DEPLOYMENT
from tests.infra.scripted_console import ScriptedConsole
from tests.infra.unpacked_bundles import DeployedData

SIGN_UP = """mutation ($input: SignUpInput!) {
  signUp(input: $input) { session { user { emailVerified } } userErrors { code } }
}"""


@pytest.fixture
def client(deployed: DeployedData) -> Client:
    settings = Settings(
        prefix=DEPLOYMENT.prefix,
        region=DEPLOYMENT.region,
        public_origin=DEPLOYMENT.public_origin,
        mail_sender=DEPLOYMENT.mail_sender,
        token_keys_secret=DEPLOYMENT.names.token_keys,
    )
    return Client(lambda_handler(build_app(settings, service_of(settings, adapters_of(settings, deployed.root)))))


def sign_up(client: Client, link: str, name: str) -> Any:
    origin, _, secret = link.partition("/sign-up#invitation=")
    assert origin == DEPLOYMENT.public_origin
    given = {"email": f"{name}@example.com", "userName": name, "password": PASSWORD, "invitation": secret}
    payload = client.ask(SIGN_UP, {"input": given}).data["signUp"]
    return payload["session"]["user"] if payload["session"] else payload["userErrors"][0]["code"]


def invite(deployed: DeployedData, address: str, *, is_mailed: bool) -> ScriptedConsole:
    script = ScriptedConsole()
    run(Inviter.of(script, deployed.root, DEPLOYMENT).invite(address, utc_now(), is_mailed=is_mailed))
    return script


def link_in(text: str) -> str:
    (link,) = [word for word in text.split() if "#invitation=" in word]
    return link


def test_a_shown_link_creates_one_account_whose_address_is_unconfirmed(deployed: DeployedData, client: Client) -> None:
    script = invite(deployed, " Shown@Example.com", is_mailed=False)
    link = link_in(" ".join(script.output))
    assert "for shown@example.com" in script.output[-1]
    assert sign_up(client, link, "somebody-else") == "INVALID_INVITATION"
    assert sign_up(client, link, "shown") == {"emailVerified": False}
    assert sign_up(client, link, "shown") == "INVALID_INVITATION"


def test_a_mailed_link_confirms_the_address_and_is_not_shown(deployed: DeployedData, client: Client) -> None:
    script = invite(deployed, "mailed@example.com", is_mailed=True)
    assert "#invitation=" not in " ".join(script.output)
    assert sign_up(client, run(deployed.mailed_link("mailed@example.com")), "mailed") == {"emailVerified": True}


def test_who_can_not_be_invited_is_said_before_anything_is_made(deployed: DeployedData) -> None:
    for address in ("", "anna", "anna@example"):
        with pytest.raises(DeployError, match="make invite EMAIL="):
            invite(deployed, address, is_mailed=False)
    closed = Inviter.of(ScriptedConsole(), deployed.root, replace(DEPLOYMENT, sign_up="closed"))
    with pytest.raises(DeployError, match="sign-up is closed"):
        run(closed.invite("anna@example.com", utc_now(), is_mailed=False))


def test_where_the_mail_is_not_taken_it_says_so(deployed: DeployedData) -> None:
    unknown = replace(DEPLOYMENT, mail_sender="stranger@elsewhere.example")
    with pytest.raises(DeployError, match="Run it without MAIL=1"):
        run(Inviter.of(ScriptedConsole(), deployed.root, unknown).invite("late@example.com", utc_now(), is_mailed=True))
