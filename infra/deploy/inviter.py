"""Invites a photographer: creates a link for one account, and shows or mails it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from aws.clients import Aws
from aws.dynamodb.one_time_tokens import DynamoOneTimeTokens
from aws.ses import SesMailer
from domain import emails, validation
from domain.errors import InvalidInput
from domain.invitations import invitation
from domain.ports.accounts import Mailer, OneTimeTokenStore
from domain.sign_up_mode import SignUpMode
from infra.deploy.console import DeployError, Terminal
from infra.deployment import Deployment

SECRET_BYTES = 24


@dataclass(frozen=True)
class Inviter:
    """`proves_address`: a link that is only shown confirms the address too, because the service sends no mail."""

    terminal: Terminal
    tokens: OneTimeTokenStore
    mailer: Mailer
    public_origin: str
    sign_up: SignUpMode
    proves_address: bool = False

    @classmethod
    def of(cls, terminal: Terminal, aws: Aws, deployment: Deployment) -> Inviter:
        """`aws` has the credentials of the deployment's owner."""
        mailer = SesMailer(aws, deployment.mail_sender)
        tokens = DynamoOneTimeTokens(aws, deployment.names)
        return cls(terminal, tokens, mailer, deployment.public_origin, SignUpMode(deployment.sign_up))

    async def invite(self, address: str, now: datetime, *, is_mailed: bool) -> None:
        """A mailed link is not shown, because opening it confirms the address. Raises DeployError."""
        try:
            email = validation.email(address)
        except InvalidInput as refusal:
            raise DeployError(f"{refusal.message} Example: make invite EMAIL=anna@example.com") from None
        if self.sign_up is SignUpMode.CLOSED:
            raise DeployError("sign-up is closed, also for invitations. Change that where the service is started")
        secret = secrets.token_urlsafe(SECRET_BYTES)
        made = invitation(secret, email, now, is_mailed=is_mailed or self.proves_address)
        await self.tokens.add(made)
        link = f"{self.public_origin}/sign-up#invitation={secret}"
        if is_mailed:
            await self._mail(email, link)
        else:
            self.terminal.say(f"\n{link}\n")
        self.terminal.say(f"It creates one account for {email}, until {made.expires_at:%Y-%m-%d %H:%M} UTC.")

    async def _mail(self, email: str, link: str) -> None:
        if not await emails.send(self.mailer, email, emails.invitation(link)):
            raise DeployError("the mail was not accepted. Run it without MAIL=1 and send the link yourself")
        self.terminal.say(f"The invitation was mailed to {email}.")
