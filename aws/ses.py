"""Mail by SES."""

from __future__ import annotations

import logging

from aws.clients import Aws
from domain.ports.accounts import Undelivered

log = logging.getLogger(__name__)


class SesMailer:
    """Implements `Mailer`. `sender` is an address that SES has verified."""

    def __init__(self, aws: Aws, sender: str) -> None:
        self._aws = aws
        self._sender = sender

    async def send(self, *, to: str, subject: str, text: str) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            # SES builds the headers from these values, so no value can inject another header.
            await self._aws.call(
                "sesv2",
                "send_email",
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [to]},
                Content={"Simple": {"Subject": _utf8(subject), "Body": {"Text": _utf8(text)}}},
            )
        except (BotoCoreError, ClientError) as error:
            # The error's message may quote the address, so it is not logged.
            code = error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
            log.error("mail_not_taken %s", code)
            raise Undelivered from error


def _utf8(data: str) -> dict[str, str]:
    return {"Data": data, "Charset": "UTF-8"}
