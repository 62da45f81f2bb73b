"""Crafted movies never misplace a patch (issue 11 A6)."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from domain.uploads import SPARSE_HEAD_BYTES, SPARSE_TAIL_BYTES
from media.file_type import MP4 as MP4_KIND
from media.location import remove_location
from tests.media.heif_files import box, full_box
from tests.media.location import movie_location_records as records
from tests.media.location.files_with_location import removal_of
from tests.media.location.test_location_in_movies import frames_of
from tests.media.location.viewer_copies import viewers_copy
from tests.media.movie_files import sample_entry, with_box, with_track
from tests.step_counting import LINEAR, growth

MP4 = (Path(__file__).parent / "samples" / "camera.mp4").read_bytes()
GOPRO = with_track(MP4, b"meta", sample_entry(b"gpmd"), [records.gopro()] * 3)


def with_chunk_at(offset: int) -> bytes:
    """GOPRO with another offset of its telemetry."""
    at = GOPRO.rindex(b"stco") + 12
    return GOPRO[:at] + offset.to_bytes(4) + GOPRO[at + 4 :]


def test_telemetry_behind_the_end_of_the_file_is_ignored() -> None:
    original = with_chunk_at(len(GOPRO) + 1000)
    copy = viewers_copy(original)
    assert b"gpmd" not in copy
    assert frames_of(copy) == frames_of(original)


@pytest.mark.parametrize("place", ["pictures", "boxes"])
def test_no_copy_where_telemetry_claims_to_be_another_track(place: str) -> None:
    at = {"pictures": GOPRO.index(b"mdat") + 20, "boxes": GOPRO.index(b"moov") + 20}
    assert removal_of(with_chunk_at(at[place])).location_may_remain


def test_no_copy_of_a_compressed_movie() -> None:
    assert removal_of(with_box(MP4, "moov", box(b"cmov", b"dcom"))).location_may_remain


def test_no_copy_where_boxes_exceed_their_container() -> None:
    assert removal_of(with_box(MP4, "moov/trak/mdia", b"\0\0\0\x40abcdefgh")).location_may_remain


def test_no_damage_to_boxes_misplaces_a_patch() -> None:
    numbers = random.Random(11)  # noqa: S311 - no secret
    start = GOPRO.index(b"moov") - 4
    for _ in range(400):
        damaged = bytearray(GOPRO[: numbers.choice((len(GOPRO), numbers.randrange(start, len(GOPRO))))])
        for at in numbers.choices(range(start, len(damaged)), k=3) if len(damaged) > start else ():
            damaged[at] = numbers.choice((0, 1, 0x7F, 0xFF))
        for offset, body in remove_location(BytesIO(damaged), len(damaged), MP4_KIND).patches:
            assert offset >= 0
            assert body
            assert offset + len(body) <= len(damaged)


def table(kind: bytes, *numbers: int) -> bytes:
    return full_box(kind, struct.pack(f">{len(numbers)}I", *numbers))


def with_tables(*tables: bytes) -> bytes:
    hdlr = full_box(b"hdlr", bytes(4), b"meta", bytes(13))
    stsd = full_box(b"stsd", struct.pack(">I", 1), sample_entry(b"gpmd"))
    return with_box(MP4, "moov", box(b"trak", box(b"mdia", hdlr, box(b"minf", box(b"stbl", stsd, *tables)))))


GROWING: dict[str, Callable[[int], bytes]] = {
    "boxes": lambda n: with_box(MP4, "moov/udta", box(b"abcd", b"x") * n),
    "padding": lambda n: MP4 + box(b"free", b"x" * 300) * n,
    "nested boxes": lambda n: MP4 + box(b"moov", box(b"udta", box(b"meta", box(b"udta", b"") * n))),
    "tracks": lambda n: with_box(MP4, "moov", box(b"trak", box(b"mdia", b"")) * n),
    "fragments": lambda n: MP4 + box(b"moof", box(b"traf", full_box(b"tfhd", struct.pack(">I", 1)))) * n,
    "runs that go to and fro": lambda n: with_tables(
        table(b"stsc", n, *(1, 1, 1, 1000, 1, 1) * (n // 2)), table(b"stco", 1000, *range(1000)), table(b"stsz", 1, 0)
    ),
    "chunks in pictures": lambda n: with_tables(
        table(b"stsc", 1, 1, 1, 1), table(b"stco", n, *range(60, 60 + n)), table(b"stsz", 1, n)
    ),
    "keys": lambda n: with_box(
        MP4, "moov", records.apple_meta(*[(b"com.apple.quicktime.location.name", b"Berlin")] * n)
    ),
    "beginnings of movies": lambda n: MP4 + box(b"sefd", (b"\0\0\0\x08ftyp\0") * n),
    "directories of Samsung's": lambda n: MP4 + box(b"sefd", b"SEFHSEFT\0\0\0\0" * n),
    "words of a text": lambda n: with_track(MP4, b"text", sample_entry(b"text", bytes(43)), [b"gps lat: N12 +52" * n]),
}


@pytest.mark.parametrize("made", GROWING.values(), ids=GROWING.keys())
def test_work_is_linear_in_the_size(made: Callable[[int], bytes]) -> None:
    def removal(size: int) -> Callable[[], object]:
        content = made(size)
        return lambda: removal_of(content)

    assert growth(removal, 250) < LINEAR


class CountedFile(BytesIO):
    """`read_bytes` counts all bytes read, repeated reads included."""

    read_bytes = 0

    def read(self, size: int | None = -1) -> bytes:
        content = super().read(size)
        self.read_bytes += len(content)
        return content


@pytest.mark.parametrize("made", GROWING.values(), ids=GROWING.keys())
def test_no_byte_is_read_again_and_again(made: Callable[[int], bytes]) -> None:
    file = CountedFile(made(1000))
    size_bytes = len(file.getbuffer())
    remove_location(file, size_bytes, MP4_KIND)
    assert file.read_bytes < 8 * size_bytes


@pytest.mark.parametrize(("samples", "step_bytes", "may_remain"), [(60, 10 << 20, False), (1000, 10 << 20, True)])
def test_telemetry_in_the_middle_of_a_large_video(
    tmp_path: Path, samples: int, step_bytes: int, *, may_remain: bool
) -> None:
    """A6: the middle is a hole in the file. It is zeroed without being read, while few of its blocks change."""
    offsets = [(1 << 20) + number * step_bytes for number in range(samples)]
    described = with_tables(
        table(b"stsc", 1, 1, 1, 1),
        full_box(b"co64", struct.pack(f">I{samples}Q", samples, *offsets)),
        table(b"stsz", 100, samples),
    )
    path, size_bytes = tmp_path / "large.mp4", offsets[-1] + (100 << 20)
    with path.open("wb") as file:
        file.write(described + b"\0\0\0\1mdat" + (size_bytes - len(described)).to_bytes(8))
        file.truncate(size_bytes)
    with path.open("rb") as file:
        removal = remove_location(file, size_bytes, MP4_KIND)
    assert removal.location_may_remain == may_remain
    zeroed = {offset for offset, body in removal.patches if body == bytes(100)}
    seen = {offset for offset in offsets if not SPARSE_HEAD_BYTES <= offset < size_bytes - SPARSE_TAIL_BYTES}
    assert zeroed == (set() if may_remain else set(offsets) - seen)


def test_no_copy_where_boxes_are_in_the_hole(tmp_path: Path) -> None:
    """A6"""
    path, size_bytes = tmp_path / "large.mp4", 600 << 20
    with path.open("wb") as file:
        file.write(MP4 + (300 << 20).to_bytes(4) + b"mdat")
        file.truncate(size_bytes)
    with path.open("rb") as file:
        assert remove_location(file, size_bytes, MP4_KIND).location_may_remain
