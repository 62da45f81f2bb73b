"""Whose photos are whose, by their cards (issue 14, item 3)."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from domain.codes import EVERYBODY_CARD, STOP_CARD
from domain.sorting.records import Corrections, SeriesKind, SortablePhoto
from tests.domain.sorting.shots import UNREAD, proposed, shots, whose


def test_photos_after_a_card_are_its_own_until_the_next_card() -> None:
    assert whose(proposed(shots((0, "a"), (5,), (7,), (40, "b"), (45,)))) == {2: "a", 3: "a", 5: "b"}


def test_photos_before_the_first_card_are_nobodys() -> None:
    proposal = proposed(shots((0,), (10, "a"), (15,)))
    assert whose(proposal) == {1: "", 3: "a"}
    assert [each.kind for each in proposal.series] == [SeriesKind.BEFORE_FIRST_CARD, SeriesKind.SUBJECTS]


def test_cards_in_a_row_and_cards_in_one_frame_are_a_family() -> None:
    assert whose(proposed(shots((0, "a"), (4, "b"), (9,)))) == {3: "ab"}
    assert whose(proposed(shots((0, "a", "b"), (9,)))) == {2: "ab"}


def test_a_card_more_than_20_seconds_after_another_is_no_family() -> None:
    assert whose(proposed(shots((0, "a"), (20, "b"), (25,)))) == {3: "ab"}
    assert whose(proposed(shots((0, "a"), (21, "b"), (26,)))) == {3: "b"}


def test_a_card_photographed_twice_begins_one_series() -> None:
    (series,) = proposed(shots((0, "a"), (3, "a"), (8,))).series
    assert (series.id, series.cards, series.photos) == (
        "IMG_0001.JPG",
        ("IMG_0001.JPG", "IMG_0002.JPG"),
        ("IMG_0003.JPG",),
    )


def test_a_retake_goes_on_with_the_same_series() -> None:
    (series,) = proposed(shots((0, "a"), (5,), (90, "a"), (95,))).series
    assert series.photos == ("IMG_0002.JPG", "IMG_0004.JPG")


def test_everybody_and_stop_end_a_series() -> None:
    photos = shots((0, "a"), (5,), (30, EVERYBODY_CARD), (35,), (60, STOP_CARD), (65,), (90, "a"), (95,))
    proposal = proposed(photos)
    assert [*map(sorted, proposal.codes_by_photo.values())] == [["a"], [EVERYBODY_CARD], [], ["a"]]
    assert [each.kind.value for each in proposal.series] == ["SUBJECTS", "EVERYBODY", "NOBODY", "SUBJECTS"]


def test_of_a_special_card_and_another_in_a_row_the_later_one_counts() -> None:
    assert proposed(shots((0, STOP_CARD), (5, "a"), (9,))).codes_by_photo == {"IMG_0003.JPG": {"a"}}
    assert proposed(shots((0, "a"), (5, EVERYBODY_CARD), (9,))).codes_by_photo == {"IMG_0003.JPG": {EVERYBODY_CARD}}


def test_after_a_card_that_could_not_be_read_photos_are_nobodys() -> None:
    proposal = proposed(shots((0, "a"), (5,), (40, UNREAD), (45,)))
    assert whose(proposal) == {2: "a", 4: ""}
    assert proposal.series[1].kind is SeriesKind.UNREAD_CARD


def test_a_card_read_at_the_second_try_counts() -> None:
    assert whose(proposed(shots((0, UNREAD), (3, "a"), (8,)))) == {3: "a"}


def test_a_revoked_code_is_a_card_that_could_not_be_read() -> None:
    proposal = proposed(shots((0, "a"), (5,), (40, "b"), (45,)), known_codes=["a"])
    assert whose(proposal) == {2: "a", 4: ""}
    assert proposal.series[1].kind is SeriesKind.UNREAD_CARD


def test_a_deleted_card_still_begins_its_series() -> None:
    photos = shots((0, "a"), (5,), (40, "b"), (45,))
    culled = [replace(each, is_deleted=each.is_card) for each in photos]
    assert whose(proposed(culled)) == whose(proposed(photos))


def test_numbers_break_ties_also_when_they_start_again() -> None:
    tied = [("IMG_9998.JPG", 0, "a"), ("IMG_9999.JPG", 5, ""), ("IMG_0001.JPG", 5, "b"), ("IMG_0002.JPG", 5, "")]
    photos = [SortablePhoto(name, "A", time, time, frozenset(card)) for name, time, card in tied]
    assert whose(proposed(photos)) == {2: "b", 9999: "a"}


def test_two_cameras_under_one_name_are_two_streams() -> None:
    one = shots((0, "a"), *((20 * k,) for k in range(1, 12)), first=100)
    other = shots((7, "b"), *((20 * k + 7,) for k in range(1, 12)), first=5000)
    assert {*whose(proposed(one + other)).items()} == {
        *((100 + k, "a") for k in range(1, 12)),
        *((5000 + k, "b") for k in range(1, 12)),
    }


def test_what_the_photographer_starts_or_assigns_survives_whatever_arrives() -> None:
    photos = shots((0, "a"), (5,), (8,), (60,), (64,), (90, "b"), (95,))
    corrections = Corrections(starts={"IMG_0004.JPG": frozenset("c")}, assigned={"IMG_0003.JPG": frozenset()})
    expected = {2: "a", 3: "", 4: "c", 5: "c", 7: "b"}
    assert whose(proposed(photos, corrections)) == expected
    late = SortablePhoto("IMG_0099.JPG", "A", 6, 6, frozenset("d"))
    assert whose(proposed([*photos, late], corrections)) == expected


def test_a_card_that_is_none_becomes_a_photo_of_the_series() -> None:
    for card in (UNREAD, "b"):
        photos = shots((0, "a"), (5,), (9, card), (14,))
        assert whose(proposed(photos, Corrections(starts={"IMG_0003.JPG": None}))) == {2: "a", 3: "a", 4: "a"}


def test_a_named_card_begins_a_series_of_that_name_and_stays_a_card() -> None:
    photos = shots((0, "a"), (5,), (40, UNREAD), (45,))
    proposal = proposed(photos, Corrections(starts={"IMG_0003.JPG": frozenset("b")}))
    assert whose(proposal) == {2: "a", 4: "b"}
    assert proposal.series[1].cards == ("IMG_0003.JPG",)


def test_a_series_given_to_nobody_is_nobodys() -> None:
    proposal = proposed(shots((0, "a"), (5,), (9,)), Corrections(starts={"IMG_0002.JPG": frozenset()}))
    assert whose(proposal) == {2: "", 3: ""}
    assert proposal.series[-1].kind is SeriesKind.NOBODY


def test_a_wrong_card_photographed_twice_is_put_right_once() -> None:
    photos = shots((0, "a"), (3, "a"), (8,))
    assert whose(proposed(photos, Corrections(starts={"IMG_0001.JPG": frozenset("b")}))) == {3: "b"}


def test_an_event_without_cards_has_no_series() -> None:
    proposal = proposed(shots((0,), (9, UNREAD), (14,)))
    assert (proposal.series, proposal.questions) == ((), ())


def test_numbers_that_no_camera_counts_make_no_streams() -> None:
    """As messengers name files."""
    numbers = Random(1).sample(range(1000, 9999), 400)  # noqa: S311
    photos = [
        SortablePhoto(f"{number}.jpg", "A", 5.0 * k, 5.0 * k, frozenset("a" if k == 0 else ""))
        for k, number in enumerate(numbers)
    ]
    assert {*proposed(photos).codes_by_photo.values()} == {frozenset("a")}


def test_an_edited_copy_without_a_number_joins_no_cameras() -> None:
    one = shots((0, "a"), *((20 * k,) for k in range(1, 12)), first=100)
    other = shots((7, "b"), *((20 * k + 7,) for k in range(1, 12)), first=5000)
    copy = SortablePhoto("copy.jpg", "A", 41, 41)
    codes = proposed([*one, *other, copy]).codes_by_photo
    assert codes["IMG_0109.JPG"] == {"a"}
    assert codes["IMG_5009.JPG"] == {"b"}
