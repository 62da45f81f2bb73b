"""What became of the photos of a made-up event."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from bench.card_events.reviewer import Reviewer
from bench.card_events.simulation import CARD, SimulatedEvent
from domain.sorting.records import Proposal, QuestionKind


@dataclass
class Figures:
    """Of one event, or the sums over several. Photos are counted by their trouble.

    `unasked`: proposed to a wrong person, with no question about the series. `left`: still wrong when every question
    is answered. `left_after_glance`: still wrong after the first and last photo of each series were looked at.
    `withheld`: proposed to fewer people than it is for, after all of it. `review_seconds`: for the questions.
    """

    photos: int = 0
    milliseconds: float = 0
    unasked: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    left_after_glance: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    questions: Counter[QuestionKind] = field(default_factory=Counter)
    review_seconds: float = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in vars(self)})


def judge(event: SimulatedEvent) -> Figures:
    reviewer = Reviewer(event)
    started = time.process_time()
    proposal = reviewer.propose()
    milliseconds = (time.process_time() - started) * 1000
    unasked = wrong_photos(event, proposal, besides=_asked_about(proposal))
    reviewed = reviewer.review()
    seconds = reviewer.seconds
    finished = reviewer.glance(reviewed)
    return Figures(
        photos=len(event.photos),
        milliseconds=milliseconds,
        unasked=unasked,
        left=wrong_photos(event, reviewed),
        left_after_glance=wrong_photos(event, finished),
        withheld=_withheld(event, finished),
        questions=reviewer.asked,
        review_seconds=seconds,
    )


def wrong_photos(event: SimulatedEvent, proposal: Proposal, besides: Collection[str] = ()) -> Counter[str]:
    """Photos that somebody would get who is not on them. Decoration that one person gets is "stray"."""
    return Counter(
        event.truths[name].trouble
        for name, codes in proposal.codes_by_photo.items()
        if codes - event.truths[name].codes and event.truths[name].trouble != CARD and name not in besides
    )


def _asked_about(proposal: Proposal) -> set[str]:
    """The photos of all questions about a series, or about whole cameras without cards."""
    return {
        name
        for question in proposal.questions
        if question.series_id or question.kind is QuestionKind.NO_CARDS
        for name in question.filenames
    }


def _withheld(event: SimulatedEvent, proposal: Proposal) -> Counter[str]:
    return Counter(
        event.truths[name].trouble
        for name, codes in proposal.codes_by_photo.items()
        if event.truths[name].codes - codes
        and not codes - event.truths[name].codes
        and event.truths[name].trouble != CARD
    )
