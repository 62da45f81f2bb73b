"""The service in a studio's own network: behind a reverse proxy that ends TLS, with real mails (issue 13, item 4)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from local import state
from local.engine import HOST, free_ports
from tests.local.networked import APP_ORIGIN, Networked, invitation_in, networked_service
from tests.local.test_local import ROOT, refusal, running
from tests.photo_files import photographs
from tests.reverse_proxy import Certificate
from tests.smtp_server import USER, SmtpScript
from tests.user_journey import HttpTransport, archive_and_delete, whole_job

READY_WITHIN_SECONDS = 120.0
SIGN_UP = """mutation ($input: SignUpInput!) {
  signUp(input: $input) { session { accessToken } userErrors { code } }
}"""
REDEEM = "mutation ($input: RedeemAccessCodeInput!) { redeemAccessCode(input: $input) { userErrors { code } } }"


@pytest.fixture(scope="module")
def networked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Networked]:
    with networked_service(tmp_path_factory.mktemp("network")) as started:
        yield started


@pytest.fixture
async def client(networked: Networked) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody in the network, who trusts the proxy's certificate."""
    trusted = Certificate(Path(networked.mail_settings["SSL_CERT_FILE"])).trusted()
    async with httpx.AsyncClient(trust_env=False, timeout=30, verify=trusted) as client:
        yield client


async def test_the_whole_job_from_an_invitation_to_an_archive(networked: Networked, client: httpx.AsyncClient) -> None:
    """Every address that a browser gets is that of the reverse proxy."""
    urls: list[httpx.URL] = []

    async def noted(request: httpx.Request) -> None:
        urls.append(request.url)

    client.event_hooks = {"request": [noted]}
    shown = networked.invite("anna@example.com", is_mailed=False)
    job = await whole_job(
        HttpTransport(client, networked.origin),
        client,
        networked.mailed_link,
        list(photographs(6, (600, 400))),
        name="anna",
        ready_within_seconds=READY_WITHIN_SECONDS,
        invitation=invitation_in(shown),
    )
    await archive_and_delete(job, client, within_seconds=READY_WITHIN_SECONDS)

    assert {f"{url.scheme}://{url.host}:{url.port}" for url in urls} == {networked.origin}
    assert {url.path.split("/")[1] for url in urls} == {"graphql", "_storage"}
    assert all(mail.was_encrypted and mail.had_signed_in for mail in networked.mails.delivered)


async def test_who_was_not_invited_stays_outside(networked: Networked, client: httpx.AsyncClient) -> None:
    account = {"email": "eve@example.com", "userName": "eve", "password": "a long password of eve"}
    answer = await client.post(f"{networked.origin}/graphql", json={"query": SIGN_UP, "variables": {"input": account}})

    assert [error["code"] for error in answer.json()["data"]["signUp"]["userErrors"]] == ["INVITATION_REQUIRED"]
    assert "Demo" not in networked.service.said
    assert "by invitation" in networked.service.said


async def test_a_mailed_invitation_is_not_shown(networked: Networked) -> None:
    shown = networked.invite("ben@example.com", is_mailed=True)

    assert "#invitation=" not in shown
    assert (await networked.mailed_link("ben@example.com")).startswith(f"{networked.origin}/sign-up#invitation=")


async def test_cookies_and_pages_are_those_of_an_encrypted_origin(
    networked: Networked, client: httpx.AsyncClient
) -> None:
    invitation = invitation_in(networked.invite("cleo@example.com", is_mailed=False))
    account = {"email": "cleo@example.com", "userName": "cleo", "password": "a long password", "invitation": invitation}
    answer = await client.post(
        f"{networked.origin}/graphql",
        json={"query": SIGN_UP, "variables": {"input": account}},
        headers={"origin": networked.origin},
    )
    page = await client.get(networked.origin)

    cookies = answer.headers.get_list("set-cookie")
    assert cookies
    assert all({"Secure", "HttpOnly", "SameSite=Strict", "Path=/graphql"} <= set(each.split("; ")) for each in cookies)
    assert page.headers["strict-transport-security"]
    assert HOST not in page.headers["content-security-policy"]


async def test_what_is_for_this_machine_alone_is_not_served(networked: Networked, client: httpx.AsyncClient) -> None:
    for origin in (networked.origin, f"http://{HOST}:{networked.port}"):
        mails = await client.get(f"{origin}/dev/mail", headers={"accept": "application/json"})
        graphiql = await client.get(f"{origin}/graphiql")
        schema = await client.post(f"{origin}/graphql", json={"query": "{ __schema { types { name } } }"})
        assert USER not in mails.text
        assert mails.headers["content-type"].startswith("text/html")  # an album's page, as for any two words
        assert graphiql.status_code == 404
        assert "errors" in schema.json()
    assert not is_open_to_others(networked.port)
    assert not is_open_to_others(state.load(networked.data_dir).engine_port or 0)


def is_open_to_others(port: int) -> bool:
    """127.0.0.2 is another address of this machine: there only answers who listens on all of them."""
    try:
        httpx.get(f"http://127.0.0.2:{port}", trust_env=False, timeout=2)
    except httpx.ConnectError:
        return False
    return True


@pytest.mark.parametrize("path", ["/graphql", "/_storage/imgsh-originals/x"])
async def test_pages_of_a_listed_app_may_call_the_api_and_storage(
    networked: Networked, client: httpx.AsyncClient, path: str
) -> None:
    for origin, allowed in ((APP_ORIGIN, APP_ORIGIN), ("https://other.example", None)):
        headers = {"origin": origin, "access-control-request-method": "GET"}
        preflight = await client.options(networked.origin + path, headers=headers)
        answer = await client.get(networked.origin + path, headers={"origin": origin})
        assert preflight.is_success is (allowed is not None)
        assert [each.headers.get("access-control-allow-origin") for each in (preflight, answer)] == [allowed, allowed]


async def test_another_name_that_leads_here_is_answered_by_nobody(
    networked: Networked, client: httpx.AsyncClient
) -> None:
    for path in ("/", "/graphql", "/_storage/imgsh-originals/x"):
        answer = await client.get(networked.origin + path, headers={"host": "other.example"})
        assert answer.status_code == 400, path


async def test_wrong_codes_count_for_whom_the_proxy_names(networked: Networked, client: httpx.AsyncClient) -> None:
    """Nobody slows others down, and nobody escapes by claiming another address."""
    guess = {"query": REDEEM, "variables": {"input": {"publicUrl": "anna/example_event_name", "accessCode": "AAAAAA"}}}

    async def is_limited(origin: str, forwarded: str) -> bool:
        answer = await client.post(f"{origin}/graphql", json=guess, headers={"x-forwarded-for": forwarded})
        return "RATE_LIMITED" in answer.text

    told_by_a_proxy = f"http://{HOST}:{networked.port}"
    others = [await is_limited(told_by_a_proxy, f"203.0.113.{last}") for last in range(12)]
    one_who_claims = [await is_limited(networked.origin, f"198.51.100.{last}") for last in range(12)]

    assert not any(others)
    assert one_who_claims[-1]


def test_a_network_is_let_in_only_when_told_how(tmp_path: Path) -> None:
    (port,) = free_ports(1)

    assert "PUBLIC_ORIGIN=https://photos.example" in refusal(tmp_path, port, HOST="0.0.0.0")  # noqa: S104 - refused


def test_a_mail_server_that_does_not_work_is_told_at_the_start(tmp_path: Path) -> None:
    port, nobody = free_ports(2)
    settings = {
        "PUBLIC_ORIGIN": f"http://localhost:{port}",
        "SMTP_URL": f"smtp://anna:secret@localhost:{nobody}",
        "MAIL_FROM": "photos@studio.example",
    }
    with running(tmp_path / "data", port, **settings) as service:
        assert f"NOT SENT, because localhost:{nobody} does not answer" in service.said
        assert "set TRUSTED_PROXIES" in service.said
        assert "secret" not in service.said


async def test_without_a_mail_server_an_invitation_confirms_the_address(tmp_path: Path) -> None:
    """Nothing else could, and whoever starts the service vouches for whom they invite."""
    (port,) = free_ports(1)
    origin = f"http://localhost:{port}"
    with running(tmp_path / "data", port, PUBLIC_ORIGIN=origin) as service:
        networked = Networked(service, origin, SmtpScript(), {})
        shown = networked.invite("dora@example.com", is_mailed=False)
        query = "mutation ($input: SignUpInput!) { signUp(input: $input) { session { user { emailVerified } } } }"
        account = {"email": "dora@example.com", "userName": "dora", "password": "a long password of dora"}
        variables = {"input": {**account, "invitation": invitation_in(shown)}}
        answer = service.client.post("/graphql", json={"query": query, "variables": variables}).json()

    assert answer["data"]["signUp"]["session"]["user"]["emailVerified"]
    assert "none are sent: set SMTP_URL" in service.said


def test_nobody_is_invited_to_a_service_that_does_not_run(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "local", "invite", "anna@example.com"],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 1
    assert "Start it first: make run" in said.stderr
    assert "Traceback" not in said.stderr
