"""What publications have given to codes: a log, and what follows from it.

A publication adds photos to codes, and removes photos that earlier publications had added and that are proposed to
somebody else now. Undone ones count no more. Whatever else is in the list of a code was put there by hand: no
publication touches it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

Gifts = Mapping[str, frozenset[str]]
"""Filenames by access code, or by the word EVERYBODY_CARD."""


@dataclass(frozen=True)
class Publication:
    """The entry `number` of an event's log, from 1 on. `digest` identifies what was published.

    It is settled as soon as the lists of all codes say what follows from the log. `opened_count` is set when it is
    undone: the number of its codes that guests had opened since.
    """

    number: int
    digest: str
    published_at: datetime
    added: Gifts
    removed: Gifts
    is_settled: bool = False
    undone_at: datetime | None = None
    opened_count: int = 0


@dataclass(frozen=True)
class Difference:
    """How the lists of codes have to change."""

    added: Gifts
    removed: Gifts

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def of(self, code: str, filenames: frozenset[str]) -> frozenset[str]:
        """The list of a code afterwards."""
        return (filenames | self.added.get(code, frozenset())) - self.removed.get(code, frozenset())


def published(log: Iterable[Publication]) -> dict[str, frozenset[str]]:
    """What publications have given and neither they nor an undo have taken back."""
    found: dict[str, set[str]] = {}
    for publication in sorted(log, key=lambda each: each.number):
        if publication.undone_at:
            continue
        for code, filenames in publication.removed.items():
            found.setdefault(code, set()).difference_update(filenames)
        for code, filenames in publication.added.items():
            found.setdefault(code, set()).update(filenames)
    return {code: frozenset(filenames) for code, filenames in found.items() if filenames}


def planned(proposed: Mapping[str, frozenset[str]], *, given: Gifts, present: Gifts) -> Difference:
    """What a publication of `proposed` (codes by filename) has to change.

    `given` is what publications have given, `present` what the lists contain. A photo that was published, and removed
    from the list by hand since, is not added again.
    """
    added: dict[str, set[str]] = {}
    for filename, codes in proposed.items():
        for code in codes:
            if filename not in given.get(code, ()) and filename not in present.get(code, ()):
                added.setdefault(code, set()).add(filename)
    removed = {
        code: {name for name in filenames if name in proposed and code not in proposed[name]}
        for code, filenames in given.items()
    }
    return Difference(_frozen(added), _frozen(removed))


def unsettled(entry: Publication, log: Iterable[Publication]) -> Difference:
    """What the lists of codes may lack after a publication, or after its undoing, that did not finish.

    It is what the log says with it and would not say without it, so that doing it late or twice does no harm.
    """
    others = [each for each in log if each.number != entry.number]
    without, with_it = published(others), published([*others, replace(entry, undone_at=None)])
    before, after = (without, with_it) if entry.undone_at is None else (with_it, without)
    return Difference(_beyond(after, before), _beyond(before, after))


def _beyond(gifts: Gifts, others: Gifts) -> dict[str, frozenset[str]]:
    nothing: frozenset[str] = frozenset()
    return {code: more for code, names in gifts.items() if (more := names - others.get(code, nothing))}


def _frozen(gifts: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {code: frozenset(filenames) for code, filenames in gifts.items() if filenames}
