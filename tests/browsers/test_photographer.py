"""A photographer's whole job, in browsers that are no Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browsers.conftest import Visiting
from tests.browsers.firefox import firefox
from tests.browsers.page import Page
from tests.web import photographer_page
from tests.web.scenes import Scene, pictures, scene_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHOTOS = 12
NOTE_DROP_EFFECT = "addEventListener('dragover', event => { window.dropEffect = event.dataTransfer.dropEffect; })"


async def sign_in(page: Page, scene: Scene, name: str) -> None:
    await page.go(f"{scene.origin}/events")
    await page.fill("Email address", f"{name}@example.com")
    await page.fill("Password", photographer_page.password_of(name))
    await page.press("Enter")
    await page.sees("Events")


async def test_from_the_account_to_the_photos_and_a_code(
    visiting: Visiting, scene: Scene, engine_name: str, tmp_path: Path
) -> None:
    email = f"{engine_name}@example.com"
    async with visiting() as page:
        await page.go(f"{scene.origin}/signup")
        await page.fill("Email address", email)
        await page.fill("User name", engine_name)
        await page.fill("New password", photographer_page.password_of(engine_name))
        await page.press_button("Create an account")
        await page.sees("Create your first event")
        await page.go(await photographer_page.mailed_link(scene, email))
        await page.sees(f"{email} is confirmed.")
        await page.press_button("Go to your events")

        await page.fill("Event name", "Harvest")
        await page.press_button("Create event")
        await page.sees("Add your photos")
        await page.choose_files(photographer_page.written(pictures(PHOTOS), tmp_path / "photos"))
        await page.sees(f"{PHOTOS} files uploaded")
        await page.reload()
        await page.has(".tile img[data-loaded]", PHOTOS)

        await page.press_button("Select")
        for number in (0, 2, 3):
            await page.click(f'.tile[data-index="{number}"] .tile-open')
        await page.press_button("Create a code")
        await page.fill("Who is this for?", "Grandma Rosé")
        await page.press_button("Create a code")
        await page.sees("3 photos · Never opened")
        await page.has("dialog .qr path")


async def test_codes_from_names_are_printed_and_revoked_and_the_event_is_extended_and_deleted(
    visiting: Visiting, scene: Scene, engine_name: str
) -> None:
    name = f"seasoned-{engine_name}"
    own = await scene_of(scene.service, scene.client, name)
    event = await own.event("A party", pictures(2))
    async with visiting() as page:
        await sign_in(page, scene, name)
        await page.press_button("A party")
        await page.press_button("Access codes")
        await page.press_button("List of names")
        await page.press("A", "n", "n", "a", "Enter", "B", "e", "n")
        await page.press_button("Create 2 codes")
        await page.sees("2 codes created")
        await page.run("window.print = () => { window.isPrinted = true; }")
        await page.press_button("Print 2 cards")
        await page.sees("Paper")
        await page.press_button("Print 2 cards")
        await page.until("return window.isPrinted")
        await page.has(".paper-card svg path", 2)
        await page.press_button("Close")
        await page.press_button("Done")

        await page.press_button((await own.code_of(event, "Ben"))["accessCode"][:3])
        await page.press_button("Revoke")
        await page.press_button("Revoke")
        await page.sees("The code was revoked.")
        await page.press_button("Edit event")
        await page.press_button("7 days longer")
        await page.press_button("Save")
        await page.sees("Available until")
        await page.press_button("Edit event")
        await page.press_button("Delete event")
        await page.press_button("Delete event")
        await page.sees("A party is deleted.")


@pytest.mark.parametrize("engine", [firefox], ids=["firefox"])
async def test_a_name_takes_the_photos_that_are_dragged_over_it(visiting: Visiting, scene: Scene) -> None:
    """The driver of WebKit begins to drag, and then tells nothing that is dragged over."""
    own = await scene_of(scene.service, scene.client, "dragging")
    event = await own.event("A school day", pictures(4))
    await own.code(event, "Anna", [])
    async with visiting() as page:
        await sign_in(page, own, "dragging")
        await page.run(photographer_page.DESK)
        await page.go(f"{own.origin}/events/{event.event_id}")
        await page.has(".tile img[data-loaded]", 4)
        await page.run(NOTE_DROP_EFFECT)
        await page.drag('.tile[data-index="1"] .tile-open', ".person")
        await page.until("return window.dropEffect === 'copy' && document.querySelector('.person[data-over]')")


async def test_a_password_is_replaced_and_an_account_goes(visiting: Visiting, scene: Scene, engine_name: str) -> None:
    name = f"leaving-{engine_name}"
    await scene_of(scene.service, scene.client, name)
    async with visiting() as page:
        await page.go(f"{scene.origin}/reset")
        await page.fill("Email address", f"{name}@example.com")
        await page.press_button("Email me a link")
        await page.sees("an email is on its way")
        await page.go(await photographer_page.mailed_link(scene, f"{name}@example.com", "/reset#"))
        await page.fill("New password", "five green horses")
        await page.press_button("Save password")
        await page.sees("Password changed.")
        await page.go(f"{scene.origin}/account")
        await page.sees("Confirmed")
        await page.press_button("Delete account")
        await page.fill("Password", "five green horses")
        await page.press_button("Delete account")
        await page.sees("Your account is deleted.")
