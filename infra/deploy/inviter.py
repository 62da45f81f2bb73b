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
from domain.ports.accounts import Undelivered
from domain.sign_up_mode import SignUpMode
from infra.deploy.console import DeployError, Terminal
from infra.deployment import Deployment

SECRET_BYTES = 24


@dataclass(frozen=True)
class Inviter:
    """`aws` has the credentials of the deployment's owner."""

    terminal: Terminal
    aws: Aws
    deployment: Deployment

    async def invite(self, address: str, now: datetime, *, is_mailed: bool) -> None:
        """A mailed link is not shown, because opening it confirms the address. Raises DeployError."""
        try:
            email = validation.email(address)
        except InvalidInput as refusal:
            raise DeployError(f"{refusal.message} Example: make invite EMAIL=anna@example.com") from None
        if self.deployment.sign_up == SignUpMode.CLOSED.value:
            raise DeployError("sign-up is closed, also for invitations; change that with make deploy")
        secret = secrets.token_urlsafe(SECRET_BYTES)
        made = invitation(secret, email, now, is_mailed=is_mailed)
        await DynamoOneTimeTokens(self.aws, self.deployment.names).add(made)
        link = f"{self.deployment.public_origin}/sign-up#invitation={secret}"
        if is_mailed:
            await self._mail(email, link)
        else:
            self.terminal.say(f"\n{link}\n")
        self.terminal.say(f"It creates one account for {email}, until {made.expires_at:%Y-%m-%d %H:%M} UTC.")

    async def _mail(self, email: str, link: str) -> None:
        letter = emails.invitation(link)
        mailer = SesMailer(self.aws, self.deployment.mail_sender)
        try:
            await mailer.send(to=email, subject=letter.subject, text=letter.text)
        except Undelivered:
            raise DeployError("SES did not accept the mail. Run it without MAIL=1 and send the link yourself") from None
        self.terminal.say(f"The invitation was mailed to {email}.")
