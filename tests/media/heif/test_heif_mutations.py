"""Changed HEIC and AVIF files are rewritten or rejected, with bounded work (issue 11 A1)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.rendering import Unreadable
from media.file_type import detect_file_type
from media.heif.boxes import DamagedHeif
from media.heif.items import read_items
from media.heif.rewriter import HEIF_CODECS, rewrite_heif
from tests.media.heif.test_heif_rewriter import FILES

CONTAINERS = {b"meta": 12, b"iprp": 8, b"ipco": 8, b"iref": 12, b"iinf": 14}
"""Where their first box starts, counted from their own start."""

TYPES = (b"hvc1", b"av01", b"grid", b"unci", b"iovl", b"ispe", b"hvcC", b"auxC", b"dimg", b"auxl", b"free", b"meta")
NUMBERS = (0, 1, 2, 3, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
Edit = tuple[str, int, int, int]
"""Operation, box index, offset within the box, and a number or type."""


class CountedFile(BytesIO):
    bytes_read = 0

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        self.bytes_read += len(content)
        return content


def boxes(content: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of every box, within containers too."""
    while start + 8 <= end:
        size, box_type = struct.unpack_from(">I4s", content, start)
        if not 8 <= size <= end - start:
            return
        yield start, start + size
        if box_type in CONTAINERS:
            yield from boxes(content, start + CONTAINERS[box_type], start + size)
        start += size


def edited(content: bytes, edit: Edit) -> bytes:
    action, box_index, within, value = edit
    all_boxes = list(boxes(content, 0, len(content)))
    if not all_boxes:
        return content
    start, end = all_boxes[box_index % len(all_boxes)]
    at = start + within % min(end - start, 200)
    match action:
        case "remove":
            return content[:start] + content[end:]
        case "repeat":
            return content[:end] + content[start:end] + content[end:]
        case "retype":
            return content[: start + 4] + TYPES[value % len(TYPES)] + content[start + 8 :]
        case "cut":
            return content[:at]
        case _:
            width = 1 << value % 3
            number = NUMBERS[value % len(NUMBERS)] & ((1 << 8 * width) - 1)
            return content[:at] + number.to_bytes(width) + content[at + width :]


EDITS = st.tuples(
    st.sampled_from(["remove", "repeat", "retype", "cut", "number", "number", "number"]),
    st.integers(0, 60),
    st.integers(0, 199),
    st.integers(0, 44),
)


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(FILES)), st.lists(EDITS, min_size=1, max_size=4))
def test_any_change_of_structure_is_rewritten_or_rejected(name: str, edits: list[Edit]) -> None:
    content = FILES[name]
    for edit in edits:
        content = edited(content, edit)
    check(content)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(FILES)), st.integers(0, 1500), st.binary(min_size=1, max_size=16))
def test_any_change_of_bytes_is_rewritten_or_rejected(name: str, at: int, damage: bytes) -> None:
    whole = FILES[name]
    check(whole[:at] + damage + whole[at + len(damage) :])


def check(content: bytes) -> None:
    kind = detect_file_type(content)
    if kind not in HEIF_CODECS:
        return
    file = CountedFile(content)
    try:
        written = rewrite_heif(file, kind).content
    except (DamagedHeif, Unreadable):
        return
    finally:
        assert file.bytes_read <= 3 * len(content) + 16 * 100
    assert len(written) <= 2 * len(content) + 4096
    found = read_items(BytesIO(written), len(written))
    assert {item.item_type for item in found.items.values()} <= {HEIF_CODECS[kind].item_type, b"grid"}
