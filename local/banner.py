"""Prints the addresses of the running service, and creates the demo."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from domain.sign_up_mode import SignUpMode
from local.configuration import Configuration
from local.demo import seed
from local.engine import Engine
from local.mailbox import Mailbox
from local.smtp import MailFailed, SmtpServer
from local.state import LocalState, save

if TYPE_CHECKING:
    import uvicorn

SIGN_UP = {
    SignUpMode.OPEN: "open: anybody who reaches this address",
    SignUpMode.INVITED: "by invitation: make invite EMAIL=anna@example.com",
    SignUpMode.CLOSED: "closed",
}


async def announce(configured: Configuration, engine: Engine, local_state: LocalState, server: uvicorn.Server) -> None:
    """Prints the addresses once the server runs, and creates the demo if it is wanted and there is none."""
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    mails = await asyncio.to_thread(_mail_text, configured.smtp)
    print(_network_text(configured, mails) if configured.is_on_network else _machine_text(configured), flush=True)
    print(f"Data, logs   {configured.data_dir}", flush=True)
    if not configured.is_on_network:
        await _show_demo(configured, engine, local_state)
    print("\nCtrl-C stops it; the data is kept.", flush=True)


def _machine_text(configured: Configuration) -> str:
    return f"""
imgsh        {configured.origin}
Photos       {_photos_text(configured)}
GraphiQL     {configured.origin}/graphiql (the API: {configured.origin}/graphql)
Mailbox      {configured.origin}/dev/mail (no mail leaves this machine)"""


def _network_text(configured: Configuration, mails: str) -> str:
    proxies = ", ".join(configured.trusted_proxies)
    addresses = (
        f"as X-Forwarded-For of {proxies} says"
        if proxies
        else "all the same: set TRUSTED_PROXIES to your proxy's address, or one visitor's wrong codes slow all down"
    )
    return f"""
imgsh        {configured.origin}, for your reverse proxy at {configured.host}:{configured.port}
Photos       {_photos_text(configured)}
Sign-up      {SIGN_UP[configured.sign_up]}
Mails        {mails}
Visitors     {addresses}"""


def _photos_text(configured: Configuration) -> str:
    if configured.photo_origin is None:
        return "from storage, by S3's presigned URLs"
    proxied = f" at {configured.host}:{configured.photo_port}" if configured.is_on_network else ""
    return f"{configured.photo_origin}, by signed links{proxied}"


def _mail_text(server: SmtpServer | None) -> str:
    """Signs in at the mail server, so that a wrong password shows before somebody waits for a mail."""
    if server is None:
        return "none are sent: set SMTP_URL, or nobody can confirm an address or choose a new password"
    try:
        server.check()
    except MailFailed as failure:
        return f"NOT SENT, because {failure}"
    return f"from {server.sender} by {server.name}"


async def _show_demo(configured: Configuration, engine: Engine, local_state: LocalState) -> None:
    if configured.wants_demo and (local_state.demo is None or local_state.demo.is_over(datetime.now(UTC))):
        print(flush=True)
        local_state.demo = await _make_demo(configured, engine, local_state)
        save(configured.data_dir, local_state)
    if local_state.demo:
        print(_demo_text(configured, local_state, local_state.demo), flush=True)


async def _make_demo(configured: Configuration, engine: Engine, local_state: LocalState) -> seed.Demo | None:
    import httpx

    mailbox = Mailbox(engine.endpoint_url, engine.admin_headers)
    async with httpx.AsyncClient(base_url=configured.origin, trust_env=False, timeout=30) as client:
        try:
            return await seed.Seeder(client, local_state.demo_password, mailbox.newest_text).make()
        except (seed.SeedError, httpx.HTTPError) as error:
            print(f"The demo could not be created: {error}. See the logs.", flush=True)
            return None


def _demo_text(configured: Configuration, local_state: LocalState, demo: seed.Demo) -> str:
    codes = "\n".join(f"  {code.access_code}  {code.label}: {code.url}" for code in demo.codes)
    return f"""
Demo photographer  {seed.EMAIL}, password {local_state.demo_password}
Demo event         {configured.origin}/{demo.public_url} (until {demo.expires_at:%Y-%m-%d %H:%M} UTC)
Access codes, with the links that open them at once:
{codes}"""
