"""Archives: many photos in one ZIP file."""

from datetime import datetime

import strawberry

from domain.archive_models import ArchiveSize, ArchiveStatus
from domain.archives import Download
from schema import ids
from schema.context import Context, Info
from schema.enums import register
from schema.errors import USER_ERRORS, UserError
from schema.scalars import ByteCount

register(
    ArchiveStatus,
    "The state of an archive.",
    {
        ArchiveStatus.PENDING: "The archive is being built. Query it again in a few seconds.",
        ArchiveStatus.READY: "The archive can be downloaded.",
        ArchiveStatus.FAILED: "The archive could not be built because its photos were deleted. Request a new one.",
    },
)


register(
    ArchiveSize,
    "How large the photos of an archive are.",
    {
        ArchiveSize.FULL: "The originals.",
        ArchiveSize.SHARING: "Previews of at most 2,048 pixels, as JPEG. Videos are originals, and so are smaller "
        "photos that are not HEIC.",
    },
)


@strawberry.type(description="A ZIP file of photos. Requests for the same photos share one archive.")
class Archive:
    status: ArchiveStatus = strawberry.field(description="The state of the archive.")
    progress: float = strawberry.field(description="The fraction of the archive that is built, from 0 to 1.")
    photo_count: int = strawberry.field(description="The number of photos in the archive, without any deleted since.")
    size_bytes: ByteCount | None = strawberry.field(
        description="The exact size of the file in bytes. It is known before the archive is built, so that an app "
        "can check the free space on the device."
    )
    expires_at: datetime = strawberry.field(
        description="When the archive is deleted: after two days, or with its event."
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

    @strawberry.field(
        description="The archive's id, an opaque string. Only the photographer or viewer who requested the archive "
        "can query it."
    )
    def id(self) -> strawberry.ID:
        return strawberry.ID(ids.archive_word(self.model.archive.event_id, self.model.archive.archive_id))

    @strawberry.field(
        description="A signed URL that downloads the file, named after the event. It is valid for two hours and "
        "supports Range requests, so that interrupted downloads can resume. Query again for a new one. "
        "Null until READY."
    )
    def url(self, info: Info) -> str | None:
        return info.context.service.archives.link(self.model)


@strawberry.input(description="Input of `requestArchive`.")
class RequestArchiveInput:
    event_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The `id` of the event. Required for photographers. Viewers omit it."
    )
    photo_ids: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET,
        description="The ids of the photos, at most 10,000. If absent or null, all READY photos of the event or album.",
    )
    live_photo_videos: bool = strawberry.field(
        default=False, description="Whether the archive contains the videos of Live Photos beside their stills."
    )
    size: ArchiveSize | None = strawberry.field(
        default=strawberry.UNSET, description="How large the photos are. FULL if absent or null."
    )


@strawberry.type(description="The payload of `requestArchive`.")
class ArchivePayload:
    archive: Archive | None = strawberry.field(
        default=None, description="The archive, which may be READY already. Null if there are `userErrors`."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=USER_ERRORS)
