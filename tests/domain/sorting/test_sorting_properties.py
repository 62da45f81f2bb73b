"""What holds for every event: made-up photos and corrections, as few as break it (issue 14, item 3)."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as some

from domain.codes import EVERYBODY_CARD, STOP_CARD
from domain.sorting.records import Codes, Corrections, QuestionKind, SortablePhoto
from tests.domain.sorting.shots import UNREAD, proposed, shots

CARDS = ("a", "b", "c", EVERYBODY_CARD, STOP_CARD, "revoked")
GROUPS = {"a": "Smith", "b": "Smith"}
LATER = 100_000


def photo_of(filename: str, drawn: int) -> SortablePhoto:
    """Decodes one number, which is quicker to draw. Few times and codes, so that there are ties, rows and repeats."""
    drawn, time = divmod(drawn, 42)
    drawn, place = divmod(drawn, 4)
    drawn, card = divmod(drawn, 2 * len(CARDS))
    drawn, other_card = divmod(drawn, 4 * len(CARDS))
    camera = ("A", "A", "B", None)[place]
    clock = None if time == 41 else time * 7.5
    return SortablePhoto(
        filename=filename,
        camera_id=camera,
        clock_seconds=clock,
        taken_at_seconds=None if clock is None else clock + (100 if camera == "B" else 0),
        card_codes=frozenset([*CARDS[card : card + 1], *CARDS[other_card : other_card + 1]]),
        is_unread_card=drawn % 4 == 3,
        is_deleted=drawn // 4 == 3,
    )


def event_of(numbers: dict[int, int], prefix: str = "IMG_") -> list[SortablePhoto]:
    return [photo_of(f"{prefix}{number:04}.JPG", drawn) for number, drawn in numbers.items()]


NUMBERS = some.dictionaries(
    some.integers(0, 40), some.integers(0, 42 * 4 * 2 * len(CARDS) * 4 * len(CARDS) * 16 - 1), max_size=25
)
CHANGES = some.dictionaries(some.integers(0, 40), some.sampled_from([None, "", "a", "b", "ab", "c"]), max_size=4)


@some.composite
def corrected(draw: some.DrawFn) -> tuple[list[SortablePhoto], Corrections]:
    event = event_of(draw(NUMBERS))
    names = [each.filename for each in event] or ["none"]
    starts = {names[k % len(names)]: None if codes is None else frozenset(codes) for k, codes in draw(CHANGES).items()}
    assigned = {names[k % len(names)]: frozenset(codes or "") for k, codes in draw(CHANGES).items()}
    return event, Corrections(starts, assigned, are_cards_last=draw(some.booleans()))


@given(corrected(), some.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_arrival_and_repeats_do_not_matter(
    case: tuple[list[SortablePhoto], Corrections], random: Random
) -> None:
    event, corrections = case
    expected = proposed(event, corrections, known_codes="abc", groups=GROUPS)
    shuffled = [*event, *event[::3]]
    random.shuffle(shuffled)
    assert proposed(shuffled, corrections, known_codes="abc", groups=GROUPS) == expected


@given(corrected())
@settings(max_examples=40)
def test_every_photo_with_a_time_is_in_one_series_if_its_camera_has_cards(
    case: tuple[list[SortablePhoto], Corrections],
) -> None:
    event, corrections = case
    proposal = proposed(event, corrections, known_codes="abc")
    listed = [name for series in proposal.series for name in (*series.cards, *series.photos)]
    assert len(listed) == len({*listed})
    carded = {series.camera_id for series in proposal.series if series.cards}
    owed = {each.filename for each in event if each.clock_seconds is not None and each.camera_id in carded}
    deleted = {each.filename for each in event if each.is_deleted}
    assert owed - deleted <= {*listed}


@given(corrected())
@settings(max_examples=40)
def test_no_card_and_no_deleted_photo_is_proposed_to_anybody(case: tuple[list[SortablePhoto], Corrections]) -> None:
    event, corrections = case
    proposal = proposed(event, corrections, known_codes="abc")
    usual = {
        each.filename
        for each in event
        if not each.is_deleted and (not each.is_card or corrections.starts.get(each.filename, frozenset()) is None)
    }
    assert {*proposal.codes_by_photo} == usual
    assert all(codes <= {"a", "b", "c", EVERYBODY_CARD} for codes in proposal.codes_by_photo.values())


@given(corrected(), NUMBERS)
@settings(max_examples=40)
def test_what_the_photographer_has_assigned_stays_whatever_arrives(
    case: tuple[list[SortablePhoto], Corrections], late: dict[int, int]
) -> None:
    event, corrections = case
    for arrived in event, [*event, *event_of(late, "LATE_")]:
        found = proposed(arrived, corrections, known_codes="abc").codes_by_photo
        assert all(found[name] == codes for name, codes in corrections.assigned.items() if name in found)


@given(corrected())
@settings(max_examples=40)
def test_a_correction_that_is_taken_back_leaves_no_trace(case: tuple[list[SortablePhoto], Corrections]) -> None:
    event, corrections = case
    untouched = Corrections(are_cards_last=corrections.are_cards_last)
    before = proposed(event, untouched, known_codes="abc")
    proposed(event, corrections, known_codes="abc")
    assert proposed(event, untouched, known_codes="abc") == before


@given(corrected())
@settings(max_examples=40)
def test_each_series_has_one_question_and_all_answers_end_the_questions(
    case: tuple[list[SortablePhoto], Corrections],
) -> None:
    event, corrections = case
    answered: Codes = frozenset()
    for _ in range(3 * len(event) + 3):
        questions = proposed(event, replace(corrections, answered=answered), known_codes="abc").questions
        about = [question.series_id for question in questions if question.series_id]
        assert len(about) == len({*about})
        assert not answered & {question.id for question in questions}
        assert all(len(question.id) <= 64 for question in questions)
        if not questions:
            return
        answered |= {question.id for question in questions}
    raise AssertionError("questions without an end")


@given(NUMBERS)
@settings(max_examples=40)
def test_questions_stay_the_same_ones_when_photos_of_other_people_arrive(numbers: dict[int, int]) -> None:
    """A camera whose clock is far from this one's, with people of its own."""
    timed = [replace(each, camera_id="A") for each in event_of(numbers) if each.clock_seconds is not None]
    late = shots((0, "d"), (5,), (60, UNREAD), (65,), camera="Z", start=LATER, first=7000)
    known = "abcd"
    of_rhythm = {QuestionKind.MISSED_CARD, QuestionKind.HASTY_CARD}
    before = {each for each in proposed(timed, known_codes=known).questions if each.kind not in of_rhythm}
    after = {each.id for each in proposed([*timed, *late], known_codes=known).questions}
    hidden = {each.series_id for each in proposed([*timed, *late], known_codes=known).questions}
    assert all(each.id in after or each.series_id in hidden for each in before)
