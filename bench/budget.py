"""What was measured, beside what is allowed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """`budget` is the most that is allowed, or with `is_least` the least; None where a figure is only told."""

    name: str
    value: float
    budget: float | None
    unit: str
    is_least: bool = False

    @property
    def is_kept(self) -> bool:
        if self.budget is None:
            return True
        return self.value >= self.budget if self.is_least else self.value <= self.budget

    def __str__(self) -> str:
        budget = "" if self.budget is None else f"{self.budget:.1f}"
        verdict = "" if self.is_kept else "   MISSED"
        return f"{self.name:52}{self.value:8.1f}{budget:>8} {self.unit}{verdict}"


def report(measured: Sequence[Measured]) -> None:
    """Prints everything with how busy the machine is, and ends the program with 1 when a budget is missed."""
    print(f"{f'{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}':52}{'is':>8}{'budget':>8}")
    print(*measured, sep="\n")
    sys.exit(not all(each.is_kept for each in measured))
