"""What the photographer decides about a proposal, as input."""

import strawberry

from domain import codes
from domain.codes import EVERYBODY_CARD
from domain.errors import InvalidInput, NotFound
from domain.sorting import changes as rules
from schema import ids
from schema.inputs import unset_to_none
from schema.sorting_changes import (
    ANSWER,
    ASSIGN,
    CARDS_LAST,
    CODES,
    EVERYBODY,
    IS_CARD,
    LOOK,
    LOOK_IDS,
    NO_START,
    NOBODY,
    PHOTO_ID,
    PHOTO_IDS,
    RELEASE,
    START,
    UNANSWER,
    UNLOOK,
)


@strawberry.input(description=START)
class StartSeriesInput:
    photo_id: strawberry.ID = strawberry.field(description=PHOTO_ID)
    access_codes: list[str] = strawberry.field(default_factory=list, description=CODES)
    everybody: bool = strawberry.field(default=False, description=EVERYBODY)
    nobody: bool = strawberry.field(default=False, description=NOBODY)
    is_card: bool = strawberry.field(default=False, description=IS_CARD)


@strawberry.input(description=NO_START)
class NoStartInput:
    photo_id: strawberry.ID = strawberry.field(description=PHOTO_ID)


@strawberry.input(description=ASSIGN)
class AssignPhotosInput:
    photo_ids: list[strawberry.ID] = strawberry.field(description=PHOTO_IDS)
    access_codes: list[str] = strawberry.field(default_factory=list, description=CODES)
    everybody: bool = strawberry.field(default=False, description=EVERYBODY)


@strawberry.input(description=RELEASE)
class ReleasePhotosInput:
    photo_ids: list[strawberry.ID] = strawberry.field(description=PHOTO_IDS)


@strawberry.input(description="A question that is answered or asked again.")
class SortingAnswerInput:
    question_id: strawberry.ID = strawberry.field(description="The `id` of the question.")


@strawberry.input(description="Last looks at series, as they are now.")
class SeriesLooksInput:
    look_ids: list[strawberry.ID] = strawberry.field(description=LOOK_IDS)


@strawberry.input(description="A change of the sorting: exactly one of these fields.")
class SortingChangeInput:
    start_series: StartSeriesInput | None = strawberry.field(default=strawberry.UNSET, description=START)
    no_start: NoStartInput | None = strawberry.field(default=strawberry.UNSET, description=NO_START)
    assign: AssignPhotosInput | None = strawberry.field(default=strawberry.UNSET, description=ASSIGN)
    release: ReleasePhotosInput | None = strawberry.field(default=strawberry.UNSET, description=RELEASE)
    answer: SortingAnswerInput | None = strawberry.field(default=strawberry.UNSET, description=ANSWER)
    unanswer: SortingAnswerInput | None = strawberry.field(default=strawberry.UNSET, description=UNANSWER)
    look: SeriesLooksInput | None = strawberry.field(default=strawberry.UNSET, description=LOOK)
    unlook: SeriesLooksInput | None = strawberry.field(default=strawberry.UNSET, description=UNLOOK)
    cards_last: bool | None = strawberry.field(default=strawberry.UNSET, description=CARDS_LAST)

    def to_model(self, event_id: str) -> rules.SortingChange:
        """Raises InvalidInput unless exactly one field is given, and NotFound for ids of another event."""
        given = [value for value in map(unset_to_none, self.__dict__.values()) if value is not None]
        if len(given) != 1:
            raise InvalidInput("A change has exactly one field.", ["changes"])
        match given[0]:
            case StartSeriesInput() as start:
                _check_start(start)
                chosen = _codes(start.access_codes, everybody=start.everybody)
                return rules.StartSeries(_filename(start.photo_id, event_id), chosen, start.is_card)
            case NoStartInput() as no_start:
                return rules.NoStart(_filename(no_start.photo_id, event_id))
            case AssignPhotosInput() as assign:
                chosen = _codes(assign.access_codes, everybody=assign.everybody)
                return rules.Assign(_filenames(assign.photo_ids, event_id), chosen)
            case ReleasePhotosInput() as release:
                return rules.Release(_filenames(release.photo_ids, event_id))
            case SortingAnswerInput() as answer:
                return rules.Answer(answer.question_id, is_open=answer is self.unanswer)
            case SeriesLooksInput() as look:
                return rules.Look(tuple(dict.fromkeys(look.look_ids)), is_open=look is self.unlook)
            case are_cards_last:
                return rules.CardsLast(bool(are_cards_last))


def _check_start(start: StartSeriesInput) -> None:
    if bool(start.access_codes) + start.everybody + start.nobody != 1:
        raise InvalidInput("A series is for some codes, for everybody, or for nobody.", ["changes"])


def _codes(access_codes: list[str], *, everybody: bool) -> frozenset[str]:
    found = [codes.normalize_code(text) for text in access_codes]
    known = frozenset(code for code in found if code is not None)
    if len(known) != len(set(found)):
        raise NotFound
    return known | {EVERYBODY_CARD} if everybody else known


def _filename(photo_id: str, event_id: str) -> str:
    key = ids.photo_key(photo_id)
    if key.event_id != event_id:
        raise NotFound
    return key.filename


def _filenames(photo_ids: list[strawberry.ID], event_id: str) -> tuple[str, ...]:
    return tuple(_filename(each, event_id) for each in dict.fromkeys(photo_ids))
