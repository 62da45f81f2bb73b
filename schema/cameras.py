"""The cameras of an event."""

from datetime import datetime

import strawberry

from domain import models
from domain.cameras import EventCamera
from schema.context import Context, Info


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

    @classmethod
    def of(cls, context: Context, event: models.Event, camera: EventCamera) -> "Camera":
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
        )

    @strawberry.field(description="The number of its photos that are READY.")
    async def photo_count(self, info: Info) -> int:
        return await info.context.service.cameras.photo_count(self.event, self.id)


@strawberry.input(description="Input of `updateCamera`.")
class UpdateCameraInput:
    event_id: strawberry.ID = strawberry.field(description="The `id` of the event.")
    camera_id: strawberry.ID = strawberry.field(description="The `id` of the camera.")
    offset_seconds: int = strawberry.field(
        description="The seconds to add to the times of its clock: 37 for a clock that is 37 seconds slow. 0 for none."
    )
