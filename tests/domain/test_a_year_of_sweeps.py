"""A year of 10,000 events, with extensions, workers that die at any step, and messages that are lost or doubled."""

from __future__ import annotations

import inspect
import random
import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from domain.errors import EventExpired
from domain.expiry import REMINDER_BEFORE_END
from domain.job_models import Job
from domain.models import Accessor, Event, Photo, Photographer, PhotoStatus
from runtime.adapters import Adapters
from runtime.worker_wiring import jobs_of, sweep_of
from tests.fake_storage import original_key
from tests.in_memory_backend import InMemoryBackend

EVENTS = 10_000
YEAR, PERIOD = timedelta(days=365), timedelta(hours=6)
SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=60)
BETWEEN_SWEEPS = timedelta(minutes=3)
"""As long as a dead worker holds its job; one that lives is not waited for."""

DEATHS, LOSSES, DOUBLES = 0.01, 0.05, 0.05
PHOTO_BYTES = 1000

T = TypeVar("T")


class Death(BaseException):
    """Of a process."""


class Year:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.backend = InMemoryBackend()
        self.clock = self.backend.clock
        self.tables = self.backend.tables
        self.starts_at = self.clock.now
        self.lives: list[Event] = []
        self.ends: dict[str, datetime] = {}
        self.was_extended: set[str] = set()
        self.deaths = 0
        mortal = {
            name: self.mortal(getattr(self.backend.adapters, name))
            for name in ("deletion_marks", "deletion", "objects")
        }
        self.adapters: Adapters = replace(self.backend.adapters, jobs=self.mortal(self.backend.adapters.jobs), **mortal)

    def mortal(self, port: T) -> T:
        """Dies now and then before a call, or after it."""
        year = self

        class Mortal:
            def __getattr__(self, name: str) -> Any:
                method = getattr(port, name)
                self.__dict__[name] = year.dying(method) if inspect.iscoroutinefunction(method) else method
                return self.__dict__[name]

        return cast(T, Mortal())

    def dying(self, method: Any) -> Any:
        @wraps(method)
        async def call(*arguments: Any, **named: Any) -> Any:
            self.may_die()
            answer = await method(*arguments, **named)
            self.may_die()
            return answer

        return call

    def may_die(self) -> None:
        if self.random.random() < DEATHS:
            self.deaths += 1
            raise Death

    async def begin(self, number: int, photographer: Photographer) -> None:
        life = timedelta(seconds=self.random.uniform(SHORTEST.total_seconds(), LONGEST.total_seconds()))
        event = await self.backend.service.events.create(
            photographer, name=f"Event {number}", seconds_to_live=int(life.total_seconds())
        )
        photo = Photo(
            event_id=event.event_id,
            user_id=event.user_id,
            filename="cake.jpg",
            content_type="image/jpeg",
            size_bytes=PHOTO_BYTES,
            registered_at=self.clock(),
        )
        await self.backend.adapters.photos.register(event, [photo], quota_bytes=10**12, now=self.clock())
        await self.backend.adapters.photos.finish(photo.model_copy(update={"status": PhotoStatus.READY}))
        self.backend.store(original_key(photo), b"")
        accessor = Accessor(event_id=event.event_id, access_code="ABC34D", created_at=self.clock())
        await self.backend.adapters.accessors.add([accessor])
        self.lives.append(event)
        self.ends[event.event_id] = event.expires_at

    async def extend(self, event_id: str, photographer: Photographer) -> None:
        """To some later end: possible before the end, and never from then on."""
        event = self.tables.events.get(event_id)
        if event is None:
            assert self.clock() >= self.ends[event_id]
            return
        longer = event.seconds_to_live + self.random.randint(3600, 30 * 24 * 3600)
        is_over = self.clock() >= self.ends[event_id]
        try:
            extended = await self.backend.service.events.update(
                photographer, event_id, name=None, seconds_to_live=min(longer, int(YEAR.total_seconds()))
            )
        except EventExpired:
            assert is_over
        else:
            assert not is_over
            self.ends[event_id] = extended.expires_at
            self.was_extended.add(event_id)

    async def sweep(self) -> bool:
        """Sweeps once or twice, then does the enqueued jobs in any order, some never, some twice. False: none found."""
        is_quiet = True
        for _ in range(1 + (self.random.random() < DOUBLES)):
            try:
                report = await sweep_of(self.adapters, self.clock).sweep()
                is_quiet = is_quiet and not report.marked + report.enqueued
            except Death:
                is_quiet = False
        enqueued, self.backend.queue.enqueued = self.backend.queue.enqueued, []
        self.random.shuffle(enqueued)
        for job in enqueued:
            await self.work(job)
        return not is_quiet

    async def work(self, job: Job) -> None:
        if self.random.random() < LOSSES:
            return
        for _ in range(1 + (self.random.random() < DOUBLES)):
            with suppress(Death):
                await jobs_of(self.backend.settings, self.adapters, self.clock).work(job)

    def check(self) -> None:
        """Nothing went early, and nothing is kept for more than a period."""
        now = self.clock()
        kept = {key.split("/")[1] for key in self.backend.storage.originals}
        shown = {event_id for event_id, _ in self.tables.photos}
        opened = {event_id for event_id, _ in self.tables.accessors}
        alive = {event_id for event_id, end in self.ends.items() if end > now}
        overdue = {event_id for event_id, end in self.ends.items() if end <= now - PERIOD}
        assert alive <= kept & shown & opened & self.tables.events.keys()
        assert overdue.isdisjoint(kept | shown | opened)
        for event_id in [event_id for event_id in overdue if event_id not in self.tables.events]:
            del self.ends[event_id]


async def test_nothing_is_deleted_early_or_late_and_nothing_is_left() -> None:
    year = Year(seed=5)
    photographer = await year.backend.photographer()
    begins = sorted(year.random.uniform(0, YEAR.total_seconds()) for _ in range(EVENTS))
    last_end = year.starts_at + YEAR
    number = 0
    while year.clock() < last_end or year.tables.events:
        period_ends = year.clock() + PERIOD
        while number < EVENTS and year.starts_at + timedelta(seconds=begins[number]) < period_ends:
            await year.begin(number, photographer)
            number += 1
        for event_id in year.random.sample(sorted(year.ends), min(3, len(year.ends))):
            await year.extend(event_id, photographer)
        while year.clock() + BETWEEN_SWEEPS < period_ends:
            year.clock.now += BETWEEN_SWEEPS
            if not await year.sweep():
                break
        year.check()
        year.clock.now = period_ends

    assert number == EVENTS
    assert year.deaths > 500
    tables, storage = year.tables, year.backend.storage
    assert not (tables.photos or tables.accessors or tables.archives or storage.originals or storage.derived)
    assert tables.storage_bytes == {photographer.user_id: 0}
    check_mails(year)


def check_mails(year: Year) -> None:
    """Every owner gets a reminder and a mail at the end. Two only when a worker died between a mail and its record."""
    counts = Counter(mail.subject for mail in year.backend.mailer.sent if re.search("ends in|is deleted", mail.subject))
    assert {f"{event.name} is deleted" for event in year.lives} <= counts.keys()
    unextended = [event for event in year.lives if event.event_id not in year.was_extended]
    lasting = [event for event in unextended if event.seconds_to_live > (REMINDER_BEFORE_END + PERIOD).total_seconds()]
    assert {f"{event.name} ends in two days" for event in lasting} <= counts.keys()
    twice = sum(count - 1 for subject, count in counts.items() if "is deleted" in subject)
    assert twice < 0.05 * EVENTS
