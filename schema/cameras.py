"""The cameras of an event, and what is proposed for their clocks."""

from datetime import datetime

import strawberry

from domain import models
from domain.camera_survey import CameraSurvey
from domain.cameras import EventCamera
from domain.photo_order import PhotoOrder
from domain.sorting.clock_proposals import OffsetBasis, OffsetProposal
from schema.connections import After, Connection, FirstPhotos
from schema.context import Context, Info
from schema.enums import OrderDirection, register
from schema.photo_lists import listing_of
from schema.photos import Photo, page_of_own_photos
from schema.shared_read import SharedRead

ITEMS_A_SURVEY = 1000
"""A survey reads all photos of an event. It counts as so many items of a list, which allows ten in a request."""


def survey_of(context: Context, event: models.Event) -> SharedRead[CameraSurvey]:
    async def read() -> CameraSurvey:
        context.count_items(ITEMS_A_SURVEY)
        return await context.service.cameras.survey(event)

    return SharedRead(read)


register(
    OffsetBasis,
    "What a proposal for a camera's clock was derived from. Values may be added.",
    {
        OffsetBasis.COMMON_CARD: "Cards that this camera and another one photographed: exact to about ten seconds.",
        OffsetBasis.GPS: "The GPS times in its photos: exact to about a second.",
        OffsetBasis.BURSTS: "The beginnings of bursts, compared with another camera's: exact to about ten seconds.",
    },
)


@strawberry.type(
    name="ClockProposal",
    description="An offset that is proposed for a camera's clock. It has no effect until it is set.",
)
class ClockProposal:
    offset_seconds: int = strawberry.field(description="The `offsetSeconds` to set with `updateCamera`.")
    basis: OffsetBasis = strawberry.field(description="What it was derived from.")
    matches: int = strawberry.field(description="The number of cards, GPS times or bursts that agree on it.")
    spread_seconds: float = strawberry.field(description="How far these are apart, in seconds.")

    @classmethod
    def of(cls, proposal: OffsetProposal) -> "ClockProposal":
        return cls(
            offset_seconds=proposal.offset_seconds,
            basis=proposal.basis,
            matches=proposal.matches,
            spread_seconds=proposal.spread_seconds,
        )


@strawberry.type(description="A camera that took photos of an event.")
class Camera:
    id: strawberry.ID = strawberry.field(description="The camera's id, an opaque string.")
    make: str | None = strawberry.field(description="The maker, as the camera wrote it.")
    model: str | None = strawberry.field(description="The model, as the camera wrote it.")
    serial: str | None = strawberry.field(
        description="The serial number. Null if the camera wrote none: then several of one model are one camera."
    )
    first_taken_at: datetime | None = strawberry.field(description="When its first photo was taken.")
    last_taken_at: datetime | None = strawberry.field(description="When its last photo was taken.")
    offset_seconds: int = strawberry.field(
        description="The seconds that are added to the times of its clock, 0 unless `updateCamera` has set them."
    )
    event: strawberry.Private[models.Event]
    survey: strawberry.Private[SharedRead[CameraSurvey]]

    @classmethod
    def of(
        cls, context: Context, event: models.Event, camera: EventCamera, survey: SharedRead[CameraSurvey]
    ) -> "Camera":
        context.owner(event.user_id)
        return cls(
            id=strawberry.ID(camera.camera_id),
            make=camera.make,
            model=camera.model,
            serial=camera.serial,
            first_taken_at=camera.first_taken_at,
            last_taken_at=camera.last_taken_at,
            offset_seconds=camera.offset_seconds,
            event=event,
            survey=survey,
        )

    @strawberry.field(description="The number of its photos that are READY and tell their time.")
    async def photo_count(self) -> int:
        return (await self.survey.result()).photo_counts.get(self.id, 0)

    @strawberry.field(
        description="The offset that its photos propose for its clock. Null if they tell none, or if it is set already."
    )
    async def proposal(self) -> ClockProposal | None:
        proposal = (await self.survey.result()).proposals.get(self.id)
        return ClockProposal.of(proposal) if proposal else None

    @strawberry.field(description="Its photos that are READY and tell their time, ordered by it.")
    async def photos(self, info: Info, first: FirstPhotos = 100, after: After = strawberry.UNSET) -> Connection[Photo]:
        listing = listing_of(info.context, first, after, PhotoOrder.TAKEN_AT, OrderDirection.ASCENDING)
        page = await info.context.service.cameras.photos(self.event, self.id, listing)
        return await page_of_own_photos(info, page, self.event, listing)


@strawberry.input(description="Input of `updateCamera`.")
class UpdateCameraInput:
    event_id: strawberry.ID = strawberry.field(description="The `id` of the event.")
    camera_id: strawberry.ID = strawberry.field(description="The `id` of the camera.")
    offset_seconds: int = strawberry.field(
        description="The seconds to add to the times of its clock: 37 for a clock that is 37 seconds slow. 0 for none."
    )
