"""How wrong a camera's clock is, by what it has seen (issue 14, item 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from domain.codes import EVERYBODY_CARD
from domain.sorting.clock_proposals import OffsetBasis, OffsetProposal, propose_offsets
from domain.sorting.records import SortablePhoto
from tests.domain.sorting.shots import Shot, shots

PEOPLE: list[Shot] = [shot for k in range(6) for shot in ((60 * k, f"c{k}"), (60 * k + 9,), (60 * k + 14,))]


def offsets(
    photos: Sequence[SortablePhoto],
    clock_offsets: Mapping[str, int] | None = None,
    gps_differences: Mapping[str, Sequence[float]] | None = None,
) -> dict[str, OffsetProposal]:
    return propose_offsets(photos, clock_offsets=clock_offsets or {}, gps_differences=gps_differences or {})


def two_cameras(slow_seconds: float) -> list[SortablePhoto]:
    """The second camera stands beside the first and shoots its cards 4 seconds later."""
    return [*shots(*PEOPLE, (400,)), *shots(*PEOPLE, camera="B", start=4 - slow_seconds, first=5000)]


def test_common_cards_tell_the_distance_of_two_clocks() -> None:
    assert offsets(two_cameras(37)) == {"B": OffsetProposal(33, OffsetBasis.COMMON_CARD, 6, 0.0)}
    assert offsets(two_cameras(-86_400 - 37))["B"].offset_seconds == -86_400 - 41


def test_a_distance_near_to_whole_half_hours_is_a_clock_of_another_zone() -> None:
    assert offsets(two_cameras(7200))["B"].offset_seconds == 7200


def test_a_clock_that_is_right_within_what_cards_tell_gets_no_proposal() -> None:
    late = [each for k in range(6) for each in shots((60 * k + 2 * k, f"c{k}"), camera="B", first=5000 + k)]
    assert offsets([*shots(*PEOPLE), *late]) == {}


def test_who_comes_back_later_does_not_move_the_clock() -> None:
    back = shots((9000, "c6"), (9100, "c7"), camera="B", first=6000)
    first = shots((700, "c6"), (800, "c7"), first=7000)
    assert offsets([*two_cameras(37), *back, *first])["B"].offset_seconds == 33


def test_one_card_that_all_cameras_photograph_first_is_enough() -> None:
    one = shots((0, EVERYBODY_CARD), *((9 + 60 * k,) for k in range(9)))
    other = shots((3000, EVERYBODY_CARD), *((3040 + 60 * k,) for k in range(9)), camera="B", first=5000)
    assert offsets([*one, *other])["B"] == OffsetProposal(-3000, OffsetBasis.COMMON_CARD, 1, 6)


def test_a_common_card_later_on_is_not_enough() -> None:
    one = shots(*((60 * k, f"c{k}") for k in range(9)))
    other = shots(*((60 * k, f"c{k + 20}") for k in range(9)), (600, "c8"), camera="B", first=5000)
    assert offsets([*one, *other]) == {}


def test_an_offset_that_is_set_is_the_base_of_the_others() -> None:
    photos = two_cameras(0)
    moved = [
        SortablePhoto(
            each.filename, each.camera_id, each.clock_seconds, (each.clock_seconds or 0) + 100, each.card_codes
        )
        if each.camera_id == "A"
        else each
        for each in photos
    ]
    assert offsets(moved, {"A": 100})["B"].offset_seconds == 96


def test_gps_tells_the_time_although_some_fixes_are_old() -> None:
    differences = [37.2, 36.6, 37.0, -240, 12, 36.9]
    assert offsets(two_cameras(0), gps_differences={"A": differences})["A"] == OffsetProposal(
        37, OffsetBasis.GPS, 4, 0.6
    )


def test_gps_tells_the_time_of_a_clock_whose_offset_is_set_wrong() -> None:
    found = offsets(two_cameras(0), {"A": -20}, gps_differences={"A": [37, 37, 37]})
    assert found["A"].offset_seconds == 37


def test_gps_proposes_the_whole_half_hour_that_it_is_near() -> None:
    assert offsets(two_cameras(0), gps_differences={"A": [7198.6, 7199, 7199.5]})["A"].offset_seconds == 7200
    assert offsets(two_cameras(0), gps_differences={"A": [7196, 7196, 7196]})["A"].offset_seconds == 7196


def test_three_of_many_fixes_agree_by_chance() -> None:
    differences = [37.0, 37.0, 37.0, *(-10.0 * number for number in range(10))]
    assert "A" not in offsets(two_cameras(0), gps_differences={"A": differences})


def test_a_clock_that_gps_corrects_is_the_base_of_the_others() -> None:
    found = offsets(two_cameras(0), gps_differences={"A": [600, 600, 600]})
    assert (found["B"].offset_seconds, found["B"].basis) == (596, OffsetBasis.COMMON_CARD)


def test_two_fixes_are_not_enough() -> None:
    assert "A" not in offsets(two_cameras(0), gps_differences={"A": [600, 600]})


def bursts(
    random: Random, camera: str, slow_seconds: float, moments: Sequence[float], first: int
) -> list[SortablePhoto]:
    seen = [moment + random.uniform(0, 5) for moment in moments if random.random() < 0.7]
    return shots(*((moment + k,) for moment in seen for k in range(3)), camera=camera, start=-slow_seconds, first=first)


def test_bursts_of_cameras_side_by_side_tell_their_distance() -> None:
    random = Random(1)  # noqa: S311
    moments = [sum(random.uniform(20, 90) for _ in range(k)) for k in range(1, 60)]
    photos = [*bursts(random, "A", 0, moments, 1), *bursts(random, "B", 5000, moments, 5000)]
    (proposal,) = offsets(photos).values()
    assert proposal.basis is OffsetBasis.BURSTS
    assert abs(abs(proposal.offset_seconds) - 5000) < 6


def test_bursts_of_cameras_at_different_places_tell_nothing() -> None:
    random = Random(2)  # noqa: S311
    one = sorted(random.uniform(0, 9000) for _ in range(80))
    other = sorted(random.uniform(0, 9000) for _ in range(80))
    assert offsets([*bursts(random, "A", 0, one, 1), *bursts(random, "B", 300, other, 5000)]) == {}


def test_photos_without_a_time_or_a_camera_tell_nothing() -> None:
    assert offsets([SortablePhoto("a.jpg", "A", None, None), SortablePhoto("b.jpg", None, 5, 5)]) == {}


def test_the_order_of_arrival_does_not_matter() -> None:
    photos = two_cameras(37)
    assert offsets(photos[::-1]) == offsets(photos[1::2] + photos[::2]) == offsets(photos)
