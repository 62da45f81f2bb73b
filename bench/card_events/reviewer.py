"""A photographer who answers every question by what its screen shows, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bench.card_events.simulation import CARD, NOBODY, SimulatedEvent
from domain.sorting.proposal import propose
from domain.sorting.records import Codes, Corrections, Proposal, Question, QuestionKind, Series

SHOWN_PHOTOS = 3
"""Before and after the place of a question."""

SUGGESTED = 3
"""So many names are shown without typing."""

SECONDS_A_LOOK = 1.2
"""Assumed: eight rows a screen."""

SECONDS_A_NAME = 6.0
"""Assumed: a few letters and Enter."""

SECONDS_A_SCREEN = 4.0
"""Assumed: a glance at the first and last photo of twelve series."""

SECONDS_A_CLOCK = 30
"""Assumed: two photos of one moment are picked."""

SERIES_A_SCREEN = 12
MAX_ROUNDS = 30


@dataclass
class Reviewer:
    event: SimulatedEvent
    clock_offsets: dict[str, int] = field(default_factory=dict)
    starts: dict[str, Codes | None] = field(default_factory=dict)
    assigned: dict[str, Codes] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    seconds: float = 0
    asked: Counter[QuestionKind] = field(default_factory=Counter)

    def propose(self) -> Proposal:
        return propose(
            self.event.photos,
            known_codes=self.event.codes,
            corrections=Corrections(self.starts, self.assigned, frozenset(self.answered)),
            clock_offsets=self.clock_offsets,
            groups=self.event.groups,
        )

    def review(self) -> Proposal:
        """Answers until nothing is asked any more."""
        for _ in range(MAX_ROUNDS):
            proposal = self.propose()
            if not proposal.questions:
                return proposal
            screen = Screen(self.event, proposal)
            for question in proposal.questions:
                self.asked[question.kind] += 1
                self.seconds += SECONDS_A_LOOK
                if not self._correct(question, screen):
                    self.answered.add(question.id)
        raise AssertionError("questions without an end")

    def glance(self, proposal: Proposal) -> Proposal:
        """Looks at the first and the last photo of each series, and corrects those that are not one person's."""
        self.seconds += SECONDS_A_SCREEN * len(proposal.series) / SERIES_A_SCREEN
        for series in proposal.series:
            ends = {self.truth(name) for name in (*series.photos[:1], *series.photos[-1:])}
            if len(ends) > 1 or (ends == {NOBODY} and series.codes):
                self._split(series, series.photos, ())
        return self.propose()

    def truth(self, filename: str) -> Codes:
        return self.event.truths[filename].codes

    def _correct(self, question: Question, screen: Screen) -> bool:
        """Says whether anything was wrong in what the question shows."""
        series = screen.series.get(question.series_id or "")
        if question.kind in (QuestionKind.BEFORE_FIRST_CARD, QuestionKind.NO_TIME, QuestionKind.SAME_INSTANT):
            return self._assign(question.filenames)
        if question.kind is QuestionKind.NO_CARDS:
            return self._set_clocks(question, screen)
        if series is None:
            return False
        if question.kind is QuestionKind.SEEN_TWICE:
            wrong = [name for name in screen.firsts_of(question) if self._check_ends(screen.series_of[name])]
            return bool(wrong)
        if question.at and self._is_no_card(question.at):
            self.starts[question.at] = None
            return True
        if question.kind in (QuestionKind.UNREAD_CARD, QuestionKind.FAMILY):
            return self._name(series, question.codes)
        before, after = screen.around(series, question.at or series.id)
        return self._split(series, [*before, *after], question.codes)

    def _set_clocks(self, question: Question, screen: Screen) -> bool:
        """If the first photos are not of whom they are proposed to, the clocks are wrong: sets them on their screen."""
        shown = question.filenames[:SHOWN_PHOTOS] + question.filenames[-SHOWN_PHOTOS:]
        if self.clock_offsets or all(self.truth(name) == screen.series_of[name].codes for name in shown):
            return False
        self.clock_offsets = {camera: -round(fast) for camera, fast in self.event.clock_seconds.items()}
        self.event.photos = [
            each
            if each.clock_seconds is None or each.camera_id is None
            else replace(each, taken_at_seconds=each.clock_seconds + self.clock_offsets[each.camera_id])
            for each in self.event.photos
        ]
        self.seconds += SECONDS_A_CLOCK
        return True

    def _assign(self, filenames: Iterable[str]) -> bool:
        wrong = [name for name in filenames if self.truth(name)]
        self.assigned.update((name, self.truth(name)) for name in wrong)
        self.seconds += SECONDS_A_NAME if wrong else 0
        return bool(wrong)

    def _is_no_card(self, filename: str) -> bool:
        """A photo of somebody, in which a card was seen."""
        is_photo = self.event.truths[filename].trouble != CARD
        looked_like_one = any(each.filename == filename and each.is_card for each in self.event.photos)
        return is_photo and looked_like_one and filename not in self.starts

    def _name(self, series: Series, suggestions: Sequence[str]) -> bool:
        if not series.photos or self.truth(series.photos[0]) == series.codes:
            return False
        self._start(series.id, self.truth(series.photos[0]), suggestions)
        return True

    def _check_ends(self, series: Series) -> bool:
        return self._split(series, [*series.photos[:2], *series.photos[-2:]], ())

    def _split(self, series: Series, shown: Sequence[str], suggestions: Sequence[str]) -> bool:
        """Looks at `shown`. Where one is of somebody else, it finds where that person begins, and ends."""
        if all(self.truth(name) == series.codes for name in shown if name in series.photos):
            return False
        people: Codes | None = series.codes
        for name in series.photos:
            if name not in self.assigned and self.truth(name) != people:
                people = self.truth(name)
                is_first = name == series.photos[0]
                self._start(series.id if is_first and series.cards else name, people, suggestions)
        return True

    def _start(self, filename: str, codes: Codes, suggestions: Sequence[str]) -> None:
        self.starts[filename] = codes
        is_suggested = all(code in suggestions[:SUGGESTED] for code in codes)
        self.seconds += SECONDS_A_LOOK if is_suggested else SECONDS_A_NAME


class Screen:
    """What the questions of a proposal show."""

    def __init__(self, event: SimulatedEvent, proposal: Proposal) -> None:
        self.clock = {each.filename: each.clock_seconds or 0 for each in event.photos}
        self.series = {each.id: each for each in proposal.series}
        self.series_of = {name: each for each in proposal.series for name in each.photos}
        by_camera: dict[str | None, list[Series]] = {}
        for each in proposal.series:
            by_camera.setdefault(each.camera_id, []).append(each)
        self.previous = {after.id: before for run in by_camera.values() for before, after in pairwise(run)}

    def firsts_of(self, question: Question) -> list[str]:
        """A photo of each series that the question is about."""
        return [*{self.series_of[name].id: name for name in question.filenames}.values()]

    def around(self, series: Series, at: str) -> tuple[Sequence[str], Sequence[str]]:
        before = [name for name in series.photos if self.clock[name] < self.clock[at]]
        if not before and series.id in self.previous:
            before = [*self.previous[series.id].photos]
        after = [name for name in series.photos if self.clock[name] >= self.clock[at]]
        return before[-SHOWN_PHOTOS:], after[:SHOWN_PHOTOS]
