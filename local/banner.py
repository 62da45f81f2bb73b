"""Prints the addresses of the running service, and creates the demo."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from local.demo import seed
from local.engine import Engine
from local.mailbox import Mailbox
from local.state import LocalAddress, LocalState, save

if TYPE_CHECKING:
    import uvicorn


async def announce(
    address: LocalAddress, engine: Engine, local_state: LocalState, server: uvicorn.Server, *, wants_demo: bool
) -> None:
    """Prints the addresses once the server runs, and creates the demo if it is wanted and there is none."""
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    print(
        f"""
imgsh        {address.origin}
GraphiQL     {address.origin}/graphiql (the API: {address.origin}/graphql)
Mailbox      {address.origin}/dev/mail (no mail leaves this machine)
Data, logs   {address.data_dir}""",
        flush=True,
    )
    if wants_demo and (local_state.demo is None or local_state.demo.is_over(datetime.now(UTC))):
        print(flush=True)
        local_state.demo = await _make_demo(address, engine, local_state)
        save(address.data_dir, local_state)
    if local_state.demo:
        print(_demo_text(address, local_state, local_state.demo), flush=True)
    print("\nCtrl-C stops it; the data is kept.", flush=True)


async def _make_demo(address: LocalAddress, engine: Engine, local_state: LocalState) -> seed.Demo | None:
    import httpx

    mailbox = Mailbox(engine.endpoint_url, engine.admin_headers)
    async with httpx.AsyncClient(base_url=address.origin, trust_env=False, timeout=30) as client:
        try:
            return await seed.Seeder(client, local_state.demo_password, mailbox.newest_text).make()
        except (seed.SeedError, httpx.HTTPError) as error:
            print(f"The demo could not be created: {error}. See the logs.", flush=True)
            return None


def _demo_text(address: LocalAddress, local_state: LocalState, demo: seed.Demo) -> str:
    codes = "\n".join(f"  {code.access_code}  {code.label}: {code.url}" for code in demo.codes)
    return f"""
Demo photographer  {seed.EMAIL}, password {local_state.demo_password}
Demo event         {address.origin}/{demo.public_url} (until {demo.expires_at:%Y-%m-%d %H:%M} UTC)
Access codes, with the links that open them at once:
{codes}"""
