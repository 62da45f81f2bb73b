"""What the photos of an event tell of its cameras (issue 14, item 2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.camera_survey import survey
from domain.capture_time import Capture
from domain.sorting.clock_proposals import OffsetBasis
from tests.aws.factories import an_event

START = datetime(2026, 6, 20, 12, tzinfo=UTC)


def shot(camera: str, number: int, slow_seconds: int, *codes: str) -> Capture:
    local = START + timedelta(seconds=60 * number - slow_seconds)
    text = local.replace(tzinfo=None).isoformat(timespec="milliseconds")
    return Capture(f"{camera}{number}.jpg", camera, taken_local=text, card_codes=frozenset(codes))


def both(slow_seconds: int) -> list[Capture]:
    """Ten cards, each photographed by both cameras, the second of which has some photos less."""
    first = [shot("a", number, 0, f"CODE{number}") for number in range(10)]
    first += [shot("a", number + 20, 0) for number in range(10)]
    return first + [shot("b", number, slow_seconds, f"CODE{number}") for number in range(10)]


def test_cards_that_two_cameras_photographed_propose_an_offset() -> None:
    found = survey(an_event(), both(3637))
    (camera_id, proposal), *others = found.proposals.items()
    assert (camera_id, proposal.offset_seconds, proposal.basis) == ("b", 3637, OffsetBasis.COMMON_CARD)
    assert proposal.matches == 10
    assert others == []
    assert found.photo_counts == {"a": 20, "b": 10}


def test_an_offset_that_was_taken_back_makes_no_clock_right() -> None:
    taken_back = an_event(clock_offsets={"b": 0})
    assert survey(taken_back, both(3637)).proposals == survey(an_event(), both(3637)).proposals


def test_what_can_not_be_corrected_is_counted() -> None:
    captures = [
        Capture("scan.jpg"),
        Capture("scan 2.jpg", "a"),
        Capture("old.jpg", taken_at=START),
        Capture("unknown.jpg", taken_local="2026-06-20T12:00:00.000"),
        Capture("many.jpg", "z", in_shared_lane=True, taken_local="2026-06-20T12:00:00.000"),
        shot("a", 1, 0),
    ]
    found = survey(an_event(), captures)
    assert (found.untimed_count, found.unknown_camera_count, found.photo_counts) == (2, 3, {"a": 1})
