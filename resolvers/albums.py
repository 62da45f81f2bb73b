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

NEED_PHOTOS = frozenset({"photos", "photoCount", "totalBytes"})


@strawberry.field(
    description="What the bearer of a viewer token may see; null without one. UNAUTHENTICATED, with the reason "
    "CODE_REVOKED or EVENT_EXPIRED, once its code or its event has ended."
)
async def album(info: Info) -> types.Album | None:
    principal = info.context.principal
    if not isinstance(principal, Viewer):
        return None
    return types.Album.of(info.context, await info.context.service.albums.open(principal))


@strawberry.mutation(
    description="Opens an album by its access code. An unknown event, a wrong code and a revoked one get the same "
    "answer. After too many wrong codes: RATE_LIMITED with `retryAfterSeconds`.",
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
        ahead=info.context.load_photos if _asks_for_photos(info.selected_fields) else None,
    )
    # Lets the album be read in the request that opens it.
    info.context.principal = redeemed.viewer
    return types.RedeemAccessCodePayload(
        album=types.Album.of(info.context, redeemed.album),
        viewer_token=redeemed.viewer_token,
        expires_at=redeemed.expires_at,
    )


@strawberry.mutation(description="Tells the photographer how many photos a viewer has saved. For viewer tokens.")
async def report_downloads(
    info: Info, input: Annotated[types.ReportDownloadsInput, INPUT]
) -> types.ReportDownloadsPayload:
    keys = [ids.photo_key(id) for id in input.photo_ids]
    await info.context.service.albums.report_downloads(info.context.viewer(), keys)
    return types.ReportDownloadsPayload(reported=True)


def _asks_for_photos(selections: Sequence[Selection]) -> bool:
    """Whether anything in the answer needs the album's photos: itself, or to be counted."""
    return any(
        getattr(selection, "name", None) in NEED_PHOTOS or _asks_for_photos(selection.selections)
        for selection in selections
    )
