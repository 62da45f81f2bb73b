"""Mail by SMTP, for a service on a network. Refusals are sentences that name the setting to correct."""

from __future__ import annotations

import asyncio
import logging
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

from domain import validation
from domain.errors import InvalidInput
from domain.ports.accounts import Undelivered
from local.errors import StartupError
from local.loopback import is_loopback
from runtime.adapters import Adapters
from runtime.wiring import utc_now

DEFAULT_PORTS = {"smtp": 587, "smtps": 465}
TIMEOUT_SECONDS = 20.0
EXAMPLE = "smtp://anna:password@mail.example:587, or smtps:// if it is encrypted from the start (465)"

log = logging.getLogger(__name__)


class MailFailed(Exception):
    """The server did not accept a mail. The message is a sentence without an address, a name or a password."""


@dataclass(frozen=True)
class SmtpServer:
    """`is_tls`: encrypted from the start. Otherwise by STARTTLS, which only a server on this machine may lack."""

    host: str
    port: int
    is_tls: bool
    sender: str
    user: str | None = None
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, url: str, sender: str | None) -> SmtpServer:
        """`sender` is the address that mails come from; None: the user, if that is one. Raises StartupError."""
        try:
            parts = urlsplit(url)
            port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
        except ValueError:
            raise StartupError(f"SMTP_URL is not an address. Example: {EXAMPLE}.") from None
        if not port or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise StartupError(f"SMTP_URL is not the address of a mail server. Example: {EXAMPLE}.")
        user = unquote(parts.username) if parts.username else None
        try:
            sender = validation.email(sender or user or "")
        except InvalidInput:
            raise StartupError("MAIL_FROM must be the sender of mails, such as photos@studio.example.") from None
        password = unquote(parts.password or "")
        return cls(parts.hostname, port, parts.scheme == "smtps", sender, user, password)

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"

    def check(self) -> None:
        """Signs in and leaves. Blocking. Raises MailFailed."""
        with self._session() as session:
            session.noop()

    def send(self, message: EmailMessage, to: str) -> None:
        """Blocking. Raises MailFailed."""
        with self._session() as session:
            # Said apart from the headers, whose parsers may see another address in a strange one.
            session.send_message(message, self.sender, [to])

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        try:
            with closing(self._connected()) as session:
                if self.user:
                    session.login(self.user, self.password)
                yield session
                with suppress(OSError, smtplib.SMTPException):  # the mail is accepted, whatever is said now
                    session.quit()
        except (OSError, smtplib.SMTPException) as error:
            raise MailFailed(f"{self.name} {_reason(error)}.") from error

    def _connected(self) -> smtplib.SMTP:
        own_name = self.sender.rpartition("@")[2]  # or it would ask for this machine's, which can take long
        if self.is_tls:
            return smtplib.SMTP_SSL(
                self.host, self.port, own_name, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        session = smtplib.SMTP(self.host, self.port, own_name, timeout=TIMEOUT_SECONDS)
        session.ehlo()
        if session.has_extn("starttls"):
            session.starttls(context=ssl.create_default_context())
        elif not is_loopback(self.host):
            session.close()
            raise NotEncrypted
        return session


class NotEncrypted(smtplib.SMTPException):
    """The server offers no STARTTLS."""


class SmtpMailer:
    """Implements `Mailer`."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def send(self, *, to: str, subject: str, text: str) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._server.sender, to, subject
        message["Date"] = format_datetime(utc_now())
        message["Message-ID"] = make_msgid(domain=self._server.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"  # nobody's out-of-office notice answers it
        message.set_content(text)
        try:
            await asyncio.to_thread(self._server.send, message, to)
        except MailFailed as failure:
            log.error("mail_not_taken %s", failure)
            raise Undelivered from failure


def configured(environment: Mapping[str, str]) -> SmtpServer | None:
    """The server of SMTP_URL and MAIL_FROM, if there is one. Raises StartupError."""
    url = environment.get("SMTP_URL")
    return SmtpServer.parse(url, environment.get("MAIL_FROM")) if url else None


def with_mail(adapters: Adapters, environment: Mapping[str, str]) -> Adapters:
    """Without SMTP_URL, the local engine keeps all mails."""
    server = configured(environment)
    return replace(adapters, mailer=SmtpMailer(server)) if server else adapters


def _reason(error: OSError | smtplib.SMTPException) -> str:
    """What to do about it. Answers of the server are not quoted, because they may contain addresses."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return "refused the user or password of SMTP_URL"
        case smtplib.SMTPSenderRefused():
            return f"refused the sender, MAIL_FROM ({error.smtp_code})"
        case smtplib.SMTPRecipientsRefused():
            return f"refused the recipient ({', '.join(str(code) for code, _ in error.recipients.values())})"
        case smtplib.SMTPNotSupportedError():
            return "offers neither what SMTP_URL's user needs, nor addresses with letters like ü"
        case NotEncrypted():
            return "offers no encryption (STARTTLS). Try smtps://, which is encrypted from the start (465)"
        case smtplib.SMTPResponseException():
            return f"refused the mail ({error.smtp_code})"
        case smtplib.SMTPServerDisconnected():
            return "hung up. smtp:// begins unencrypted (587), smtps:// encrypted (465)"
        case ssl.SSLCertVerificationError():
            return "shows a certificate that is not valid for this name"
        case ssl.SSLError():
            return "speaks no TLS there. smtp:// begins unencrypted (587), smtps:// encrypted (465)"
        case socket.gaierror():
            return "has an unknown name. Correct SMTP_URL"
        case TimeoutError():
            return f"did not answer within {TIMEOUT_SECONDS:.0f} seconds. Is the port right, and open in the firewall?"
        case _:
            return "does not answer. Is the port of SMTP_URL right?"
