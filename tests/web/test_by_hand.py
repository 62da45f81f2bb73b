"""Photos are given to people by hand: two presses for each person, and everything can be undone (issue 14, item 4)."""

from __future__ import annotations

import secrets

import pytest
import pytest_asyncio
from playwright.async_api import FloatRect, Locator, Page, expect

from tests.user_journey import becomes
from tests.web import photographer_page
from tests.web.browser import Device
from tests.web.by_hand import Shoot, give_all, owners, shoot
from tests.web.conftest import Visiting, scene_named
from tests.web.scenes import Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "handy"
SUBJECTS, PHOTOS_EACH = 4, 3

scene = scene_named(NAME)


@pytest_asyncio.fixture(loop_scope="session")
async def shot(scene: Scene) -> Shoot:
    return await shoot(scene, SUBJECTS, PHOTOS_EACH, f"Portraits {secrets.token_hex(2)}")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def unchanged(scene: Scene) -> Shoot:
    """For tests that leave the photos with nobody."""
    return await shoot(scene, SUBJECTS, PHOTOS_EACH, "Portraits of all")


async def open_desk(page: Page, scene: Scene, shot: Shoot) -> None:
    await photographer_page.open_desk(page, scene, NAME, shot.event)
    await expect(page.get_by_role("complementary", name="People").get_by_role("listitem")).to_have_count(SUBJECTS)
    await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()


async def box_of(element: Locator) -> FloatRect:
    box = await element.bounding_box()
    assert box
    return box


async def check_owners(scene: Scene, shot: Shoot, expected: dict[int, list[str]]) -> None:
    """Who has the photos of each subject, once the page has told the service. It must still be open."""
    names = [(number, name) for number in range(SUBJECTS) for name in shot.filenames(number)]
    await becomes(lambda: owners(scene, shot.event), {name: expected.get(number, []) for number, name in names})


@pytest.mark.parametrize(("device", "by_letters"), [("desktop", False), ("desktop", True), ("phone", False)])
async def test_two_presses_or_one_and_three_keys_give_a_subject_all_photos(
    visiting: Visiting, scene: Scene, shot: Shoot, device: Device, by_letters: bool
) -> None:
    async with visiting(device=device) as visit:
        await open_desk(visit.page, scene, shot)
        effort = await give_all(visit.page, shot, device, by_letters=by_letters)
        assert effort.clicks == (1 if by_letters else 2) * SUBJECTS
        assert effort.keys <= 4 * SUBJECTS
        assert await visit.violations() == []
        assert await visit.misfits() == []
        await expect(visit.page.get_by_role("button", name="Unassigned")).to_have_count(0)
        await check_owners(scene, shot, {number: [subject] for number, subject in enumerate(shot.subjects)})


async def test_a_run_leaves_out_what_was_left_out_before_the_last_person(
    visiting: Visiting, scene: Scene, shot: Shoot
) -> None:
    async with visiting() as visit:
        page = visit.page
        await open_desk(page, scene, shot)
        people = page.get_by_role("complementary")
        await photographer_page.select(page, shot.filenames(1))
        await people.get_by_role("button", name=shot.subjects[1]).click()
        await page.get_by_role("button", name=f"Open {shot.filenames(2)[-1]}").click(modifiers=["Shift"])
        await expect(page.get_by_text("3 selected")).to_be_visible()
        await people.get_by_role("button", name=shot.subjects[2]).click()
        await expect(people.get_by_role("button", name=shot.subjects[2])).to_contain_text("3")
        await check_owners(scene, shot, {1: [shot.subjects[1]], 2: [shot.subjects[2]]})


async def test_photos_are_dropped_on_a_name_and_an_undo_takes_them_back(
    visiting: Visiting, scene: Scene, unchanged: Shoot
) -> None:
    async with visiting() as visit:
        page = visit.page
        await open_desk(page, scene, unchanged)
        await photographer_page.select(page, unchanged.filenames(0))
        person = page.get_by_role("complementary").get_by_role("button", name=unchanged.subjects[3])
        async with photographer_page.changed(page):
            await page.get_by_role("button", name=unchanged.filenames(0)[1]).drag_to(person)
        await expect(person).to_contain_text("3")
        await expect(page.locator(".tile-people", has_text=unchanged.subjects[3])).to_have_count(3)
        async with photographer_page.changed(page):
            await page.get_by_role("button", name="Undo").click()
        await expect(person).to_contain_text("0")
        await expect(page.locator(".tile-people")).to_have_count(0)
        await check_owners(scene, unchanged, {})


async def test_a_number_gives_the_photo_in_the_large_view_and_takes_it_back(
    visiting: Visiting, scene: Scene, shot: Shoot
) -> None:
    async with visiting() as visit:
        page = visit.page
        await open_desk(page, scene, shot)
        await page.get_by_role("button", name="Unassigned").click()
        await page.get_by_role("button", name=f"Open {shot.filenames(0)[0]}").click()
        await page.wait_for_function("() => document.querySelector('.pswp--ui-visible')")
        for number in (1, 2):
            await page.keyboard.press(str(number))
        await expect(page.get_by_text(f"With {shot.subjects[0]}, {shot.subjects[1]}")).to_be_visible()
        assert await visit.violations() == []
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_text("2 / 12")).to_be_visible()
        await page.keyboard.press("ArrowLeft")
        await page.keyboard.press("2")
        await expect(page.get_by_role("dialog").get_by_role("button", name=f"1 {shot.subjects[0]}")).to_have_attribute(
            "aria-pressed", "true"
        )
        await expect(page.get_by_role("dialog").get_by_role("button", name=f"2 {shot.subjects[1]}")).to_have_attribute(
            "aria-pressed", "false"
        )
        await page.keyboard.press("Escape")
        await expect(page.locator(".tile")).to_have_count(SUBJECTS * PHOTOS_EACH - 1)
        mine = shot.filenames(0)[0]
        names = [name for number in range(SUBJECTS) for name in shot.filenames(number)]
        await becomes(lambda: owners(scene, shot.event), {name: [] for name in names} | {mine: [shot.subjects[0]]})


async def test_a_name_that_is_not_there_is_typed_and_made_and_its_photos_are_shown(
    visiting: Visiting, scene: Scene, unchanged: Shoot
) -> None:
    async with visiting() as visit:
        page = visit.page
        await open_desk(page, scene, unchanged)
        await photographer_page.select(page, unchanged.filenames(2))
        await page.get_by_role("button", name=unchanged.filenames(2)[0]).focus()
        await page.keyboard.type("Zoë Ä")
        await expect(page.get_by_text("Enter adds Zoë Ä, with 3 photos.")).to_be_visible()
        await page.keyboard.press("Enter")
        person = page.get_by_role("complementary").get_by_role("button", name="Zoë Ä")
        await expect(person).to_contain_text("3")
        await person.click()
        await expect(page.locator(".tile")).to_have_count(3)
        await expect(page.get_by_role("button", name="With Zoë Ä 3")).to_have_attribute("aria-pressed", "true")
        await person.click()
        await expect(page.locator(".tile")).to_have_count(SUBJECTS * PHOTOS_EACH)
        await page.get_by_role("button", name="Undo").click()
        await expect(person).to_have_count(0)
        await check_owners(scene, unchanged, {})


async def test_what_the_service_refuses_is_taken_back_and_said(
    visiting: Visiting, scene: Scene, unchanged: Shoot
) -> None:
    async with visiting() as visit:
        page = visit.page
        visit.expect("Failed to load resource", "ERR_FAILED")
        await open_desk(page, scene, unchanged)
        await photographer_page.select(page, unchanged.filenames(0))
        await page.route(
            "**/graphql",
            lambda route: route.abort() if "UpdateCode" in (route.request.post_data or "") else route.fallback(),
        )
        await page.get_by_role("complementary").get_by_role("button", name=unchanged.subjects[0]).click()
        await expect(page.get_by_text(f"Nothing changed for {unchanged.subjects[0]}: Can't connect.")).to_be_visible()
        await expect(page.locator(".tile-people")).to_have_count(0)
        await expect(page.get_by_role("button", name="Undo")).to_have_count(0)
        await check_owners(scene, unchanged, {})


async def test_the_size_of_tiles_and_their_filenames_are_remembered(
    visiting: Visiting, scene: Scene, unchanged: Shoot
) -> None:
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{unchanged.event.event_id}")
        tile = page.locator('.tile[data-index="0"]')
        usual = (await box_of(tile))["height"]
        await page.locator("summary").click()
        await page.get_by_label("Size of the photos").fill("0.5")
        await page.get_by_label("Filenames").check()
        await page.reload()
        await expect(tile.get_by_text("IMG_0000.jpg")).to_be_visible()
        assert (await box_of(tile))["height"] < 0.7 * usual


@pytest.mark.parametrize("has_people", [False, True])
async def test_on_a_phone_photos_have_at_least_half_of_the_screen(
    visiting: Visiting, scene: Scene, unchanged: Shoot, has_people: bool
) -> None:
    async with visiting(device="phone") as visit:
        page = visit.page
        if has_people:
            await open_desk(page, scene, unchanged)
        else:
            await photographer_page.sign_in(page, scene, NAME, f"/events/{unchanged.event.event_id}")
        await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()
        await expect(page.locator(".people")).to_have_count(int(has_people))
        top = (await box_of(page.locator(".grid")))["y"]
        sheet = page.locator(".people")
        bottom = (await box_of(sheet))["y"] if has_people else await page.evaluate("() => innerHeight")
        assert bottom - top >= 0.5 * await page.evaluate("() => innerHeight")
