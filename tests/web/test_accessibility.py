"""axe-core finds nothing against WCAG 2.2 AA, in any state of the viewer, in either theme, on phone and desktop."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.web.audits import audit
from tests.web.conftest import Visiting
from tests.web.scenes import Scene
from tests.web.viewer_states import STATES, Stage, State, stage_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(scene: Scene) -> Stage:
    return await stage_of(scene)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
async def test_nothing_keeps_anybody_out(visiting: Visiting, stage: Stage, state: State) -> None:
    await audit(visiting, lambda visit: state(visit, stage))


async def test_with_less_motion_nothing_moves_by_itself(visiting: Visiting, stage: Stage) -> None:
    async with visiting() as visit:
        await visit.page.emulate_media(reduced_motion="reduce")
        await visit.page.goto(stage.code["url"])
        await visit.page.locator(".tile img[data-loaded]").first.wait_for()
        await visit.page.locator('.tile[data-index="3"] .tile-open').click()
        await visit.page.get_by_role("dialog", name="Photo").wait_for()
        moving = await visit.page.evaluate(
            "() => document.getAnimations().filter(each => each.effect.getTiming().duration > 0).length"
        )
        assert moving == 0
