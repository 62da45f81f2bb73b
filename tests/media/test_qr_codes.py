"""QR cards in photos: what is read, what is noticed, and what is dropped."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import segno
from PIL import Image

from bench import card_pictures as cards
from bench.card_pictures import Spoiling
from bench.perspective import Paper, Pose
from domain.models import Watermark
from domain.rendering import Original
from media.qr_codes import QrReading, read_qr_codes
from media.sandbox.renderer import SandboxedRenderer
from tests.media.rendering import render

LINK = "https://photos.example.com/anna_photo/summer_party_2026#ABC34D.q7Xw0c-Zt5LmR2Va"
PRINTED = "HTTPS://PHOTOS.EXAMPLE.COM/Q/K7M2Q9XW#ABC34E.0123456789ABCDEFGHJK"
FOREIGN = "https://example.com/menu"
POSE = Pose(qr_share=0.13, tilt=20, turn=30, axis=60)
BEHIND = Image.linear_gradient("L").resize(cards.SIZE).convert("RGB")


def photographed(*placed: tuple[Paper, Pose], spoiling: Spoiling = cards.SHARP) -> Image.Image:
    return cards.photo(cards.seeded(1), *placed, spoiling=spoiling, behind=BEHIND.copy())


def read(text: str, pose: Pose = POSE, spoiling: Spoiling = cards.SHARP) -> QrReading:
    return read_qr_codes(photographed((cards.card(text), pose), spoiling=spoiling))


def cover(picture: Image.Image, at: tuple[float, float]) -> None:
    """A finger over a quarter of the QR code whose middle is there."""
    left, top = round(at[0] * picture.width), round(at[1] * picture.height)
    picture.paste("peru", (left, top, left + 200, top + 200))


def covered() -> Image.Image:
    picture = photographed((cards.card(LINK), Pose(0.3)))
    cover(picture, POSE.at)
    return picture


@pytest.mark.parametrize("text", [LINK, PRINTED])
def test_a_card_is_read_in_a_rendered_photo_before_the_watermark_hides_it(text: str) -> None:
    body = cards.jpeg(photographed((cards.card(text), replace(POSE, at=(0.8, 0.85)))))
    for watermark in (Watermark(), Watermark(text="PROOF " * 6, opacity=1)):
        rendered = render(body, watermark=watermark)
        assert (rendered.qr_texts, rendered.qr_unread) == ((text,), False)


@pytest.mark.parametrize(
    ("pose", "spoiling"),
    [
        (replace(POSE, qr_share=0.08), cards.SHARP),
        (replace(POSE, qr_share=0.6, at=(0.4, 0.5)), cards.SHARP),
        (replace(POSE, tilt=45), cards.SHARP),
        (replace(POSE, turn=200), cards.SHARP),
        (POSE, Spoiling(dark=0.12)),
        (POSE, Spoiling(noise=10)),
        (POSE, Spoiling(quality=20)),
        (replace(POSE, qr_share=0.2), Spoiling(motion=6)),
        (replace(POSE, qr_share=0.2), Spoiling(blur=3)),
    ],
    ids=["far", "near", "tilted", "upside down", "dark", "noisy", "compressed", "moved", "blurred"],
)
def test_a_card_is_read_as_people_photograph_it(pose: Pose, spoiling: Spoiling) -> None:
    assert read(LINK, pose, spoiling) == QrReading((LINK,))


@pytest.mark.parametrize("is_dark", [False, True])
def test_a_guests_phone_is_as_good_as_paper(is_dark: bool) -> None:
    phone = cards.phone(LINK, cards.seeded(2), is_dark=is_dark)
    assert read_qr_codes(photographed((phone, POSE))) == QrReading((LINK,))


def test_all_cards_of_a_frame_are_read_and_no_stranger_among_them() -> None:
    links = [LINK.replace("ABC34D", f"ABC34{number}") for number in range(4)]
    spots = [(0.15, 0.3), (0.5, 0.3), (0.85, 0.3), (0.3, 0.75), (0.7, 0.75)]
    placed = [(cards.card(text), replace(POSE, at=at)) for text, at in zip([*links, FOREIGN], spots, strict=True)]
    found = read_qr_codes(photographed(*placed))
    assert (set(found.texts), found.is_unread) == (set(links), False)


def test_more_cards_than_are_reported_leave_the_picture_unread() -> None:
    links = [LINK.replace("ABC34D", f"ABC3{number}") for number in range(10, 20)]
    placed = [(cards.card(text), Pose(0.1, at=(0.1 + n % 5 * 0.2, 0.3 + n // 5 * 0.4))) for n, text in enumerate(links)]
    found = read_qr_codes(photographed(*placed))
    assert (len(found.texts), found.is_unread) == (8, True)


def test_a_card_that_can_not_be_read_is_noticed() -> None:
    assert read_qr_codes(covered()) == QrReading((), is_unread=True)


def test_a_card_beside_one_that_can_not_be_read_is_read() -> None:
    picture = photographed(
        (cards.card(LINK), Pose(0.25, at=(0.6, 0.3))), (cards.card(PRINTED), Pose(0.25, at=(0.6, 0.75)))
    )
    cover(picture, (0.6, 0.75))
    assert read_qr_codes(picture) == QrReading((LINK,), is_unread=True)


def test_a_picture_without_a_qr_code_shows_none() -> None:
    for number in range(3):
        assert read_qr_codes(cards.photo(cards.seeded(number))) == QrReading()
    for size in ((1, 1), (2048, 1), (31, 2048), (32, 32)):
        assert read_qr_codes(Image.new("RGB", size)) == QrReading()


@pytest.mark.parametrize(
    "text",
    [
        FOREIGN,
        "WIFI:S:guests;T:WPA;P:secret;;",
        LINK + "\x00",
        LINK + "\x1b[2J",
        LINK + "\n" + LINK,
        LINK.replace("/anna", "/" + "x" * 500),
        "javascript:alert(1)#ABC34D.q7Xw0c-Zt5LmR2Va",
        "x" * 1200,
        "żółć 写真 🎂",
    ],
)
def test_the_text_of_a_stranger_never_leaves_the_decoder(text: str) -> None:
    picture = cards.qr_picture(text)[0]
    assert read_qr_codes(picture) == QrReading()


@pytest.mark.parametrize(
    "code",
    [
        segno.make_qr(bytes(range(256)) * 4),
        segno.make_qr(LINK, eci=True, encoding="shift-jis"),
        segno.make_sequence(LINK * 2, symbol_count=2)[0],
        segno.make_micro("12345"),
    ],
    ids=["binary", "ECI", "structured append", "micro"],
)
def test_hostile_symbols_are_dropped_or_read_as_what_they_say(code: segno.QRCode) -> None:
    body = BytesIO()
    code.save(body, kind="png", scale=6, border=4)
    found = read_qr_codes(Image.open(body).convert("RGB"))
    assert found in (QrReading(), QrReading((LINK,)), QrReading((), is_unread=True))


def test_transparent_and_grey_pictures_are_read_too() -> None:
    picture = photographed((cards.card(LINK), POSE))
    for mode, content_type in (("L", "image/png"), ("RGBA", "image/png"), ("CMYK", "image/jpeg")):
        body = BytesIO()
        picture.convert(mode).save(body, content_type.removeprefix("image/"))
        assert render(body.getvalue(), content_type).qr_texts == (LINK,)


async def test_cards_are_read_behind_all_walls_and_within_limits(tmp_path: Path) -> None:
    """Nothing is imported, started or opened for it. The covered card takes every look."""
    renderer, file = SandboxedRenderer(), tmp_path / "photo"
    try:
        for picture, found in (
            (photographed((cards.card(LINK), POSE)), ((LINK,), False)),
            (covered(), ((), True)),
        ):
            file.write_bytes(cards.jpeg(picture))
            rendered = await renderer.render(Original(file, ""), "image/jpeg", Watermark())
            assert (rendered.qr_texts, rendered.qr_unread) == found
    finally:
        await asyncio.to_thread(renderer.close)
