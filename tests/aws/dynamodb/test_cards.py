"""Photos of QR cards are counted on their event, and lists can leave them out."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import NamedTuple

import pytest

from domain.errors import Conflict
from domain.models import Event, Photo, PhotoStatus
from domain.photo_order import lane_of
from tests.aws.conftest import Stores
from tests.aws.factories import NOW, a_photo, an_event

READY = frozenset({PhotoStatus.READY})
CODES = frozenset({"ABC34D"})


class Counts(NamedTuple):
    ready: int
    cards: int
    card_bytes: int
    has_cards: bool


async def store(stores: Stores, *photos: tuple[str, dict[str, object]]) -> tuple[Event, list[Photo]]:
    event = an_event()
    await stores.events.add(event)
    registered = [a_photo(event, name) for name, _ in photos]
    await stores.photos.register(event, registered, quota_bytes=10**9, now=NOW)
    ready = {"status": PhotoStatus.READY, "crc32": 1, "uploaded_at": NOW}
    finished = [photo.model_copy(update=ready | fields) for photo, (_, fields) in zip(registered, photos, strict=True)]
    for photo in finished:
        assert await stores.photos.finish(photo)
    return event, finished


async def counts_of(stores: Stores, event: Event) -> Counts:
    stored = await stores.events.get(event.event_id)
    assert stored is not None
    return Counts(stored.ready_count, stored.card_count, stored.card_bytes, stored.has_cards)


async def stored_photo(stores: Stores, photo: Photo) -> Photo:
    return (await stores.photos.get_many([photo.key]))[photo.key]


READ: dict[str, object] = {"card_codes": CODES, "qr_card": True}
UNREAD: dict[str, object] = {"card_unread": True, "qr_card": True}


async def test_cards_are_counted_with_the_photo_that_shows_them(stores: Stores) -> None:
    event, _ = await store(stores, ("1.png", {}), ("2.png", UNREAD))
    assert await counts_of(stores, event) == (2, 1, 1000, False)
    event, photos = await store(stores, ("1.png", {}), ("2.png", UNREAD), ("3.png", READ))
    assert await counts_of(stores, event) == (3, 2, 2000, True)
    assert not await stores.photos.finish(photos[2])
    assert await counts_of(stores, event) == (3, 2, 2000, True)


async def test_lists_can_leave_cards_out(stores: Stores) -> None:
    event, (photo, *_) = await store(stores, ("1.png", {}), ("2.png", UNREAD), ("3.png", READ), ("4.png", {}))
    lists = stores.photos.of_event, partial(stores.photos.of_lane, lane=lane_of(photo))
    for read in lists:
        page = await read(event.event_id, first=2, after=None, status=READY, without_cards=True)
        assert ([each.filename for each in page.items], page.has_next) == (["1.png", "4.png"], False)
        page = await read(event.event_id, first=1, after=None, status=READY, without_cards=True)
        assert ([each.filename for each in page.items], page.has_next) == (["1.png"], True)
        page = await read(event.event_id, first=4, after=None, status=READY)
        assert [each.filename for each in page.items] == ["1.png", "2.png", "3.png", "4.png"]


async def test_what_the_photographer_says_is_counted_once(stores: Stores) -> None:
    event, (photo, card) = await store(stores, ("1.png", {}), ("2.png", READ))
    for _ in range(2):
        await stores.photos.mark_card(card, is_card=False)
        assert await counts_of(stores, event) == (2, 0, 0, True)
        assert await stored_photo(stores, card) == card.model_copy(update={"qr_card": False})
    for _ in range(2):
        await stores.photos.mark_card(photo, is_card=True)
        await stores.photos.mark_card(card, is_card=True)
        assert await counts_of(stores, event) == (2, 2, 2000, True)
    assert await stored_photo(stores, card) == card


async def test_the_first_card_that_is_named_makes_an_event_with_cards(stores: Stores) -> None:
    for fields in ({}, UNREAD):
        event, (photo,) = await store(stores, ("1.png", fields))
        await stores.photos.mark_card(photo, is_card=True)
        assert await counts_of(stores, event) == (1, 1, 1000, True)


async def test_marks_at_the_same_time_are_counted_once(stores_under_load: Stores) -> None:
    event, photos = await store(stores_under_load, ("1.png", {}), ("2.png", UNREAD), ("3.png", READ))
    mark = stores_under_load.photos.mark_card
    await asyncio.gather(*(mark(photo, is_card=True) for photo in photos for _ in range(3)))
    assert await counts_of(stores_under_load, event) == (3, 3, 3000, True)


async def test_no_other_photo_is_marked(stores: Stores) -> None:
    event, (card,) = await store(stores, ("1.png", READ))
    registered = a_photo(event, "2.png")
    await stores.photos.register(event, [registered], quota_bytes=10**9, now=NOW)
    earlier = card.model_copy(update={"registered_at": NOW - timedelta(minutes=1)})
    for photo in (registered, earlier, a_photo(event, "missing.png"), a_photo(an_event())):
        for is_card in (True, False):
            await stores.photos.mark_card(photo, is_card=is_card)
    assert await counts_of(stores, event) == (1, 1, 1000, True)
    assert await stored_photo(stores, card) == card
    assert await stored_photo(stores, registered) == registered


async def test_a_deleted_card_is_counted_no_more(stores: Stores) -> None:
    event, (photo, read, unread) = await store(stores, ("1.png", {}), ("2.png", READ), ("3.png", UNREAD))
    await stores.deletion_marks.mark_photos(event, [photo, read], now=NOW)
    assert await counts_of(stores, event) == (1, 1, 1000, True)
    await stores.photos.mark_card(read, is_card=False)
    assert await counts_of(stores, event) == (1, 1, 1000, True)
    await stores.deletion_marks.mark_photos(event, [unread], now=NOW)
    assert await counts_of(stores, event) == (0, 0, 0, True)


@pytest.mark.parametrize("fields", [{}, READ])
async def test_a_photo_that_is_marked_meanwhile_is_read_again_before_it_is_deleted(
    stores: Stores, fields: dict[str, object]
) -> None:
    event, (photo,) = await store(stores, ("1.png", fields))
    await stores.photos.mark_card(photo, is_card=not photo.qr_card)
    with pytest.raises(Conflict):
        await stores.deletion_marks.mark_photos(event, [photo], now=NOW)
    await stores.deletion_marks.mark_photos(event, [await stored_photo(stores, photo)], now=NOW)
    assert (await counts_of(stores, event))[:3] == (0, 0, 0)
