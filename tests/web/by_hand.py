"""A photographer who gives every subject their photos by hand, and what it takes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from playwright.async_api import Page, expect

from tests.user_journey import Uploaded
from tests.web.browser import Device
from tests.web.scenes import Scene, pictures

COUNT_PRESSES = """() => {
  window.presses = { clicks: 0, keys: 0 };
  const count = name => event => { if (event.isTrusted) window.presses[name]++; };
  addEventListener("click", count("clicks"), { capture: true });
  addEventListener("keydown", count("keys"), { capture: true });
}"""


@dataclass
class Effort:
    """`seconds` are those of the machine for each subject, without any for a person who looks and decides."""

    clicks: int = 0
    keys: int = 0
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Shoot:
    """An event whose photos were taken one subject after the other. Nobody has any yet."""

    event: Uploaded
    subjects: tuple[str, ...]
    photos_each: int

    def filenames(self, number: int) -> list[str]:
        first = number * self.photos_each
        return [f"IMG_{first + each:04}.jpg" for each in range(self.photos_each)]


async def shoot(scene: Scene, subjects: int, photos_each: int, name: str) -> Shoot:
    event = await scene.event(name, pictures(subjects * photos_each, scale=10))
    labels = tuple(f"{chr(65 + number % 26)}{chr(97 + number // 26)}rin" for number in range(subjects))
    await scene.photographer.ask("IssueAccessCodes", input={"eventId": event.event_id, "labels": list(labels)})
    return Shoot(event, labels, photos_each)


async def give_all(page: Page, shoot: Shoot, device: Device, *, by_letters: bool = False) -> Effort:
    """Gives each subject the photos up to their last one. The page shows the event, with the list of people."""
    await page.evaluate(COUNT_PRESSES)
    effort = Effort()
    for number, subject in enumerate(shoot.subjects):
        last = page.get_by_role("button", name=shoot.filenames(number)[-1])
        begun = time.monotonic()
        await (last.tap() if device == "phone" else last.click(modifiers=["Shift"]))
        if by_letters:
            await page.keyboard.type(subject[:2])
            await page.keyboard.press("Enter")
        else:
            person = page.get_by_role("complementary").get_by_role("button", name=subject)
            await (person.tap() if device == "phone" else person.click())
        await expect(page.get_by_text(f"{shoot.photos_each} photos added to {subject}.")).to_be_visible()
        if number + 1 < len(shoot.subjects):
            following = page.get_by_role("button", name=shoot.filenames(number + 1)[0])
            await expect(following).to_be_in_viewport()
        effort.seconds.append(time.monotonic() - begun)
    presses = await page.evaluate("() => window.presses")
    effort.clicks, effort.keys = presses["clicks"], presses["keys"]
    return effort


async def owners(scene: Scene, event: Uploaded) -> dict[str, list[str]]:
    """The labels of the codes that list each photo, as the service has them."""
    found: dict[str, list[str]] = {}
    after = None
    while True:
        page = (await scene.photographer.ask("CodesOfPhotos", id=event.event_id, after=after))["photos"]
        found |= {node["filename"]: [code["label"] for code in node["accessors"]] for node in page["nodes"]}
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
