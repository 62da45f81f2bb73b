"""Invites a photographer to the running local service: `make invite EMAIL=…`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aws.dynamodb.one_time_tokens import DynamoOneTimeTokens
from aws.resources import ResourceNames
from aws.ses import SesMailer
from infra.deploy.console import ConsoleTerminal
from infra.deploy.inviter import Inviter
from local import smtp
from local.configuration import data_dir_of
from local.errors import StartupError
from local.provisioning import MAIL_SENDER, PREFIX
from local.running_service import running_service
from runtime.wiring import utc_now


async def invite(address: str, environment: Mapping[str, str]) -> None:
    """Shows the link, or mails it if MAIL=1. Raises StartupError and DeployError."""
    is_mailed = environment.get("MAIL") == "1"
    server = smtp.configured(environment)
    inviter = _inviter(data_dir_of(environment), server)
    if is_mailed and server is None:
        raise StartupError("MAIL=1 needs SMTP_URL and MAIL_FROM, as make run does.")
    await inviter.invite(address, utc_now(), is_mailed=is_mailed)


def _inviter(data_dir: Path, server: smtp.SmtpServer | None) -> Inviter:
    """With the rights of the jobs, which also create one-time tokens for password resets."""
    aws, local_state = running_service(data_dir)
    return Inviter(
        terminal=ConsoleTerminal(),
        tokens=DynamoOneTimeTokens(aws, ResourceNames.with_prefix(PREFIX)),
        mailer=smtp.SmtpMailer(server) if server else SesMailer(aws, MAIL_SENDER),
        public_origin=local_state.origin,
        sign_up=local_state.sign_up,
        proves_address=not local_state.sends_mail,
    )
