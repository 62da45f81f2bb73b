"""Downloads of many photos as one file."""

from datetime import datetime

import strawberry

from domain.archive_models import ArchiveStatus
from domain.archives import Download
from schema import ids
from schema.context import Context, Info
from schema.enums import describe
from schema.errors import USER_ERRORS, UserError
from schema.scalars import ByteCount

strawberry.enum(ArchiveStatus, description="How far an archive has come.")
describe(
    ArchiveStatus,
    {
        ArchiveStatus.PENDING: "Being built: ask again in a few seconds.",
        ArchiveStatus.READY: "Can be downloaded.",
        ArchiveStatus.FAILED: "Could not be built, since its photos are gone: ask for a new one.",
    },
)


@strawberry.type(description="A ZIP file of some photos' originals, unchanged. The same photos make the same archive.")
class Archive:
    status: ArchiveStatus = strawberry.field(description="How far it has come.")
    progress: float = strawberry.field(description="The share of its bytes that is in place: 0 to 1.")
    photo_count: int = strawberry.field(
        description="How many photos are in it. Fewer than asked for when some were deleted meanwhile."
    )
    size_bytes: ByteCount | None = strawberry.field(
        description="The exact size of the file, known before it is built: whether it fits on the device."
    )
    expires_at: datetime = strawberry.field(
        description="When it is deleted: with its event, or two days after it was asked for."
    )
    model: strawberry.Private[Download]

    @classmethod
    def of(cls, context: Context, download: Download) -> "Archive":
        archive = download.archive
        context.check_reader(archive.user_id, archive.event_id)
        return cls(
            status=archive.status,
            progress=archive.progress,
            photo_count=len(archive.filenames),
            size_bytes=ByteCount(archive.size_bytes),
            expires_at=archive.expires_at,
            model=download,
        )

    @strawberry.field(description="Opaque. Ask for `archive` with it, by the token that requested it.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(ids.archive_word(self.model.archive.event_id, self.model.archive.archive_id))

    @strawberry.field(
        description="Saves the file under the event's name. Signed for two hours, with Range, so that a download "
        "that breaks goes on where it was; ask again for a new one. Null until READY."
    )
    def url(self, info: Info) -> str | None:
        return info.context.service.archives.link(self.model)


@strawberry.input(description="Which photos to download as one file.")
class RequestArchiveInput:
    event_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The event's `id`, from its photographer. Viewers leave it out."
    )
    photo_ids: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The photos' ids, at most 10,000; absent or null: all that are READY in the event or album.",
    )


@strawberry.type(description="An archive, or why there is none.")
class ArchivePayload:
    archive: Archive | None = strawberry.field(
        default=None, description="The archive, maybe READY at once; null with `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)
