"""Which events stay in memory."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.models import Event
from domain.sorting.recent import MAX_EVENTS, RecentEvents


def event(number: int) -> Event:
    return Event(
        event_id=str(number),
        user_id="anna",
        name="Wedding",
        public_url=f"anna/{number}",
        created_at=datetime(2026, 6, 20, tzinfo=UTC),
        seconds_to_live=3600,
        link_secret="secret",
    )


def test_the_event_that_was_longest_not_used_goes_first() -> None:
    recent, events = RecentEvents(), [event(number) for number in range(MAX_EVENTS + 1)]
    *before, last = events
    for each in before:
        recent.keep_photos(each, {})
    assert recent.photos(events[0]) == {}
    recent.keep_photos(last, {})
    assert [each.event_id for each in events if recent.photos(each) is None] == ["1"]
