"""The clocks of cameras are set by a photographer: by a proposal, by two photos, or by hand (issue 14, item 2)."""

from __future__ import annotations

import re

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.user_journey import Uploaded
from tests.web import photographer_page
from tests.web.browser import Device
from tests.web.camera_photos import event_of_two_cameras
from tests.web.conftest import Visiting, scene_named
from tests.web.scenes import Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "clocked"
SLOW_FIRST = ["DSC_0000.JPG", "DSC_0001.JPG", "R6_0000.JPG"]
IN_ORDER = ["DSC_0000.JPG", "R6_0000.JPG", "DSC_0001.JPG"]
CORRECTED = "NIKON Z 6_2: 37 secs slow"

scene = scene_named(NAME)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    return await event_of_two_cameras(scene, "Two clocks")


async def open_cameras(page: Page, scene: Scene, event: Uploaded) -> None:
    await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/cameras")
    await expect(camera(page, "NIKON")).to_be_visible()


def camera(page: Page, name: str) -> Locator:
    return page.locator(".camera").filter(has=page.get_by_role("heading", name=re.compile(name)))


async def first_photos(page: Page) -> list[str]:
    """As the grid of the event shows them."""
    await page.get_by_role("link", name="Photos", exact=True).click()
    await expect(page.locator(".tile")).not_to_have_count(0)
    labels = [await tile.get_attribute("aria-label") or "" for tile in await page.locator(".tile-open").all()]
    await page.get_by_role("link", name="Cameras").click()
    return [label.removeprefix("Open ") for label in labels[:3]]


async def undo(page: Page) -> None:
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("Undone")).to_be_visible()


async def test_a_proposal_is_applied_by_one_press_and_undone_by_another(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    async with visiting() as visit:
        page = visit.page
        await open_cameras(page, scene, event)
        await expect(page.get_by_text("The GPS times of 9 photos agree on it.")).to_be_visible()
        await expect(page.get_by_text("1 photo has no capture time")).to_be_visible()
        assert await first_photos(page) == SLOW_FIRST
        await camera(page, "NIKON").get_by_role("button", name="Apply").click()
        await expect(page.locator(".undo")).to_contain_text(CORRECTED)
        await expect(camera(page, "NIKON").get_by_text("37 secs slow", exact=True)).to_be_visible()
        await expect(page.get_by_text("Suggested")).to_have_count(0)
        assert await first_photos(page) == IN_ORDER
        await undo(page)
        await expect(page.get_by_text("Suggested: 37 secs slow")).to_be_visible()
        assert await first_photos(page) == SLOW_FIRST


@pytest.mark.parametrize("device", ["desktop", "phone"])
async def test_two_photos_of_one_moment_set_a_clock(
    visiting: Visiting, scene: Scene, event: Uploaded, device: Device
) -> None:
    async with visiting(device) as visit:
        page = visit.page
        await open_cameras(page, scene, event)
        await camera(page, "NIKON").get_by_role("link", name="Compare two photos").click()
        left, right = (page.get_by_role("group", name=f"Photos from {name}") for name in ("NIKON", "Canon"))
        await left.locator("label", has_text="DSC_0004").click()
        await expect(page.get_by_role("button", name="Apply")).to_have_attribute("aria-disabled", "true")
        await right.locator("label", has_text="R6_0004").click()
        await expect(page.get_by_role("status").get_by_text(CORRECTED)).to_be_visible()
        await page.get_by_role("button", name="Apply").click()
        await expect(camera(page, "NIKON").get_by_text("37 secs slow", exact=True)).to_be_visible()
        assert (await photographer_page.filenames_of(scene, event.event_id))[:3] == IN_ORDER
        await undo(page)
        await expect(camera(page, "NIKON").get_by_text("Not corrected")).to_be_visible()


async def test_two_photos_are_compared_by_keys_alone(visiting: Visiting, scene: Scene, event: Uploaded) -> None:
    async with visiting() as visit:
        page = visit.page
        await open_cameras(page, scene, event)
        await camera(page, "Canon").get_by_role("link", name="Compare two photos").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator(".column-photo")).to_have_count(18)
        await page.get_by_role("button", name="Apply").focus()
        for key in ("Tab", "Space", "ArrowDown", "Tab", "Space", "ArrowDown"):
            await page.keyboard.press(key)
        await expect(page.get_by_role("status").get_by_text("Canon EOS R6: 37 secs fast")).to_be_visible()
        await page.get_by_role("button", name="Apply").focus()
        await page.keyboard.press("Enter")
        await expect(camera(page, "Canon").get_by_text("37 secs fast", exact=True)).to_be_visible()
        await camera(page, "Canon").get_by_role("button", name="Remove correction").focus()
        await page.keyboard.press("Enter")
        await expect(camera(page, "Canon").get_by_text("Not corrected")).to_be_visible()


async def test_an_offset_is_set_by_hand(visiting: Visiting, scene: Scene, event: Uploaded) -> None:
    async with visiting() as visit:
        page = visit.page
        await open_cameras(page, scene, event)
        item = camera(page, "NIKON")
        await item.get_by_role("button", name="Set by hand").click()
        field = item.get_by_label("Add to the clock")
        await expect(field).to_be_focused()
        await field.fill("half an hour")
        await expect(item.get_by_text("Enter hours:minutes:seconds")).to_be_visible()
        await page.keyboard.press("Enter")
        await field.fill("-2:00:00")
        await expect(item.get_by_text("−2 hrs. Hours:minutes:seconds")).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(item.get_by_text("−2 hrs", exact=True)).to_be_visible()
        await item.get_by_role("button", name="Set by hand").click()
        await expect(field).to_have_value("-2:00:00")
        await page.keyboard.press("Escape")
        await undo(page)
        await expect(item.get_by_text("Not corrected")).to_be_visible()


async def test_a_time_zone_is_changed_and_undone(visiting: Visiting, scene: Scene, event: Uploaded) -> None:
    async with visiting() as visit:
        page = visit.page
        await open_cameras(page, scene, event)
        await page.get_by_label("Time zone").select_option("Asia/Tokyo")
        await page.get_by_role("button", name="Save").click()
        await expect(page.locator(".undo")).to_contain_text("Time zone: Asia/Tokyo")
        await expect(camera(page, "Canon").get_by_text("20 Jun 2026, 14:03")).to_be_visible()
        await undo(page)
        await expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")


async def test_a_time_zone_that_is_undone_before_the_page_has_read_it_is_not_left_chosen(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    async with visiting() as visit:
        page = visit.page
        await open_cameras(page, scene, event)
        waits, may_go = await photographer_page.hold_answers(page, "Cameras")
        await page.get_by_label("Time zone").select_option("Asia/Tokyo")
        await page.get_by_role("button", name="Save").click()
        await waits.wait()
        await undo(page)
        may_go.set()
        await expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
