"""axe-core finds nothing against WCAG 2.2 AA in any state of the photographer, either theme, on phone and desktop."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.local.test_local import Running
from tests.web.audits import audit
from tests.web.conftest import Visiting
from tests.web.photographer_states import PHOTOGRAPHER_STATES, PhotographerStage, PhotographerState, photographer_stage
from tests.web.scenes import scene_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "audited"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(service: Running) -> AsyncIterator[PhotographerStage]:
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        yield await photographer_stage(await scene_of(service, client, NAME), NAME)


@pytest.mark.parametrize("state", PHOTOGRAPHER_STATES, ids=lambda state: state.__name__)
async def test_nothing_keeps_a_photographer_out(
    visiting: Visiting, stage: PhotographerStage, state: PhotographerState
) -> None:
    await audit(visiting, lambda visit: state(visit, stage))


async def test_photos_are_selected_and_given_a_code_by_keys_alone(visiting: Visiting, stage: PhotographerStage) -> None:
    async with visiting() as visit:
        page = await stage.photos(visit)
        await page.locator('.tile[data-index="0"] .tile-open').focus()
        for key in ("Space", "ArrowRight", "Shift+ArrowRight"):
            await page.keyboard.press(key)
        await expect(page.get_by_text("3 selected")).to_be_visible()
        await page.get_by_role("button", name="Create a code").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("Who is this for?")).to_be_focused()
        await page.keyboard.type("By keys alone")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("img", name="QR code for By keys alone")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()
    assert (await stage.scene.code_of(stage.event, "By keys alone"))["photoCount"] == 3


async def test_a_folder_can_be_chosen_except_on_a_phone(visiting: Visiting, stage: PhotographerStage) -> None:
    async with visiting() as visit:
        page = await stage.open(visit, f"/events/{stage.empty.event_id}")
        await expect(page.get_by_role("button", name="Add a folder")).to_be_visible()
        await visit.become_phone()
        await expect(page.get_by_role("button", name="Add photos")).to_be_visible()
        await expect(page.get_by_role("button", name="Add a folder")).to_be_hidden()
