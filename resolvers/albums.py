"""Albums, for viewers."""

from collections.abc import Sequence
from typing import Annotated

import strawberry
from strawberry.types.nodes import Selection

from domain.models import Viewer
from resolvers.errors import UserErrors
from resolvers.inputs import INPUT, unset_to_none
from schema import albums as shown
from schema import ids
from schema.context import Info

NEED_PHOTOS = frozenset({"photos", "photoCount", "totalBytes"})


@strawberry.field(
    description="What the bearer of a viewer token may see; null without one. UNAUTHENTICATED, with the reason "
    "CODE_REVOKED or EVENT_EXPIRED, once its code or its event has ended."
)
async def album(info: Info) -> shown.Album | None:
    who = info.context.who
    if not isinstance(who, Viewer):
        return None
    return shown.Album.of(info.context, await info.context.service.albums.open(who))


@strawberry.mutation(
    description="Opens an album by its access code. An unknown event, a wrong code and a revoked one get the same "
    "answer. After too many wrong codes: RATE_LIMITED with `retryAfterSeconds`.",
    extensions=[UserErrors()],
)
async def redeem_access_code(
    info: Info, input: Annotated[shown.RedeemAccessCodeInput, INPUT]
) -> shown.RedeemAccessCodePayload:
    redeemed = await info.context.service.albums.redeem(
        public_url=input.public_url,
        access_code=input.access_code,
        link_key=unset_to_none(input.link_key),
        address=info.context.caller.address,
        ahead=info.context.load_photos if _asks_for_photos(info.selected_fields) else None,
    )
    info.context.becomes(redeemed.viewer)
    return shown.RedeemAccessCodePayload(
        album=shown.Album.of(info.context, redeemed.album),
        viewer_token=redeemed.viewer_token,
        expires_at=redeemed.expires_at,
    )


@strawberry.mutation(description="Tells the photographer how many photos a viewer has saved. For viewer tokens.")
async def report_downloads(
    info: Info, input: Annotated[shown.ReportDownloadsInput, INPUT]
) -> shown.ReportDownloadsPayload:
    keys = [ids.photo_key(id) for id in input.photo_ids]
    await info.context.service.albums.report_downloads(info.context.viewer(), keys)
    return shown.ReportDownloadsPayload(reported=True)


def _asks_for_photos(selections: Sequence[Selection]) -> bool:
    """Whether anything in the answer needs the album's photos: itself, or to be counted."""
    return any(
        getattr(selection, "name", None) in NEED_PHOTOS or _asks_for_photos(selection.selections)
        for selection in selections
    )
