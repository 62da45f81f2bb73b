"""Cards on paper: printed by Chromium, read by PDFium, their QR codes by ZXing."""

from __future__ import annotations

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.user_journey import Answer, Uploaded
from tests.web import photographer_page
from tests.web.conftest import Visiting, scene_named
from tests.web.paper import PrintedPage, printed_pages
from tests.web.scenes import Scene, pictures

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "printer"
KEEP_PRINTED = "window.print = () => { window.printed = (window.printed ?? 0) + 1; }"
LONG_EVENT = f"Выпускной_{'Ш' * 50} der Grundschule am Zwischenahner Meer"
LONG_NAME, LONG_GROUP = "W" * 100, f"Ж{'m' * 99}"
A4, LETTER = (210, 297), (216, 279)
OVERLAPPING = """() => {
  const cards = [...document.querySelectorAll(".paper-card")];
  const boxes = cards.map(card => card.getBoundingClientRect());
  return cards.flatMap((card, index) => {
    const box = boxes[index];
    const cut = [...card.querySelectorAll("p, svg")].some(part => {
      const { left, right, top, bottom } = part.getBoundingClientRect();
      return left < box.left || right > box.right || top < box.top || bottom > box.bottom ||
        part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1;
    });
    const next = boxes.slice(index + 1).some(each => each.left < box.right - 2 && each.right > box.left + 2 &&
      each.top < box.bottom - 2 && each.bottom > box.top + 2);
    return cut || next ? [card.innerText] : [];
  });
}"""

scene = scene_named(NAME)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def event(scene: Scene) -> Uploaded:
    return await scene.event(LONG_EVENT, pictures(1))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def codes(scene: Scene, event: Uploaded) -> list[Answer]:
    """Names and groups of every length, and blank cards."""
    pupils = [{"label": f"Pupil {number:02}", "group": f"{number % 3 + 9}b"} for number in range(18)]
    long = [{"label": LONG_NAME, "group": LONG_GROUP}, {"label": "Maximiliane " * 8, "group": "9b"}]
    given = {"eventId": event.event_id, "labels": ["", ""], "people": [*pupils, *long]}
    issued: list[Answer] = (await scene.photographer.ask("IssueAccessCodes", input=given))["accessors"]
    return issued


async def printed(page: Page, paper: str, size: str) -> list[PrintedPage]:
    """Chooses and prints; fails if something on a card lies beyond it or over another."""
    dialog = page.get_by_role("dialog", name="Print cards")
    await dialog.get_by_label(paper).check()
    await dialog.get_by_label(size).check()
    before = await page.evaluate("() => window.printed ?? 0")
    await dialog.get_by_role("button", name="Print 22 cards").click()
    return await pages_of(page, before + 1)


async def pages_of(page: Page, times: int) -> list[PrintedPage]:
    await page.wait_for_function("times => window.printed === times", arg=times)
    await page.emulate_media(media="print")
    assert await page.evaluate(OVERLAPPING) == []
    await page.emulate_media(media="null")
    return printed_pages(await page.pdf(prefer_css_page_size=True))


def no_spaces(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("paper", "size", "millimetres", "most_pages"),
    [
        ("A4", "Large", A4, 9),
        ("US Letter", "Large", LETTER, 9),
        ("A4", "Small", A4, 5),
        ("US Letter", "Small", LETTER, 5),
    ],
)
async def test_nothing_on_a_card_is_cut_and_every_qr_code_is_read(
    visiting: Visiting,
    scene: Scene,
    event: Uploaded,
    codes: list[Answer],
    paper: str,
    size: str,
    millimetres: tuple[int, int],
    most_pages: int,
) -> None:
    async with visiting() as visit:
        page = visit.page
        await page.add_init_script(KEEP_PRINTED)
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/codes")
        await page.get_by_role("button", name="Print 22 cards").click()
        pages = await printed(page, paper, size)
    assert {each.size for each in pages} == {millimetres}
    assert [each.stray for each in pages if each.stray] == []
    assert len(pages) <= most_pages
    text = "".join(each.text for each in pages)
    assert text.count(no_spaces(LONG_EVENT)) == len(codes)
    assert text.count(no_spaces(event.public_url)) == len(codes)
    for code in codes:
        for part in (code["accessCode"], code["label"], code["group"]):
            assert no_spaces(part or "") in text
    links = [link for each in pages for link in each.links]
    assert sorted(links) == sorted(code["cardUrl"] for code in codes)


async def test_cards_come_by_group_and_then_by_name_and_the_choice_of_paper_is_remembered(
    visiting: Visiting, scene: Scene, event: Uploaded, codes: list[Answer]
) -> None:
    async with visiting(locale="en-US") as visit:
        page = visit.page
        await page.add_init_script(KEEP_PRINTED)
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/codes")
        open_dialog = page.get_by_role("button", name="Print 22 cards")
        await open_dialog.click()
        dialog = page.get_by_role("dialog", name="Print cards")
        await expect(dialog.get_by_label("US Letter")).to_be_checked()
        pages = await printed(page, "A4", "Small")
        await page.reload()
        await open_dialog.click()
        await expect(dialog.get_by_label("A4")).to_be_checked()
        await expect(dialog.get_by_label("Small")).to_be_checked()
    by_link = {code["cardUrl"]: code for code in codes}
    groups = [by_link[link]["group"] for each in pages for link in each.links]
    assert len(groups) == len(codes)
    text = "".join(each.text for each in pages)
    by_group = ["9b", "10b", "11b"]
    expected = [
        code
        for group in by_group
        for code in sorted(codes, key=lambda code: code["label"] or "")
        if code["group"] == group
    ]
    places = [text.index(code["accessCode"]) for code in expected]
    assert places == sorted(places)


async def test_the_photographers_own_cards_are_on_a_page_of_their_own_and_say_what_they_do(
    visiting: Visiting, scene: Scene, event: Uploaded, codes: list[Answer]
) -> None:
    details = await scene.photographer.ask("EventPage", id=event.event_id, after=None)
    async with visiting() as visit:
        page = visit.page
        await page.add_init_script(KEEP_PRINTED)
        await photographer_page.sign_in(page, scene, NAME, f"/events/{event.event_id}/codes")
        await page.get_by_role("button", name="Print 22 cards").click()
        await page.get_by_role("button", name="Print your own two cards").click()
        pages = await pages_of(page, 1)
    (only,) = pages
    assert only.stray == ""
    assert sorted(only.links) == sorted([details["everybodyCardUrl"], details["stopCardUrl"]])
    for words in ("The photos that follow are for everybody", "The photos that follow are for nobody"):
        assert no_spaces(words) in only.text
