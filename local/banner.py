"""What is printed when everything is up, and the demo that it tells of."""

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


async def announce(place: LocalAddress, engine: Engine, kept: LocalState, server: uvicorn.Server) -> None:
    """Says where everything is, once it can be reached, and makes the demo where there is none."""
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    print(
        f"""
imgsh        {place.origin}
GraphiQL     {place.origin}/graphiql (the API: {place.origin}/graphql)
Mailbox      {place.origin}/dev/mail (no mail leaves this machine)
Data, logs   {place.data_dir}""",
        flush=True,
    )
    if kept.demo is None or kept.demo.is_over(datetime.now(UTC)):
        print("\nPainting the photos of the demo ...", flush=True)
        kept.demo = await _make_demo(place, engine, kept)
        save(place.data_dir, kept)
    if kept.demo:
        print(_described(place, kept, kept.demo), flush=True)
    print("\nCtrl-C stops it; the data is kept.", flush=True)


async def _make_demo(place: LocalAddress, engine: Engine, kept: LocalState) -> seed.Demo | None:
    import httpx

    mailbox = Mailbox(engine.endpoint_url, engine.admin_headers)
    async with httpx.AsyncClient(base_url=place.origin, trust_env=False, timeout=30) as client:
        try:
            return await seed.Seeder(client, kept.demo_password, mailbox.newest_text).make()
        except (seed.SeedError, httpx.HTTPError) as trouble:
            print(f"There is no demo: {trouble}. The logs may say why.", flush=True)
            return None


def _described(place: LocalAddress, kept: LocalState, demo: seed.Demo) -> str:
    codes = "\n".join(f"  {code.access_code}  {code.label}: {code.url}" for code in demo.codes)
    return f"""
Demo photographer  {seed.EMAIL}, password {kept.demo_password}
Demo event         {place.origin}/{demo.public_url} (until {demo.expires_at:%Y-%m-%d %H:%M} UTC)
Access codes, with the links that open them at once:
{codes}"""
