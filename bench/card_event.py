"""A whole event with cards as pictures, through the decoder that workers use: `python -m bench.card_event [subjects]`.

Draws an event with the troubles that issue 14 names, paints and reads each of its cards and some of its other photos,
and sorts by what was read.
Prints the share of sharp cards that were read, what was noticed of blurred ones, alarms without a card, the time that
reading takes, and which photos a wrong person would get.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from random import Random

from PIL import Image

from bench import card_pictures as cards
from bench.card_events.judging import judge
from bench.card_events.simulation import CARD, SimulatedEvent, Truth, simulate
from bench.card_events.troubles import ISSUE, STEADY
from bench.perspective import Paper, Pose
from domain.codes import card_key, card_of
from domain.sorting.records import Codes, SortablePhoto

SECRET = "of a made-up event"
LINK = "HTTPS://PHOTOS.EXAMPLE.COM/Q/0123456789ABCDEFGHJKMNPQRS#{code}.{key}"
FOREIGN = "https://example.com/menu"

MODULES = 33 + 2 * cards.QUIET_MODULES
SHARES = (0.09, 0.35)
"""How far the camera stands: the side of the QR code over the short side of the picture."""

PHONE_SHARE = 0.1
PAINTED_SHARE = 0.1
"""Of the photos without any QR code. Nothing is taken to be read in the others."""

UNREADABLE_BLUR = (0.8, 2.0)
"""Modules."""


@dataclass(frozen=True)
class Reading:
    codes: Codes
    is_unread: bool
    milliseconds: float


def read(photo: SortablePhoto, truth: Truth) -> Reading | None:
    """Paints a photo, and reads it as the sandboxed decoder and the worker do. None if it was not chosen."""
    from media.qr_codes import read_qr_codes

    random = cards.seeded(photo.filename)
    has_qr = bool(photo.card_codes) or truth.trouble in (CARD, "foreign QR")
    if not has_qr and random.random() > PAINTED_SHARE:
        return None
    picture = painted(photo, truth, random)
    started = time.process_time()
    found = read_qr_codes(picture)
    milliseconds = (time.process_time() - started) * 1000
    read_cards = [card for text in found.texts if (card := card_of(text, SECRET)) is not None]
    codes = frozenset(card.code for card in read_cards if card.code is not None)
    return Reading(codes, found.is_unread or any(card.code is None for card in read_cards), milliseconds)


def painted(photo: SortablePhoto, truth: Truth, random: Random) -> Image.Image:
    """A blurred card for a photo of a card in which the simulation has read none."""
    shown = sorted(photo.card_codes or truth.codes) if photo.card_codes or truth.trouble == CARD else []
    spoiling = cards.Spoiling(dark=random.uniform(0.25, 1), noise=random.uniform(3, 8))
    share = random.uniform(*SHARES)
    if truth.trouble == CARD and not photo.card_codes:
        module_pixels = share * min(cards.SIZE) / MODULES
        spoiling = replace(spoiling, blur=module_pixels * random.uniform(*UNREADABLE_BLUR))
    if not shown:
        foreign = [(cards.card(FOREIGN), cards.any_pose(random, random.uniform(0.05, 0.15)))]
        return cards.photo(random, *(foreign if truth.trouble == "foreign QR" else []), spoiling=spoiling)
    return cards.photo(random, *_placed(shown, share, random), spoiling=spoiling)


def _placed(codes: Sequence[str], share: float, random: Random) -> list[tuple[Paper, Pose]]:
    """One card anywhere, or several side by side, as a family holds them."""
    texts = [LINK.format(code=code, key=card_key(SECRET, code)) for code in codes]
    if len(texts) == 1:
        paper = cards.phone(texts[0], random) if random.random() < PHONE_SHARE else cards.card(texts[0])
        return [(paper, cards.any_pose(random, share))]
    places = [((n + 0.6) / len(texts), random.uniform(0.4, 0.6)) for n in range(len(texts))]
    return [
        (
            cards.card(text),
            Pose(
                min(share, 0.5 / len(texts)), tilt=random.uniform(0, 30), axis=random.uniform(0, 360), at=(across, down)
            ),
        )
        for text, (across, down) in zip(texts, places, strict=True)
    ]


def report(event: SimulatedEvent, readings: Sequence[Reading | None]) -> None:
    counts: Counter[str] = Counter()
    for photo, reading in zip(event.photos, readings, strict=True):
        if reading is None:
            continue
        is_card = event.truths[photo.filename].trouble == CARD
        kind = "sharp" if photo.card_codes else "blurred" if is_card else "usual"
        counts[kind] += 1
        counts[f"{kind} read"] += reading.codes == photo.card_codes if kind == "sharp" else bool(reading.codes)
        counts[f"{kind} unread"] += reading.is_unread
    times = sorted(each.milliseconds for each in readings if each)
    cameras = len(event.clock_seconds)
    print(f"{len(times)} painted of {len(readings)} photos of {len(event.codes)} people on {cameras} cameras")
    print(f"sharp cards: {counts['sharp read']} of {counts['sharp']} frames read whole", end=", ")
    print(f"{counts['sharp read'] / counts['sharp']:.2%}")
    print(f"blurred cards: {counts['blurred read']} read, {counts['blurred unread']} noticed, of {counts['blurred']}")
    print(f"other photos: {counts['usual read']} read, {counts['usual unread']} alarms, of {counts['usual']}")
    print(f"reading: mean {sum(times) / len(times):.1f} ms, 90 % below {times[int(len(times) * 0.9)]:.1f} ms", end=", ")
    print(f"most {times[-1]:.1f} ms of CPU time")
    figures = judge(event_as_read(event, readings))
    print(f"wrong person, no question: {dict(figures.unasked)}; questions: {figures.questions.total()}", end="; ")
    print(f"left when all is answered: {dict(figures.left)}, after the last glance: {dict(figures.left_after_glance)}")


def event_as_read(event: SimulatedEvent, readings: Sequence[Reading | None]) -> SimulatedEvent:
    photos = [
        replace(photo, card_codes=reading.codes, is_unread_card=reading.is_unread) if reading else photo
        for photo, reading in zip(event.photos, readings, strict=True)
    ]
    return replace(event, photos=photos)


def main(subjects: int = 60, seed: int = 1) -> None:
    event = simulate(seed, replace(ISSUE, sharp_unread=0.0), STEADY, subjects)
    truths = [event.truths[photo.filename] for photo in event.photos]
    with ProcessPoolExecutor() as pool:
        report(event, list(pool.map(read, event.photos, truths, chunksize=16)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
