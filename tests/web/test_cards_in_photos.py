"""A photo of a QR card, as its photographer sees it, and as its guest does not."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from bench import card_pictures as cards
from bench.perspective import Pose
from tests.user_journey import Picture, all_ready, photos_of, upload_into, view
from tests.web import photographer_page
from tests.web.conftest import Visiting, scene_named
from tests.web.scenes import READY_WITHIN_SECONDS, Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "cardshooter"
CARD = "IMG_0009.jpg"

scene = scene_named(NAME)


async def test_a_photo_of_a_card_is_marked_listed_apart_and_hidden_from_its_guest(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("Shot with cards", pictures(2))
    code = await scene.code(event, "Ben", [])
    picture = cards.photo(cards.seeded(1), (cards.card(code["cardUrl"]), Pose(0.2, tilt=20, turn=10)))
    event.ids.update(
        await upload_into(scene.photographer, scene.client, event.event_id, [Picture(CARD, cards.jpeg(picture))])
    )
    await all_ready(scene.photographer, event.event_id, 3, READY_WITHIN_SECONDS)
    everything = await scene.code(event, "Anna")
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        note = page.get_by_text("QR card: guests never see it.")
        await expect(note).to_have_count(1)
        await expect(page.get_by_role("button", name="Unassigned")).to_have_count(0)
        await page.get_by_role("button", name=re.compile("^Cards")).click()
        await expect(page.locator(".tile")).to_have_count(1)
        await expect(note).to_be_visible()
    _, album = await view(scene.photographer.transport, everything, event.public_url)
    assert album["photoCount"] == 2
    assert len(await photos_of(scene.photographer, event.event_id)) == 3
