"""Access codes: the list, one of them, many at once, and the photos of one."""

from __future__ import annotations

import secrets

from playwright.async_api import expect

from tests.web.browser import Visit
from tests.web.photographer_states.stage import PhotographerStage, PhotographerState


async def issuing(visit: Visit, on: PhotographerStage) -> None:
    page = await on.selecting(visit)
    await page.get_by_role("button", name="Create a code").click()
    await expect(page.get_by_label("Who is this for?")).to_be_focused()


async def adding_to_a_code(visit: Visit, on: PhotographerStage) -> None:
    page = await on.selecting(visit)
    await page.get_by_role("button", name="Add to a code").click()
    await expect(page.get_by_role("dialog").get_by_role("button", name="Grandma Rose")).to_be_visible()


async def finding_a_code(visit: Visit, on: PhotographerStage) -> None:
    await adding_to_a_code(visit, on)
    await visit.page.keyboard.type("rose")
    await expect(visit.page.get_by_text("Enter adds them to Grandma Rose.")).to_be_visible()


async def assigned(visit: Visit, on: PhotographerStage) -> None:
    """To a code of its own: the others keep their photos."""
    label = f"Aunt {secrets.token_hex(2)}"
    await on.scene.code(on.event, label, [])
    await adding_to_a_code(visit, on)
    await visit.page.get_by_role("dialog").get_by_role("button", name=label).click()
    await visit.page.get_by_role("button", name="Undo").hover()
    await expect(visit.page.get_by_text(f"3 photos added to {label}.")).to_be_visible()


async def codes(visit: Visit, on: PhotographerStage) -> None:
    await on.codes(visit)


async def codes_empty(visit: Visit, on: PhotographerStage) -> None:
    page = await on.open(visit, f"/events/{on.empty.event_id}/codes")
    await expect(page.get_by_role("heading", name="Share your photos")).to_be_visible()


async def names_list(visit: Visit, on: PhotographerStage) -> None:
    page = await on.codes(visit)
    await page.get_by_role("button", name="List of names").click()
    await page.get_by_label("Names", exact=True).fill("The band\nUncle Tom\nÄnne and Jörg")
    await page.get_by_label("Extra blank cards").fill("3")
    await expect(page.get_by_role("button", name="Create 5 codes")).to_be_visible()


async def names_table(visit: Visit, on: PhotographerStage) -> None:
    """A pasted table with problems."""
    page = await on.codes(visit)
    await page.get_by_role("button", name="List of names").click()
    rows = [
        "Name;Email;Group",
        "Anna Berg;anna@example.com;3a",
        ";;3a",
        "Carl;nobody;3b",
        "Anna Berg;anna@example.com;3a",
    ]
    await page.get_by_label("Names", exact=True).fill("\n".join(rows))
    await expect(page.get_by_text("2 rows can't get codes")).to_be_visible()


async def printing(visit: Visit, on: PhotographerStage) -> None:
    page = await on.codes(visit)
    await page.get_by_role("button", name="Print ").first.click()
    await expect(page.get_by_role("dialog", name="Print cards")).to_be_visible()


async def names_issued(visit: Visit, on: PhotographerStage) -> None:
    """A class of thirty, in an event of its own."""
    page = await on.open_fresh(visit)
    await page.get_by_role("link", name="Access codes").click()
    await page.get_by_role("button", name="List of names").click()
    await page.get_by_label("Names", exact=True).fill("\n".join(f"Pupil {number:02}" for number in range(1, 31)))
    await page.get_by_role("button", name="Create 30 codes").click()
    await expect(page.get_by_role("dialog", name="30 codes created")).to_be_visible()


async def codes_many(visit: Visit, on: PhotographerStage) -> None:
    await names_issued(visit, on)
    await visit.page.get_by_role("button", name="Done").click()
    await expect(visit.page.get_by_role("searchbox")).to_be_visible()


async def codes_unconfirmed(visit: Visit, on: PhotographerStage) -> None:
    page = await on.open(visit, "/events/new", on.newcomer)
    await page.get_by_label("Event name").fill(f"Trial {secrets.token_hex(2)}")
    await page.get_by_role("button", name="Create event").click()
    await page.get_by_role("link", name="Access codes").click()
    await page.get_by_role("button", name="Create a code").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Codes show photos to other people")


async def code(visit: Visit, on: PhotographerStage) -> None:
    await on.sheet(visit)


async def code_editing(visit: Visit, on: PhotographerStage) -> None:
    page = await on.sheet(visit)
    await page.get_by_role("button", name="Edit", exact=True).click()
    await expect(page.get_by_label("Who is this for?")).to_be_visible()


async def code_revoking(visit: Visit, on: PhotographerStage) -> None:
    page = await on.sheet(visit)
    await page.get_by_role("button", name="Revoke").click()
    await expect(page.get_by_role("dialog", name="Revoke Grandma Rose?")).to_be_visible()


async def code_photos(visit: Visit, on: PhotographerStage) -> None:
    page = await on.sheet(visit)
    await page.get_by_role("link", name="Choose photos").click()
    await expect(page.locator(".tile img[data-loaded]").first).to_be_visible()


async def code_photos_leaving(visit: Visit, on: PhotographerStage) -> None:
    await code_photos(visit, on)
    await visit.page.locator('.tile[data-index="2"] .tile-open').click()
    await visit.page.get_by_role("link", name="Cancel").click()
    await expect(visit.page.get_by_role("dialog", name="Leave without saving?")).to_be_visible()


STATES: tuple[PhotographerState, ...] = (
    issuing,
    adding_to_a_code,
    finding_a_code,
    assigned,
    codes,
    codes_empty,
    names_list,
    names_table,
    printing,
    names_issued,
    codes_many,
    codes_unconfirmed,
    code,
    code_editing,
    code_revoking,
    code_photos,
    code_photos_leaving,
)
