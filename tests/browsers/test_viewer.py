"""What a viewer does with an album, in browsers that are no Chromium."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.browsers.conftest import Visiting
from tests.browsers.page import Page
from tests.media.pictures import jpeg
from tests.user_journey import Answer, Picture, Uploaded
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHOTOS = 26
LARGE = 4
"""The one that is larger than the screen."""

LOADED = ".tile img[data-loaded]"
PLACE = "return Number(document.activeElement.closest('.tile')?.dataset.index)"
AT_PLACE = f"{PLACE} === arguments[0]"
BEHIND_A_BAR = """
  const { top, bottom } = document.activeElement.getBoundingClientRect();
  return top < document.querySelector(".album-header").offsetHeight || bottom > innerHeight;
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    photos = pictures(PHOTOS)
    photos[LARGE] = Picture(photos[LARGE].filename, jpeg(2400, 1600))
    return await scene.event("An Afternoon", photos)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def code(scene: Scene, event: Uploaded) -> Answer:
    return await scene.code(event, "Guests")


async def open_album(page: Page, code: Answer) -> None:
    await page.go(code["url"])
    await page.until("return document.querySelector(arguments[0])", LOADED)
    await page.until("return document.querySelector('.download').innerText.includes('26, ')")


def opening(number: int) -> str:
    return f'.tile[data-index="{number}"] .tile-open'


async def test_a_code_is_typed_in_any_way_and_a_wrong_one_can_be_put_right(
    visiting: Visiting, scene: Scene, event: Uploaded, code: Answer
) -> None:
    right = code["accessCode"]
    async with visiting() as page:
        await page.go(f"{scene.origin}/{event.public_url}")
        await page.until("return document.activeElement.matches('.code-input')")
        await page.fill("Access code", "ABC34D")
        await page.press("Enter")
        await page.sees("This code doesn't open an album here.")
        await page.until("return document.activeElement.matches('.code-input')")
        await page.fill("Access code", f" {right[:3].lower()}-{right[3:]} ")
        await page.press_button("Open album")
        await page.sees("An Afternoon")
        await page.sees("Available until")

        await page.go(f"{scene.origin}/albums")
        await page.press_button("An Afternoon")
        await page.sees("Guests")


async def test_a_mouse_and_keys_select_move_and_open(visiting: Visiting, code: Answer) -> None:
    async with visiting() as page:
        await open_album(page, code)
        assert await page.run("return location.hash") == "#" + code["url"].partition("#")[2]
        await page.hover(opening(1))
        await page.click('.tile[data-index="1"] .tile-check')
        await page.click_with("Shift", opening(4))
        await page.has_selected(1, 2, 3, 4)
        await page.press("Control+a")
        await page.sees("26 selected")
        await page.press("Escape", "End")
        await page.until(AT_PLACE, PHOTOS - 1)
        await page.press("Shift+ArrowLeft")
        await page.has_selected(PHOTOS - 2, PHOTOS - 1)
        await page.press("Escape", "Home")
        await page.until(AT_PLACE, 0)
        assert not await page.run(BEHIND_A_BAR)
        await page.press("ArrowDown")
        assert not await page.run(BEHIND_A_BAR)


async def test_the_large_view_steps_selects_zooms_and_closes_by_back(visiting: Visiting, code: Answer) -> None:
    async with visiting() as page:
        await open_album(page, code)
        await page.click(opening(LARGE - 1))
        await page.until("return document.querySelector('.pswp--ui-visible')")
        await page.sees("4 / 26")
        await page.press("ArrowRight")
        await page.sees("5 / 26")
        await page.press(" ")
        await page.has('.pswp__button--check[aria-pressed="true"]')
        await page.click(".pswp__button--zoom")
        await page.has(".pswp--zoomed-in")
        await page.back()
        await page.has(".pswp", 0)
        await page.has_selected(LARGE)
        await page.sees("1 selected")


async def test_a_revoked_code_and_an_event_that_is_over_say_so_while_they_are_open(
    visiting: Visiting, scene: Scene, engine_name: str
) -> None:
    revoked = await scene.event(f"Revoked in {engine_name}", pictures(1))
    over = await scene.event(f"Over in {engine_name}", pictures(1))
    async with visiting() as page:
        accessor = await scene.code(revoked, "Nobody")
        await page.go(accessor["url"])
        await page.has(LOADED)
        await scene.revoke(revoked, accessor)
        await page.run("document.dispatchEvent(new Event('visibilitychange'))")
        await page.sees("This code no longer works")

        await page.go((await scene.code(over, "Everybody"))["url"])
        await page.has(LOADED)
        scene.end(over)
        await page.run("document.dispatchEvent(new Event('visibilitychange'))")
        await page.sees("These photos have been deleted")


async def test_it_is_dark_where_the_device_is_and_speaks_three_languages(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    async with visiting("dark") as page:
        await page.go(f"{scene.origin}/{event.public_url}")
        await page.sees("Your photos")
        assert await page.run("return getComputedStyle(document.body).backgroundColor") == "rgb(19, 18, 17)"
        for language, title in (("de", "Ihre Fotos"), ("es", "Tus fotos")):
            await page.run(
                """const choice = document.querySelector("select");
                choice.value = arguments[0];
                choice.dispatchEvent(new Event("change", { bubbles: true }));""",
                language,
            )
            await page.sees(title)
