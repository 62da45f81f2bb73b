"""The order of photos, compared with a plain sort (issue 14, item 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.capture_time import Capture
from domain.known_captures import KnownCaptures
from domain.models import Event, Page, Photo, PhotoKey, PhotoStatus
from domain.photo_order import LaneKey, Listing, PhotoOrder, Position, is_of_camera, lane_of, natural
from tests.api_gateway_events import run
from tests.aws.factories import NOW, a_photo, an_event
from tests.fakes import FakePhotos
from tests.in_memory_backend import InMemoryBackend

ORDERS = some.sampled_from([*PhotoOrder])
ZONES = some.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu"])
NAMES = some.from_regex(r"\A(IMG_|DSC|a )?[0-9]{0,3}([-_. ][0-9]{1,2})?[a-c]?\.jpg\Z")
OFFSETS = some.dictionaries(some.sampled_from(["a" * 16, "b" * 16]), some.sampled_from([-7200, -1, 0, 2, 86_400]))
START = datetime(2026, 6, 20, 12, tzinfo=UTC)


def by_number(filename: str) -> list[tuple[int, int, int]]:
    """The model of natural order: a number stands where a digit does, is compared by value, then by leading zeros."""
    parts = re.findall(r"\d+|\D", filename)
    return [(ord("0"), int(part), len(part)) if part.isdigit() else (ord(part), 0, 0) for part in parts]


@some.composite
def photos(draw: some.DrawFn) -> dict[str, object]:
    """The fields of a photo. Its time has few values, so that there are ties."""
    if draw(some.integers(0, 4)) == 0:
        status = draw(some.sampled_from([*PhotoStatus]))
        return {"status": status, "camera_id": None}
    local = START + timedelta(seconds=draw(some.integers(0, 3)), milliseconds=draw(some.sampled_from([0, 0, 250])))
    offset = draw(some.sampled_from([None, None, 120, 345]))
    local += timedelta(minutes=offset or 0)
    return {
        "status": PhotoStatus.READY,
        "taken_local": local.replace(tzinfo=None).isoformat(timespec="milliseconds"),
        "utc_offset_minutes": offset,
        "camera_id": draw(some.sampled_from(["a" * 16, "b" * 16, None])),
    }


def taken_at(photo: Photo, event: Event) -> datetime | None:
    """The model of capture times."""
    if photo.status is not PhotoStatus.READY or photo.taken_local is None:
        return None
    local = datetime.fromisoformat(photo.taken_local)
    offset = timedelta(seconds=event.clock_offsets.get(photo.camera_id or "", 0))
    if photo.utc_offset_minutes is not None:
        return local.replace(tzinfo=UTC) - timedelta(minutes=photo.utc_offset_minutes) + offset
    return local.replace(tzinfo=ZoneInfo(event.time_zone)).astimezone(UTC) + offset


def sorted_plainly(found: Sequence[Photo], event: Event, listing: Listing) -> list[str]:
    by_name = sorted(found, key=lambda photo: natural(photo.filename), reverse=listing.is_descending)
    if listing.order is PhotoOrder.FILENAME:
        return [photo.filename for photo in by_name]
    times = {photo.filename: taken_at(photo, event) for photo in found}
    timed = [photo for photo in by_name if times[photo.filename]]
    timed.sort(key=lambda photo: times[photo.filename] or NOW, reverse=listing.is_descending)
    return [photo.filename for photo in (*timed, *(photo for photo in by_name if not times[photo.filename]))]


class Gallery:
    """One event over the fakes."""

    def __init__(self, zone: str) -> None:
        self.backend = InMemoryBackend()
        event = an_event(time_zone=zone)
        self.event_id = event.event_id
        self.backend.tables.events[self.event_id] = event
        self.photos = replace(self.backend.service.photos, known=KnownCaptures(min_names=0))

    @property
    def event(self) -> Event:
        return self.backend.tables.events[self.event_id]

    @property
    def stored(self) -> list[Photo]:
        return [*self.backend.tables.photos.values()]

    def add(self, filename: str, **fields: object) -> None:
        photo = a_photo(self.event, filename)
        if photo.key not in self.backend.tables.photos:
            counted = {"photo_count": self.event.photo_count + 1}
            self.backend.tables.events[self.event_id] = self.event.model_copy(update=counted)
        self.backend.tables.photos[photo.key] = photo
        if fields["status"] in (PhotoStatus.READY, PhotoStatus.REJECTED):
            assert run(self.backend.adapters.photos.finish(photo.model_copy(update=fields)))

    def move(self, zone: str, offsets: dict[str, int]) -> None:
        update = {"time_zone": zone, "clock_offsets": offsets}
        self.backend.tables.events[self.event_id] = self.event.model_copy(update=update)

    def page(self, listing: Listing, names: frozenset[str] | None = None) -> tuple[list[Photo], Position, bool]:
        photos = self.photos
        reading = (
            photos.page(self.event, listing) if names is None else photos.page_of_names(self.event, names, listing)
        )
        page = run(reading)
        assert len(page.items) == listing.first or not page.has_next
        return [*page.items], listing.position_after(page.items), page.has_next

    def pages(self, listing: Listing, names: frozenset[str] | None = None) -> Iterator[list[str]]:
        has_next = True
        while has_next:
            found, after, has_next = self.page(listing, names)
            yield [photo.filename for photo in found]
            listing = replace(listing, after=after)


@given(some.lists(NAMES, unique=True))
def test_filenames_are_in_natural_order(names: list[str]) -> None:
    assert sorted(names, key=natural) == sorted(names, key=by_number)
    assert len({natural(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("IMG_9998.jpg", "IMG_10000.jpg"),
        ("IMG_9.jpg", "IMG_10 (2).jpg"),
        ("2.jpg", "10.jpg"),
        ("a7.jpg", "a007.jpg"),
        ("a007.jpg", "a8.jpg"),
        ("a99999999.jpg", "a100000000.jpg"),
        ("a.jpg", "a1.jpg"),
        ("cake.jpg", "写真.jpg"),
        ("9" * 250, "1" + "0" * 250),
    ],
)
def test_the_first_filename_precedes_the_second(first: str, second: str) -> None:
    assert natural(first) < natural(second)
    assert natural(first).encode() < natural(second).encode()


@given(
    some.dictionaries(NAMES, photos(), max_size=25), ZONES, ORDERS, some.booleans(), some.integers(1, 9), some.data()
)
@settings(deadline=None)
def test_pages_are_a_plain_sort_for_events_and_for_codes_with_some_photos(
    shot: dict[str, dict[str, object]],
    zone: str,
    order: PhotoOrder,
    is_descending: bool,
    first: int,
    data: some.DataObject,
) -> None:
    gallery = Gallery(zone)
    for filename, fields in shot.items():
        gallery.add(filename, **fields)
    gallery.move(zone, data.draw(OFFSETS))
    listing = Listing(first, {}, order, is_descending)
    given_names = [name for page in gallery.pages(listing) for name in page]
    assert given_names == sorted_plainly(gallery.stored, gallery.event, listing)
    some_names = data.draw(some.sets(some.sampled_from(sorted(shot)))) if shot else set()
    of_code = [name for page in gallery.pages(listing, frozenset(some_names)) for name in page]
    assert of_code == [name for name in given_names if name in some_names]


@given(
    some.dictionaries(NAMES, photos(), min_size=1, max_size=20),
    some.booleans(),
    some.booleans(),
    some.integers(1, 5),
    some.data(),
)
@settings(deadline=None)
def test_paging_is_complete_and_without_repeats_while_photos_arrive_and_clocks_change(
    shot: dict[str, dict[str, object]], is_of_code: bool, is_descending: bool, first: int, data: some.DataObject
) -> None:
    gallery = Gallery("UTC")
    filenames = sorted(shot)
    names = frozenset(filenames) if is_of_code else None
    late = data.draw(some.sets(some.sampled_from(filenames)))
    always_there = set(filenames) - late
    for filename in filenames:
        fields = shot[filename]
        gallery.add(filename, **(fields | {"status": PhotoStatus.UPLOADING} if filename in late else fields))
    seen: list[str] = []
    listing, has_next = Listing(first, is_descending=is_descending), True
    while has_next:
        found, after, has_next = gallery.page(listing, names)
        seen += [photo.filename for photo in found]
        listing = replace(listing, after=after)
        gallery.move(data.draw(ZONES), data.draw(OFFSETS))
        for filename in data.draw(some.sets(some.sampled_from(sorted(late)))) if late else ():
            late.remove(filename)
            gallery.add(filename, **shot[filename])
    assert len(seen) == len(set(seen))
    assert always_there <= set(seen)


class CountingPhotos(FakePhotos):
    """Counts the photos that are read by name."""

    read_count = 0

    async def get_many(self, keys: Sequence[PhotoKey]) -> dict[PhotoKey, Photo]:
        self.read_count += len(keys)
        return await super().get_many(keys)


def shot_at(second: int) -> dict[str, object]:
    local = START + timedelta(seconds=second)
    return {
        "status": PhotoStatus.READY,
        "taken_local": local.replace(tzinfo=None).isoformat(timespec="milliseconds"),
        "camera_id": "a" * 16,
    }


def test_the_photos_of_a_large_code_are_read_once_and_then_those_of_each_page() -> None:
    gallery, count = Gallery("UTC"), 1000
    for number in range(count):
        gallery.add(f"{number}.jpg", **shot_at(number))
    store = CountingPhotos(gallery.backend.tables)
    gallery.photos = replace(gallery.backend.service.photos, photos=store)
    names = frozenset(photo.filename for photo in gallery.stored)
    reads: list[int] = []
    listing, has_next = Listing(100), True
    while has_next:
        found, after, has_next = gallery.page(listing, names)
        assert len(found) == 100
        listing = replace(listing, after=after)
        reads.append(store.read_count - sum(reads))
    assert reads == [count, *[101] * 8, 100]


def test_a_photo_with_the_name_of_a_deleted_one_stands_in_its_own_place() -> None:
    gallery = Gallery("UTC")
    for number, name in enumerate(["a.jpg", "b.jpg", "c.jpg", "d.jpg"]):
        gallery.add(name, **shot_at(number))
    names = frozenset({"a.jpg", "b.jpg", "c.jpg", "d.jpg"})
    assert [*gallery.pages(Listing(10), names)] == [["a.jpg", "b.jpg", "c.jpg", "d.jpg"]]
    del gallery.backend.tables.photos[PhotoKey(gallery.event_id, "b.jpg")]
    gallery.add("b.jpg", **shot_at(9))
    assert [*gallery.pages(Listing(10), names)] == [["a.jpg", "c.jpg", "d.jpg", "b.jpg"]]
    del gallery.backend.tables.photos[PhotoKey(gallery.event_id, "d.jpg")]
    assert [*gallery.pages(Listing(2), names)] == [["a.jpg", "c.jpg"], ["b.jpg"]]


def test_the_photos_that_a_process_remembers_are_bounded_and_those_of_the_last_events() -> None:
    known = KnownCaptures(max_captures=10)
    for event_id in ("first", "second"):
        known.keep(event_id, (Capture(f"{number}.jpg") for number in range(4)))
    assert len(known.of_event("first")) == 4
    known.keep("third", [Capture(f"{number}.jpg") for number in range(4)])
    assert [len(known.of_event(each)) for each in ("first", "second", "third")] == [4, 0, 4]
    known.keep("large", [Capture(f"{number}.jpg") for number in range(11)])
    assert [len(known.of_event(each)) for each in ("first", "third", "large")] == [0, 0, 0]


class FinishingPhotos(FakePhotos):
    """Another process finishes a photo just before one of the reads."""

    def __init__(self, gallery: Gallery, finished: Photo, reads_before: int) -> None:
        super().__init__(gallery.backend.tables)
        self.finished = finished
        self.reads_before = reads_before

    async def of_lane(
        self,
        event_id: str,
        lane: str,
        *,
        first: int,
        after: LaneKey | None,
        status: frozenset[PhotoStatus] | None = None,
        without_cards: bool = False,
        is_descending: bool = False,
    ) -> Page[Photo]:
        if self.reads_before == 0:
            assert await self.finish(self.finished)
        self.reads_before -= 1
        return await super().of_lane(
            event_id,
            lane,
            first=first,
            after=after,
            status=status,
            without_cards=without_cards,
            is_descending=is_descending,
        )


@pytest.mark.parametrize("reads_before", range(4))
@pytest.mark.parametrize("camera_id", ["a" * 16, "b" * 16, None])
def test_a_photo_that_becomes_ready_while_a_page_is_read_is_given_once(
    camera_id: str | None, reads_before: int
) -> None:
    gallery = Gallery("UTC")
    shot = {"taken_local": "2026-06-20T12:00:00.000", "camera_id": "a" * 16}
    gallery.add("first.jpg", status=PhotoStatus.READY, **shot)
    gallery.add("last.jpg", status=PhotoStatus.READY)
    gallery.add("late.jpg", status=PhotoStatus.PROCESSING)
    (late,) = (photo for photo in gallery.stored if photo.filename == "late.jpg")
    ready = late.model_copy(update=shot | {"status": PhotoStatus.READY, "camera_id": camera_id})
    reading = replace(gallery.backend.service.photos, photos=FinishingPhotos(gallery, ready, reads_before))
    page = run(reading.page(gallery.event, Listing(10)))
    assert sorted(photo.filename for photo in page.items) == ["first.jpg", "last.jpg", "late.jpg"]


def test_photos_of_more_cameras_than_an_event_has_lanes_for_are_listed_too() -> None:
    gallery = Gallery("Europe/Berlin")
    for number in range(50):
        gallery.add(
            f"{number}.jpg",
            status=PhotoStatus.READY,
            camera_id=f"{number:016}",
            taken_local=f"2026-06-20T12:00:{(number * 7) % 50:02}.000",
        )
    lanes = [lane_of(photo) for photo in gallery.stored]
    assert {lane for lane in lanes if not is_of_camera(lane)} == {"L"}
    assert len({lane for lane in lanes if is_of_camera(lane)}) >= 32
    names = [name for page in gallery.pages(Listing(7)) for name in page]
    assert names == sorted_plainly(gallery.stored, gallery.event, Listing(7))


def test_a_clock_in_the_hour_that_a_zone_skips_keeps_its_order() -> None:
    """It was not put forward: 02:30 is read as an instant after 03:00, but the camera shot it before."""
    gallery = Gallery("Europe/Berlin")
    times = {"c": "01:59:59.000", "b": "02:30:00.000", "a": "03:00:00.000", "d": "03:40:00.000"}
    for name, time in times.items():
        gallery.add(name, status=PhotoStatus.READY, camera_id="a" * 16, taken_local=f"2026-03-29T{time}")
    for first in (1, 3, 10):
        assert [name for page in gallery.pages(Listing(first)) for name in page] == ["c", "b", "a", "d"]
