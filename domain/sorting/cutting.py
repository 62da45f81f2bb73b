"""Cuts a stream of photos into series at its cards."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field

from domain.codes import EVERYBODY_CARD, STOP_CARD
from domain.sorting.records import Codes, Corrections, SeriesKind, SortablePhoto
from domain.sorting.streams import Stream, TimedPhoto

MAX_FAMILY_SECONDS = 20
"""Between successive cards of one series, with no photo between them."""

WORDS = frozenset({EVERYBODY_CARD, STOP_CARD})


@dataclass(frozen=True)
class Sign:
    """What a photo says about those that follow. `is_unread`: there is a card that nobody can read."""

    codes: Codes
    is_unread: bool = False
    is_corrected: bool = False

    @property
    def is_only_unread(self) -> bool:
        return self.is_unread and not self.codes


@dataclass
class DraftSeries:
    """A series while it is put together. `sign` is None before the first card of a stream.

    `is_unsure`: one of its cards could not be read. `is_combined`: its codes come from several cards.
    `overruled` are the codes of its first card that the photographer has replaced.
    With `is_borrowed` the codes are those of another camera's series at the time.
    `again` are its own cards that were seen again, each with the photo before it.
    """

    stream: Stream
    anchor: TimedPhoto
    sign: Sign | None
    is_unsure: bool = False
    is_combined: bool = False
    is_borrowed: bool = False
    overruled: Codes = frozenset()
    cards: list[TimedPhoto] = field(default_factory=list)
    photos: list[TimedPhoto] = field(default_factory=list)
    again: list[tuple[TimedPhoto, TimedPhoto]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.anchor.filename

    @property
    def last(self) -> TimedPhoto:
        return max([self.anchor, *self.cards[-1:], *self.photos[-1:]], key=lambda each: each.seconds)

    @property
    def kind(self) -> SeriesKind:
        if self.is_borrowed:
            return SeriesKind.NO_CARDS
        if self.sign is None:
            return SeriesKind.BEFORE_FIRST_CARD
        if self.sign.is_only_unread:
            return SeriesKind.UNREAD_CARD
        if not self.codes:
            return SeriesKind.NOBODY
        return SeriesKind.EVERYBODY if EVERYBODY_CARD in self.codes else SeriesKind.SUBJECTS

    @property
    def codes(self) -> Codes:
        """Without STOP_CARD."""
        return self.sign.codes - {STOP_CARD} if self.sign else frozenset()

    @property
    def subjects(self) -> Codes:
        """The access codes alone."""
        return self.codes - WORDS


def cut(stream: Stream, known_codes: Collection[str], corrections: Corrections) -> list[DraftSeries]:
    """A series is what follows a card until the next one."""
    run: list[DraftSeries] = []
    last_card_seconds = -math.inf
    for each in stream.photos:
        sign = sign_of(each.photo, known_codes, corrections)
        if sign is not None:
            if not (run and _goes_on(run[-1], each, sign, last_card_seconds)):
                run.append(_begin(stream, each, sign))
            last_card_seconds = each.seconds
        elif not run and not each.photo.is_deleted:
            run.append(DraftSeries(stream, each, None))
        if is_card(each.photo, corrections):
            run[-1].cards.append(each)
        elif not each.photo.is_deleted:
            run[-1].photos.append(each)
    return run


def is_card(photo: SortablePhoto, corrections: Corrections) -> bool:
    """No guest may see a photo with a card in it, unless the photographer says that it is none."""
    return photo.is_card and corrections.starts.get(photo.filename, frozenset()) is not None


def sign_of(photo: SortablePhoto, known_codes: Collection[str], corrections: Corrections) -> Sign | None:
    """A code that is not known, because it was revoked, is a card that can't be read."""
    if photo.filename in corrections.starts:
        starts = corrections.starts[photo.filename]
        if starts is None:
            return None
        codes = _known(starts, known_codes)
        return Sign(codes, is_unread=bool(starts) and not codes, is_corrected=True)
    if not photo.is_card:
        return None
    codes = _known(photo.card_codes, known_codes)
    return Sign(codes, is_unread=photo.is_unread_card or len(codes) < len(photo.card_codes - WORDS))


def _known(codes: Codes, known_codes: Collection[str]) -> Codes:
    """The codes that count. A special card in the same frame as others decides alone."""
    for word in (STOP_CARD, EVERYBODY_CARD):
        if word in codes:
            return frozenset({word})
    return frozenset(code for code in codes if code in known_codes)


def _begin(stream: Stream, first: TimedPhoto, sign: Sign) -> DraftSeries:
    return DraftSeries(
        stream,
        first,
        sign,
        is_unsure=sign.is_unread and bool(sign.codes),
        is_combined=len(sign.codes) > 1 and not sign.is_corrected,
        overruled=first.photo.card_codes if sign.is_corrected else frozenset(),
    )


def _goes_on(series: DraftSeries, card: TimedPhoto, sign: Sign, last_card_seconds: float) -> bool:
    """Says whether the card belongs to the series before it, and if so, adds to it what the card says."""
    if series.sign is None or sign.is_corrected:
        return False
    if sign.codes and sign.codes == series.sign.codes and not sign.is_unread:
        if series.photos:
            series.again.append((series.photos[-1], card))
        return True
    if not series.cards or series.photos or card.seconds - last_card_seconds > MAX_FAMILY_SECONDS:
        return False
    if series.sign.is_corrected:
        series.is_combined |= not sign.codes <= series.sign.codes | series.overruled
    elif sign.is_only_unread:
        series.is_unsure = True  # a second card, or a second try
    elif series.sign.is_only_unread or (series.sign.codes | sign.codes) & WORDS:
        series.sign, series.is_unsure = sign, sign.is_unread  # the later one is meant
    else:
        series.sign = Sign(series.sign.codes | sign.codes)
        series.is_unsure |= sign.is_unread
        series.is_combined = True
    return True
