"""An event that was shot with QR cards: pictures of people and of their cards, with the times of cameras."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from PIL import Image, ImageDraw

from bench.card_pictures import qr_picture
from tests.media.pictures import encoded, exif
from tests.user_journey import Answer, Picture, all_ready, upload_into
from tests.web.scenes import READY_WITHIN_SECONDS, Scene

EACH = 4
NAMES = ("Anna", "Ben", "Cleo", "Dora", "Emil", "Finn")
SERIES = """query($id: ID!) { event(id: $id) { sorting { series { nodes {
  kind photoCount accessors { label } } } } } }"""
SPECIAL_CARDS = "query($id: ID!) { event(id: $id) { everybodyCardUrl stopCardUrl } }"
START = datetime(2026, 6, 20, 14, 0, 0, tzinfo=UTC)
SIZE = (900, 600)
MAKE, MODEL = 0x010F, 0x0110
BETWEEN_SECONDS = 4
CHANGE_SECONDS = 40
GOLDEN = 0.618034


@dataclass
class Camera:
    """Writes photos with its name and the time of its clock, numbered one after the other."""

    model: str = "Z 6"
    prefix: str = "DSC_"
    at: datetime = START
    shots: int = 0

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    def shoot(self, picture: Image.Image) -> Picture:
        self.shots += 1
        block = exif(taken=f"{self.at:%Y:%m:%d %H:%M:%S}")
        block[MAKE], block[MODEL] = "Nikon", self.model
        self.wait(BETWEEN_SECONDS)
        return Picture(f"{self.prefix}{self.shots:04}.JPG", encoded(picture, "JPEG", quality=85, exif=block))

    def session(self, person: int, link: str | None, photos: int) -> Iterable[Picture]:
        """The card of somebody, and then photos of them. Without a link, nobody thought of the card."""
        self.wait(CHANGE_SECONDS)
        if link is not None:
            yield self.shoot(card(link))
        for number in range(photos):
            yield self.shoot(portrait(person, number))


def portrait(person: int, number: int) -> Image.Image:
    """A figure in the colours of this person, unlike the next one's."""
    hue = person * GOLDEN % 1
    picture = Image.new("RGB", SIZE, _colour(hue, 0.25, 0.92))
    draw = ImageDraw.Draw(picture)
    middle = 300 + number * 37 % 300
    draw.ellipse((middle - 90, 110, middle + 90, 290), fill=_colour(hue + 0.08, 0.35, 0.85))
    draw.rounded_rectangle((middle - 170, 300, middle + 170, 700), 90, fill=_colour(hue, 0.75, 0.6))
    for line in range(0, SIZE[0], 90 + number):
        draw.line((line, 0, line + 60, 60), fill=_colour(hue + 0.3, 0.4, 0.8), width=4)
    return picture


def card(link: str, *, is_covered: bool = False) -> Image.Image:
    """A card, held into the picture. Covered: a thumb lies on its QR code, which is seen, but not read."""
    picture = Image.new("RGB", SIZE, (96, 110, 104))
    qr = qr_picture(link)[0].resize((300, 300), Image.Resampling.NEAREST)
    ImageDraw.Draw(picture).rounded_rectangle((170, 110, 730, 490), 16, fill="white")
    picture.paste(qr, (400, 150))
    if is_covered:
        ImageDraw.Draw(picture).ellipse((560, 300, 720, 440), fill=(214, 170, 140))
    return picture


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = (round(255 * each) for each in colorsys.hsv_to_rgb(hue % 1, saturation, value))
    return red, green, blue


def gathered(sessions: Iterable[Iterable[Picture]]) -> Sequence[Picture]:
    return [picture for session in sessions for picture in session]


@dataclass
class CardEvent:
    """An event with codes, and what one camera has shot of it."""

    event_id: str
    public_url: str
    codes: list[Answer]
    """In the order of their names."""

    camera: Camera = field(default_factory=Camera)
    pictures: list[Picture] = field(default_factory=list)

    def link(self, name: str) -> str:
        return str(next(code["url"] for code in self.codes if code["label"] == name))

    async def add(self, scene: Scene, pictures: Iterable[Picture]) -> None:
        """Uploads, and waits until all photos of the event are ready."""
        added = list(pictures)
        self.pictures += added
        await upload_into(scene.photographer, scene.client, self.event_id, added)
        await all_ready(scene.photographer, self.event_id, len(self.pictures), READY_WITHIN_SECONDS)

    async def series(self, scene: Scene) -> list[Answer]:
        """As the service proposes them now."""
        body = {"query": SERIES, "variables": {"id": self.event_id}}
        answer = await scene.photographer.transport.post(body, scene.photographer.token)
        found: list[Answer] = answer["data"]["event"]["sorting"]["series"]["nodes"]
        return found


async def card_event(scene: Scene, name: str, names: Sequence[str]) -> CardEvent:
    """Without photos yet."""
    event = (await scene.photographer.ask("CreateEvent", input={"name": name}))["event"]
    issuing = {"eventId": event["id"], "labels": list(names)}
    issued = (await scene.photographer.ask("IssueAccessCodes", input=issuing))["accessors"]
    return CardEvent(event["id"], event["publicUrl"], issued)


async def with_special_cards(scene: Scene, name: str) -> CardEvent:
    """The card for everybody, Anna's, Ben's and the stop card; a second camera shoots no cards, while it is Ben's turn.

    Of the first camera the pictures are 1 card and 2 photos, twice 1 card and 3 photos, and 1 card and 2 photos.
    """
    event = await card_event(scene, name, NAMES[:4])
    body = {"query": SPECIAL_CARDS, "variables": {"id": event.event_id}}
    answer = await scene.photographer.transport.post(body, scene.photographer.token)
    special, camera = answer["data"]["event"], event.camera
    shots = [*camera.session(0, special["everybodyCardUrl"], 2), *camera.session(1, event.link("Anna"), 3)]
    shots += camera.session(2, event.link("Ben"), 3)
    other = Camera("X100", "XF_", at=camera.at - timedelta(seconds=2 * BETWEEN_SECONDS + 1))
    shots += [*camera.session(3, special["stopCardUrl"], 2)]
    for number in range(3):
        shots.append(other.shoot(portrait(2, number)))
        other.wait(1 - BETWEEN_SECONDS)
    await event.add(scene, shots)
    return event


async def troubled(scene: Scene, name: str) -> CardEvent:
    """Cleo's card is covered by a thumb, and nobody thought of Emil's. Finn did not come."""
    event = await card_event(scene, name, NAMES)
    camera = event.camera
    shots: list[Picture] = []
    for person, owner in enumerate(NAMES[:-1]):
        if owner == "Cleo":
            camera.wait(CHANGE_SECONDS)
            shots.append(camera.shoot(card(event.link(owner), is_covered=True)))
            shots += [camera.shoot(portrait(person, number)) for number in range(EACH)]
        else:
            shots += camera.session(person, None if owner == "Emil" else event.link(owner), EACH)
    await event.add(scene, shots)
    return event
