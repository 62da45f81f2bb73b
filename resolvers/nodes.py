"""Objects by their ids, for caches that read one again."""

from typing import Annotated

import strawberry

from domain.errors import Unauthenticated
from domain.models import Photographer, PhotoKey, Viewer
from schema import ids
from schema.accessors import Accessor
from schema.accounts import User
from schema.albums import Album
from schema.context import Info
from schema.events import Event
from schema.nodes import Node
from schema.photos import Photo, own_photos, photo_of_album


@strawberry.field(
    description="An object by its id. Null if it does not exist or the caller may not read it. A viewer token reads "
    "its album and the photos in it. Without a token it fails with UNAUTHENTICATED."
)
async def node(
    info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of the object.")]
) -> Node | None:
    principal, key = info.context.principal, ids.node_key(id)
    if principal is None:
        raise Unauthenticated
    info.context.count_items(1)
    if isinstance(principal, Viewer):
        return await _of_album(info, principal, key)
    if isinstance(key, ids.OwnKey):
        return await _event_or_account(info, principal, key.id)
    if isinstance(key, PhotoKey):
        return await _own_photo(info, principal, key)
    if isinstance(key, ids.AccessorKey):
        found = await info.context.service.accessors.find(principal, key.event_id, key.access_code)
        return Accessor.of(info.context, *found) if found else None
    return None


async def _of_album(info: Info, viewer: Viewer, key: ids.NodeKey | None) -> Album | Photo | None:
    context = info.context
    opened = await context.service.albums.open(viewer)
    album = Album.of(context, opened)
    if isinstance(key, ids.AlbumKey):
        return album if key.id == album.id else None
    if not isinstance(key, PhotoKey):
        return None
    photo = await context.service.albums.photo(opened, key, load=context.load_photos)
    return photo_of_album(context, photo, opened.event) if photo else None


async def _event_or_account(info: Info, photographer: Photographer, id: str) -> Event | User | None:
    service = info.context.service
    if id == photographer.user_id:
        return User.of(await service.accounts.me(photographer))
    event = await service.events.find(photographer, id)
    return Event.of(info.context, event) if event else None


async def _own_photo(info: Info, photographer: Photographer, key: PhotoKey) -> Photo | None:
    event = await info.context.service.events.find(photographer, key.event_id)
    (found,) = await info.context.load_photos([key]) if event else (None,)
    photos = await own_photos(info, [found], event) if event and found else []
    return photos[0] if photos else None
