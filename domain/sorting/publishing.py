"""Publishing a sorting, and undoing that. What a request that died has left undone, the next one finishes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from domain.codes import EVERYBODY_CARD
from domain.errors import Conflict, NotFound, PhotosPending, SortingChanged
from domain.events import Events
from domain.models import Clock, Photographer
from domain.ports.events import AccessorStore
from domain.ports.sorting import SortingStore
from domain.sessions import Sessions
from domain.sorting.current import CurrentSorting
from domain.sorting.facts import Facts
from domain.sorting.log import Difference, Publication, unsettled
from domain.sorting.reading import SortingReader
from domain.sorting.side_by_side import side_by_side

MAX_ATTEMPTS = 10


@dataclass(frozen=True, kw_only=True)
class Publishing:
    events: Events
    reader: SortingReader
    accessors: AccessorStore
    store: SortingStore
    sessions: Sessions
    clock: Clock

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
            # Finishing what was begun may read the proposal again, so its version is compared afterwards.
            current = await self._settle_all(await self.reader.current(event))
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
            current = await self._settle_all(await self.reader.current(event))
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
            current = await self.reader.current(current.event)
            publication = next(each for each in current.facts.stored.log if each.number == publication.number)
        raise Conflict

    async def _give(self, facts: Facts, difference: Difference) -> Facts:
        """Changes the lists of codes, side by side. Passes over a code that was revoked meanwhile."""
        nothing: frozenset[str] = frozenset()

        async def give(code: str) -> None:
            add, remove = difference.added.get(code, nothing), difference.removed.get(code, nothing)
            access_code = None if code == EVERYBODY_CARD else code
            await self.accessors.give(facts.event, access_code, add=add, remove=remove, now=self.clock())

        codes = sorted(difference.added.keys() | difference.removed.keys())
        await side_by_side(partial(give, code) for code in codes)
        return facts.after(difference)


def _with_entry(current: CurrentSorting, publication: Publication) -> CurrentSorting:
    stored = current.facts.stored.with_entry(publication)
    return replace(current, facts=replace(current.facts, stored=stored))


def _digest(version: str, series_ids: Sequence[str] | None) -> str:
    text = "all" if series_ids is None else "\0".join(sorted(set(series_ids)))
    return hashlib.sha256(f"{version}\0{text}".encode()).hexdigest()[:32]
