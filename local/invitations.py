"""Invites a photographer to the running local service: `make invite EMAIL=…`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aws.clients import AccessKey, Aws
from aws.dynamodb.one_time_tokens import DynamoOneTimeTokens
from aws.resources import ResourceNames
from aws.ses import SesMailer
from infra.deploy.console import ConsoleTerminal
from infra.deploy.inviter import Inviter
from local import smtp, state
from local.configuration import data_dir_of
from local.engine import HOST
from local.errors import StartupError
from local.provisioning import MAIL_SENDER, PREFIX, REGION
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
    local_state = state.load(data_dir)
    key = local_state.access_keys.get("jobs")
    if key is None or not state.is_in_use(data_dir):
        raise StartupError(f"no service is running with the data in {data_dir}. Start it first: make run.")
    aws = Aws(
        REGION,
        f"http://{HOST}:{local_state.engine_port}",
        AccessKey(key.access_key_id, key.secret_access_key),
    )
    return Inviter(
        terminal=ConsoleTerminal(),
        tokens=DynamoOneTimeTokens(aws, ResourceNames.with_prefix(PREFIX)),
        mailer=smtp.SmtpMailer(server) if server else SesMailer(aws, MAIL_SENDER),
        public_origin=local_state.origin,
        sign_up=local_state.sign_up,
        proves_address=not local_state.sends_mail,
    )
