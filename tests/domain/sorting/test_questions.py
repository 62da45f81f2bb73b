"""What a photographer is asked about a sorting (issue 14, item 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from domain.codes import EVERYBODY_CARD
from domain.sorting.records import Corrections, Proposal, QuestionKind, SortablePhoto
from tests.domain.sorting.shots import CODES, UNREAD, Shot, kinds, proposed, shots, whose

Kind = QuestionKind


def people(count: int, *, photos: int = 8, change: float = 40, start: int = 0) -> list[Shot]:
    """An even event: a card, then a photo every 3 seconds."""
    described: list[Shot] = []
    for k in range(count):
        begin = k * (change + 5 + 3 * (photos - 1))
        described += [(begin, f"c{start + k}"), *((begin + 5 + 3 * n,) for n in range(photos))]
    return described


def answer(proposal: Proposal) -> Corrections:
    return Corrections(answered=frozenset(question.id for question in proposal.questions))


def test_an_even_event_has_no_questions() -> None:
    assert proposed(shots(*people(40))).questions == ()


def test_photos_before_the_first_card() -> None:
    (question,) = proposed(shots((0,), (10, "a"), (15,))).questions
    assert (question.kind, question.filenames) == (Kind.BEFORE_FIRST_CARD, ("IMG_0001.JPG",))


def test_a_card_that_was_not_read_and_codes_near_in_the_list() -> None:
    photos = shots((0, "c3"), (5,), (40, UNREAD), (45,), (90, "c5"), (95,))
    (question,) = proposed(photos).questions
    assert (question.kind, question.at, question.filenames) == (Kind.UNREAD_CARD, "IMG_0003.JPG", ("IMG_0004.JPG",))
    assert question.codes[0] == "c4"
    assert not {"c3", "c5"} & {*question.codes}


def test_a_card_that_was_shot_again_at_once_is_no_question() -> None:
    assert not proposed(shots((0, UNREAD), (3, "a"), (8,))).questions


def test_a_second_card_in_a_row_that_was_not_read() -> None:
    assert kinds(proposed(shots((0, "a"), (3, UNREAD), (8,)))) == [Kind.UNREAD_CARD]
    assert kinds(proposed(shots((0, "a", UNREAD), (8,)))) == [Kind.UNREAD_CARD]


def test_a_named_card_is_no_question() -> None:
    photos = shots((0, "a"), (5,), (40, UNREAD), (45,))
    assert not proposed(photos, Corrections(starts={"IMG_0003.JPG": frozenset("b")})).questions


def missed_card(pause: float) -> list[SortablePhoto]:
    """The fortieth person has no card: after a pause within the series of the one before, eight photos more."""
    described = people(40)
    end = float(described[-1][0])
    return shots(*described, *((end + pause + 3 * n,) for n in range(8)))


def test_a_pause_as_between_people_in_a_series_for_two() -> None:
    (question,) = proposed(missed_card(45)).questions
    assert (question.kind, question.at, question.gap_seconds) == (Kind.MISSED_CARD, "IMG_0361.JPG", 45)
    assert (question.series_id, len(question.filenames)) == ("IMG_0352.JPG", 16)
    assert question.codes[0] == "c40"


def test_a_series_far_longer_than_the_others() -> None:
    (question,) = proposed(missed_card(3)).questions
    assert (question.kind, len(question.filenames)) == (Kind.MISSED_CARD, 16)


def test_a_pause_that_this_event_has_in_every_series_is_no_question() -> None:
    described: list[Shot] = []
    for k in range(40):
        described += [(110 * k, f"c{k}"), *((110 * k + 5 + 3 * n + 40 * (n >= 4),) for n in range(8))]
    assert proposed(shots(*described)).questions == ()


def test_a_second_pause_is_asked_about_when_the_first_is_answered() -> None:
    photos = missed_card(45)
    late = shots(*((float(photos[-1].clock_seconds or 0) + 42 + 3 * n,) for n in range(8)), first=369)
    (first,) = proposed(photos + late).questions
    (second,) = proposed(photos + late, Corrections(answered=frozenset({first.id}))).questions
    assert {first.at, second.at} == {"IMG_0361.JPG", "IMG_0369.JPG"}


def test_the_same_card_again_after_photos() -> None:
    (question,) = proposed(shots((0, "a"), (5,), (45, "a"), (50,))).questions
    assert (question.kind, question.at) == (Kind.SAME_CARD_AGAIN, "IMG_0003.JPG")


def test_somebody_who_comes_back() -> None:
    (question,) = proposed(shots((0, "a"), (5,), (40, "b"), (45,), (80, "a"), (85,))).questions
    assert (question.kind, question.codes) == (Kind.SEEN_TWICE, ("a",))
    assert question.filenames == ("IMG_0002.JPG", "IMG_0006.JPG")


def test_one_visit_on_two_cameras_is_no_question() -> None:
    one = shots(*people(5))
    other = shots(*people(5), camera="B", start=2, first=5000)
    assert Kind.SEEN_TWICE not in kinds(proposed(one + other))
    slow = [replace(each, clock_seconds=(each.clock_seconds or 0) - 7200) for each in other]
    unset = [replace(each, taken_at_seconds=each.clock_seconds) for each in slow]
    assert Kind.SEEN_TWICE not in kinds(proposed(one + unset))


def test_a_person_on_one_camera_and_later_on_another() -> None:
    one = shots((0, "a"), (5,), (40, "b"), (45,))
    assert kinds(proposed(one + shots((900, "a"), (905,), camera="B", first=5000))) == [Kind.SEEN_TWICE]


@pytest.mark.parametrize(
    ("groups", "asked"),
    [
        ({}, True),
        ({"a": "Smith", "b": "Smith"}, False),
        ({"a": "Smith", "b": "Jones"}, True),
        (dict.fromkeys(CODES, "Class 3b"), True),
    ],
)
def test_two_cards_together_are_a_question_unless_they_are_a_family(groups: Mapping[str, str], asked: bool) -> None:
    for photos in (shots((0, "a"), (4, "b"), (9,)), shots((0, "a", "b"), (9,))):
        assert kinds(proposed(photos, groups=groups)) == [Kind.FAMILY] * asked


def test_a_card_without_the_pause_of_a_change() -> None:
    described = people(40)
    described[5] = (17, "h")
    (question, *_) = proposed(shots(*described)).questions
    assert (question.kind, question.at, question.codes) == (Kind.HASTY_CARD, "IMG_0006.JPG", ("c0",))


def test_a_card_that_only_the_other_of_two_cameras_saw() -> None:
    one = shots(*people(6))
    without = [each for each in people(6) if "c3" not in each]
    other = shots(*without, camera="B", start=2, first=5000)
    (question,) = [each for each in proposed(one + other).questions if each.kind is Kind.OTHER_CAMERA]
    assert (question.codes, question.at) == (("c3",), "IMG_5027.JPG")


def test_a_card_and_a_photo_of_one_instant_without_numbers() -> None:
    names = [("x.jpg", 5, "a"), ("y.jpg", 5, ""), ("z.jpg", 9, "")]
    photos = [SortablePhoto(name, "A", time, time, frozenset(card)) for name, time, card in names]
    assert kinds(proposed(photos)) == [Kind.SAME_INSTANT]


def test_cards_without_photos_in_a_row() -> None:
    assert kinds(proposed(shots((0, "a"), (3, "b"), (6, "c"), (60, "d"), (65,)))) == [Kind.ONLY_CARDS]


def test_two_cameras_under_one_name() -> None:
    one = shots((0, "a"), *((20 * k,) for k in range(1, 12)), first=100)
    other = shots((7, "b"), *((20 * k + 7,) for k in range(1, 12)), first=5000)
    assert Kind.TWO_SEQUENCES in kinds(proposed(one + other))


def test_a_clock_that_was_set_back_gives_nobody_the_photos_of_another() -> None:
    """Their time is that of another's series, but no other camera has taken them."""
    before = shots(*people(4, photos=12))
    after = shots(*((20 + 3 * n,) for n in range(9)), (400, "h"), (405,), first=400)
    proposal = proposed(before + after)
    assert {codes for number, codes in whose(proposal).items() if 400 <= number < 409} == {""}
    assert {Kind.TWO_SEQUENCES, Kind.BEFORE_FIRST_CARD} <= {*kinds(proposal)}


def test_photos_without_a_time_or_without_a_camera() -> None:
    timeless = SortablePhoto("x.jpg", "A", None, None)
    unknown = shots((0, "a"), (5,), camera=None, first=7)
    proposal = proposed([timeless, *unknown])
    assert kinds(proposal) == [Kind.NO_TIME, Kind.NO_CAMERA]
    assert proposal.codes_by_photo == {"x.jpg": frozenset(), "IMG_0008.JPG": {"a"}}


def test_a_camera_without_cards_gets_the_codes_of_the_moment() -> None:
    helper = shots((8,), (90,), (3000,), camera="B", first=5000)
    proposal = proposed(shots(*people(2)) + helper)
    assert {name: codes for name, codes in whose(proposal).items() if name >= 5000} == {
        5000: "c0",
        5001: "c1",
        5002: "",
    }
    (question,) = proposal.questions
    assert (question.kind, question.series_id, len(question.filenames)) == (Kind.NO_CARDS, None, 3)


def test_between_two_turns_and_in_turns_of_different_people_a_camera_without_cards_gets_no_codes() -> None:
    helper = shots((8,), (45,), camera="B", first=5000)
    one = shots(*people(2))
    assert whose(proposed(one + helper))[5001] == ""
    other = shots(*people(2, start=10), camera="C", first=7000)
    assert whose(proposed(one + other + helper))[5000] == ""


def test_what_is_started_by_hand_on_a_camera_without_cards_lasts_for_that_turn() -> None:
    helper = shots((8,), (12,), (15,), (75,), (80,), camera="B", first=5000)
    proposal = proposed(shots(*people(2)) + helper, Corrections(starts={"IMG_5001.JPG": frozenset("a")}))
    assert [codes for number, codes in whose(proposal).items() if number >= 5000] == ["c0", "a", "a", "c1", "c1"]


def test_one_unread_card_does_not_make_a_camera_with_cards() -> None:
    helper = shots((8,), (9, UNREAD), camera="B", first=5000)
    assert kinds(proposed(shots(*people(2)) + helper)) == [Kind.NO_CARDS]


def test_many_unread_cards_make_a_camera_with_cards() -> None:
    helper = shots(*((50 * k, UNREAD) if k % 2 else (50 * k,) for k in range(8)), camera="B", first=5000)
    assert kinds(proposed(shots(*people(2)) + helper)).count(Kind.UNREAD_CARD) == 3


def cards_last(count: int) -> list[SortablePhoto]:
    described: list[Shot] = []
    for k in range(count):
        described += [*((100 * k + 5 * n,) for n in range(6)), (100 * k + 33, f"c{k}")]
    return shots(*described)


def test_cards_that_come_last_are_one_question_and_one_answer() -> None:
    photos = cards_last(25)
    assert kinds(proposed(photos)) == [Kind.CARDS_LAST]
    turned = proposed(photos, Corrections(are_cards_last=True))
    assert not turned.questions
    assert turned.codes_by_photo["IMG_0001.JPG"] == {"c0"}
    assert turned.codes_by_photo["IMG_0173.JPG"] == {"c24"}
    assert turned.series[0].starts_at_seconds == 0


def test_what_is_right_as_it_is_is_not_asked_again_until_its_place_changes() -> None:
    photos = shots((0, "a"), (5,), (40, "b"), (45,), (80, "a"), (85,))
    answered = answer(proposed(photos))
    assert not proposed(photos, answered).questions
    again = shots((240, "a"), (245,), first=50)
    assert kinds(proposed(photos + again, answered)) == [Kind.SAME_CARD_AGAIN]
    other = shots((200, "b"), (205,), (240, "a"), (245,), first=50)
    assert kinds(proposed(photos + other, answered)) == [Kind.SEEN_TWICE, Kind.SEEN_TWICE]


def test_a_series_has_one_question_at_a_time_the_gravest() -> None:
    described = people(40)
    end = float(described[-1][0])
    photos = shots(*described, *((end + 45 + 3 * n,) for n in range(8)), (end + 150, "c0"), (end + 155,))
    first = proposed(photos)
    assert len({question.series_id for question in first.questions}) == len(first.questions)
    assert kinds(first) == [Kind.MISSED_CARD, Kind.SEEN_TWICE]
    both = shots(*people(40), *((end + 45 + 3 * n,) for n in range(8)), (end + 150, "c39"), (end + 155,))
    assert kinds(proposed(both)) == [Kind.MISSED_CARD]
    assert kinds(proposed(both, answer(proposed(both)))) == [Kind.SAME_CARD_AGAIN]


def test_assigned_photos_are_no_question_any_more() -> None:
    photos = shots((0,), (10, "a"), (15,))
    assert not proposed(photos, Corrections(assigned={"IMG_0001.JPG": frozenset("a")})).questions


def test_questions_come_gravest_first_then_in_the_order_of_time() -> None:
    photos = shots((0,), (10, UNREAD), (15,), (80, "a"), (85,), (150, UNREAD), (155,))
    found = proposed(photos).questions
    assert [each.kind for each in found] == [Kind.UNREAD_CARD, Kind.UNREAD_CARD, Kind.BEFORE_FIRST_CARD]
    assert [each.at for each in found] == ["IMG_0002.JPG", "IMG_0006.JPG", None]


def test_everybody_is_asked_about_like_a_person() -> None:
    described = people(40)
    end = float(described[-1][0])
    special: Sequence[Shot] = [(end + 40, EVERYBODY_CARD), *((end + 45 + 3 * n,) for n in range(8))]
    without_card = [(end + 111 + 3 * n,) for n in range(8)]
    assert kinds(proposed(shots(*described, *special, *without_card))) == [Kind.MISSED_CARD]
