"""What became of the photos of a made-up event."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.card_events.reviewer import Reviewer
from bench.card_events.simulation import CARD, SimulatedEvent
from domain.sorting.records import Proposal, QuestionKind


@dataclass
class Figures:
    """Of one event, or the sums over several. Photos are counted by their trouble.

    `unasked`: proposed to a wrong person, with no question about the series. `left`: still wrong when every question
    is answered. `left_after_glance`: still wrong after the first and last photo of each series were looked at.
    `withheld`: proposed to fewer people than it is for, after all of it.
    """

    photos: int = 0
    milliseconds: float = 0
    unasked: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    left_after_glance: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    questions: Counter[QuestionKind] = field(default_factory=Counter)
    first_questions: int = 0
    review_seconds: float = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in vars(self)})


def judge(event: SimulatedEvent) -> Figures:
    reviewer = Reviewer(event)
    started = time.process_time()
    proposal = reviewer.propose()
    milliseconds = (time.process_time() - started) * 1000
    unasked = wrong_photos(event, proposal) - _asked_about(event, proposal)
    reviewed = reviewer.review()
    questions, seconds = Counter(reviewer.asked), reviewer.seconds
    finished = reviewer.glance(reviewed)
    return Figures(
        photos=len(event.photos),
        milliseconds=milliseconds,
        unasked=unasked,
        left=wrong_photos(event, reviewed),
        left_after_glance=wrong_photos(event, finished),
        withheld=_withheld(event, finished),
        questions=questions,
        first_questions=len(proposal.questions),
        review_seconds=seconds,
    )


def wrong_photos(event: SimulatedEvent, proposal: Proposal) -> Counter[str]:
    """Photos that somebody would get who is not on them. Decoration that one person gets is "stray"."""
    return Counter(
        event.truths[name].trouble
        for name, codes in proposal.codes_by_photo.items()
        if codes - event.truths[name].codes and event.truths[name].trouble != CARD
    )


def _asked_about(event: SimulatedEvent, proposal: Proposal) -> Counter[str]:
    asked = {
        name
        for question in proposal.questions
        if question.series_id or question.kind is QuestionKind.NO_CARDS
        for name in question.filenames
    }
    covered: Mapping[str, frozenset[str]] = {
        name: codes for name, codes in proposal.codes_by_photo.items() if name in asked
    }
    return wrong_photos(event, Proposal((), (), covered, ""))


def _withheld(event: SimulatedEvent, proposal: Proposal) -> Counter[str]:
    return Counter(
        event.truths[name].trouble
        for name, codes in proposal.codes_by_photo.items()
        if event.truths[name].codes - codes
        and not codes - event.truths[name].codes
        and event.truths[name].trouble != CARD
    )
