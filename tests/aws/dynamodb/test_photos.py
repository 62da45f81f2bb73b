from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.errors import BadRequest, Conflict, EventExpired, QuotaExceeded
from domain.models import Event, Photo, PhotoKey, PhotoStatus, Rendition
from domain.rejections import PhotoRejection
from tests.aws.conftest import Stores
from tests.aws.factories import NOW, a_photo, an_event, photos_of

QUOTA_BYTES = 10**9


async def _an_event(stores: Stores, **changes: object) -> Event:
    event = an_event(**changes)
    await stores.events.add(event)
    return event


async def _register(stores: Stores, event: Event, *photos: Photo, quota_bytes: int = QUOTA_BYTES) -> None:
    await stores.photos.register(event, photos, quota_bytes=quota_bytes, now=NOW)


async def _counts(stores: Stores, event: Event) -> tuple[int, int, int, int, int]:
    """Photos and bytes, ready photos and bytes, and the owner's storage usage."""
    stored = await stores.events.get(event.event_id)
    assert stored is not None
    used = await stores.users.storage_bytes(event.user_id)
    return stored.photo_count, stored.total_bytes, stored.ready_count, stored.ready_bytes, used


async def _names(stores: Stores, event: Event) -> list[str]:
    page = await stores.photos.of_event(event.event_id, first=1000, after=None)
    assert not page.has_next
    return [photo.filename for photo in page.items]


def _ready(photo: Photo) -> Photo:
    rendition = Rendition(content_type="image/webp", width=512, height=341, size_bytes=20_000)
    return photo.model_copy(
        update={
            "status": PhotoStatus.READY,
            "sha256": "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
            "crc32": 2**32 - 1,
            "uploaded_at": NOW,
            "taken_at": NOW - timedelta(days=1, microseconds=1000),
            "width": 6000,
            "height": 4000,
            "duration_seconds": 12.345,
            "placeholder": "3OcRJYB4d3h/iIeHeEh3eIhw+j2w",
            "thumbnail": rendition,
            "preview": rendition.model_copy(update={"width": 2048}),
            "card_codes": frozenset({"ABC34D", "EVERYBODY"}),
            "card_unread": True,
            "qr_card": True,
        }
    )


def _rejected(photo: Photo, code: PhotoRejection | None = PhotoRejection.NOT_A_PHOTO) -> Photo:
    return photo.model_copy(
        update={"status": PhotoStatus.REJECTED, "rejection": "It is a web page.", "rejection_code": code}
    )


async def test_registered_photos_are_stored_and_counted_once(stores: Stores) -> None:
    event = await _an_event(stores)
    first, second = a_photo(event, "1.png", size_bytes=2000), a_photo(event, "2.png", upload_id="u", sha256="s")
    await _register(stores, event, first, second)
    assert await stores.photos.get_many([second.key, first.key]) == {first.key: first, second.key: second}
    assert await _counts(stores, event) == (2, 3000, 0, 0, 3000)


async def test_a_hundred_photos_are_registered_at_once(stores_under_load: Stores) -> None:
    event = await _an_event(stores_under_load)
    photos = photos_of(event, 100)
    await _register(stores_under_load, event, *photos)
    assert await _names(stores_under_load, event) == [photo.filename for photo in photos]
    assert await _counts(stores_under_load, event) == (100, 100_000, 0, 0, 100_000)


async def test_a_conflict_returns_the_names_in_use_and_stores_nothing(stores: Stores) -> None:
    event = await _an_event(stores)
    await _register(stores, event, a_photo(event, "2.png"), a_photo(event, "3.png"))
    late = [a_photo(event, f"{n}.png", registered_at=NOW + timedelta(seconds=1)) for n in (1, 2, 3, 4)]
    with pytest.raises(Conflict) as refused:
        await _register(stores, event, *late)
    assert refused.value.names == {"2.png", "3.png"}
    assert await _names(stores, event) == ["2.png", "3.png"]
    assert await _counts(stores, event) == (2, 2000, 0, 0, 2000)


@pytest.mark.parametrize("taken", [["pic003.png"], ["pic099.png"], ["pic003.png", "pic099.png"]])
async def test_one_name_in_use_refuses_all_hundred_photos(stores_under_load: Stores, taken: list[str]) -> None:
    """At any position: the first 98 and the last two are in different transactions."""
    event = await _an_event(stores_under_load)
    first = [a_photo(event, name) for name in taken]
    await _register(stores_under_load, event, *first)
    before = await _counts(stores_under_load, event)
    with pytest.raises(Conflict) as refused:
        await _register(stores_under_load, event, *photos_of(event, 100, registered_at=NOW + timedelta(seconds=1)))
    assert refused.value.names == set(taken)
    assert await stores_under_load.photos.get_many([photo.key for photo in first]) == {p.key: p for p in first}
    assert await _names(stores_under_load, event) == taken
    assert await _counts(stores_under_load, event) == before


async def test_another_event_may_have_the_same_filename(stores: Stores) -> None:
    event, other = await _an_event(stores), await _an_event(stores)
    await _register(stores, event, a_photo(event))
    await _register(stores, other, a_photo(other))
    assert await _names(stores, other) == ["pic1.png"]


@pytest.mark.parametrize("count", [1, 100])
async def test_nothing_is_registered_in_an_expired_or_missing_event(stores_under_load: Stores, count: int) -> None:
    over = await _an_event(stores_under_load, created_at=NOW - timedelta(days=7))
    for event in (over, an_event()):
        with pytest.raises(EventExpired):
            await _register(stores_under_load, event, *photos_of(event, count))
        assert await _names(stores_under_load, event) == []
        assert await stores_under_load.users.storage_bytes(event.user_id) == 0


async def test_the_quota_holds_over_all_events_of_a_photographer(stores: Stores) -> None:
    event = await _an_event(stores)
    other = await _an_event(stores, user_id=event.user_id)
    await _register(stores, event, a_photo(event), quota_bytes=2000)
    with pytest.raises(QuotaExceeded):
        await _register(stores, other, a_photo(other, size_bytes=1001), quota_bytes=2000)
    await _register(stores, other, a_photo(other, size_bytes=1000), quota_bytes=2000)
    assert await _counts(stores, other) == (1, 1000, 0, 0, 2000)


@pytest.mark.parametrize("count", [1, 100])
async def test_a_first_registration_over_the_quota_is_refused(stores: Stores, count: int) -> None:
    event = await _an_event(stores)
    with pytest.raises(QuotaExceeded):
        await _register(stores, event, *photos_of(event, count), quota_bytes=count * 1000 - 1)
    assert await _names(stores, event) == []
    assert await _counts(stores, event) == (0, 0, 0, 0, 0)


async def test_concurrent_registrations_never_exceed_the_quota(stores_under_load: Stores) -> None:
    event = await _an_event(stores_under_load)
    attempts = [_register(stores_under_load, event, a_photo(event, f"{n}.png"), quota_bytes=5000) for n in range(12)]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(QuotaExceeded) == 7
    assert await _counts(stores_under_load, event) == (5, 5000, 0, 0, 5000)
    assert len(await _names(stores_under_load, event)) == 5


async def test_of_two_concurrent_registrations_of_the_same_names_at_most_one_is_stored_completely(
    stores_under_load: Stores,
) -> None:
    event = await _an_event(stores_under_load)
    rivals = [photos_of(event, 100, registered_at=NOW + timedelta(seconds=number)) for number in range(2)]
    attempts = [_register(stores_under_load, event, *photos) for photos in rivals]
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    stored = await stores_under_load.photos.get_many([photo.key for photo in rivals[0]])
    winners = [photos for photos, outcome in zip(rivals, outcomes, strict=True) if outcome is None]
    # They may conflict with each other, so that neither is stored.
    assert len(winners) < 2
    assert stored == {photo.key: photo for photos in winners for photo in photos}
    assert await _counts(stores_under_load, event) == (len(stored), len(stored) * 1000, 0, 0, len(stored) * 1000)


async def test_hundreds_are_read_at_once_and_each_key_once(stores: Stores) -> None:
    event = await _an_event(stores)
    photos = photos_of(event, 150)
    for some in (photos[:75], photos[75:]):
        await _register(stores, event, *some)
    keys = [photo.key for photo in photos]
    unknown = [PhotoKey(event.event_id, name) for name in ("none.png", "", "x" * 2000, "\ud800.png")]
    found = await stores.photos.get_many([*keys, *unknown, *keys])
    assert found == {photo.key: photo for photo in photos}
    assert await stores.photos.get_many([]) == {}


async def test_photos_are_listed_in_order_of_name_page_by_page(stores: Stores) -> None:
    event = await _an_event(stores)
    names = ["1.png", "Zebra.png", "cake (2).png", "cake.png", "Äpfel.png", "写真.png", "🎂.png"]
    await _register(stores, event, *(a_photo(event, name) for name in reversed(names)))
    assert await _names(stores, event) == names
    page = await stores.photos.of_event(event.event_id, first=3, after=names[1])
    assert ([photo.filename for photo in page.items], page.has_next) == (names[2:5], True)
    page = await stores.photos.of_event(event.event_id, first=3, after=names[3])
    assert ([photo.filename for photo in page.items], page.has_next) == (names[4:], False)
    with pytest.raises(BadRequest):
        await stores.photos.of_event(event.event_id, first=3, after="")


async def test_photos_of_some_status_fill_their_pages(stores: Stores) -> None:
    event = await _an_event(stores)
    photos = photos_of(event, 12)
    await _register(stores, event, *photos)
    for photo in photos[1::4]:
        await stores.photos.finish(_ready(photo))
    for photo in photos[2::4]:
        await stores.photos.finish(_rejected(photo))
    finished = frozenset({PhotoStatus.READY, PhotoStatus.REJECTED})
    page = await stores.photos.of_event(event.event_id, first=3, after="pic001.png", status=finished)
    assert [photo.filename for photo in page.items] == ["pic002.png", "pic005.png", "pic006.png"]
    assert page.has_next
    page = await stores.photos.of_event(event.event_id, first=2, after="pic006.png", status=finished)
    assert [photo.filename for photo in page.items] == ["pic009.png", "pic010.png"]
    assert not page.has_next


async def test_a_ready_photo_keeps_all_of_its_fields(stores: Stores) -> None:
    event = await _an_event(stores)
    photo = a_photo(event)
    await _register(stores, event, photo)
    assert await stores.photos.start_processing(photo)
    assert await stores.photos.finish(_ready(photo))
    assert await stores.photos.get_many([photo.key]) == {photo.key: _ready(photo)}
    assert await _counts(stores, event) == (1, 1000, 1, 1000, 1000)


async def test_a_rejected_photo_is_kept_but_not_counted(stores: Stores) -> None:
    event = await _an_event(stores)
    photo = a_photo(event)
    await _register(stores, event, photo, a_photo(event, "other.png"))
    assert await stores.photos.finish(_rejected(photo))
    assert await stores.photos.get_many([photo.key]) == {photo.key: _rejected(photo)}
    assert await _counts(stores, event) == (1, 1000, 0, 0, 1000)


async def test_a_rejected_photo_without_a_rejection_code_can_be_read(stores: Stores) -> None:
    event = await _an_event(stores)
    photo = a_photo(event)
    await _register(stores, event, photo)
    assert await stores.photos.finish(_rejected(photo, None))
    stored = (await stores.photos.get_many([photo.key]))[photo.key]
    assert (stored.rejection, stored.rejection_code) == ("It is a web page.", None)


async def test_a_job_may_start_again_until_the_photo_is_finished(stores: Stores) -> None:
    event = await _an_event(stores)
    photo = a_photo(event)
    await _register(stores, event, photo)
    assert [await stores.photos.start_processing(photo) for _ in range(2)] == [True, True]
    stored = (await stores.photos.get_many([photo.key]))[photo.key]
    assert stored == photo.model_copy(update={"status": PhotoStatus.PROCESSING, "attempts": 2})
    await stores.photos.finish(_ready(photo))
    assert not await stores.photos.start_processing(photo)


async def test_a_photo_is_finished_and_counted_once(stores: Stores) -> None:
    event = await _an_event(stores)
    photo = a_photo(event)
    await _register(stores, event, photo)
    outcomes = [_ready(photo), _ready(photo), _rejected(photo)]
    assert [await stores.photos.finish(outcome) for outcome in outcomes] == [True, False, False]
    assert await _counts(stores, event) == (1, 1000, 1, 1000, 1000)


async def test_one_of_several_concurrent_jobs_finishes_a_photo(stores_under_load: Stores) -> None:
    event = await _an_event(stores_under_load)
    photo = a_photo(event)
    await _register(stores_under_load, event, photo)
    outcomes = [_ready(photo), _rejected(photo)] * 4
    finished = await asyncio.gather(*map(stores_under_load.photos.finish, outcomes))
    assert sum(finished) == 1
    stored = (await stores_under_load.photos.get_many([photo.key]))[photo.key]
    assert stored == outcomes[finished.index(True)]


async def test_parallel_jobs_of_one_event_count_every_photo(stores_under_load: Stores) -> None:
    event = await _an_event(stores_under_load)
    photos = photos_of(event, 40)
    await _register(stores_under_load, event, *photos)
    outcomes = [_ready(photo) if number % 4 else _rejected(photo) for number, photo in enumerate(photos)]
    assert all(await asyncio.gather(*map(stores_under_load.photos.finish, outcomes)))
    assert await _counts(stores_under_load, event) == (30, 30_000, 30, 30_000, 30_000)


async def test_a_job_for_a_missing_photo_changes_nothing(stores: Stores) -> None:
    event = await _an_event(stores)
    photo = a_photo(event)
    assert not await stores.photos.start_processing(photo)
    assert not await stores.photos.finish(_ready(photo))
    assert await _counts(stores, event) == (0, 0, 0, 0, 0)


async def test_a_late_job_does_not_touch_a_new_photo_of_the_same_name(stores: Stores) -> None:
    event = await _an_event(stores)
    new, old = a_photo(event), a_photo(event, registered_at=NOW - timedelta(minutes=1))
    await _register(stores, event, new)
    assert not await stores.photos.start_processing(old)
    assert not await stores.photos.finish(_ready(old))
    assert await stores.photos.get_many([new.key]) == {new.key: new}


async def test_an_upload_is_replaced_only_if_it_is_the_known_one(stores: Stores) -> None:
    """B9: an open upload is replaced once."""
    event = await _an_event(stores)
    film = a_photo(event, "MVI_10", upload_id="old", size_bytes=2000)
    await _register(stores, event, film)

    replaced = await stores.photos.replace_upload(film, "new")
    assert replaced == film.model_copy(update={"upload_id": "new"})
    assert await stores.photos.replace_upload(film, "newer") is None
    assert await stores.photos.get_many([film.key]) == {film.key: replaced}


async def test_the_end_of_the_tickets_only_moves_later_and_only_while_a_photo_is_awaited(stores: Stores) -> None:
    event = await _an_event(stores)
    photo = a_photo(event, "a.jpg")
    soon, late = (photo.registered_at + timedelta(hours=hours) for hours in (2, 24))
    assert await stores.photos.keep_tickets_until(photo, late) is None
    await _register(stores, event, photo)

    kept = await stores.photos.keep_tickets_until(photo, late)
    assert kept == photo.model_copy(update={"tickets_until": late})
    assert await stores.photos.keep_tickets_until(photo, soon) is None
    assert await stores.photos.get_many([photo.key]) == {photo.key: kept}
    assert await stores.photos.start_processing(photo)
    assert await stores.photos.keep_tickets_until(photo, late + timedelta(hours=1)) is None


async def test_no_upload_is_replaced_for_a_photo_that_is_processed_or_missing(stores: Stores) -> None:
    """B9."""
    event = await _an_event(stores)
    film = a_photo(event, "MVI_10", upload_id="old", size_bytes=2000)
    assert await stores.photos.replace_upload(film, "new") is None
    await _register(stores, event, film)
    assert await stores.photos.start_processing(film)

    assert await stores.photos.replace_upload(film, "new") is None
    assert (await stores.photos.get_many([film.key]))[film.key].upload_id == "old"
