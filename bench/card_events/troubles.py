"""What goes wrong at an event with cards, and how often."""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[float, float]
"""Drawn evenly for each event."""


@dataclass(frozen=True, kw_only=True)
class Troubles:
    """Probabilities of a turn, which is one person or family in front of a camera, unless said otherwise.

    A card is `missed` if it is not photographed, `unreadable` if no decoder reads it: `noticed` is the share of these
    of which the decoder sees that there is a card. `sharp_unread` is that of good frames. With `wrong_card` the person
    holds somebody else's. `background`: the next person's card lies in the picture. `badge`: the person wears the card.
    `stray`: photos of the decoration. `foreign_qr`: a T-shirt, seen but not read in some photos. `false_alarm` and
    `no_time` are of a photo, `pause` of a photo within a turn. The rest from `no_serial` on are of a whole event:
    two cameras without a serial number, a clock that is set back, photos culled before the upload, a second camera
    beside the first.
    """

    missed: Range = (0, 0)
    unreadable: Range = (0, 0)
    noticed: float = 0.5
    sharp_unread: float = 0.015
    shown_twice: float = 0.06
    family_in_a_row: float = 0
    family_in_a_frame: float = 0
    two_in_a_frame: float = 0
    wrong_card: float = 0
    retake: Range = (0, 0)
    back_without_card: float = 0
    stray: float = 0
    background: float = 0
    badge: float = 0
    foreign_qr: float = 0
    other_event: float = 0
    everybody: float = 0.006
    stop: float = 0.003
    no_show: float = 0.04
    pause: Range = (0.01, 0.05)
    false_alarm: float = 0.0005
    no_time: float = 0
    no_serial: float = 0
    set_back: float = 0
    culled: float = 0
    second_camera: float = 0
    cameras: tuple[int, ...] = (1, 1, 2, 3)
    clocks_seconds: tuple[float, ...] | None = None
    """Of each camera, the seconds that its clock is fast. None: drawn for each event."""


@dataclass(frozen=True, kw_only=True)
class Rhythms:
    """Between which limits an event draws its medians. Each is lognormal with the spread beside it.

    `pause_seconds` lies between two photos of one person, `change_seconds` between two people, `aim_seconds` between
    card and first photo, `photos` is how many a person gets.
    """

    pause_seconds: Range
    pause_spread: Range
    change_seconds: Range
    change_spread: Range
    photos: Range
    photos_spread: Range
    aim_seconds: Range = (3, 9)


STEADY = Rhythms(
    pause_seconds=(1.2, 4),
    pause_spread=(0.4, 0.6),
    change_seconds=(25, 60),
    change_spread=(0.3, 0.5),
    photos=(8, 13),
    photos_spread=(0.2, 0.35),
)
"""A portrait station: photos in quick succession, then the next person."""

ANY = Rhythms(
    pause_seconds=(1.2, 7),
    pause_spread=(0.5, 0.8),
    change_seconds=(12, 60),
    change_spread=(0.4, 0.7),
    photos=(4, 14),
    photos_spread=(0.25, 0.5),
)
"""Also events at which pauses tell nothing."""

ISSUE = Troubles(
    missed=(0.005, 0.02),
    unreadable=(0.01, 0.03),
    family_in_a_row=0.02,
    family_in_a_frame=0.02,
    retake=(0.02, 0.06),
    foreign_qr=0.006,
    cameras=(3,),
    clocks_seconds=(7200, 37, -86_400),
)
"""The troubles that issue 14 names."""

HARSH = Troubles(
    missed=(0.005, 0.02),
    unreadable=(0.01, 0.04),
    family_in_a_row=0.03,
    family_in_a_frame=0.03,
    two_in_a_frame=0.004,
    wrong_card=0.006,
    retake=(0.02, 0.08),
    back_without_card=0.004,
    stray=0.01,
    background=0.004,
    badge=0.003,
    foreign_qr=0.003,
    other_event=0.002,
    no_time=0.001,
    no_serial=0.1,
    set_back=0.1,
    culled=0.2,
    second_camera=0.25,
)
"""Everything at once."""
