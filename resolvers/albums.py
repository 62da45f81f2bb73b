"""Albums, for viewers."""

from collections.abc import Sequence
from typing import Annotated

import strawberry
from strawberry.types.nodes import Selection

from domain.models import Viewer
from schema import albums as types
from schema import ids
from schema.context import Info
from schema.errors import UserErrors
from schema.inputs import INPUT, unset_to_none

FIELDS_OF_PHOTOS = frozenset({"photos", "photoCount", "totalBytes", "hasLivePhotos"})


@strawberry.field(
    description="The album of the viewer token. Null without one. Fails with UNAUTHENTICATED and the "
    "`extensions.reason` CODE_REVOKED or EVENT_EXPIRED once the code is revoked or the event has "
    "expired."
)
async def album(
    info: Info,
    id: Annotated[
        strawberry.ID | None,
        strawberry.argument(
            description="The `id` of the album. If given, any other album is null, so that a cache never shows one "
            "code's album for another code."
        ),
    ] = strawberry.UNSET,
) -> types.Album | None:
    principal, wanted = info.context.principal, unset_to_none(id)
    if not isinstance(principal, Viewer):
        return None
    opened = types.Album.of(info.context, await info.context.service.albums.open(principal))
    return opened if wanted in (None, opened.id) else None


@strawberry.mutation(
    description="Opens an album by its access code. An unknown event, a wrong code and a revoked code all get "
    "INVALID_ACCESS_CODE. Too many wrong codes get RATE_LIMITED with `retryAfterSeconds`.",
    extensions=[UserErrors()],
)
async def redeem_access_code(
    info: Info, input: Annotated[types.RedeemAccessCodeInput, INPUT]
) -> types.RedeemAccessCodePayload:
    redeemed = await info.context.service.albums.redeem(
        public_url=input.public_url,
        access_code=input.access_code,
        link_key=unset_to_none(input.link_key),
        address=info.context.caller.address,
        counts_as_opening=input.counts_as_opening,
        ahead=info.context.load_photos if _selects_photos(info.selected_fields) else None,
    )
    # Lets the album be read in the request that opens it.
    info.context.principal = redeemed.viewer
    return types.RedeemAccessCodePayload(
        album=types.Album.of(info.context, redeemed.album),
        viewer_token=redeemed.viewer_token,
        expires_at=redeemed.expires_at,
    )


@strawberry.mutation(
    description="Counts an opening that `redeemAccessCode` did not count: see its `countsAsOpening`. Requires a "
    "viewer token."
)
async def report_opening(info: Info) -> types.ReportOpeningPayload:
    await info.context.service.albums.report_opening(info.context.viewer())
    return types.ReportOpeningPayload(reported=True)


@strawberry.mutation(description="Reports photos as saved, for the code's `downloadCount`. Requires a viewer token.")
async def report_downloads(
    info: Info, input: Annotated[types.ReportDownloadsInput, INPUT]
) -> types.ReportDownloadsPayload:
    keys = [ids.photo_key(id) for id in input.photo_ids]
    await info.context.service.albums.report_downloads(info.context.viewer(), keys)
    return types.ReportDownloadsPayload(reported=True)


def _selects_photos(selections: Sequence[Selection]) -> bool:
    """Whether the selection contains photos of the album, or their count or size."""
    return any(
        getattr(selection, "name", None) in FIELDS_OF_PHOTOS or _selects_photos(selection.selections)
        for selection in selections
    )
