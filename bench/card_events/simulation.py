"""Made-up events as records, without pixels: what was photographed, what was read, and the truth."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random

from bench.card_events.troubles import Range, Rhythms, Troubles
from domain.codes import EVERYBODY_CARD, STOP_CARD
from domain.sorting.records import Codes, SortablePhoto

CARD = "card"
SIDE_CAMERA = "second camera"
NOBODY: Codes = frozenset()


@dataclass(frozen=True)
class Truth:
    """Whose a photo is, and what went wrong with it. `trouble` is CARD for a frame that shows a card on purpose."""

    codes: Codes
    trouble: str


@dataclass
class SimulatedEvent:
    """`codes` are in the order of the names list. `clock_seconds` are, by camera, the seconds that it is fast."""

    codes: list[str]
    groups: dict[str, str] = field(default_factory=dict)
    photos: list[SortablePhoto] = field(default_factory=list)
    truths: dict[str, Truth] = field(default_factory=dict)
    clock_seconds: dict[str, float] = field(default_factory=dict)


@dataclass
class SimulatedCamera:
    random: Random
    camera_id: str
    prefix: str
    number: int
    fast_seconds: float
    has_subseconds: bool
    set_back_at: float = math.inf
    set_back_by: float = 0

    def shoot(self, seconds: float) -> tuple[str, float]:
        """Returns the filename and the time on the camera's clock."""
        self.number = self.number % 9999 + 1
        clock = seconds + self.fast_seconds - (self.set_back_by if seconds >= self.set_back_at else 0)
        return f"{self.prefix}{self.number:04}.JPG", round(clock, 3) if self.has_subseconds else math.floor(clock)


@dataclass(frozen=True)
class Turn:
    """`cards` has the codes of each frame with cards that is meant to be shot."""

    codes: Codes
    cards: tuple[Codes, ...]
    trouble: str = "photo"
    is_short: bool = False


class Simulation:
    """One event, drawn from `seed`."""

    def __init__(self, seed: int, troubles: Troubles, rhythms: Rhythms, subjects: int) -> None:
        self.random = Random(seed)  # noqa: S311
        self.troubles, self.subjects = troubles, subjects
        self.event = SimulatedEvent([f"C{number:05}" for number in range(subjects)])
        self.chances = {name: self._draw(getattr(troubles, name)) for name in RANGES}
        self.pause = (self._draw(rhythms.pause_seconds), self._draw(rhythms.pause_spread))
        self.change = (self._draw(rhythms.change_seconds), self._draw(rhythms.change_spread))
        self.length = (self._draw(rhythms.photos), self._draw(rhythms.photos_spread))
        self.aim = (self._draw(rhythms.aim_seconds), 0.5)
        self.kept = self.random.uniform(0.4, 0.8) if self._happens(troubles.culled) else 1.0
        self.has_classes = self.random.random() < 0.5
        self.seen: list[str] = []
        self.uploads: Counter[str] = Counter()
        self.helper: SimulatedCamera | None = None
        self.helped: SimulatedCamera | None = None
        self.helper_shoots_cards = self.random.random() < 0.5

    def run(self) -> SimulatedEvent:
        stations = self._cameras()
        people = list(self.event.codes)
        if self.random.random() < 0.5:
            self.random.shuffle(people)  # they do not come in the order of the list
        for index, station in enumerate(stations):
            self._station(station, people[index :: len(stations)])
        if self.has_classes:
            for rank, code in enumerate(self.event.codes):
                self.event.groups.setdefault(code, f"Class {rank // 25}")
        return self.event

    def _cameras(self) -> list[SimulatedCamera]:
        share_name = self._happens(self.troubles.no_serial)
        count = max(self.random.choice(self.troubles.cameras), 2 if share_name else 1)
        has_helper = self._happens(self.troubles.second_camera)
        cameras = []
        for index in range(count + has_helper):
            of = 0 if share_name and index < 2 else index
            first = self.random.choice((1, 120, 5000, 9900) if index == 0 else (3000, 7500, 9990))
            slow = self.random.random() < 0.3 or (self.troubles.clocks_seconds is not None and index == 1)
            camera = SimulatedCamera(self.random, f"camera{of}", f"{'ABCD'[of]}_", first, self._clock(index), not slow)
            self.event.clock_seconds.setdefault(camera.camera_id, camera.fast_seconds)
            cameras.append(camera)
        if has_helper:
            self.helper, self.helped = cameras.pop(), cameras[0]
        if self._happens(self.troubles.set_back):
            cameras[0].set_back_at = self.random.uniform(3000, 9000)
            cameras[0].set_back_by = self.random.choice((45, 300, 3600))
        return cameras

    def _clock(self, index: int) -> float:
        if self.troubles.clocks_seconds is not None and index < len(self.troubles.clocks_seconds):
            return self.troubles.clocks_seconds[index]
        return self.random.choice((0, 0, 7200, 37, -86_363, self.random.uniform(-90, 90)))

    def _station(self, camera: SimulatedCamera, queue: list[str]) -> None:
        seconds = self.random.uniform(0, 60)
        for _ in range(self.random.randint(0, 4)):
            seconds += self._lognormal(self.pause)
            self._shoot(camera, seconds, NOBODY, "before the first card")
        waiting = queue[::-1]
        while waiting:
            if self._happens(self.troubles.no_show):
                waiting.pop()
                continue
            if self._happens(0.01):
                seconds += self.random.uniform(300, 2400)  # a break
            seconds += self._lognormal(self.change)
            seconds = self._take_turn(camera, seconds, self._next_turn(waiting), waiting)

    def _next_turn(self, waiting: list[str]) -> Turn:
        """Takes from `waiting` whoever comes now."""
        troubles, roll = self.troubles, self.random.random()
        special = (
            ("retake", self.chances["retake"]),
            ("back without card", troubles.back_without_card),
            ("stray", troubles.stray),
            (EVERYBODY_CARD, troubles.everybody),
            (STOP_CARD, troubles.stop),
        )
        for trouble, chance in special:
            roll -= chance
            if roll < 0 and (self.seen or trouble not in ("retake", "back without card")):
                return self._special_turn(trouble)
        code = waiting.pop()
        if roll < troubles.family_in_a_row + troubles.family_in_a_frame and waiting:
            return self._family(code, waiting, in_a_row=roll < troubles.family_in_a_row)
        turn = Turn(frozenset({code}), (frozenset({code}),))
        if self._happens(self.chances["missed"]):
            return replace(turn, cards=(), trouble="missed")
        if self._happens(troubles.wrong_card):
            wrong = frozenset({self.random.choice(self.event.codes)})
            cards = (wrong, turn.codes) if self.random.random() < 0.7 else (wrong,)
            return replace(turn, cards=cards, trouble="wrong card")
        if waiting and self._happens(troubles.two_in_a_frame):
            return replace(turn, cards=(frozenset({code, waiting[-1]}),), trouble="two in a frame")
        return replace(turn, cards=turn.cards * 2) if self._happens(troubles.shown_twice) else turn

    def _special_turn(self, trouble: str) -> Turn:
        if trouble == "stray":
            return Turn(NOBODY, (), trouble, is_short=True)
        if trouble in (EVERYBODY_CARD, STOP_CARD):
            card = frozenset({trouble})
            return Turn(card - {STOP_CARD}, (card,))
        codes = frozenset({self.random.choice(self.seen)})
        return Turn(codes, (codes,) if trouble == "retake" else (), trouble, is_short=True)

    def _family(self, code: str, waiting: list[str], *, in_a_row: bool) -> Turn:
        family = [code, *(waiting.pop() for _ in range(min(self.random.randint(1, 2), len(waiting))))]
        if self.random.random() < 0.8:  # the names list tells that they belong together
            self.event.groups |= dict.fromkeys(family, f"Family {code}")
        if not in_a_row and self.random.random() < 0.3:
            waiting += family[1:]  # some come again, alone
        cards = [frozenset({each}) for each in family] if in_a_row else [frozenset(family)]
        return Turn(frozenset(family), tuple(cards))

    def _take_turn(self, camera: SimulatedCamera, seconds: float, turn: Turn, waiting: list[str]) -> float:
        starts, trouble = seconds, turn.trouble
        is_strange = self._happens(self.troubles.other_event)
        is_blurred = self._happens(self.chances["unreadable"])
        for card in turn.cards:
            is_special = bool(card & {EVERYBODY_CARD, STOP_CARD})
            is_read = not is_strange and not (is_blurred and not is_special)
            is_read = is_read and not self._happens(self.troubles.sharp_unread)
            if not is_read and trouble == "photo":
                trouble = "unreadable"
            is_noticed = is_strange or self._happens(self.troubles.noticed)
            self._shoot(camera, seconds, turn.codes, CARD, card if is_read else NOBODY, not is_read and is_noticed)
            seconds += self._lognormal((3.5, 0.4))
        seconds += self._lognormal(self.aim) if turn.cards else 0
        seconds = self._photos(camera, seconds, turn, trouble, waiting)
        if self.helper and camera is self.helped and self._happens(0.7):
            self._help(self.helper, starts, seconds, turn, shows_card=not is_strange)
        self.seen += sorted(turn.codes - {EVERYBODY_CARD})
        return seconds

    def _photos(self, camera: SimulatedCamera, seconds: float, turn: Turn, trouble: str, waiting: list[str]) -> float:
        count = max(1, round(self._lognormal(self.length)) // (2 if turn.is_short else 1))
        has_badge = len(turn.codes) == 1 and trouble == "photo" and self._happens(self.troubles.badge)
        has_foreign_qr = self._happens(self.troubles.foreign_qr)
        background = self.random.randrange(count) if self._happens(self.troubles.background) and waiting else None
        for index in range(count):
            visible, is_unread = turn.codes if has_badge else NOBODY, has_foreign_qr and self._happens(0.15)
            if index == background and trouble == "photo":
                visible, trouble = frozenset({waiting[-1]}), "background"
            self._shoot(camera, seconds, turn.codes, "foreign QR" if has_foreign_qr else trouble, visible, is_unread)
            seconds += self._lognormal(self.pause)
            if self._happens(self.chances["pause"]):
                seconds += self.random.uniform(8, 60)
        return seconds

    def _help(self, camera: SimulatedCamera, starts: float, ends: float, turn: Turn, *, shows_card: bool) -> None:
        """The second photographer stands beside the first, and shoots half as often."""
        seconds = starts + self.random.uniform(0, 12)
        if turn.cards and shows_card and self.helper_shoots_cards and self._happens(0.9):
            self._shoot(camera, seconds, turn.codes, CARD, turn.cards[-1])
            seconds += self._lognormal((4, 0.4))
        while seconds < ends:
            self._shoot(camera, seconds, turn.codes, SIDE_CAMERA)
            seconds += self._lognormal((self.pause[0] * 2, 0.6))

    def _shoot(
        self,
        camera: SimulatedCamera,
        seconds: float,
        codes: Codes,
        trouble: str,
        visible: Codes = NOBODY,
        is_unread: bool = False,
    ) -> None:
        filename, clock = camera.shoot(seconds)
        if trouble != CARD:
            if self.random.random() > self.kept:
                return
            is_unread = is_unread or self._happens(self.troubles.false_alarm)
        time = None if self._happens(self.troubles.no_time) else clock
        self.uploads[filename] += 1
        if self.uploads[filename] > 1:  # two cameras that count alike upload under numbered names
            filename = f"{filename[:-4]} ({self.uploads[filename]}).JPG"
        self.event.photos.append(SortablePhoto(filename, camera.camera_id, time, time, visible, is_unread))
        self.event.truths[filename] = Truth(codes, trouble)

    def _happens(self, chance: float) -> bool:
        return self.random.random() < chance

    def _draw(self, limits: Range) -> float:
        return self.random.uniform(*limits)

    def _lognormal(self, of: tuple[float, float]) -> float:
        median, spread = of
        return median * math.exp(self.random.gauss(0, spread))


RANGES = ("missed", "unreadable", "retake", "pause")


def simulate(seed: int, troubles: Troubles, rhythms: Rhythms, subjects: int = 500) -> SimulatedEvent:
    return Simulation(seed, troubles, rhythms, subjects).run()
