"""Layouts of archives are read by Python's zipfile, even ones too large to store."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from datetime import UTC, datetime

import pytest

from domain.models import Photo, RenditionKind
from domain.ports.archives import Entry, Layout
from media.zip import ZipLayout

TAKEN = datetime(2026, 6, 1, 14, 5, 7, tzinfo=UTC)


def entry(name: str, body: bytes = b"", *, size_bytes: int | None = None, crc32: int | None = None) -> Entry:
    size = len(body) if size_bytes is None else size_bytes
    photo = Photo(
        event_id="event",
        user_id="user",
        filename=name,
        content_type="image/jpeg",
        size_bytes=size,
        registered_at=TAKEN,
        sha256=body.hex(),
    )
    return Entry(photo, RenditionKind.ORIGINAL, name, size, zlib.crc32(body) if crc32 is None else crc32, TAKEN)


class LaidOut(io.RawIOBase):
    """The file of a layout. A body is the text in `sha256`, padded with zeros."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._position = 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def enqueue(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = 0) -> int:
        self._position = offset + (0, self._position, self._layout.size_bytes)[whence]
        return self._position

    def read(self, size: int = -1) -> bytes:
        left = self._layout.size_bytes - self._position
        end = self._position + (left if size < 0 else min(size, left))
        read = bytearray()
        for piece in self._layout.cut(self._position, end):
            if isinstance(piece, bytes):
                read += piece
            else:
                body = bytes.fromhex(piece.photo.sha256 or "")
                read += body[piece.start : piece.end].ljust(piece.size_bytes, b"\0")
        self._position = end
        return bytes(read)


def opened(*entries: Entry) -> zipfile.ZipFile:
    return zipfile.ZipFile(LaidOut(ZipLayout(entries)))


def test_every_file_is_read_back_with_its_name_and_time() -> None:
    names = ("cake.jpg", "Grüße.jpg", "花嫁 👰🏽‍♀️.jpg", "é.jpg", "שָׁלוֹם.jpg", "x" * 251 + ".jpg", "empty")
    bodies = {name: (name * 50 if name != "empty" else "").encode() for name in names}
    archive = opened(*(entry(name, body) for name, body in bodies.items()))

    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == bodies
    for info in archive.infolist():
        assert info.compress_type == zipfile.ZIP_STORED
        assert info.date_time == (2026, 6, 1, 14, 5, 6)
        assert info.flag_bits & 0x800
        assert info.external_attr >> 16 == 0o100644


def test_the_size_is_exact_and_any_part_can_be_made_by_itself() -> None:
    layout = ZipLayout([entry(f"{number}.jpg", bytes([number]) * 97 * number) for number in range(40)])
    whole = LaidOut(layout).read()
    assert len(whole) == layout.size_bytes
    assert zipfile.ZipFile(io.BytesIO(whole)).testzip() is None
    generator = random.Random(1)  # noqa: S311
    for _ in range(300):
        start, end = sorted(generator.sample(range(layout.size_bytes + 1), 2))
        part = LaidOut(layout)
        part.seek(start)
        assert part.read(end - start) == whole[start:end]


def test_sixty_gigabytes_of_videos_and_ten_thousand_photos_are_laid_out() -> None:
    large = [entry(f"{number}.mov", size_bytes=6_000_000_000) for number in range(10)]
    small = [entry(f"IMG_{number:05}.jpg", str(number).encode()) for number in range(10_000)]
    archive = opened(*large, *small)

    assert len(archive.infolist()) == 10_010
    assert archive.getinfo("9.mov").file_size == 6_000_000_000
    assert archive.getinfo("IMG_09999.jpg").header_offset > 60_000_000_000
    assert archive.read("IMG_09999.jpg") == b"9999"


def test_more_files_than_sixteen_bits_count() -> None:
    archive = opened(*(entry(f"{number}", b"x") for number in range(65_600)))
    assert len(archive.infolist()) == 65_600
    assert archive.read("65599") == b"x"


@pytest.mark.parametrize("size_bytes", [0xFFFFFFFE, 0xFFFFFFFF, 0x100000000])
def test_sizes_and_offsets_around_four_gibibytes(size_bytes: int) -> None:
    archive = opened(entry("large.mov", size_bytes=size_bytes), entry("cake.jpg", b"cake"))
    assert archive.getinfo("large.mov").file_size == size_bytes
    assert archive.read("cake.jpg") == b"cake"


@pytest.mark.parametrize(
    ("year", "expected"),
    [(1970, (1980, 1, 1, 0, 0, 0)), (2150, (2107, 6, 1, 14, 5, 6)), (1980, (1980, 6, 1, 14, 5, 6))],
)
def test_a_time_outside_of_a_zips_range_is_clamped(year: int, expected: tuple[int, ...]) -> None:
    odd = entry("cake.jpg", b"cake")
    archive = opened(Entry(odd.photo, odd.kind, odd.name, 4, odd.crc32, TAKEN.replace(year=year)))
    assert archive.infolist()[0].date_time == expected
