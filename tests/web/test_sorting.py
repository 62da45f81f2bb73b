"""Photos are sorted by cards: questions, a last look, one press that publishes, and a way back from everything."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, Route, expect

from tests.user_journey import Answer, album_of, becomes, view
from tests.web import card_scenes, photographer_page
from tests.web.browser import Device
from tests.web.card_scenes import Camera, CardEvent, card_event
from tests.web.conftest import Visiting, scene_named
from tests.web.scenes import Scene

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "carder"
PEOPLE, PHOTOS_EACH = 30, 3
MAX_CLICKS = 10
PREPARED_WITHIN_MILLISECONDS = 120_000
PRESS_AT_ONCE = """new MutationObserver((_, observer) => {
  const shown = document.querySelector('[aria-label="Undo: 1 question answered."]');
  if (!shown) return;
  observer.disconnect();
  shown.dispatchEvent(new KeyboardEvent("keydown", { key: "z", bubbles: true }));
}).observe(document, { subtree: true, childList: true, attributes: true })"""
"""Presses the key of the button as soon as there is one: a key that comes before the next frame counts, too."""

scene = scene_named(NAME)


@dataclass
class Hand:
    """Counts what a photographer presses."""

    presses: int = 0

    async def press(self, target: Locator) -> None:
        self.presses += 1
        await target.click()


async def guests_photos(scene: Scene, public_url: str, codes: Sequence[Answer]) -> dict[str, list[str]]:
    """By label, what the guests see."""
    seen: dict[str, list[str]] = {}
    for code in codes:
        viewer, _ = await view(scene.photographer.transport, code, public_url)
        seen[code["label"]] = [photo["filename"] for photo in await album_of(viewer)]
    return seen


async def open_sorting(page: Page, scene: Scene, event: CardEvent) -> None:
    await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/sorting")
    await expect(page.get_by_role("button", name=re.compile("^Questions"))).to_be_visible()


def bar(page: Page, name: str) -> Locator:
    return page.locator(".review-bar").get_by_role("button", name=name)


@pytest.mark.parametrize("device", ["desktop", "phone"])
async def test_thirty_people_get_their_photos_by_ten_clicks(visiting: Visiting, scene: Scene, device: Device) -> None:
    event = await card_event(scene, f"Class {device}", [f"Pupil {number:02}" for number in range(1, PEOPLE + 1)])
    camera = Camera()
    sessions = [camera.session(number, code["url"], PHOTOS_EACH) for number, code in enumerate(event.codes)]
    pictures = card_scenes.gathered(sessions)
    hand = Hand()
    async with visiting(device) as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        async with page.expect_file_chooser() as chooser:
            await hand.press(page.get_by_role("button", name="Add photos"))
        await (await chooser.value).set_files(photographer_page.payloads(pictures))
        await photographer_page.uploaded(page, len(pictures), within_seconds=120)
        await hand.press(page.get_by_role("link", name="Sort by cards"))
        done = page.get_by_role("heading", name="No open questions")
        await expect(done).to_be_visible(timeout=PREPARED_WITHIN_MILLISECONDS)
        await expect(page.get_by_text("Publishing waits")).to_have_count(0, timeout=PREPARED_WITHIN_MILLISECONDS)
        await hand.press(page.locator(".review-done").get_by_role("button", name="Last look"))
        await expect(page.locator(".looks > li")).to_have_count(24)
        await hand.press(bar(page, "All right, next"))
        await expect(page.locator(".looks > li")).to_have_count(PEOPLE - 24)
        await hand.press(bar(page, "All right, done"))
        await expect(page.get_by_role("heading", name="You have looked at everything")).to_be_visible()
        assert not any((await guests_photos(scene, event.public_url, event.codes[:3])).values())
        await hand.press(page.get_by_role("button", name=f"Publish to {PEOPLE} people"))
        await expect(page.get_by_text(f"{PEOPLE * PHOTOS_EACH} photos published to {PEOPLE} people.")).to_be_visible()
        await expect(page.get_by_role("button", name="Everything is published")).to_be_visible()
    assert hand.presses <= MAX_CLICKS, hand.presses
    names = [picture.filename for picture in pictures]
    each = PHOTOS_EACH + 1
    expected = {code["label"]: names[n * each + 1 : (n + 1) * each] for n, code in enumerate(event.codes)}
    assert await guests_photos(scene, event.public_url, event.codes) == expected


@pytest_asyncio.fixture(loop_scope="session")
async def event(scene: Scene) -> CardEvent:
    return await card_scenes.troubled(scene, f"Troubles {secrets.token_hex(2)}")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def unchanged(scene: Scene) -> CardEvent:
    """For tests that leave the event as it was."""
    return await card_scenes.troubled(scene, "Troubles of all")


async def series_of(scene: Scene, event: CardEvent) -> list[tuple[str, int]]:
    """The owners and the number of photos of each series, as the service says."""
    return [
        (" & ".join(accessor["label"] for accessor in series["accessors"]) or series["kind"], series["photoCount"])
        for series in await event.series(scene)
    ]


async def test_questions_are_answered_by_keys_alone_and_undone(
    visiting: Visiting, scene: Scene, unchanged: CardEvent
) -> None:
    event, before = unchanged, await series_of(scene, unchanged)
    async with visiting() as visit:
        page = visit.page
        await open_sorting(page, scene, event)
        field_of_name = page.get_by_role("searchbox", name="Type a name")
        await expect(field_of_name).to_be_focused()
        await expect(page.get_by_role("heading", name="A card that could not be read. Whose is it?")).to_be_visible()
        await page.keyboard.type("cle")
        await expect(page.get_by_text("Enter: Cleo")).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status").filter(has_text="Given to Cleo.")).to_be_visible()

        row = page.locator(".ask-row", has_text="Still Dora?")
        number = (await row.locator(".ask-number").text_content() or "").strip()
        await expect(page.get_by_role("button", name="Everything is right")).to_be_focused()
        await page.keyboard.press(number)
        await expect(page.get_by_role("dialog", name="Who begins here?")).to_be_visible()
        await page.keyboard.type("emi")
        await page.keyboard.press("Enter")
        await expect(row).to_contain_text("From here: Emil")
        await expect(bar(page, "The rest is right")).to_be_visible()
        await bar(page, "The rest is right").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="No open questions")).to_be_visible()
        after = await series_of(scene, event)
        assert ("Cleo", card_scenes.EACH) in after
        assert ("Emil", card_scenes.EACH) in after
        assert ("Dora", card_scenes.EACH) in after

        for _ in range(3):
            await page.keyboard.press("z")
            await page.wait_for_load_state("networkidle")
        await expect(page.get_by_role("heading", name="A card that could not be read. Whose is it?")).to_be_visible()
        await expect(bar(page, "Undo")).to_have_attribute("aria-disabled", "true")
        await becomes(lambda: series_of(scene, event), before)


async def show_series(page: Page, owner: str) -> Locator:
    await page.get_by_role("button", name=re.compile("^All series")).click()
    await page.locator(".series-row", has_text=owner).first.click()
    dialog = page.get_by_role("dialog", name=owner)
    await expect(dialog.locator(".series-photo").first).to_be_visible()
    return dialog


@pytest.mark.parametrize("device", ["desktop", "phone"])
async def test_a_series_is_split_at_a_gap_and_its_photos_are_moved(
    visiting: Visiting, scene: Scene, event: CardEvent, device: Device
) -> None:
    async with visiting(device) as visit:
        page = visit.page
        await open_sorting(page, scene, event)
        dialog = await show_series(page, "Ben")
        gap = dialog.locator(".series-gap").nth(2)
        await (gap.tap() if device == "phone" else gap.click())
        await (
            page.get_by_role("dialog", name="Who begins here?").get_by_role("button", name=re.compile("^Cleo")).click()
        )
        await expect(dialog.locator(".series-photo")).to_have_count(3)
        assert ("Cleo", card_scenes.EACH - 2) in await series_of(scene, event)

        await dialog.get_by_role("button", name=re.compile("^Choose ")).first.click()
        await expect(dialog.get_by_text("1 photo chosen")).to_be_visible()
        await dialog.get_by_role("button", name="Move to a name").click()
        await page.get_by_role("dialog", name="Move to").get_by_role("button", name=re.compile("^Anna")).click()
        await expect(dialog.locator(".series-moved")).to_have_text("Anna")
        await dialog.get_by_role("button", name=re.compile("^Undo")).click()
        await expect(dialog.locator(".series-moved")).to_have_count(0)
        await dialog.get_by_role("button", name="Join with the one before").click()
        await expect(dialog).to_be_hidden()
    assert ("Anna", card_scenes.EACH + 2) in await series_of(scene, event)


async def test_keys_split_mark_a_card_and_give_to_nobody(visiting: Visiting, scene: Scene, event: CardEvent) -> None:
    async with visiting() as visit:
        page = visit.page
        await open_sorting(page, scene, event)
        await page.get_by_role("button", name=re.compile("^All series")).click()
        rows = page.locator(".series-row")
        await rows.first.focus()
        await page.keyboard.press("ArrowDown")
        await expect(rows.nth(1)).to_be_focused()
        await page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Ben")
        await dialog.get_by_role("button", name=re.compile("^Choose ")).nth(1).focus()
        await page.keyboard.press("n")
        await expect(dialog.locator(".series-moved")).to_have_text("For nobody")
        await dialog.get_by_role("button", name=re.compile("^Choose ")).nth(2).focus()
        await page.keyboard.press("c")
        await expect(page.get_by_role("searchbox", name="Type a name")).to_be_focused()
        await page.keyboard.type("emil")
        await page.keyboard.press("Enter")
        await expect(dialog.locator(".series-photo")).to_have_count(3)
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        await expect(page.locator(".series-row", has_text="Emil").locator(".series-card .thumb")).to_have_count(1)
        await page.locator(".series-row", has_text="Ben").first.focus()
        await page.keyboard.press("m")
        await expect(page.locator(".series-row", has_text="Ben")).to_have_count(0)
        await page.keyboard.press("z")
        await expect(page.locator(".series-row", has_text="Ben")).to_have_count(1)


async def test_photos_that_arrive_meanwhile_are_shown_before_anything_is_published(
    visiting: Visiting, scene: Scene, event: CardEvent
) -> None:
    async with visiting() as visit:
        page = visit.page
        await open_sorting(page, scene, event)
        await page.get_by_role("button", name=re.compile("^All series")).click()
        publish = page.get_by_role("button", name=re.compile("^Publish to"))
        await expect(publish).to_be_visible()
        await event.add(scene, [event.camera.shoot(card_scenes.portrait(5, 1))])
        await publish.click()
        await page.get_by_role("button", name="Publish without a last look").click()
        await expect(page.get_by_text("Nobody has looked at 3 series.")).to_be_visible()
        await page.get_by_role("dialog").get_by_role("button", name="Publish without a last look").click()
        await expect(page.get_by_text("1 series has changed. Nothing was published.")).to_be_visible()
        await expect(page.locator(".series-row")).to_have_count(1)
        assert not any((await guests_photos(scene, event.public_url, event.codes)).values())
        await publish.click()
        await expect(page.locator(".looks > li")).to_have_count(3)
        await bar(page, "All right, done").click()
        await publish.click()
        await page.get_by_role("button", name="Publish anyway").click()
        await expect(page.get_by_text(re.compile("photos published to"))).to_be_visible()
        await expect(page.get_by_text("Nothing was published")).to_have_count(0)
        assert (await guests_photos(scene, event.public_url, event.codes))["Anna"]

        await event.add(scene, [event.camera.shoot(card_scenes.portrait(5, 2))])
        await page.reload()
        await page.get_by_role("button", name=re.compile("^Last look")).click()
        await expect(page.locator(".looks > li")).to_have_count(1)
        await bar(page, "All right, done").click()
        await expect(page.get_by_role("heading", name="You have looked at everything")).to_be_visible()
        await page.reload()
        await page.get_by_role("button", name=re.compile("^Last look")).click()
        await expect(page.get_by_role("heading", name="You have looked at everything")).to_be_visible()
        await page.keyboard.press("z")
        await expect(page.locator(".looks > li")).to_have_count(1)


async def test_a_publication_is_undone_and_says_who_has_opened_it(
    visiting: Visiting, scene: Scene, event: CardEvent
) -> None:
    async with visiting() as visit:
        page = visit.page
        await open_sorting(page, scene, event)
        dialog = await show_series(page, "Anna")
        await dialog.get_by_role("button", name="Publish this series").click()
        await expect(page.get_by_text(f"{card_scenes.EACH} photos published to 1 person.")).to_be_visible()
        await page.keyboard.press("Escape")
        seen = await guests_photos(scene, event.public_url, event.codes[:2])
        assert [len(photos) for photos in seen.values()] == [card_scenes.EACH, 0]
        await page.reload()
        published = page.get_by_role("region", name="Published")
        await expect(published).to_contain_text("1 guest has opened the album since.")
        await published.get_by_role("button", name="Undo publishing").click()
        sheet = page.get_by_role("dialog", name="Undo publishing?")
        await expect(sheet).to_contain_text("1 guest has opened the album since.")
        await sheet.get_by_role("button", name="Undo publishing").click()
        await expect(published).to_contain_text("Undone on")
    assert not any((await guests_photos(scene, event.public_url, event.codes[:2])).values())


async def test_special_cards_a_camera_without_cards_and_a_family(visiting: Visiting, scene: Scene) -> None:
    event = await card_scenes.with_special_cards(scene, f"Special {secrets.token_hex(2)}")
    async with visiting() as visit:
        page = visit.page
        await open_sorting(page, scene, event)
        asked = page.get_by_role("heading", name=re.compile("X100 shot no cards. Sorted by time: 3 photos."))
        await expect(asked).to_be_visible()
        await expect(page.get_by_role("button", name="Yes")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(asked).to_have_count(0)
        await page.add_init_script(PRESS_AT_ONCE)
        await page.reload()
        await expect(asked).to_be_visible()
        await page.get_by_role("button", name="No", exact=True).click()
        await expect(asked).to_have_count(0)
        of_cards = [("EVERYBODY", 2), ("Anna", 3), ("Ben", 3), ("NOBODY", 2)]
        before = await series_of(scene, event)
        assert [each for each in before if each in of_cards] == of_cards

        dialog = await show_series(page, "Ben")
        await dialog.get_by_role("button", name=re.compile("^Choose ")).nth(1).focus()
        await page.keyboard.press("s")
        await expect(page.get_by_role("searchbox", name="Type a name")).to_be_focused()
        for name, key in (("cle", "Shift+Enter"), ("dor", "Enter")):
            await page.keyboard.type(name)
            await page.keyboard.press(key)
        await expect(page.get_by_text("Enter: Cleo and Dora")).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(dialog.locator(".series-photo")).to_have_count(2)
        split = await series_of(scene, event)
        assert ("Ben", 1) in split
        assert {("Cleo & Dora", 2), ("Dora & Cleo", 2)} & set(split)
        await page.reload()
        await page.get_by_role("button", name="Undo: A series of Cleo and Dora begins there.").click()
        await expect(page.get_by_text("Undone: A series of Cleo and Dora begins there.")).to_be_visible()
        assert await series_of(scene, event) == before

    async with visiting("phone") as visit:
        page = visit.page
        await open_sorting(page, scene, event)
        dialog = await show_series(page, "Ben")
        await dialog.get_by_role("button", name="Change name").tap()
        for name in ("Ben", "Cleo"):
            await page.get_by_role("button", name=f"Several people: {name}").tap()
        await page.get_by_role("button", name="Give to Ben and Cleo").tap()
        await expect(page.get_by_text("Given to Ben and Cleo.")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Publish to 3 people").tap()
        await bar(page, "All right, done").tap()
        await page.get_by_role("button", name="Publish to 3 people").tap()
        await expect(page.get_by_role("button", name="Everything is published")).to_be_visible()
    seen = await guests_photos(scene, event.public_url, event.codes)
    names = [picture.filename for picture in event.pictures]
    for_all, annas, bens = names[1:3], names[4:7], names[8:11]
    assert seen == {"Anna": for_all + annas, "Ben": for_all + bens, "Cleo": for_all + bens, "Dora": for_all}


async def answer_with(page: Page, changes: Mapping[str, int]) -> None:
    """The service says of the sorting what it might say at another time."""

    async def change(route: Route) -> None:
        response = await route.fetch()
        text = await response.text()
        for name, value in changes.items():
            text = re.sub(rf'"{name}":\s*\d+', f'"{name}": {value}', text)
        await route.fulfill(response=response, body=text)

    await page.route("**/graphql", change)


async def test_publishing_waits_for_photos_that_are_being_prepared(
    visiting: Visiting, scene: Scene, unchanged: CardEvent
) -> None:
    async with visiting() as visit:
        page = visit.page
        await answer_with(page, {"pendingPhotoCount": 3})
        await open_sorting(page, scene, unchanged)
        total = len(unchanged.pictures)
        await expect(page.get_by_text(f"{total - 3} of {total} photos prepared.")).to_be_visible()
        await page.get_by_role("button", name=re.compile("^All series")).click()
        await expect(page.get_by_role("button", name=re.compile("^Publish to"))).to_have_attribute(
            "aria-disabled", "true"
        )


async def test_an_event_without_cards_explains_how_it_works(visiting: Visiting, scene: Scene) -> None:
    event = await card_event(scene, f"Plain {secrets.token_hex(2)}", ["Anna"])
    async with visiting() as visit:
        page = visit.page
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}")
        await page.get_by_role("link", name="Sort by cards").click()
        await expect(page.get_by_role("listitem").filter(has_text="Shoot the card, then the person")).to_be_visible()
        await page.get_by_role("link", name="Print cards").click()
        await expect(page.get_by_role("button", name="Anna")).to_be_visible()
