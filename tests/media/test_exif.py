from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from domain.rendering import CaptureTime
from media.exif import capture_time
from media.sandbox.result_checks import plausible_capture_time

TAKEN, SUBSECOND, OFFSET = 0x9003, 0x9291, 0x9011
DIGITIZED, DIGITIZED_SUBSECOND = 0x9004, 0x9292
EDITED, EDITED_OFFSET = 0x0132, 0x9010
GPS_TIME, GPS_DATE = 7, 29
AT = "2026:06:20 15:04:05"
LOCAL = "2026-06-20T15:04:05.000"


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({TAKEN: AT}, CaptureTime(LOCAL)),
        ({TAKEN: AT, SUBSECOND: "5"}, CaptureTime("2026-06-20T15:04:05.500")),
        ({TAKEN: AT, SUBSECOND: "05"}, CaptureTime("2026-06-20T15:04:05.050")),
        ({TAKEN: AT, SUBSECOND: "123987"}, CaptureTime("2026-06-20T15:04:05.123")),
        ({TAKEN: AT, SUBSECOND: "  "}, CaptureTime(LOCAL)),
        ({TAKEN: AT, OFFSET: "+05:30"}, CaptureTime(LOCAL, 330)),
        ({TAKEN: "2026:01:01 00:30:00", OFFSET: "+01:00"}, CaptureTime("2026-01-01T00:30:00.000", 60)),
        ({TAKEN: AT, OFFSET: "-08:00", SUBSECOND: "1"}, CaptureTime("2026-06-20T15:04:05.100", -480)),
        ({TAKEN: AT, EDITED_OFFSET: "+02:00"}, CaptureTime(LOCAL, 120)),
        ({TAKEN: AT, OFFSET: "+01:00", EDITED_OFFSET: "+02:00"}, CaptureTime(LOCAL, 60)),
        ({TAKEN: AT, OFFSET: "   :  "}, CaptureTime(LOCAL)),
        ({TAKEN: AT, OFFSET: "+99:00"}, CaptureTime(LOCAL)),
        ({TAKEN: "2026-06-20T15:04:05"}, CaptureTime(LOCAL)),
        ({TAKEN: b"2026:06:20 15:04:05\0"}, CaptureTime(LOCAL)),
        ({DIGITIZED: AT, DIGITIZED_SUBSECOND: "7"}, CaptureTime("2026-06-20T15:04:05.700")),
        ({TAKEN: "0000:00:00 00:00:00", DIGITIZED: AT}, CaptureTime(LOCAL)),
    ],
)
def test_the_capture_time_is_read_as_cameras_write_it(details: dict[int, object], expected: CaptureTime) -> None:
    assert capture_time(details) == plausible_capture_time(expected) == expected


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
        {EDITED: AT},
    ],
)
def test_a_time_that_is_missing_or_impossible_is_none(details: dict[int, object]) -> None:
    assert capture_time(details) is None


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (CaptureTime("0001-01-01T00:00:00.000", 840), None),
        (CaptureTime("2026-02-30T15:04:05.000"), None),
        (CaptureTime("2026-06-20T15:04:05"), None),
        (CaptureTime(LOCAL, 841), CaptureTime(LOCAL)),
        (CaptureTime(LOCAL, -721), CaptureTime(LOCAL)),
        (CaptureTime(LOCAL, 60, 10**10), CaptureTime(LOCAL, 60)),
        (CaptureTime(LOCAL, 841, -37), CaptureTime(LOCAL, None, -37)),
        (None, None),
    ],
)
def test_an_implausible_time_is_dropped(time: CaptureTime | None, expected: CaptureTime | None) -> None:
    assert plausible_capture_time(time) == expected


ZONES = some.sampled_from([-720, -210, 0, 60, 120, 330, 345, 765, 825, 840])
DAY = datetime(2026, 6, 20, tzinfo=UTC)


@given(some.integers(0, 86_399), ZONES, some.integers(-299, 299))
@example(0, 840, 0)
def test_the_time_of_a_gps_fix_tells_the_offset_of_the_clock(second: int, minutes: int, late: int) -> None:
    """Although the fix is some minutes old, or the clock is wrong by so much (issue 14, item 2)."""
    fix = DAY + timedelta(seconds=second)
    clock = (fix + timedelta(seconds=late)).astimezone(timezone(timedelta(minutes=minutes)))
    gps = {GPS_DATE: f"{fix:%Y:%m:%d}", GPS_TIME: (Fraction(fix.hour), Fraction(fix.minute), Fraction(fix.second))}
    taken = capture_time({TAKEN: f"{clock:%Y:%m:%d %H:%M:%S}"}, gps)
    local = datetime.fromisoformat(f"{clock:%Y-%m-%dT%H:%M:%S}.000")
    assert taken == CaptureTime(local.isoformat(timespec="milliseconds"), minutes, -60 * minutes - late)


@pytest.mark.parametrize(
    ("gps", "seconds"),
    [
        ({GPS_DATE: "2026:06:20", GPS_TIME: (13, 12, 0)}, -6725),
        ({GPS_DATE: "2026:06:20", GPS_TIME: (13, 19, 0)}, -6305),
        ({GPS_DATE: "2026:06:25", GPS_TIME: (13, 4, 5)}, 5 * 86400 - 7200),
        ({GPS_DATE: "2026:06:20", GPS_TIME: (15, 4, Fraction(559, 100))}, 1),
        ({GPS_DATE: "2026:06:20"}, None),
        ({GPS_TIME: (13, 4, 5)}, None),
        ({GPS_DATE: "2026:06:20", GPS_TIME: (13, 4)}, None),
        ({GPS_DATE: "2026:06:20", GPS_TIME: (13, 4, float("nan"))}, None),
        ({GPS_DATE: "2026:06:20", GPS_TIME: (float("inf"), 4, 5)}, None),
        ({GPS_DATE: "2026:06:20", GPS_TIME: 13}, None),
    ],
)
def test_a_gps_time_that_fits_no_zone_tells_only_how_wrong_the_clock_is(
    gps: dict[int, object], seconds: int | None
) -> None:
    assert capture_time({TAKEN: AT}, gps) == CaptureTime(LOCAL, 0 if seconds == 1 else None, seconds)


def dated(parts: list[int]) -> str:
    """Text that resembles a time and is mostly invalid."""
    return "20{:02}:{:02}:{:02} {:02}:{:02}:{:02}".format(*parts)


TEXTS = (
    some.text("0123456789:+- TZ\0²٣é\udc80")
    | some.binary()
    | some.builds(dated, some.lists(some.integers(0, 99), min_size=6, max_size=6))
)


@given(
    some.dictionaries(some.sampled_from([TAKEN, SUBSECOND, OFFSET, EDITED_OFFSET, DIGITIZED]), TEXTS),
    some.dictionaries(some.sampled_from([GPS_TIME, GPS_DATE]), TEXTS | some.lists(some.floats())),
)
def test_no_value_of_a_tag_raises(details: dict[int, object], gps: dict[int, object]) -> None:
    taken = capture_time(details, gps)
    assert taken is None or datetime.fromisoformat(taken.local).tzinfo is None
