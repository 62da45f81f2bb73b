"""Mails leave by the server that a person names, or the person is told what is wrong."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest

from domain.ports.accounts import Undelivered
from local.errors import StartupError
from local.smtp import MailFailed, SmtpMailer, SmtpServer
from tests.reverse_proxy import Certificate
from tests.smtp_server import PASSWORD, USER, SmtpScript, smtp_server

TO = "anna@example.com"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate.write(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def trusted(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Certificate]:
    """As if an authority had signed it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    yield certificate


def server_of(script: SmtpScript, *, host: str = "localhost", password: str = PASSWORD) -> SmtpServer:
    scheme = "smtps" if script.is_tls else "smtp"
    user = f"{quote(USER, safe='')}:{quote(password, safe='')}@" if script.wants_password else ""
    return SmtpServer.parse(f"{scheme}://{user}{host}:{script.port}", "photos@example.com")


async def send(server: SmtpServer, to: str = TO) -> None:
    await SmtpMailer(server).send(to=to, subject="Für Änderungen", text="A link:\n\nhttps://photos.example/verify#1\n")


@pytest.mark.parametrize("is_tls", [False, True])
async def test_a_mail_goes_encrypted_with_user_and_password(trusted: Certificate, is_tls: bool) -> None:
    script = SmtpScript(tls=trusted.served(), is_tls=is_tls, wants_password=True)
    with smtp_server(script):
        await send(server_of(script))

    (mail,) = script.delivered
    assert (mail.sender, mail.to) == ("photos@example.com", TO)
    assert mail.was_encrypted
    assert mail.had_signed_in
    assert mail.text == "A link:\n\nhttps://photos.example/verify#1\n"
    assert mail.message["subject"] == "Für Änderungen"
    assert (mail.message["from"], mail.message["to"]) == ("photos@example.com", TO)
    assert mail.message["auto-submitted"] == "auto-generated"
    assert mail.message["date"].datetime
    assert mail.message["message-id"].endswith("@example.com>")


async def test_a_relay_on_this_machine_needs_neither(certificate: Certificate) -> None:
    with smtp_server(SmtpScript()) as script:
        await send(server_of(script))

    assert not script.delivered[0].was_encrypted


async def test_a_strange_address_reaches_nobody_else() -> None:
    """Parsers of headers read an encoded word as another address."""
    strange = "=?utf-8?q?eve=40evil.example=2c?=@example.com"
    with smtp_server(SmtpScript()) as script:
        await send(server_of(script), strange)

    assert script.delivered[0].to == strange


def failure(script: SmtpScript, server: SmtpServer | None = None) -> str:
    with smtp_server(script), pytest.raises(MailFailed) as failed:
        (server or server_of(script)).check()
    return str(failed.value)


def test_what_is_wrong_is_said_with_what_to_do(trusted: Certificate) -> None:
    tls = trusted.served()
    with_password = SmtpScript(tls=tls, wants_password=True)
    with smtp_server(with_password), pytest.raises(MailFailed, match="refused the user or password of SMTP_URL"):
        server_of(with_password, password="a wrong one").check()
    with smtp_server(SmtpScript(tls=tls)) as script, pytest.raises(MailFailed, match="no TLS there"):
        replace(server_of(script), is_tls=True).check()
    with smtp_server(SmtpScript()) as script, pytest.raises(MailFailed, match="neither what SMTP_URL's user needs"):
        replace(server_of(script), user=USER).check()
    with pytest.raises(MailFailed, match="unknown name"):
        SmtpServer.parse("smtp://mail.invalid", "photos@example.com").check()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        with pytest.raises(MailFailed, match=rf"127\.0\.0\.1:{port} does not answer"):
            SmtpServer.parse(f"smtp://127.0.0.1:{port}", "photos@example.com").check()


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Certificate) -> None:
    for script in (SmtpScript(tls=certificate.served()), SmtpScript(tls=certificate.served(), is_tls=True)):
        assert "certificate that is not valid" in failure(script)


def test_no_password_crosses_a_network_unencrypted() -> None:
    """127.0.0.1 written so that only the system takes it for this machine."""
    with smtp_server(SmtpScript(wants_password=True)) as script:
        elsewhere = SmtpServer.parse(f"smtp://anna:secret@127.1:{script.port}", "photos@example.com")
        with pytest.raises(MailFailed, match="offers no encryption"):
            elsewhere.check()


@pytest.mark.parametrize(
    ("command", "answer", "sentence"),
    [
        ("MAIL", "550 no such sender photos@example.com", "refused the sender, MAIL_FROM (550)"),
        ("RCPT", "550 nobody is called anna@example.com", "refused the recipient (550)"),
        ("DATA", "451 try later anna@example.com", "refused the mail (451)"),
    ],
)
async def test_a_refused_mail_is_undelivered_and_logged_without_an_address(
    command: str, answer: str, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    with smtp_server(SmtpScript(answers={command: answer})) as script, pytest.raises(Undelivered):
        await send(server_of(script))

    assert sentence in caplog.text
    assert "@" not in caplog.text


def test_defaults_are_those_of_the_scheme() -> None:
    plain, tls = (
        SmtpServer.parse(f"{scheme}://anna%40example.com:p%2F@mail.example", None) for scheme in ("smtp", "smtps")
    )

    assert (plain.port, plain.is_tls, tls.port, tls.is_tls) == (587, False, 465, True)
    assert (plain.user, plain.password, plain.sender) == ("anna@example.com", "p/", "anna@example.com")
    assert "p/" not in repr(plain)


@pytest.mark.parametrize(
    "url", ["", "http://", "smtp://", "smtp://:secret@", "smtp://u:secret@m:x", "smtp://u:secret@m/b"]
)
def test_what_is_no_mail_server_is_told_in_a_sentence_without_its_password(url: str) -> None:
    with pytest.raises(StartupError, match="SMTP_URL is not") as refused:
        SmtpServer.parse(url, "photos@example.com")
    assert "secret" not in str(refused.value)


def test_a_sender_is_an_address() -> None:
    for sender in (None, "studio"):
        with pytest.raises(StartupError, match="MAIL_FROM must be"):
            SmtpServer.parse("smtp://studio:secret@mail.example", sender)
