"""Sorting as the photographer does it: looking at the proposal, correcting it, publishing it and undoing that."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.codes import EVERYBODY_CARD
from domain.errors import Conflict, InvalidInput, NotFound, PhotosPending, SortingChanged
from domain.events import Events
from domain.models import Accessor, Clock, Event, Photo, Photographer, PhotoStatus
from domain.photo_order import LaneKey, key_of
from domain.ports.events import AccessorStore, PhotoStore
from domain.ports.sorting import SortingStore
from domain.sessions import Sessions
from domain.sorting.changes import MAX_CODES_A_PHOTO, Answer, Outcome, SortingChange, codes_in, named
from domain.sorting.current import CurrentSorting, Facts
from domain.sorting.log import Difference, Publication, unsettled
from domain.sorting.recent import RecentEvents

MAX_CHANGES = 500
MAX_CHANGES_OF_UNDO = 1 + 3 * MAX_CHANGES
"""All photos are released, then each gets its start and its codes back, then questions are open or answered again."""

MAX_PHOTOS_A_CALL = 500
MAX_QUESTION_CHARACTERS = 64
MAX_ATTEMPTS = 10
MAX_WRITES_AT_ONCE = 32
CODES_A_READ = 10_000
PHOTOS_A_READ = 1000
"""About what DynamoDB returns at a time. Reading them blocks the event loop for some 40 ms."""


@dataclass(frozen=True, kw_only=True)
class Sorting:
    events: Events
    accessors: AccessorStore
    photos: PhotoStore
    store: SortingStore
    sessions: Sessions
    clock: Clock
    recent: RecentEvents = field(default_factory=RecentEvents)

    async def current(self, event: Event) -> CurrentSorting:
        """The caller has checked that the event may be read."""
        return await self._proposed(await self._read(event))

    async def change(
        self, photographer: Photographer, event_id: str, changes: Sequence[SortingChange]
    ) -> tuple[CurrentSorting, list[SortingChange]]:
        """Corrects the proposal. Returns it, and the changes that undo these.

        Raises NotFound for a photo that is not ready, or a code that does not exist; InvalidInput or EventExpired.
        """
        _check_sizes(changes)
        event = await self.events.own(photographer, event_id)
        facts = await self._read(event)
        _check_names(changes, facts)
        outcome = Outcome.of(changes, facts.stored, facts.photos)
        undo = outcome.undo(facts.stored, facts.photos)
        await self._write(event, outcome, facts)
        return await self._proposed(_after(outcome, facts)), undo

    async def publish(
        self, photographer: Photographer, event_id: str, *, version: str, series_ids: Sequence[str] | None
    ) -> tuple[CurrentSorting, Publication | None]:
        """Gives photos to codes as the proposal with this version says; all of them, or those of some series.

        Returns None for the publication if nothing was left to publish. Safe to repeat: it then returns the same one.
        Raises SortingChanged, PhotosPending, EmailNotVerified, InvalidInput or EventExpired.
        """
        await self.sessions.require_verified_email(photographer)
        for _ in range(MAX_ATTEMPTS):
            event = await self.events.own(photographer, event_id)
            current = await self.current(event)
            if current.proposal.version != version:
                raise SortingChanged(field=["version"])
            if current.pending_photo_count:
                raise PhotosPending
            try:
                return await self._publish(current, series_ids)
            except Conflict:
                continue  # something else was published or undone meanwhile
        raise Conflict

    async def undo(self, photographer: Photographer, event_id: str, number: int) -> tuple[CurrentSorting, Publication]:
        """Takes back exactly what a publication changed. Safe to repeat. Raises NotFound or EventExpired."""
        for _ in range(MAX_ATTEMPTS):
            event = await self.events.own(photographer, event_id)
            current = await self.current(event)
            publication = next((each for each in current.facts.stored.log if each.number == number), None)
            if publication is None:
                raise NotFound
            try:
                return await self._undo(current, publication)
            except Conflict:
                continue
        raise Conflict

    async def _publish(
        self, current: CurrentSorting, series_ids: Sequence[str] | None
    ) -> tuple[CurrentSorting, Publication | None]:
        current = await self._settle_all(current)
        try:
            series = None if series_ids is None else [current.series_by_id[each] for each in series_ids]
        except KeyError:
            raise NotFound from None
        difference = current.plan(series)
        digest = _digest(current.proposal.version, series_ids)
        log, log_version = current.facts.stored.log, current.facts.stored.log_version
        if not difference:
            latest = log[-1] if log else None
            return current, latest if latest and latest.digest == digest and not latest.undone_at else None
        publication = Publication(
            number=log_version + 1,
            digest=digest,
            published_at=max(self.clock(), current.facts.newest_at),
            added=difference.added,
            removed=difference.removed,
        )
        await self.store.publish(current.event, publication, log_version=log_version)
        return await self._settled(_with_entry(current, publication), publication)

    async def _undo(self, current: CurrentSorting, publication: Publication) -> tuple[CurrentSorting, Publication]:
        current = await self._settle_all(current)
        if publication.undone_at:
            return current, publication
        undone = replace(
            publication, undone_at=self.clock(), is_settled=False, opened_count=current.opened_since(publication)
        )
        log_version = current.facts.stored.log_version
        await self.store.undo(current.event.event_id, undone, now=self.clock(), log_version=log_version)
        return await self._settled(_with_entry(current, undone), undone)

    async def _settle_all(self, current: CurrentSorting) -> CurrentSorting:
        """Finishes what a request that died has begun."""
        for publication in current.facts.stored.log:
            if not publication.is_settled:
                current, _ = await self._settled(current, publication)
        return current

    async def _settled(self, current: CurrentSorting, publication: Publication) -> tuple[CurrentSorting, Publication]:
        """Makes the lists of codes say what follows from the log."""
        for _ in range(MAX_ATTEMPTS):
            facts = current.facts
            entry = next(each for each in facts.log if each.number == publication.number)
            current = replace(current, facts=await self._give(facts, unsettled(entry, facts.log)))
            if await self.store.settle(facts.event.event_id, publication):
                settled = replace(publication, is_settled=True)
                return _with_entry(current, settled), settled
            # It was undone meanwhile. That may have removed photos before this request added them.
            current = await self.current(current.event)
            publication = next(each for each in current.facts.stored.log if each.number == publication.number)
        raise Conflict

    async def _give(self, facts: Facts, difference: Difference) -> Facts:
        """Changes the lists of codes, side by side. Passes over a code that was revoked meanwhile."""
        codes = sorted(difference.added.keys() | difference.removed.keys())
        room = asyncio.Semaphore(MAX_WRITES_AT_ONCE)
        nothing: frozenset[str] = frozenset()

        async def give(code: str) -> None:
            add, remove = difference.added.get(code, nothing), difference.removed.get(code, nothing)
            async with room:
                access_code = None if code == EVERYBODY_CARD else code
                await self.accessors.give(facts.event, access_code, add=add, remove=remove, now=self.clock())

        await asyncio.gather(*(give(code) for code in codes))
        return facts.after(difference)

    async def _write(self, event: Event, outcome: Outcome, facts: Facts) -> None:
        has_answers = outcome.answered or outcome.unanswered or outcome.are_cards_last is not None
        if has_answers:
            await self.store.answer(
                event,
                answered=outcome.answered,
                unanswered=outcome.unanswered,
                are_cards_last=outcome.are_cards_last,
            )
        await self.store.correct(event, outcome.corrections)
        await self._mark_cards(outcome, facts)

    async def _mark_cards(self, outcome: Outcome, facts: Facts) -> None:
        room = asyncio.Semaphore(MAX_WRITES_AT_ONCE)

        async def mark(photo: Photo, *, is_card: bool) -> None:
            async with room:
                await self.photos.mark_card(photo, is_card=is_card)

        changed = [(facts.photos[name], is_card) for name, is_card in outcome.cards.items()]
        await asyncio.gather(*(mark(photo, is_card=is_card) for photo, is_card in changed if photo.qr_card != is_card))

    async def _read(self, event: Event) -> Facts:
        """What was ready when the event was read is complete: photos that come later are pending until then."""
        stored, accessors, photos = await asyncio.gather(
            self.store.of_event(event.event_id), self._accessors(event.event_id), self._photos(event)
        )
        return Facts(event, photos, accessors, stored)

    async def _photos(self, event: Event) -> Mapping[str, Photo]:
        known = self.recent.photos(event)
        if known is not None:
            return known
        lanes = await asyncio.gather(*(self._lane(event.event_id, lane) for lane in sorted(event.lanes)))
        photos = {photo.filename: photo for lane in lanes for photo in lane}
        self.recent.keep_photos(event, photos)
        return photos

    async def _proposed(self, facts: Facts) -> CurrentSorting:
        """In a thread, so that other requests go on meanwhile."""
        known = self.recent.proposal(facts.event, facts.photos, facts.inputs)
        if known is not None:
            return CurrentSorting(facts, known)
        current = await asyncio.to_thread(CurrentSorting.of, facts)
        self.recent.keep_proposal(facts.event, facts.photos, facts.inputs, current.proposal)
        return current

    async def _accessors(self, event_id: str) -> dict[str, Accessor]:
        found: dict[str, Accessor] = {}
        after: str | None = None
        while True:
            page = await self.accessors.of_event(event_id, first=CODES_A_READ, after=after)
            found.update({accessor.access_code: accessor for accessor in page.items})
            if not page.has_next:
                return found
            after = page.items[-1].access_code

    async def _lane(self, event_id: str, lane: str) -> Sequence[Photo]:
        found: list[Photo] = []
        after: LaneKey | None = None
        while True:
            page = await self.photos.of_lane(
                event_id, lane, first=PHOTOS_A_READ, after=after, status=frozenset({PhotoStatus.READY})
            )
            found += page.items
            if not page.has_next:
                return found
            after = key_of(page.items[-1])


def _after(outcome: Outcome, facts: Facts) -> Facts:
    known = facts.photos
    changed = {name: is_card for name, is_card in outcome.cards.items() if known[name].qr_card != is_card}
    cards = {name: known[name].model_copy(update={"qr_card": is_card}) for name, is_card in changed.items()}
    return replace(facts, photos={**known, **cards} if cards else known, stored=outcome.applied_to(facts.stored))


def _with_entry(current: CurrentSorting, publication: Publication) -> CurrentSorting:
    """With a new or changed entry of the log."""
    stored = current.facts.stored
    log = {each.number: each for each in (*stored.log, publication)}
    entries = tuple(log[number] for number in sorted(log))
    facts = replace(current.facts, stored=replace(stored, log=entries))
    return replace(current, facts=facts)


def _digest(version: str, series_ids: Sequence[str] | None) -> str:
    text = "all" if series_ids is None else "\0".join(sorted(set(series_ids)))
    return hashlib.sha256(f"{version}\0{text}".encode()).hexdigest()[:32]


def _check_sizes(changes: Sequence[SortingChange]) -> None:
    photos = {name for change in changes for name in named(change)}
    if not 1 <= len(changes) <= MAX_CHANGES_OF_UNDO or len(photos) > MAX_PHOTOS_A_CALL:
        raise InvalidInput(
            f"Send 1 to {MAX_CHANGES} changes of at most {MAX_PHOTOS_A_CALL} photos at a time.", ["changes"]
        )
    if any(len(codes_in(change)) > MAX_CODES_A_PHOTO for change in changes):
        raise InvalidInput(f"A photo can be for at most {MAX_CODES_A_PHOTO} codes.", ["changes"])
    ids = (change.question_id for change in changes if isinstance(change, Answer))
    if not all(0 < len(each) <= MAX_QUESTION_CHARACTERS for each in ids):
        raise InvalidInput("There is no such question.", ["changes"])


def _check_names(changes: Sequence[SortingChange], facts: Facts) -> None:
    if any(name not in facts.photos for change in changes for name in named(change)):
        raise NotFound
    if not frozenset(code for change in changes for code in codes_in(change)) <= facts.accessors.keys():
        raise NotFound
