from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from typing import Any

import pytest

from domain import codes
from domain.errors import EmailNotVerified, EventExpired, InvalidInput, NotFound, UserRefusals
from domain.models import Photographer, PhotoKey
from tests.world import ORIGIN, World, some_id
from wiring import Chance


async def test_a_code_is_issued_for_the_given_photos_with_a_link_that_carries_its_key() -> None:
    world = World()
    anna = await world.photographer()
    event = await world.event(anna)
    keys = await world.upload(anna, event, "a.jpg", "b.jpg", "c.jpg")
    accessor = await world.issue(anna, event, *keys[:2])
    assert accessor.images == {"a.jpg", "b.jpg"}
    assert (accessor.label, accessor.open_count, accessor.all_photos) == ("Ben", 0, False)
    key = codes.link_key(event.link_secret, accessor.access_code)
    assert world.service.accessors.url(event, accessor) == f"{ORIGIN}/anna/wedding#{accessor.access_code}.{key}"


async def test_a_photo_that_is_not_the_events_own_is_not_found() -> None:
    world = World()
    anna, ben = await world.photographer("anna"), await world.photographer("ben")
    event, other = await world.event(anna), await world.event(ben)
    (bens,) = await world.upload(ben, other, "ben.jpg")
    wrong = [bens, PhotoKey(event.event_id, "ben.jpg"), PhotoKey(event.event_id, ""), PhotoKey("", "ben.jpg")]
    for key in wrong:
        with pytest.raises(NotFound):
            await world.issue(anna, event, key)
    assert not world.tables.accessors


async def test_only_the_owner_of_a_living_event_gives_codes() -> None:
    world = World()
    anna, ben = await world.photographer("anna"), await world.photographer("ben")
    event = await world.event(anna)
    accessor = await world.issue(anna, event)
    for call in (
        world.issue(ben, event),
        world.service.accessors.issue_many(ben, event.event_id, ["x"]),
        world.service.accessors.revoke(ben, event.event_id, accessor.access_code),
        update(world, ben, event.event_id, accessor.access_code, label="mine"),
        world.service.accessors.revoke(anna, event.event_id, "000000"),
        world.service.accessors.revoke(anna, event.event_id, "no code"),
        update(world, anna, event.event_id, "000000"),
        update(world, anna, some_id(3), accessor.access_code),
    ):
        with pytest.raises(NotFound):
            await call
    world.clock.forward(days=7)
    with pytest.raises(EventExpired):
        await world.issue(anna, event)


def update(world: World, who: Photographer, event_id: str, code: str, **changes: Any) -> Awaitable[Any]:
    given: dict[str, Any] = {"label": None, "all_photos": None, "add": [], "remove": [], **changes}
    return world.service.accessors.update(who, event_id, code, **given)


async def test_codes_wait_for_a_confirmed_address_and_a_fresh_confirmation_counts_at_once() -> None:
    world = World()
    anna = await world.photographer(verified=False)
    event = await world.event(anna)
    for call in (world.issue(anna, event), world.service.accessors.issue_many(anna, event.event_id, [""])):
        with pytest.raises(EmailNotVerified):
            await call
    await world.service.accounts.verify_email(world.mailed_token("anna@example.com"))
    assert (await world.issue(anna, event)).access_code


async def test_many_codes_come_in_the_order_of_their_labels() -> None:
    world = World()
    anna = await world.photographer()
    event = await world.event(anna)
    labels = ["Ben", "", "Ben", *(f"guest {number}" for number in range(497))]
    _, accessors = await world.service.accessors.issue_many(anna, event.event_id, labels)
    assert [accessor.label for accessor in accessors] == [label or None for label in labels]
    assert len({accessor.access_code for accessor in accessors}) == 500
    for wrong in ([], [""] * 501):
        with pytest.raises(InvalidInput):
            await world.service.accessors.issue_many(anna, event.event_id, wrong)
    with pytest.raises(UserRefusals):
        await world.service.accessors.issue_many(anna, event.event_id, ["x" * 101])


async def test_a_code_that_is_in_use_is_drawn_again_also_within_one_call() -> None:
    draws: Iterator[int] = iter([0] * 6 + [0] * 6 + [0] * 6 + [1] * 6 + [0] * 6 + [2] * 6)
    world = World(chance=Chance(random_below=lambda bound: next(draws) % bound))
    anna = await world.photographer()
    event = await world.event(anna)
    first = await world.issue(anna, event)
    _, (second, third) = await world.service.accessors.issue_many(anna, event.event_id, ["x", "y"])
    assert {first.access_code, second.access_code, third.access_code} == {"000000", "111111", "222222"}
    assert len(world.tables.accessors) == 3


async def test_updates_side_by_side_lose_nothing() -> None:
    world = World()
    anna = await world.photographer()
    event = await world.event(anna)
    keys = await world.upload(anna, event, *(f"{number}.jpg" for number in range(20)))
    accessor = await world.issue(anna, event, *keys[:10])
    code = accessor.access_code
    await asyncio.gather(
        *(update(world, anna, event.event_id, code, add=[key]) for key in keys[10:]),
        *(update(world, anna, event.event_id, code, remove=[key]) for key in keys[:5]),
        update(world, anna, event.event_id, code, label="Clara"),
    )
    stored = world.tables.accessors[event.event_id, code]
    assert stored.images == {key.filename for key in keys[5:]}
    assert stored.label == "Clara"


async def test_a_label_is_kept_changed_and_cleared() -> None:
    world = World()
    anna = await world.photographer()
    event = await world.event(anna)
    code = (await world.issue(anna, event)).access_code
    for given, kept in ((None, "Ben"), ("  Clara\n ", "Clara"), ("", None)):
        await update(world, anna, event.event_id, code.lower(), label=given)
        assert world.tables.accessors[event.event_id, code].label == kept


async def test_a_photo_can_not_be_added_and_removed_at_once() -> None:
    world = World()
    anna = await world.photographer()
    event = await world.event(anna)
    (key,) = await world.upload(anna, event, "a.jpg")
    code = (await world.issue(anna, event)).access_code
    with pytest.raises(InvalidInput):
        await update(world, anna, event.event_id, code, add=[key], remove=[key])


async def test_the_photos_of_a_code_are_paged_in_order() -> None:
    world = World()
    anna = await world.photographer()
    event = await world.event(anna)
    keys = await world.upload(anna, event, *(f"{number:02}.jpg" for number in range(25)))
    some, every = await world.issue(anna, event, *keys[::2]), await world.issue(anna, event, all_photos=True)
    for accessor, expected in ((some, keys[::2]), (every, keys)):
        seen: list[PhotoKey] = []
        after: str | None = None
        has_next = True
        while has_next:
            page = await world.service.accessors.photos(accessor, first=5, after=after)
            seen += [photo.key for photo in page.items]
            after, has_next = seen[-1].filename, page.has_next
        assert seen == expected
        assert world.service.accessors.photo_count(world.tables.events[event.event_id], accessor) == len(expected)
