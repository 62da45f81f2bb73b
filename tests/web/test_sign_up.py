"""The page for new accounts, where everybody, who was invited, or nobody may make one (issue 11, C11).

The real API over stores in memory: `make run` is always open.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
import uvicorn
from playwright.async_api import Browser, Page, Playwright, expect

from app import build_app
from domain.invitations import invitation
from local import pages
from local.engine import HOST, free_ports
from tests.in_memory_backend import Clock, InMemoryBackend, settings_with
from tests.web.browser import NARROW_PHONE, Visit, visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

WEB = Path(__file__).resolve().parents[2] / "web"
EMAIL = "anna@example.com"
NEEDED = {
    "en-GB": "Accounts here are by invitation.",
    "de-DE": "Um hier ein Konto anzulegen, brauchen Sie eine Einladung.",
    "es-ES": "Para crear una cuenta aquí hace falta una invitación.",
}
CLOSED = {
    "en-GB": "Sign-up is closed on this service.",
    "de-DE": "Hier können keine neuen Konten angelegt werden.",
    "es-ES": "Aquí no se pueden crear cuentas nuevas.",
}


@dataclass(frozen=True)
class Service:
    backend: InMemoryBackend
    origin: str
    playwright: Playwright
    browser: Browser

    @asynccontextmanager
    async def visiting(self, path: str, locale: str = "en-GB") -> AsyncIterator[Visit]:
        async with visit(self.playwright, self.browser, frozenset({self.origin}), locale=locale) as visited:
            await visited.page.goto(f"{self.origin}{path}")
            yield visited

    async def invite(self, secret: str) -> str:
        made = invitation(secret, EMAIL, self.backend.clock(), is_mailed=False)
        await self.backend.adapters.one_time_tokens.add(made)
        return f"/sign-up#invitation={secret}"


@asynccontextmanager
async def serving(
    mode: Literal["open", "invited", "closed"], playwright: Playwright, browser: Browser
) -> AsyncIterator[Service]:
    (port,) = free_ports(1)
    origin = f"http://{HOST}:{port}"
    # Of today, or the browser would throw the cookies away.
    backend = InMemoryBackend(Clock(datetime.now(UTC)), settings=settings_with(sign_up=mode, public_origin=origin))
    shown = pages.routes(WEB / "dist", storage_origins=[origin])
    config = uvicorn.Config(
        build_app(backend.settings, backend.service, shown),
        host=HOST,
        port=port,
        log_config=None,
        lifespan="off",
        access_log=False,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    try:
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        yield Service(backend, origin, playwright, browser)
    finally:
        server.should_exit = True
        await task


async def fill(page: Page, email: str = EMAIL) -> None:
    await page.get_by_label("Email address").fill(email)
    await page.get_by_label("User name").fill("newcomer")
    await page.get_by_label("New password").fill("four blue horses")
    await page.get_by_role("button", name="Create an account").click()


async def fits(visited: Visit) -> None:
    assert await visited.violations() == []
    await visited.page.set_viewport_size(NARROW_PHONE)
    assert await visited.misfits() == []


@pytest.mark.parametrize("path", ["/signup", "/sign-up"])
async def test_where_it_is_open_everybody_gets_the_form(playwright: Playwright, browser: Browser, path: str) -> None:
    async with serving("open", playwright, browser) as service, service.visiting(path) as visited:
        await fill(visited.page)
        await expect(visited.page.get_by_role("heading", name="Create your first event")).to_be_visible()


async def test_where_it_is_closed_a_sentence_says_so_in_every_language(
    playwright: Playwright, browser: Browser
) -> None:
    async with serving("closed", playwright, browser) as service:
        for path, (locale, sentence) in zip(
            ("/signup", "/sign-up#invitation=x", "/sign-up"), CLOSED.items(), strict=True
        ):
            async with service.visiting(path, locale) as visited:
                await expect(visited.page.get_by_text(sentence)).to_be_visible()
                await expect(visited.page.get_by_role("textbox")).to_have_count(0)
                await expect(visited.page.locator('a[href="/signin"]')).to_be_visible()
                await fits(visited)


async def test_who_was_not_invited_is_told_what_it_takes_in_every_language(
    playwright: Playwright, browser: Browser
) -> None:
    async with serving("invited", playwright, browser) as service:
        for locale, sentence in NEEDED.items():
            async with service.visiting("/signup", locale) as visited:
                await expect(visited.page.get_by_text(sentence)).to_be_visible()
                await expect(visited.page.get_by_role("textbox")).to_have_count(0)
                await fits(visited)


async def test_the_link_of_an_invitation_leads_to_an_account(playwright: Playwright, browser: Browser) -> None:
    async with serving("invited", playwright, browser) as service:
        async with service.visiting(await service.invite("a-secret")) as visited:
            page = visited.page
            await expect(page.get_by_text("The address your invitation was sent to.")).to_be_visible()
            assert page.url == f"{service.origin}/sign-up", "the secret leaves the address bar"
            await fits(visited)
            await fill(page, "somebody@example.com")
            await expect(page.get_by_role("alert").get_by_text("is for another email address")).to_be_visible()
            await fill(page)
            await expect(page.get_by_role("heading", name="Create your first event")).to_be_visible()
        async with service.visiting("/sign-up#invitation=a-secret") as visited:
            await fill(visited.page)
            await expect(visited.page.get_by_role("alert").get_by_text("was already used")).to_be_visible()


async def test_while_nobody_answers_the_page_says_so_and_asks_again(playwright: Playwright, browser: Browser) -> None:
    async with serving("open", playwright, browser) as service, service.visiting("/signin") as visited:
        visited.expect("ERR_FAILED", "Failed to load")
        await visited.page.route("**/graphql", lambda route: route.abort())
        await visited.page.goto(f"{service.origin}/sign-up")
        await expect(visited.page.get_by_role("alert").get_by_role("button")).to_be_visible()
        await visited.page.unroute("**/graphql")
        await visited.page.get_by_role("alert").get_by_role("button").click()
        await expect(visited.page.get_by_label("User name")).to_be_visible()
