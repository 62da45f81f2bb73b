from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from media.exif import capture_time

TAKEN, SUBSECOND, OFFSET = 0x9003, 0x9291, 0x9011
DIGITIZED, DIGITIZED_SUBSECOND = 0x9004, 0x9292
EDITED = 0x0132


def at(*parts: int) -> datetime:
    year, month, day, hour, minute, second, milliseconds = parts
    return datetime(year, month, day, hour, minute, second, milliseconds * 1000, UTC)


@pytest.mark.parametrize(
    ("details", "instant"),
    [
        ({TAKEN: "2026:06:20 15:04:05"}, at(2026, 6, 20, 15, 4, 5, 0)),
        ({TAKEN: "2026:06:20 15:04:05", SUBSECOND: "5"}, at(2026, 6, 20, 15, 4, 5, 500)),
        ({TAKEN: "2026:06:20 15:04:05", SUBSECOND: "05"}, at(2026, 6, 20, 15, 4, 5, 50)),
        ({TAKEN: "2026:06:20 15:04:05", SUBSECOND: "123987"}, at(2026, 6, 20, 15, 4, 5, 123)),
        ({TAKEN: "2026:06:20 15:04:05", SUBSECOND: "  "}, at(2026, 6, 20, 15, 4, 5, 0)),
        ({TAKEN: "2026:06:20 15:04:05", OFFSET: "+05:30"}, at(2026, 6, 20, 9, 34, 5, 0)),
        ({TAKEN: "2026:01:01 00:30:00", OFFSET: "+01:00"}, at(2025, 12, 31, 23, 30, 0, 0)),
        ({TAKEN: "2026:06:20 15:04:05", OFFSET: "-08:00", SUBSECOND: "1"}, at(2026, 6, 20, 23, 4, 5, 100)),
        ({TAKEN: "2026:06:20 15:04:05", OFFSET: "   :  "}, at(2026, 6, 20, 15, 4, 5, 0)),
        ({TAKEN: "2026:06:20 15:04:05", OFFSET: "+99:00"}, at(2026, 6, 20, 15, 4, 5, 0)),
        ({TAKEN: "2026-06-20T15:04:05"}, at(2026, 6, 20, 15, 4, 5, 0)),
        ({TAKEN: b"2026:06:20 15:04:05\0"}, at(2026, 6, 20, 15, 4, 5, 0)),
        ({DIGITIZED: "2026:06:20 15:04:05", DIGITIZED_SUBSECOND: "7"}, at(2026, 6, 20, 15, 4, 5, 700)),
        ({TAKEN: "0000:00:00 00:00:00", DIGITIZED: "2026:06:20 15:04:05"}, at(2026, 6, 20, 15, 4, 5, 0)),
    ],
)
def test_the_capture_time_is_read_as_cameras_write_it(details: dict[int, object], instant: datetime) -> None:
    assert capture_time(details) == instant


@pytest.mark.parametrize(
    "details",
    [
        {},
        {TAKEN: ""},
        {TAKEN: "    :  :     :  :  "},
        {TAKEN: "0000:00:00 00:00:00"},
        {TAKEN: "2026:02:30 15:04:05"},
        {TAKEN: "2026:06:20 24:00:00"},
        {TAKEN: 20260620},
        {TAKEN: "0001:01:01 00:00:00", OFFSET: "+14:00"},
        {EDITED: "2026:06:20 15:04:05"},
    ],
)
def test_a_time_that_is_missing_or_impossible_is_none(details: dict[int, object]) -> None:
    assert capture_time(details) is None


def dated(parts: list[int]) -> str:
    """Text that resembles a time and is mostly invalid."""
    return "20{:02}:{:02}:{:02} {:02}:{:02}:{:02}".format(*parts)


TEXTS = (
    some.text("0123456789:+- TZ\0²٣é\udc80")
    | some.binary()
    | some.builds(dated, some.lists(some.integers(0, 99), min_size=6, max_size=6))
)


@given(some.dictionaries(some.sampled_from([TAKEN, SUBSECOND, OFFSET, DIGITIZED]), TEXTS))
def test_no_value_of_a_tag_raises(details: dict[int, object]) -> None:
    instant = capture_time(details)
    assert instant is None or instant.tzinfo is UTC
