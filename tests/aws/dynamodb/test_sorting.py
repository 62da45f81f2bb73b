from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import Conflict, InvalidInput
from domain.models import Event
from domain.sorting.log import Gifts, Publication
from domain.sorting.stored import NO_START, DeletedCard, PhotoCorrection, StoredSorting
from tests.aws.conftest import Stores
from tests.aws.factories import NOW, a_photo, an_accessor, an_event

NONE: frozenset[str] = frozenset()
BEN, CLEO = frozenset({"AAAAAA"}), frozenset({"BBBBBB"})


def a_publication(number: int = 1, added: Gifts | None = None) -> Publication:
    gifts = added or {"AAAAAA": frozenset({"pic1.png", "K\u00e4se (2).png"})}
    return Publication(number=number, digest="digest", published_at=NOW, added=gifts, removed={"BBBBBB": BEN})


async def answer(stores: Stores, event: Event, *answered: str, remove: frozenset[str] = NONE) -> None:
    await stores.sorting.answer(event, answered=frozenset(answered), unanswered=remove, are_cards_last=None)


async def test_nothing_is_stored_of_an_event_without_cards(stores: Stores) -> None:
    assert await stores.sorting.of_event(an_event().event_id) == StoredSorting()


async def test_corrections_of_two_devices_are_merged(stores: Stores) -> None:
    event = an_event()
    first = {"1.jpg": PhotoCorrection(start=BEN), "2.jpg": PhotoCorrection(start=NO_START, assigned=CLEO)}
    await stores.sorting.correct(event, first)
    await stores.sorting.correct(event, {"2.jpg": PhotoCorrection(assigned=BEN), "3#.jpg": PhotoCorrection(start=CLEO)})
    stored = await stores.sorting.of_event(event.event_id)
    assert stored.corrections == {
        "1.jpg": PhotoCorrection(start=BEN),
        "2.jpg": PhotoCorrection(assigned=BEN),
        "3#.jpg": PhotoCorrection(start=CLEO),
    }
    await stores.sorting.correct(event, {"1.jpg": PhotoCorrection(), "2.jpg": PhotoCorrection()})
    assert set((await stores.sorting.of_event(event.event_id)).corrections) == {"3#.jpg"}


async def test_answers_of_two_devices_are_merged(stores_under_load: Stores) -> None:
    event = an_event()
    await asyncio.gather(answer(stores_under_load, event, "q1", "q2"), answer(stores_under_load, event, "q3"))
    await stores_under_load.sorting.answer(
        event, answered=NONE, unanswered=frozenset({"q1", "q9"}), are_cards_last=True
    )
    stored = await stores_under_load.sorting.of_event(event.event_id)
    assert (stored.answered, stored.are_cards_last) == (frozenset({"q2", "q3"}), True)


async def test_looks_of_two_devices_are_merged(stores_under_load: Stores) -> None:
    event, sorting = an_event(), stores_under_load.sorting
    await sorting.look(event, looked_at=NONE, unlooked=frozenset({"l9"}))
    assert await sorting.of_event(event.event_id) == StoredSorting()
    await asyncio.gather(
        sorting.look(event, looked_at=frozenset({"l1", "l2"}), unlooked=NONE),
        sorting.look(event, looked_at=frozenset({"l3"}), unlooked=NONE),
    )
    await sorting.look(event, looked_at=NONE, unlooked=frozenset({"l1", "l9"}))
    assert (await sorting.of_event(event.event_id)).looked_at == frozenset({"l2", "l3"})


async def test_a_deleted_card_is_kept_once_for_each_photo_of_its_name(stores: Stores) -> None:
    event = an_event()
    photo = a_photo(event, taken_local="2026-06-20T12:00:00.000", card_codes=BEN, card_unread=True)
    again = photo.model_copy(update={"registered_at": NOW + timedelta(seconds=1)})
    cards = [DeletedCard(photo, start=CLEO), DeletedCard(again)]
    for _ in range(2):
        await stores.sorting.keep_deleted(cards)
    stored = await stores.sorting.of_event(event.event_id)
    assert sorted(stored.deleted_cards, key=lambda each: each.photo.registered_at) == cards


async def test_publications_are_kept_until_they_are_undone(stores: Stores) -> None:
    event, publication = an_event(), a_publication()
    await stores.sorting.publish(event, publication, log_version=0)
    assert (await stores.sorting.of_event(event.event_id)).log == (publication,)
    assert await stores.sorting.settle(event.event_id, publication)
    undone = replace(publication, undone_at=NOW, opened_count=3)
    await stores.sorting.undo(event.event_id, undone, now=NOW, log_version=1)
    stored = await stores.sorting.of_event(event.event_id)
    assert (stored.log, stored.log_version) == ((undone,), 2)
    assert not await stores.sorting.settle(event.event_id, publication)
    assert await stores.sorting.settle(event.event_id, undone)
    assert (await stores.sorting.of_event(event.event_id)).log == (replace(undone, is_settled=True),)


async def test_only_one_of_two_devices_writes_to_the_log(stores: Stores) -> None:
    event = an_event()
    await stores.sorting.publish(event, a_publication(), log_version=0)
    with pytest.raises(Conflict):
        await stores.sorting.publish(event, a_publication(added={"CCCCCC": BEN}), log_version=0)
    await stores.sorting.publish(event, a_publication(2), log_version=1)
    with pytest.raises(Conflict):
        await stores.sorting.undo(event.event_id, replace(a_publication(), undone_at=NOW), now=NOW, log_version=1)
    stored = await stores.sorting.of_event(event.event_id)
    assert (stored.log, stored.log_version) == ((a_publication(), a_publication(2)), 2)


async def test_ten_thousand_photos_are_one_publication(stores: Stores) -> None:
    event, names = an_event(), [f"2026-06-20 Anna & Ben {number:05}.jpg" for number in range(10_000)]
    added = {f"{number:06}": frozenset(names[number * 20 : number * 20 + 20]) for number in range(500)}
    await stores.sorting.publish(event, a_publication(added=added), log_version=0)
    assert (await stores.sorting.of_event(event.event_id)).log[0].added == added


async def test_what_is_for_everybody_comes_with_every_code(stores: Stores) -> None:
    event, names = an_event(), frozenset({"pic1.png", "pic2.png"})
    codes = [an_accessor(event.event_id, code, images=frozenset({"own.png"})) for code in ("000000", "ABC34D")]
    await stores.accessors.add(codes)
    assert (await stores.accessors.of_event(event.event_id, first=10, after=None)).items == tuple(codes)
    for _ in range(2):
        await stores.accessors.give(event, None, add=names, remove=NONE, now=NOW)
    await stores.accessors.give(event, None, add=NONE, remove=frozenset({"pic1.png", "other.png"}), now=NOW)
    joined = [code.model_copy(update={"for_everybody": frozenset({"pic2.png"})}) for code in codes]
    assert (await stores.accessors.of_event(event.event_id, first=10, after=None)).items == tuple(joined)
    page = await stores.accessors.of_event(event.event_id, first=1, after=None)
    assert (page.items, page.has_next) == ((joined[0],), True)
    assert (await stores.accessors.of_event(event.event_id, first=1, after="000000")).items == (joined[1],)
    assert await stores.accessors.get(event.event_id, "ABC34D") == joined[1]
    opened = await stores.accessors.count_opened(event.event_id, "ABC34D", NOW)
    assert opened
    assert opened.filenames == {"own.png", "pic2.png"}
    assert await stores.accessors.assigned_filenames(event.event_id) == {"own.png", "pic2.png"}
    # A changed accessor that is stored again has its own list alone.
    await stores.accessors.add([joined[0].model_copy(update={"access_code": "ZZZZZZ"})])
    await stores.accessors.give(event, None, add=NONE, remove=names, now=NOW)
    stored = await stores.accessors.get(event.event_id, "ZZZZZZ")
    assert stored
    assert stored.filenames == {"own.png"}


async def test_more_than_an_item_holds_is_refused(ministack_stores: Stores) -> None:
    event, names = an_event(), frozenset(f"{number:05}{'x' * 90}.jpg" for number in range(5000))
    with pytest.raises(InvalidInput, match="One code can't hold that many photos"):
        await ministack_stores.accessors.give(event, None, add=names, remove=NONE, now=NOW)
