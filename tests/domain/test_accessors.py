from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from domain import codes
from domain.accessors import Person
from domain.errors import EmailNotVerified, EventExpired, InvalidInput, NotFound, UserRefusals
from domain.models import Photographer, PhotoKey
from domain.photo_order import Listing
from runtime.wiring import RandomSources
from tests.in_memory_backend import ORIGIN, Clock, InMemoryBackend, some_id


async def test_a_code_is_issued_for_the_given_photos_with_a_link_that_contains_its_key() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    keys = await backend.upload(anna, event, "a.jpg", "b.jpg", "c.jpg")
    accessor = await backend.issue(anna, event, *keys[:2])
    assert accessor.images == {"a.jpg", "b.jpg"}
    assert (accessor.label, accessor.open_count, accessor.all_photos) == ("Ben", 0, False)
    key = codes.link_key(event.link_secret, accessor.access_code)
    assert backend.service.accessors.url(event, accessor) == f"{ORIGIN}/anna/wedding#{accessor.access_code}.{key}"


class TickingClock(Clock):
    def __call__(self) -> datetime:
        self.forward(seconds=1)
        return self.now


async def test_the_codes_of_one_list_are_created_at_one_time() -> None:
    """The page sorts codes by time and then by name."""
    backend = InMemoryBackend(clock=TickingClock())
    anna = await backend.photographer()
    event = await backend.event(anna)
    _, accessors = await backend.service.accessors.issue_many(anna, event.event_id, ["Zoe", "Anna"])
    assert len({accessor.created_at for accessor in accessors}) == 1


async def test_a_photo_that_is_not_the_events_own_is_not_found() -> None:
    backend = InMemoryBackend()
    anna, ben = await backend.photographer("anna"), await backend.photographer("ben")
    event, other = await backend.event(anna), await backend.event(ben)
    (bens,) = await backend.upload(ben, other, "ben.jpg")
    wrong = [bens, PhotoKey(event.event_id, "ben.jpg"), PhotoKey(event.event_id, ""), PhotoKey("", "ben.jpg")]
    for key in wrong:
        with pytest.raises(NotFound):
            await backend.issue(anna, event, key)
    assert not backend.tables.accessors


async def test_only_the_owner_of_a_live_event_issues_codes() -> None:
    backend = InMemoryBackend()
    anna, ben = await backend.photographer("anna"), await backend.photographer("ben")
    event = await backend.event(anna)
    accessor = await backend.issue(anna, event)
    for call in (
        backend.issue(ben, event),
        backend.service.accessors.issue_many(ben, event.event_id, ["x"]),
        backend.service.accessors.revoke(ben, event.event_id, accessor.access_code),
        update(backend, ben, event.event_id, accessor.access_code, person=Person("mine")),
        backend.service.accessors.revoke(anna, event.event_id, "000000"),
        backend.service.accessors.revoke(anna, event.event_id, "no code"),
        update(backend, anna, event.event_id, "000000"),
        update(backend, anna, some_id(3), accessor.access_code),
    ):
        with pytest.raises(NotFound):
            await call
    backend.clock.forward(days=7)
    with pytest.raises(EventExpired):
        await backend.issue(anna, event)


def update(
    backend: InMemoryBackend, photographer: Photographer, event_id: str, code: str, **changes: Any
) -> Awaitable[Any]:
    given: dict[str, Any] = {"all_photos": None, "add": [], "remove": [], **changes}
    return backend.service.accessors.update(photographer, event_id, code, **given)


async def test_issuing_codes_needs_a_verified_address_and_a_new_verification_counts_at_once() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer(verified=False)
    event = await backend.event(anna)
    for call in (backend.issue(anna, event), backend.service.accessors.issue_many(anna, event.event_id, [""])):
        with pytest.raises(EmailNotVerified):
            await call
    await backend.service.accounts.verify_email(backend.mailed_token("anna@example.com"))
    assert (await backend.issue(anna, event)).access_code


async def test_many_codes_are_returned_in_the_order_of_their_labels() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    labels = ["Ben", "", "Ben", *(f"guest {number}" for number in range(497))]
    _, accessors = await backend.service.accessors.issue_many(anna, event.event_id, labels)
    assert [accessor.label for accessor in accessors] == [label or None for label in labels]
    assert len({accessor.access_code for accessor in accessors}) == 500
    for wrong in ([], [""] * 501):
        with pytest.raises(InvalidInput):
            await backend.service.accessors.issue_many(anna, event.event_id, wrong)
    with pytest.raises(UserRefusals):
        await backend.service.accessors.issue_many(anna, event.event_id, ["x" * 101])


async def test_a_code_that_is_in_use_is_drawn_again_also_within_one_call() -> None:
    draws: Iterator[int] = iter([0] * 6 + [0] * 6 + [0] * 6 + [1] * 6 + [0] * 6 + [2] * 6)
    backend = InMemoryBackend(random_sources=RandomSources(random_below=lambda bound: next(draws) % bound))
    anna = await backend.photographer()
    event = await backend.event(anna)
    first = await backend.issue(anna, event)
    _, (second, third) = await backend.service.accessors.issue_many(anna, event.event_id, ["x", "y"])
    assert {first.access_code, second.access_code, third.access_code} == {"000000", "111111", "222222"}
    assert len(backend.tables.accessors) == 3


async def test_parallel_updates_lose_nothing() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    keys = await backend.upload(anna, event, *(f"{number}.jpg" for number in range(20)))
    accessor = await backend.issue(anna, event, *keys[:10])
    code = accessor.access_code
    await asyncio.gather(
        *(update(backend, anna, event.event_id, code, add=[key]) for key in keys[10:]),
        *(update(backend, anna, event.event_id, code, remove=[key]) for key in keys[:5]),
        update(backend, anna, event.event_id, code, person=Person("Clara")),
    )
    stored = backend.tables.accessors[event.event_id, code]
    assert stored.images == {key.filename for key in keys[5:]}
    assert stored.label == "Clara"


async def test_a_label_is_kept_changed_and_cleared() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    code = (await backend.issue(anna, event)).access_code
    for given, kept in ((None, "Ben"), ("  Clara\n ", "Clara"), ("", None)):
        await update(backend, anna, event.event_id, code.lower(), person=Person(given))
        assert backend.tables.accessors[event.event_id, code].label == kept


async def test_address_and_group_are_kept_changed_and_cleared() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    code = (await backend.issue(anna, event)).access_code
    steps = (
        (Person(email=" Ben@Example.com ", group=" Class\n3b "), ("Ben", "ben@example.com", "Class 3b")),
        (Person(), ("Ben", "ben@example.com", "Class 3b")),
        (Person(label="Benjamin", email=" "), ("Benjamin", None, "Class 3b")),
        (Person(group=""), ("Benjamin", None, None)),
    )
    for given, kept in steps:
        await update(backend, anna, event.event_id, code, person=given)
        stored = backend.tables.accessors[event.event_id, code]
        assert (stored.label, stored.email, stored.group) == kept


async def test_a_photo_can_not_be_added_and_removed_at_the_same_time() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    (key,) = await backend.upload(anna, event, "a.jpg")
    code = (await backend.issue(anna, event)).access_code
    with pytest.raises(InvalidInput):
        await update(backend, anna, event.event_id, code, add=[key], remove=[key])


async def test_the_photos_of_a_code_are_paged_in_order() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    keys = await backend.upload(anna, event, *(f"{number:02}.jpg" for number in range(25)))
    some, every = await backend.issue(anna, event, *keys[::2]), await backend.issue(anna, event, all_photos=True)
    for accessor, expected in ((some, keys[::2]), (every, keys)):
        seen: list[PhotoKey] = []
        listing, has_next, event = Listing(5), True, backend.tables.events[event.event_id]
        while has_next:
            page = await backend.service.accessors.photo_page(event, accessor, listing)
            seen += [photo.key for photo in page.items]
            listing, has_next = replace(listing, after=listing.position_after(page.items)), page.has_next
        assert seen == expected
        assert backend.service.accessors.photo_count(event, accessor) == len(expected)
