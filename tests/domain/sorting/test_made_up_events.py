"""Whole events with the troubles that issue 14 names, drawn by `bench/card_events/`."""

from __future__ import annotations

import pytest

from bench.card_events.judging import judge, wrong_photos
from bench.card_events.reviewer import Reviewer
from bench.card_events.simulation import CARD, simulate
from bench.card_events.troubles import HARSH, ISSUE, STEADY, Troubles

SUBJECTS = 120


@pytest.mark.parametrize("seed", range(3))
def test_no_photo_goes_to_a_wrong_person_in_silence(seed: int) -> None:
    figures = judge(simulate(seed, ISSUE, STEADY, SUBJECTS))
    assert not figures.unasked
    assert not figures.left_after_glance
    assert figures.questions.total() < SUBJECTS / 2


def test_without_troubles_everybody_gets_their_photos() -> None:
    event = simulate(1, Troubles(sharp_unread=0, false_alarm=0), STEADY, SUBJECTS)
    codes_by_photo = Reviewer(event).propose().codes_by_photo
    due = {name: truth.codes for name, truth in event.truths.items() if truth.trouble != CARD}
    assert codes_by_photo == due


def test_a_review_corrects_what_is_wrong() -> None:
    reviewer = Reviewer(simulate(2, HARSH, STEADY, SUBJECTS))
    before = wrong_photos(reviewer.event, reviewer.propose()).total()
    after = wrong_photos(reviewer.event, reviewer.glance(reviewer.review())).total()
    assert after < before / 5
