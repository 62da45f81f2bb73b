"""Mail by SES."""

from __future__ import annotations

from aws.clients import Aws


class SesMailer:
    """Implements `domain.ports.Mailer`. `sender` is an address that SES has verified."""

    def __init__(self, aws: Aws, sender: str) -> None:
        self._aws = aws
        self._sender = sender

    async def send(self, *, to: str, subject: str, text: str) -> None:
        # SES writes the headers from these values itself, so that none of them can start a header of its own.
        await self._aws.call(
            "sesv2",
            "send_email",
            FromEmailAddress=self._sender,
            Destination={"ToAddresses": [to]},
            Content={"Simple": {"Subject": _utf8(subject), "Body": {"Text": _utf8(text)}}},
        )


def _utf8(data: str) -> dict[str, str]:
    return {"Data": data, "Charset": "UTF-8"}
