"""Archive parts contain every byte once, S3 accepts each, and the worker writes few bytes."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from aws.s3.archive_parts import WRITTEN_PART_BYTES, Part, copied_parts, written_parts
from aws.s3.multipart import COPIED_PART_BYTES, MIN_PART_BYTES
from domain.models import RenditionKind
from domain.ports.archives import Entry, Layout
from domain.uploads import MIB
from media.zip import ZipLayout
from tests.aws.factories import NOW, a_photo, an_event

EVENT = an_event()
GIB = 1024 * MIB


def laid_out(sizes: Sequence[int]) -> ZipLayout:
    names = [f"{number:05}.jpg" for number in range(len(sizes))]
    return ZipLayout(
        [
            Entry(a_photo(EVENT, name, size_bytes=size), RenditionKind.ORIGINAL, name, size, 1, NOW)
            for name, size in zip(names, sizes, strict=True)
        ]
    )


def check(layout: Layout, parts: Sequence[Part], start: int = 0, end: int | None = None) -> None:
    end = layout.size_bytes if end is None else end
    assert [part.start for part in parts] + [end] == [start] + [part.end for part in parts]
    for part in parts:
        assert part.written_bytes <= WRITTEN_PART_BYTES
        # S3 copies at most 5 GiB in one call,
        assert part.copied is None or part.size_bytes <= 5 * GIB
        if part.copied:
            copied_to = part.start + part.copied.size_bytes
            assert list(layout.cut(part.start, copied_to)) == [part.copied]
            check(layout, part.joined, copied_to, part.end)


def check_as_upload(layout: Layout, parts: Sequence[Part]) -> None:
    check(layout, parts)
    assert all(part.size_bytes >= MIN_PART_BYTES for part in parts[:-1])
    for part in parts:
        if part.copied and part.joined:
            assert part.copied.size_bytes >= MIN_PART_BYTES
        for photo_range in filter(None, (part.copied, *(following.copied for following in part.joined))):
            # and a range only of an object of more than 5 MiB.
            assert (
                photo_range.size_bytes == photo_range.photo.size_bytes or photo_range.photo.size_bytes > MIN_PART_BYTES
            )


_SIZES = random.Random(1)  # noqa: S311
PHOTOS_4_GB = [_SIZES.randint(3 * MIB, 15 * MIB) for _ in range(500)]
CASES = {
    "photos of a camera": PHOTOS_4_GB,
    "one small": [10],
    "one large": [100 * MIB],
    "one just large enough": [MIN_PART_BYTES],
    "one twice as large": [2 * MIN_PART_BYTES],
    "all small": [MIB] * 400,
    "small, then large": [MIB] * 100 + [50 * MIB] * 5,
    "large, then small": [50 * MIB] * 5 + [MIB] * 100,
    "alternating": [9 * MIB, 1, 4 * MIB, 5 * MIB] * 50,
    "videos": [6 * GIB] * 10,
    "videos around what is copied at a time": [
        COPIED_PART_BYTES + n for n in (-1, 0, 1, 5 * MIB - 1, 5 * MIB, 6 * MIB)
    ],
}


@pytest.mark.parametrize("sizes", CASES.values(), ids=CASES)
def test_parts_contain_every_byte_once_and_fit_s3(sizes: list[int]) -> None:
    layout = laid_out(sizes)
    check_as_upload(layout, copied_parts(layout))
    check_as_upload(layout, written_parts(layout))
    assert sum(part.written_bytes for part in written_parts(layout)) == layout.size_bytes


def test_parts_of_random_sizes_fit_s3() -> None:
    generator = random.Random(2)  # noqa: S311
    for _ in range(200):
        sizes = [int(2 ** generator.uniform(0, 34)) for _ in range(generator.randint(1, 40))]
        layout = laid_out(sizes)
        check_as_upload(layout, copied_parts(layout))


def test_almost_all_of_an_album_is_copied() -> None:
    layout = laid_out(PHOTOS_4_GB)
    assert sum(part.written_bytes for part in copied_parts(layout)) < 0.005 * layout.size_bytes


def test_the_largest_archives_have_at_most_ten_thousand_parts() -> None:
    assert len(written_parts(laid_out([6 * GIB] * 100))) <= 10_000
