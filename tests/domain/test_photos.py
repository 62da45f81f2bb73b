from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest

from domain.errors import EventExpired, InvalidInput, NotFound, QuotaExceeded
from domain.models import PhotoFilter, PhotoKey, PhotoStatus
from domain.photo_order import Listing
from domain.uploads import MIB, UploadFile
from tests.in_memory_backend import InMemoryBackend, settings_with, some_id

SHA = "A" * 43 + "="
OTHER_SHA = "B" * 43 + "="


def jpeg(name: str = "cake.jpg", size_bytes: int = 10, sha256: str | None = SHA) -> UploadFile:
    return UploadFile(name, "image/jpeg", size_bytes, sha256)


async def test_each_file_gets_a_ticket_in_its_order() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    files = [jpeg(f"{number}.jpg", number + 1) for number in range(100)]
    _, tickets = await backend.service.uploads.request(anna, event.event_id, files)
    assert [ticket.photo.filename for ticket in tickets] == [file.filename for file in files]
    assert [ticket.steps[0].size_bytes for ticket in tickets] == [file.size_bytes for file in files]
    assert {ticket.photo.status for ticket in tickets} == {PhotoStatus.UPLOADING}
    stored = backend.tables.events[event.event_id]
    assert (stored.photo_count, stored.total_bytes) == (100, 5050)


async def test_requesting_an_upload_is_idempotent() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    _, first = await backend.service.uploads.request(anna, event.event_id, [jpeg()])
    _, again = await backend.service.uploads.request(anna, event.event_id, [jpeg(), jpeg()])
    assert [ticket.photo for ticket in again] == [first[0].photo] * 2
    assert backend.tables.events[event.event_id].photo_count == 1


async def test_a_file_that_is_stored_is_not_sent_again() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    (key,) = await backend.upload(anna, event, "cake.jpg")
    stored = backend.tables.photos[key]
    same = UploadFile("cake.jpg", "image/jpeg", stored.size_bytes, stored.sha256)
    _, (ticket,) = await backend.service.uploads.request(anna, event.event_id, [same])
    assert (ticket.already_uploaded, ticket.steps, ticket.photo.filename) == (True, (), "cake.jpg")


async def test_other_content_of_the_same_name_gets_a_free_name() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    files = [jpeg(), jpeg(sha256=OTHER_SHA), jpeg(sha256="C" * 43 + "=")]
    _, tickets = await backend.service.uploads.request(anna, event.event_id, files)
    assert [ticket.photo.filename for ticket in tickets] == ["cake.jpg", "cake (2).jpg", "cake (3).jpg"]
    _, (ticket,) = await backend.service.uploads.request(anna, event.event_id, [jpeg(sha256="D" * 43 + "=")])
    assert ticket.photo.filename == "cake (4).jpg"


async def test_parallel_requests_for_one_name_get_different_names() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    calls = (
        backend.service.uploads.request(anna, event.event_id, [jpeg(sha256=f"{number:0>43}=")]) for number in range(30)
    )
    tickets = [ticket for _, (ticket,) in await asyncio.gather(*calls)]
    assert len({ticket.photo.filename for ticket in tickets}) == 30
    assert backend.tables.events[event.event_id].photo_count == 30


async def test_a_large_file_comes_in_parts_that_cover_it() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    _, (ticket,) = await backend.service.uploads.request(anna, event.event_id, [jpeg(size_bytes=150 * MIB)])
    assert ticket.photo.upload_id
    assert [step.part_number for step in ticket.steps] == list(range(1, len(ticket.steps) + 1))
    assert all(a.offset + a.size_bytes == b.offset for a, b in pairwise(ticket.steps))
    assert sum(step.size_bytes for step in ticket.steps) == 150 * MIB


async def test_parts_are_joined_once_and_only_with_the_right_upload_id() -> None:
    backend = InMemoryBackend()
    anna, ben = await backend.photographer("anna"), await backend.photographer("ben")
    event = await backend.event(anna)
    _, (ticket,) = await backend.service.uploads.request(anna, event.event_id, [jpeg(size_bytes=150 * MIB)])
    key, upload_id = ticket.photo.key, ticket.photo.upload_id or ""
    parts = []
    for step in ticket.steps:
        answer = backend.storage.send("PUT", step.request.url, dict(step.request.headers), bytes(step.size_bytes))
        parts.append((step.part_number or 0, answer.headers["etag"]))
    complete = backend.service.uploads.complete
    for wrong in (parts[1:], [*parts, parts[0]], [(0, "etag")], []):
        with pytest.raises(InvalidInput):
            await complete(anna, key, upload_id, wrong)
    with pytest.raises(InvalidInput):
        await complete(anna, key, "another", parts)
    with pytest.raises(NotFound):
        await complete(ben, key, upload_id, parts)
    with pytest.raises(NotFound):
        await complete(anna, PhotoKey(event.event_id, "other.jpg"), upload_id, parts)
    _, first = await complete(anna, key, upload_id, parts)
    assert (await complete(anna, key, upload_id, parts[::-1]))[1] == first


async def test_the_quota_holds_over_all_events() -> None:
    backend = InMemoryBackend(settings=settings_with(quota_bytes=1000))
    anna = await backend.photographer()
    first, second = await backend.event(anna, "first"), await backend.event(anna, "second")
    await backend.service.uploads.request(anna, first.event_id, [jpeg(size_bytes=700)])
    with pytest.raises(QuotaExceeded):
        await backend.service.uploads.request(anna, second.event_id, [jpeg(size_bytes=301)])
    await backend.service.uploads.request(anna, second.event_id, [jpeg(size_bytes=300)])


async def test_nothing_is_registered_for_a_foreign_or_ended_event() -> None:
    backend = InMemoryBackend()
    anna, ben = await backend.photographer("anna"), await backend.photographer("ben")
    event = await backend.event(anna)
    for event_id in (event.event_id, some_id(7), "", "x"):
        with pytest.raises(NotFound):
            await backend.service.uploads.request(ben, event_id, [jpeg()])
    backend.clock.forward(days=7)
    with pytest.raises(EventExpired):
        await backend.service.uploads.request(anna, event.event_id, [jpeg()])
    assert not backend.tables.photos


async def test_a_ticket_ends_with_its_event() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna, seconds_to_live=3600)
    backend.clock.forward(minutes=50)
    _, (ticket,) = await backend.service.uploads.request(anna, event.event_id, [jpeg()])
    assert ticket.expires_at == event.expires_at


async def test_photos_can_be_filtered() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    keys = await backend.upload(anna, event, *(f"{number:03}.jpg" for number in range(150)))
    _, (bad,) = await backend.service.uploads.request(anna, event.event_id, [jpeg("bad.jpg", 3, None)])
    await backend.arrive(bad.photo, b"GIF")
    await backend.service.uploads.request(anna, event.event_id, [jpeg("coming.jpg")])
    await backend.issue(anna, event, *keys[:120])
    await backend.issue(anna, event, all_photos=True)

    async def listed(which: PhotoFilter, first: int = 500) -> list[str]:
        page = await backend.service.photos.page(backend.tables.events[event.event_id], Listing(first), which)
        return [photo.filename for photo in page.items]

    assert len(await listed(PhotoFilter.ALL)) == 152
    assert await listed(PhotoFilter.REJECTED) == ["bad.jpg"]
    assert await listed(PhotoFilter.PROCESSING) == ["coming.jpg"]
    assert await listed(PhotoFilter.QR_CARD) == []
    unassigned = [key.filename for key in keys[120:]] + ["bad.jpg", "coming.jpg"]
    assert await listed(PhotoFilter.UNASSIGNED) == unassigned
    assert await listed(PhotoFilter.UNASSIGNED, first=7) == unassigned[:7]


async def test_a_filtered_list_is_paged_without_gap_or_repeat() -> None:
    backend = InMemoryBackend()
    anna = await backend.photographer()
    event = await backend.event(anna)
    keys = await backend.upload(anna, event, *(f"{number:03}.jpg" for number in range(60)))
    await backend.issue(anna, event, *keys[::2])
    seen: list[str] = []
    listing = Listing(7)
    while True:
        page = await backend.service.photos.page(backend.tables.events[event.event_id], listing, PhotoFilter.UNASSIGNED)
        seen += [photo.filename for photo in page.items]
        if not page.has_next:
            break
        listing = replace(listing, after=listing.position_after(page.items))
    assert seen == [key.filename for key in keys[1::2]]
