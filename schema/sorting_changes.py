"""What the photographer has decided about a proposal, as output that undoes it."""

import strawberry

from domain.codes import EVERYBODY_CARD
from domain.models import PhotoKey
from domain.sorting import changes as rules
from schema import ids

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
LOOK = "Series at whose first and last photo the photographer has looked."
UNLOOK = "Series at which the photographer has to look again."
LOOK_IDS = "The `lookId` of each series: 1 to 500."
CARDS_LAST = "Whether each card was photographed after its person instead of before."


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


@strawberry.type(description="Last looks at series.")
class SeriesLooks:
    look_ids: list[strawberry.ID] = strawberry.field(description=LOOK_IDS)


@strawberry.type(description="A change of the sorting, with the fields of a `SortingChangeInput`: one is not null.")
class SortingChange:
    start_series: StartSeries | None = strawberry.field(default=None, description=START)
    no_start: NoStart | None = strawberry.field(default=None, description=NO_START)
    assign: AssignPhotos | None = strawberry.field(default=None, description=ASSIGN)
    release: ReleasePhotos | None = strawberry.field(default=None, description=RELEASE)
    answer: SortingAnswer | None = strawberry.field(default=None, description=ANSWER)
    unanswer: SortingAnswer | None = strawberry.field(default=None, description=UNANSWER)
    look: SeriesLooks | None = strawberry.field(default=None, description=LOOK)
    unlook: SeriesLooks | None = strawberry.field(default=None, description=UNLOOK)
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
            case rules.Look(look_ids, is_open):
                looks = SeriesLooks(look_ids=[strawberry.ID(each) for each in look_ids])
                return cls(unlook=looks) if is_open else cls(look=looks)
            case rules.CardsLast(are_cards_last):
                return cls(cards_last=are_cards_last)
