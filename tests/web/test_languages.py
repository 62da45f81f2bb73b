"""Every screen has room for every language, on the narrowest phone that WCAG counts on.

Screens are walked by their classes and addresses: their words are other ones each time.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.local.test_local import Running
from tests.user_journey import Answer, Picture, Uploaded, upload
from tests.web.browser import NARROW_PHONE, Visit
from tests.web.conftest import Visiting
from tests.web.photographer_page import payloads
from tests.web.photographer_states import BROKEN, PhotographerStage, photographer_stage
from tests.web.scenes import Scene, pictures, scene_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOCALES = ("en-GB", "de-DE", "es-ES")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    return await scene.event("The wedding of Anna-Katharina and Maximilian", pictures(6))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def code(scene: Scene, event: Uploaded) -> Answer:
    return await scene.code(event, "Everybody who was there")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(service: Running) -> AsyncIterator[PhotographerStage]:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        yield await photographer_stage(await scene_of(service, client, "fitting"), "fitting", pictures(30))


async def fits(visit: Visit, screen: str) -> None:
    assert await visit.misfits() == [], screen


async def shown(page: Page) -> None:
    await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_viewers_screens_fit(
    visiting: Visiting, scene: Scene, event: Uploaded, code: Answer, locale: str
) -> None:
    async with visiting("phone", locale=locale) as visit:
        page = visit.page
        await page.set_viewport_size(NARROW_PHONE)
        await page.goto(f"{scene.origin}/{event.public_url}")
        await fits(visit, "code")
        await page.locator(".code-input").fill("000000")
        await page.locator(".code-input").press("Enter")
        await expect(page.locator("#code-note.problem")).to_be_visible()
        await fits(visit, "wrong code")

        await page.goto(code["url"])
        await shown(page)
        await fits(visit, "album")
        await page.locator(".album-header .round").last.tap()
        await expect(page.locator("dialog")).to_be_visible()
        await fits(visit, "menu")
        await page.keyboard.press("Escape")
        await page.locator(".tile-open").first.tap()
        await page.wait_for_function("() => document.querySelector('.pswp--ui-visible')")
        await fits(visit, "large view")
        await page.keyboard.press("Escape")
        await expect(page.locator(".pswp")).to_have_count(0)
        await page.locator(".album-header .quiet-button").tap()
        await page.locator(".tile-open").first.tap()
        await fits(visit, "selection")
        await page.goto(f"{scene.origin}/albums")
        await expect(page.locator(".card .countdown")).to_be_visible()
        await fits(visit, "home")


@pytest.mark.parametrize("locale", LOCALES)
async def test_a_photographers_screens_fit(visiting: Visiting, stage: PhotographerStage, locale: str) -> None:
    event = f"/events/{stage.event.event_id}"
    async with visiting("phone", locale=locale) as visit:
        page = visit.page
        await page.set_viewport_size(NARROW_PHONE)
        for path in ("/", "/signin", "/signup", "/reset", "/reset#token"):
            await page.goto(f"{stage.scene.origin}{path}")
            await expect(page.locator("main h1")).to_be_visible()
            await fits(visit, path)
        await stage.open(visit, "/account")
        for path in ("/account", "/events", "/events/new", f"/events/{stage.empty.event_id}", f"{event}/codes"):
            await page.goto(f"{stage.scene.origin}{path}")
            await expect(page.locator("main h1")).to_be_visible()
            await page.wait_for_load_state("networkidle")
            await fits(visit, path)
        await page.goto(f"{stage.scene.origin}{event}")
        await shown(page)
        await fits(visit, "photos")


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_review_of_cards_fits(visiting: Visiting, stage: PhotographerStage, locale: str) -> None:
    async with visiting("phone", locale=locale) as visit:
        await visit.page.set_viewport_size(NARROW_PHONE)
        page = await stage.open(visit, f"/events/{stage.carded.event_id}/sorting")
        await expect(page.locator(".ask-card")).to_be_visible()
        await fits(visit, "unread card")
        views = page.locator(".filters button")
        await views.nth(1).tap()
        await page.locator(".series-row").nth(1).tap()
        await page.locator(".series-photo").nth(1).tap()
        await expect(page.locator(".chosen-bar")).to_be_visible()
        await fits(visit, "one series")
        await page.locator(".series-gap").first.tap()
        await expect(page.locator(".name-choices")).to_be_visible()
        await fits(visit, "whose")
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
        await expect(page.locator("dialog")).to_have_count(0)
        await fits(visit, "series")
        await views.nth(2).tap()
        await expect(page.locator(".looks")).to_be_visible()
        await fits(visit, "last look")
        await views.nth(0).tap()
        await page.locator(".ask-card .buttons button").last.tap()
        await expect(page.locator(".ask-rows")).to_be_visible()
        await fits(visit, "rows")
        await page.locator(".review-bar button:not(.keys-button)").first.tap()
        await expect(page.locator(".ask-card")).to_be_visible()
        await page.goto(f"{stage.scene.origin}/events/{stage.empty.event_id}/sorting")
        await expect(page.locator(".how-cards")).to_be_visible()
        await fits(visit, "how it works")


@pytest.mark.parametrize(
    ("locale", "damaged", "empty"),
    [
        ("en-GB", "The file is damaged or incomplete.", "1 file: empty"),
        ("de-DE", "Die Datei ist beschädigt oder unvollständig.", "1 Datei: leer"),
        ("es-ES", "El archivo está dañado o incompleto.", "1 archivo: vacío"),
    ],
)
async def test_what_is_not_taken_says_why_in_the_photographers_language(
    visiting: Visiting, stage: PhotographerStage, locale: str, damaged: str, empty: str
) -> None:
    uploaded = await upload(stage.scene.photographer, stage.scene.client, f"Broken {locale}", [BROKEN])
    async with visiting(locale=locale) as visit:
        page = await stage.open(visit, f"/events/{uploaded.event_id}")
        await expect(page.locator(".badge-text")).to_have_text(damaged, timeout=30_000)
        nothing = Picture("empty.jpg", b"")
        await page.locator("input[type=file]:not([webkitdirectory])").set_input_files(payloads([nothing]))
        await expect(page.locator(".refused summary")).to_have_text(empty)
