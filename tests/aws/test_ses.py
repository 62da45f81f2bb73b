"""Mail by SES."""

from __future__ import annotations

import logging

import httpx
import pytest

from aws.admin.provision import verify_sender
from aws.clients import AccessKey, Aws
from aws.ses import SesMailer
from domain.ports.accounts import Undelivered
from local.engine import Engine

SENDER = "imgsh@example.com"


async def test_a_mail_arrives_unchanged(ministack_engine: Engine, ministack_root: Aws, ministack_api: Aws) -> None:
    verify_sender(ministack_root, SENDER)
    subject, text = "Grüße 💒", "Öffne:\nhttp://127.0.0.1:8000/reset#token\n"

    await SesMailer(ministack_api, SENDER).send(to="anna@example.com", subject=subject, text=text)

    address = f"{ministack_engine.endpoint_url}/_ministack/ses/messages"
    async with httpx.AsyncClient(headers=ministack_engine.admin_headers, trust_env=False) as client:
        caught = (await client.get(address)).json()
    mails = [mail for account in caught["messages"].values() for mail in account if mail["Subject"] == subject]
    assert [(mail["Source"], mail["To"], mail["BodyText"]) for mail in mails] == [(SENDER, ["anna@example.com"], text)]


async def test_a_rejected_mail_raises_and_logs_no_address(ministack_api: Aws, caplog: pytest.LogCaptureFixture) -> None:
    stranger = Aws(ministack_api.region, ministack_api.endpoint_url, AccessKey("AKIASTRANGER", "secret"))

    with caplog.at_level(logging.DEBUG, logger="aws"), pytest.raises(Undelivered):
        await SesMailer(stranger, SENDER).send(to="anna@example.com", subject="Hello", text="secret link")

    assert "mail_not_taken" in caplog.text
    assert "anna" not in caplog.text and "secret link" not in caplog.text
