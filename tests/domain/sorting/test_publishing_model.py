"""Publishing, undoing and giving by hand, in any order, against what a photographer would say of each photo."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from domain.sorting.log import Difference, Publication, planned, published, unsettled
from tests.aws.factories import NOW

CODES, PHOTOS, STEPS = ("Ben", "Cleo", "Dora"), tuple("12345"), 40
Pair = tuple[str, str]


class Event:
    """The lists of codes, and the log. `by_hand` says who has put each photo where it is."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.lists: dict[str, frozenset[str]] = dict.fromkeys(CODES, frozenset())
        self.log: list[Publication] = []
        self.proposed: dict[str, frozenset[str]] = {}
        self.by_hand: set[Pair] = set()
        self.removed_by_hand: set[Pair] = set()
        self.propose()

    def propose(self) -> None:
        """Whatever the cards and corrections say now."""
        self.proposed = {photo: frozenset(self._some(CODES)) for photo in PHOTOS}

    def publish(self) -> None:
        chosen = {photo: self.proposed[photo] for photo in self._some(PHOTOS)}
        difference = planned(chosen, given=published(self.log), present=self.lists)
        if not difference:
            return
        number = len(self.log) + 1
        entry = Publication(number, "", NOW, difference.added, difference.removed)
        self.log.append(entry)
        self._apply(unsettled(entry, self.log))

    def undo(self) -> None:
        live = [index for index, entry in enumerate(self.log) if entry.undone_at is None]
        if not live:
            return
        index = self.random.choice(live)
        entry = self.log[index]
        self.log[index] = Publication(entry.number, "", NOW, entry.added, entry.removed, undone_at=NOW)
        self._apply(unsettled(self.log[index], self.log))

    def give_by_hand(self) -> None:
        pair = self.random.choice([(code, photo) for code in CODES for photo in PHOTOS])
        if pair[1] not in self.lists[pair[0]]:
            self.lists[pair[0]] |= {pair[1]}
            # What was published, removed by hand and put back is what was published.
            if pair[1] not in published(self.log).get(pair[0], ()):
                self.by_hand.add(pair)

    def remove_by_hand(self) -> None:
        code, photo = self.random.choice([(code, photo) for code in CODES for photo in PHOTOS])
        if photo in self.lists[code]:
            self.lists[code] -= {photo}
            self.by_hand.discard((code, photo))
            self.removed_by_hand.add((code, photo))

    def _apply(self, difference: Difference) -> None:
        """As far as it came: the rest is done again. What an undo gives back counts as published, as it did before."""
        self.by_hand -= {(code, name) for code, names in difference.added.items() for name in names}
        for code in self._some(CODES):
            self.lists[code] = difference.of(code, self.lists[code])
        for code in CODES:
            self.lists[code] = difference.of(code, self.lists[code])

    def _some(self, of: tuple[str, ...]) -> list[str]:
        return [each for each in of if self.random.random() < 0.6]

    @property
    def pairs(self) -> set[Pair]:
        return {(code, photo) for code in CODES for photo in self.lists[code]}


def events(*steps: str) -> Iterator[Event]:
    """After random sequences of these steps."""
    for seed in range(200):
        event = Event(Random(seed))  # noqa: S311 - the same seed makes the same sequence
        for _ in range(STEPS):
            getattr(event, event.random.choice(steps))()
        yield event


def test_after_publishing_everything_each_code_has_exactly_what_is_proposed_to_it() -> None:
    for event in events("propose", "publish", "undo"):
        event.random = Everything()
        event.publish()
        assert event.pairs == {(code, photo) for photo, codes in event.proposed.items() for code in codes}


@pytest.mark.parametrize("hand", [(), ("give_by_hand",)])
def test_after_undoing_everything_only_what_was_given_by_hand_is_left(hand: tuple[str, ...]) -> None:
    for event in events("propose", "publish", "undo", *hand):
        for _ in event.log:
            event.undo()
        assert event.pairs == event.by_hand


def test_what_was_given_by_hand_is_never_taken_and_what_was_removed_never_published_again() -> None:
    for event in events("propose", "publish", "give_by_hand", "remove_by_hand"):
        assert event.by_hand <= event.pairs
        kept_away = event.removed_by_hand & {
            (code, name) for code, names in published(event.log).items() for name in names
        }
        before = event.pairs
        event.random = Everything()
        event.publish()
        assert not (event.pairs - before) & kept_away


class Everything(Random):
    def random(self) -> float:
        return 0.0
