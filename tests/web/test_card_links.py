"""The QR codes of printed cards: short links in capitals that open the same album."""

from __future__ import annotations

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.user_journey import Answer, Uploaded
from tests.web.album import touch
from tests.web.conftest import Visiting
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    return await scene.event("Zoë & Ömer", pictures(3))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def code(scene: Scene, event: Uploaded) -> Answer:
    return await scene.code(event, "Table 7")


def requests_of(page: Page) -> list[str]:
    """Grows with every request."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


async def album_is_open(page: Page) -> None:
    await expect(page.get_by_role("heading", name="Zoë & Ömer")).to_be_visible()
    await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()


async def test_a_card_opens_the_album_and_leaves_the_address_of_the_event(
    visiting: Visiting, scene: Scene, event: Uploaded, code: Answer
) -> None:
    async with visiting("phone") as visit:
        asked = requests_of(visit.page)
        await visit.page.goto(code["cardUrl"])
        await album_is_open(visit.page)
        await expect(visit.page).to_have_url(f"{scene.origin}/{event.public_url}#{code['cardUrl'].partition('#')[2]}")
        assert sum(url.endswith("/graphql") for url in asked) == 1, "what is asked early is not asked again"
        key = code["cardUrl"].rpartition(".")[2]
        assert not [url for url in asked if key in url and "#" not in url]
        assert await visit.page.evaluate("() => history.length") <= 2

        await visit.page.reload()
        await album_is_open(visit.page)


async def test_a_card_that_is_scanned_again_counts_no_second_opening(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    code = await scene.code(event, "Scanned twice")
    fragment = code["cardUrl"].partition("#")[2]
    async with visiting() as visit:
        for number in range(2):
            await visit.page.goto("about:blank")
            await visit.page.goto(code["cardUrl"])
            await album_is_open(visit.page)
            await expect(visit.page).to_have_url(f"{scene.origin}/{event.public_url}#{fragment}")
            if number == 0:
                await touch(visit.page)
            await visit.page.keyboard.press("Shift")
    assert (await scene.code_of(event, "Scanned twice"))["openCount"] == 1


async def test_a_code_may_be_typed_on_the_page_of_a_card(
    visiting: Visiting, scene: Scene, event: Uploaded, code: Answer
) -> None:
    async with visiting() as visit:
        await visit.page.goto(code["cardUrl"].partition("#")[0])
        await visit.page.get_by_label("Access code").fill(code["accessCode"])
        await visit.page.get_by_role("button", name="Open album").click()
        await album_is_open(visit.page)
        await expect(visit.page).to_have_url(f"{scene.origin}/{event.public_url}#{code['accessCode']}")


async def test_the_link_of_a_card_may_be_pasted_among_the_albums_of_this_device(
    visiting: Visiting, scene: Scene, code: Answer
) -> None:
    async with visiting("phone") as visit:
        await visit.page.goto(f"{scene.origin}/albums")
        await visit.page.get_by_label("Event link").fill(code["cardUrl"])
        await visit.page.get_by_role("button", name="Open album").tap()
        await album_is_open(visit.page)


async def test_the_photographers_own_card_says_what_it_is_and_asks_the_service_nothing(
    visiting: Visiting, scene: Scene, event: Uploaded, code: Answer
) -> None:
    cards = await scene.photographer.ask("EventPage", id=event.event_id, after=None)
    for url in (cards["everybodyCardUrl"], cards["stopCardUrl"]):
        async with visiting("phone") as visit:
            asked = requests_of(visit.page)
            await visit.page.goto(url)
            text = visit.page.get_by_text("This is the photographer's card. It opens no photos.")
            await expect(text).to_be_visible()
            assert not [url for url in asked if url.endswith("/graphql")]
            field = visit.page.get_by_label("Access code")
            await expect(field).to_be_focused()
            await expect(field).to_have_value("")
            assert await visit.violations() == [] and await visit.misfits() == []
            await field.fill(code["accessCode"])
            await visit.page.get_by_role("button", name="Open album").tap()
            await album_is_open(visit.page)
