"""What the photographer decides about a proposal: as input, and as output that undoes it."""

import strawberry

from domain import codes
from domain.codes import EVERYBODY_CARD
from domain.errors import InvalidInput, NotFound
from domain.models import PhotoKey
from domain.sorting import changes as rules
from schema import ids
from schema.inputs import unset_to_none

PHOTO_ID = "The `id` of a photo."
PHOTO_IDS = "The ids of photos."
CODES = "The access codes."
EVERYBODY = "Whether it is for all codes, also those that are issued later."
NOBODY = "Whether it is for nobody: then there are no codes."
IS_CARD = (
    "Whether the photo shows a card that was not recognized: then viewers never see it. Photos with a recognized card "
    "are cards anyway."
)
START = "A series starts with this photo."
NO_START = "No series starts with this photo. If it looks like a card, it becomes a usual photo."
ASSIGN = "These photos are for exactly these codes, whatever their series. For nobody without any."
RELEASE = "Whatever was decided about these photos is taken back."
ANSWER = "The `id` of a question whose photos are right as they are."
UNANSWER = "The `id` of a question that is asked again."
CARDS_LAST = "Whether each card was photographed after its person instead of before."


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


@strawberry.input(description="A change of the sorting: exactly one of these fields.")
class SortingChangeInput:
    start_series: StartSeriesInput | None = strawberry.field(default=strawberry.UNSET, description=START)
    no_start: NoStartInput | None = strawberry.field(default=strawberry.UNSET, description=NO_START)
    assign: AssignPhotosInput | None = strawberry.field(default=strawberry.UNSET, description=ASSIGN)
    release: ReleasePhotosInput | None = strawberry.field(default=strawberry.UNSET, description=RELEASE)
    answer: SortingAnswerInput | None = strawberry.field(default=strawberry.UNSET, description=ANSWER)
    unanswer: SortingAnswerInput | None = strawberry.field(default=strawberry.UNSET, description=UNANSWER)
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
            case are_cards_last:
                return rules.CardsLast(bool(are_cards_last))


@strawberry.type(description=START)
class StartSeries:
    photo_id: strawberry.ID = strawberry.field(description=PHOTO_ID)
    access_codes: list[str] = strawberry.field(description=CODES)
    everybody: bool = strawberry.field(description=EVERYBODY)
    nobody: bool = strawberry.field(description=NOBODY)
    is_card: bool = strawberry.field(description=IS_CARD)


@strawberry.type(description=NO_START)
class NoStart:
    photo_id: strawberry.ID = strawberry.field(description=PHOTO_ID)


@strawberry.type(description=ASSIGN)
class AssignPhotos:
    photo_ids: list[strawberry.ID] = strawberry.field(description=PHOTO_IDS)
    access_codes: list[str] = strawberry.field(description=CODES)
    everybody: bool = strawberry.field(description=EVERYBODY)


@strawberry.type(description=RELEASE)
class ReleasePhotos:
    photo_ids: list[strawberry.ID] = strawberry.field(description=PHOTO_IDS)


@strawberry.type(description="A question that is answered or asked again.")
class SortingAnswer:
    question_id: strawberry.ID = strawberry.field(description="The `id` of the question.")


@strawberry.type(description="A change of the sorting, with the fields of a `SortingChangeInput`: one is not null.")
class SortingChange:
    start_series: StartSeries | None = strawberry.field(default=None, description=START)
    no_start: NoStart | None = strawberry.field(default=None, description=NO_START)
    assign: AssignPhotos | None = strawberry.field(default=None, description=ASSIGN)
    release: ReleasePhotos | None = strawberry.field(default=None, description=RELEASE)
    answer: SortingAnswer | None = strawberry.field(default=None, description=ANSWER)
    unanswer: SortingAnswer | None = strawberry.field(default=None, description=UNANSWER)
    cards_last: bool | None = strawberry.field(default=None, description=CARDS_LAST)

    @classmethod
    def of(cls, change: rules.SortingChange, event_id: str) -> "SortingChange":
        def id_of(filename: str) -> strawberry.ID:
            return strawberry.ID(ids.photo_id(PhotoKey(event_id, filename)))

        match change:
            case rules.StartSeries(filename, chosen, is_card):
                start = StartSeries(
                    photo_id=id_of(filename),
                    access_codes=sorted(chosen - {EVERYBODY_CARD}),
                    everybody=EVERYBODY_CARD in chosen,
                    nobody=not chosen,
                    is_card=is_card,
                )
                return cls(start_series=start)
            case rules.NoStart(filename):
                return cls(no_start=NoStart(photo_id=id_of(filename)))
            case rules.Assign(filenames, chosen):
                listed = sorted(chosen - {EVERYBODY_CARD})
                photo_ids = [id_of(name) for name in filenames]
                is_for_everybody = EVERYBODY_CARD in chosen
                return cls(assign=AssignPhotos(photo_ids=photo_ids, access_codes=listed, everybody=is_for_everybody))
            case rules.Release(filenames):
                return cls(release=ReleasePhotos(photo_ids=[id_of(name) for name in filenames]))
            case rules.Answer(question_id, is_open):
                answer = SortingAnswer(question_id=strawberry.ID(question_id))
                return cls(unanswer=answer) if is_open else cls(answer=answer)
            case rules.CardsLast(are_cards_last):
                return cls(cards_last=are_cards_last)


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
