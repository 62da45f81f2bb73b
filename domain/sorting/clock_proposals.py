"""Proposes the offsets of cameras' clocks. None is applied before the photographer agrees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from domain.sorting.clock_matching import Distance, by_bursts, densest
from domain.sorting.cutting import WORDS
from domain.sorting.records import SortablePhoto

COMMON_CARD_SECONDS = 20
"""Within it, both cameras photograph the same card."""

GPS_SECONDS = 2
"""A fix may be minutes old, so the differences that agree within this count."""

MIN_GPS_SHARE = 0.25
"""Of all fixes of a camera. Fewer agree by chance."""

MIN_MATCHES = 3
OPENING_CARDS = 3
"""A single common card counts if it is one of the first on both cameras: they were photographed to set the clocks."""

OPENING_SPREAD_SECONDS = 6
"""How long it takes until each camera has photographed it."""

ROUND_SECONDS = 1800
ROUND_WITHIN_SECONDS = 15
"""A distance this near to whole half hours is a clock of another zone."""


class OffsetBasis(Enum):
    """What an offset was found by. GPS tells the time itself; the others tell the distance from another camera."""

    GPS = "GPS"
    COMMON_CARD = "COMMON_CARD"
    BURSTS = "BURSTS"


@dataclass(frozen=True)
class OffsetProposal:
    """`offset_seconds` is added to the camera's clock, instead of the offset that is set. `matches` agree on it.

    `spread_seconds` is how far the matches are apart: the offset is no more exact than half of it.
    """

    offset_seconds: int
    basis: OffsetBasis
    matches: int
    spread_seconds: float


def propose_offsets(
    photos: Iterable[SortablePhoto],
    *,
    clock_offsets: Mapping[str, int],
    gps_differences: Mapping[str, Sequence[float]],
) -> dict[str, OffsetProposal]:
    """Returns the offsets, by camera, that differ from those that are set by more than their uncertainty.

    `clock_offsets` are those that are set; the photos' `taken_at_seconds` contain them. `gps_differences` are, by
    camera, the seconds of each GPS time minus the time of its photo before any offset is added.
    """
    by_camera: dict[str, list[SortablePhoto]] = defaultdict(list)
    for photo in photos:
        if photo.camera_id is not None and photo.taken_at_seconds is not None:
            by_camera[photo.camera_id].append(photo)
    clocks = {camera: CameraClock.of(by_camera[camera], clock_offsets.get(camera, 0)) for camera in sorted(by_camera)}
    proposals = {
        camera: proposal for camera in clocks if (proposal := _by_gps(gps_differences.get(camera, ()))) is not None
    }
    reference = _reference(clocks, {*clock_offsets, *proposals})
    if reference is not None:
        right = clock_offsets.get(reference, proposals[reference].offset_seconds if reference in proposals else 0)
        for camera in clocks.keys() - proposals.keys() - {reference}:
            proposal = _beside(clocks[reference], clocks[camera], right)
            if proposal is not None:
                proposals[camera] = proposal
    return {
        camera: each
        for camera, each in sorted(proposals.items())
        if abs(each.offset_seconds - clock_offsets.get(camera, 0)) > max(each.spread_seconds, 1)
    }


@dataclass(frozen=True)
class CameraClock:
    """The times of a camera before its offset is added, ascending; `cards` has the first time of each code, ascending.

    The words of special cards count as codes here.
    """

    times: Sequence[float]
    cards: Mapping[str, float]

    @classmethod
    def of(cls, photos: Iterable[SortablePhoto], offset_seconds: int) -> CameraClock:
        times: list[float] = []
        cards: dict[str, float] = {}
        for photo in sorted(photos, key=lambda each: (each.taken_at_seconds or 0, each.filename)):
            seconds = (photo.taken_at_seconds or 0) - offset_seconds
            if not photo.is_deleted:
                times.append(seconds)
            for code in sorted(photo.card_codes):
                cards.setdefault(code, seconds)
        return cls(times, cards)


def common_cards(reference: CameraClock, other: CameraClock) -> Distance | None:
    """The distance at which both cameras saw the same cards. None if they share none, or agree on too few."""
    common = reference.cards.keys() & other.cards.keys()
    subjects = [reference.cards[code] - other.cards[code] for code in common - WORDS]
    if subjects and (found := densest(subjects, COMMON_CARD_SECONDS)).matches >= MIN_MATCHES:
        return found
    opening = {*[*reference.cards][:OPENING_CARDS]} & {*[*other.cards][:OPENING_CARDS]}
    first = min(opening, key=lambda code: (reference.cards[code], code), default=None)
    return None if first is None else Distance(reference.cards[first] - other.cards[first], 1, OPENING_SPREAD_SECONDS)


def _by_gps(differences: Sequence[float]) -> OffsetProposal | None:
    if len(differences) < MIN_MATCHES:
        return None
    found = densest(differences, GPS_SECONDS)
    if found.matches < max(MIN_MATCHES, MIN_GPS_SHARE * len(differences)):
        return None
    return _proposal(found, OffsetBasis.GPS, _rounded(found.seconds, GPS_SECONDS))


def _beside(reference: CameraClock, other: CameraClock, reference_offset: int) -> OffsetProposal | None:
    for basis, found in (
        (OffsetBasis.COMMON_CARD, common_cards(reference, other)),
        (OffsetBasis.BURSTS, by_bursts(reference.times, other.times)),
    ):
        if found is not None:
            return _proposal(found, basis, _rounded(found.seconds) + reference_offset)
    return None


def _rounded(seconds: float, within_seconds: float = ROUND_WITHIN_SECONDS) -> float:
    whole = ROUND_SECONDS * round(seconds / ROUND_SECONDS)
    return whole if whole and abs(seconds - whole) <= within_seconds else seconds


def _proposal(found: Distance, basis: OffsetBasis, seconds: float) -> OffsetProposal:
    return OffsetProposal(round(seconds), basis, found.matches, round(found.spread_seconds, 1))


def _reference(clocks: Mapping[str, CameraClock], known: set[str]) -> str | None:
    """The camera whose clock is known, or else the one with most cards, then with most photos."""
    return max(clocks, key=lambda each: (each in known, len(clocks[each].cards), len(clocks[each].times)), default=None)
