"""Codes by the dozen: from a list of names to cards on paper, and photos for each afterwards."""

from __future__ import annotations

import asyncio
import codecs
import csv
import io
import json
import re

import pytest
import pytest_asyncio
from playwright.async_api import FilePayload, Page, Route, expect

from tests.user_journey import Uploaded, becomes, view
from tests.web import photographer_page
from tests.web.conftest import Visiting, scene_named
from tests.web.paper import printed_pages
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "school"
PUPILS = [f"Pupil {number:02}" for number in range(1, 22)]
KEEP_PRINTED = "window.print = () => { window.printed = (window.printed ?? 0) + 1; }"


scene = scene_named(NAME)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    return await scene.event("Class of 2026", pictures(4))


async def issue_names(page: Page, text: str, *, spare: int = 0) -> None:
    await page.get_by_role("button", name="List of names").click()
    await page.get_by_label("Names", exact=True).fill(text)
    await page.get_by_label("Extra blank cards").fill(str(spare))


async def test_a_list_of_names_becomes_codes_and_pages_of_cards_which_get_their_photos_later(
    visiting: Visiting, scene: Scene, event: Uploaded
) -> None:
    async with visiting() as visit:
        page = visit.page
        await page.add_init_script(KEEP_PRINTED)
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/codes")
        await issue_names(page, "\n".join(["", *PUPILS, "  Ärmel\tZoë  "]), spare=2)
        await page.get_by_role("button", name="Create 24 codes").click()
        await expect(page.get_by_role("dialog", name="24 codes created")).to_be_visible()
        await page.get_by_role("dialog").get_by_role("button", name="Print 24 cards").click()
        await page.get_by_role("dialog", name="Print cards").get_by_role("button", name="Print 24 cards").click()
        await page.wait_for_function("() => window.printed === 1")
        cards = page.locator(".paper-card")
        labels = await cards.locator(".paper-label").all_text_contents()
        assert labels == ["Ärmel Zoë", *PUPILS, "", ""]
        assert await cards.locator("svg path").count() == 24
        assert len(printed_pages(await page.pdf(prefer_css_page_size=True))) == 6
        await expect(cards).to_have_count(0)
        await page.get_by_role("dialog", name="Print cards").get_by_role("button", name="Close").click()
        await page.get_by_role("button", name="Done").click()

        await page.get_by_role("link", name="Photos").click()
        await photographer_page.select(page, ["IMG_0001.jpg", "IMG_0002.jpg"])
        await page.get_by_role("button", name="Add to a code").click()
        await page.get_by_role("searchbox", name="Find a name or code").fill("armelz")
        await page.get_by_role("dialog").get_by_role("button", name="Ärmel Zoë").click()
        await expect(page.get_by_text("2 photos added to Ärmel Zoë.")).to_be_visible()
        await becomes(lambda: scene.photo_count(event, "Ärmel Zoë"), 2)


async def test_a_list_that_has_grown_gives_codes_to_the_new_names_alone(visiting: Visiting, scene: Scene) -> None:
    event = await scene.event("Late pupils", pictures(1))
    await scene.code(event, "Anna", [])
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/codes")
        await issue_names(page, "Anna\nBen")
        await expect(page.get_by_text("1 already has a code.")).to_be_visible()
        await page.get_by_role("button", name="Create 1 code").click()
        await page.get_by_role("button", name="Done").click()
        await expect(page.locator(".codes li")).to_have_count(2)


async def test_what_is_wrong_with_a_list_is_said_by_row_before_anything_is_made(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("Wrong rows", pictures(1))
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/codes")
        table = f"Name;Email;Group\nAnna;anna@example.com;3a\n{'B' * 101};;3a\nCarl;nobody;3a\nAnna;anna@example.com;3a"
        await issue_names(page, table)
        rows = page.locator(".preview-rows tbody tr")
        await expect(page.get_by_text("2 rows can't get codes: correct them above.")).to_be_visible()
        await expect(rows).to_have_text(
            [
                re.compile("^3B+.*at most 100 characters$"),
                re.compile("^4Carl.*Not an email address$"),
                re.compile("^5Anna.*Repeats an earlier row$"),
                re.compile("^2Anna"),
            ]
        )
        await page.get_by_label("Leave out 1 repeated row").check()
        await page.get_by_role("button", name="Create 1 code").click()
        await page.get_by_role("button", name="Done").click()
        await expect(page.locator(".codes li")).to_have_count(1)
    anna = await scene.code_of(event, "Anna")
    assert (anna["email"], anna["group"]) == ("anna@example.com", "3a")


async def test_a_file_of_windows_is_opened_its_columns_can_be_chosen_and_the_export_is_read_by_excel(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("From a file", pictures(2))
    text = "Kind;Nr;Preis\nZoë Müller;7;€ 5\n=HYPERLINK(1);8;€ 6\n"
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/codes")
        await page.get_by_role("button", name="List of names").click()
        file: FilePayload = {"name": "list.xlsx", "mimeType": "", "buffer": b"PK\x03\x04\x00\x00"}
        await photographer_page.choose(page, [file], "Open a file")
        await expect(page.get_by_text("This file is not a text table.")).to_be_visible()
        file = {"name": "list.csv", "mimeType": "text/csv", "buffer": text.encode("cp1252")}
        await photographer_page.choose(page, [file], "Open a file")
        await expect(page.get_by_label("Column 3: € 5")).to_have_value("none")
        await page.get_by_label("Column 2: 7").select_option("Group")
        await page.get_by_role("button", name="Create 2 codes").click()
        await page.get_by_role("button", name="Done").click()
        await page.get_by_label("Group").select_option("7 (1)")
        await expect(page.locator(".row-label")).to_have_text(["Zoë Müller7"])
        await page.get_by_label("Group").select_option("All groups")
        async with page.expect_download() as download:
            await page.get_by_role("button", name="Export as CSV").click()
        saved = await download.value
        content = (await saved.path()).read_bytes()
        assert saved.suggested_filename == "From a file.csv"
    assert content.startswith(codecs.BOM_UTF8)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(row["Name"], row["Group"], row["Photos"], row["Opened"]) for row in rows] == [
        ("Zoë Müller", "7", "0", "0"),
        ("'=HYPERLINK(1)", "8", "0", "0"),
    ]
    zoe = await scene.code_of(event, "Zoë Müller")
    assert (rows[0]["Code"], rows[0]["Link"]) == (zoe["accessCode"], zoe["url"])


async def test_a_long_list_is_created_in_parts_and_says_how_far_it_is(visiting: Visiting, scene: Scene) -> None:
    event = await scene.event("A thousand", pictures(1))
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/codes")
        asked: list[int] = []
        gate = asyncio.Event()

        async def hold(route: Route) -> None:
            people = json.loads(route.request.post_data or "{}").get("variables", {}).get("input", {}).get("people", [])
            asked.extend([len(people)] if people else [])
            if len(asked) == 2:
                await gate.wait()
            await route.continue_()

        await page.route("**/graphql", hold)
        await issue_names(page, "\n".join(f"Runner {number:04}" for number in range(620)))
        await page.get_by_role("button", name="Create 620 codes").click()
        await expect(page.get_by_text("500 of 620 codes created")).to_be_visible()
        gate.set()
        await page.get_by_role("button", name="Print 620 cards").click()
        await expect(page.get_by_role("button", name="Print Runner 0000 to Runner 0499")).to_be_visible()
        await expect(page.get_by_role("button", name="Print Runner 0500 to Runner 0619")).to_be_visible()
        assert asked == [500, 120]


async def test_the_browsers_own_back_asks_before_changes_are_lost_and_loses_no_page_on_the_way(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("Second thoughts", pictures(3))
    await scene.code(event, "The band", ["IMG_0000.jpg"])
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await page.get_by_role("link", name="Access codes").click()
        row = page.get_by_role("button", name="The band")
        await row.click()
        await page.get_by_role("link", name="Choose photos").click()
        await page.get_by_role("button", name="Select IMG_0001.jpg").click()
        await expect(page.get_by_text("+1 −0")).to_be_visible()
        question = page.get_by_role("dialog", name="Leave without saving?")
        chosen = page.url
        for steps in (-1, -2):
            await page.evaluate("steps => history.go(steps)", steps)
            await expect(question).to_be_visible()
            await question.get_by_role("button", name="Cancel").click()
            await expect(page).to_have_url(chosen)
            await expect(page.get_by_text("+1 −0")).to_be_visible()

        await page.evaluate("() => history.back()")
        await question.get_by_role("button", name="Leave").click()
        await expect(row).to_contain_text("1 photo")
        await page.go_forward()
        await expect(page.get_by_role("button", name="Select IMG_0001.jpg")).to_be_visible()
        await expect(page).to_have_url(chosen)
        await page.get_by_role("button", name="Select IMG_0001.jpg").click()
        await page.get_by_role("button", name="Save").click()
        await expect(row).to_contain_text("2 photos")
        await page.go_back()
        await expect(page).to_have_url(chosen)
        await page.go_back()
        await expect(row).to_contain_text("2 photos")


async def test_the_photographer_sees_who_has_opened_and_downloaded_and_who_never_came(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("Delivered", pictures(3))
    codes = {label: await scene.code(event, label) for label in ("Looked", "Took", "Absent")}
    for label in ("Looked", "Took"):
        viewer, _ = await view(scene.photographer.transport, codes[label], event.public_url)
    await viewer.ask("ReportDownloads", input={"photoIds": sorted(event.ids.values())[:2]})
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/codes")
        rows = page.locator(".codes li")
        for name, labels in (
            ("Never opened 1", ["Absent"]),
            ("Opened 2", ["Took", "Looked"]),
            ("Downloaded 1", ["Took"]),
        ):
            await page.get_by_role("button", name=name).click()
            await expect(rows.locator(".row-label")).to_have_text(labels)
        await expect(rows).to_contain_text(["Opened once"])
        await expect(rows).to_contain_text(["2 photos downloaded"])


async def test_codes_are_found_by_name_by_code_and_by_what_became_of_them_and_copied_as_a_table(
    visiting: Visiting, scene: Scene
) -> None:
    event = await scene.event("Many", pictures(1))
    issued = [await scene.code(event, f"Guest {letter}", []) for letter in "ABCDEFGHI"]
    full = await scene.code(event, "Everybody")
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/codes")
        rows = page.locator(".codes li")
        find = page.get_by_role("searchbox", name="Find a name or code")
        await find.fill("guest c")
        await expect(rows).to_have_count(1)
        await find.fill(full["accessCode"].lower())
        await expect(rows).to_contain_text(["Everybody"])
        await find.fill("")
        await page.get_by_role("button", name="No photos yet 9").click()
        await expect(rows).to_have_count(9)
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await page.get_by_role("button", name="Copy as table").click()
        await expect(page.get_by_text("Copied: name, code and link")).to_be_visible()
        table = await page.evaluate("() => navigator.clipboard.readText()")
        newest_first = ["\t".join([code["label"], code["accessCode"], code["url"]]) for code in reversed(issued)]
        assert table.splitlines() == newest_first
