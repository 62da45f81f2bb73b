"""Sorting by QR cards, as the photographer corrects it."""

from __future__ import annotations

from tests.api.sorting_event import SortedEvent


def party() -> SortedEvent:
    """Ben has three photos and Cleo two. Dora was not seen."""
    party = SortedEvent()
    ben, cleo = party.code("Ben"), party.code("Cleo")
    party.code("Dora")
    party.card("1.jpg", ben)
    party.shoot("2.jpg", "3.jpg", "4.jpg")
    party.card("5.jpg", cleo)
    party.shoot("6.jpg", "7.jpg")
    return party


def test_photos_belong_to_the_card_before_them() -> None:
    event = party()
    assert event.series() == [
        ("SUBJECTS", ["Ben"], ["2.jpg", "3.jpg", "4.jpg"], "UNPUBLISHED"),
        ("SUBJECTS", ["Cleo"], ["6.jpg", "7.jpg"], "UNPUBLISHED"),
    ]
