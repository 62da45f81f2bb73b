"""Measurements and their budgets."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """`budget` is the maximum, or with `is_minimum` the minimum; None for a figure without a budget."""

    name: str
    value: float
    budget: float | None
    unit: str
    is_minimum: bool = False

    @property
    def is_met(self) -> bool:
        if self.budget is None:
            return True
        return self.value >= self.budget if self.is_minimum else self.value <= self.budget

    def __str__(self) -> str:
        budget = "" if self.budget is None else f"{self.budget:.1f}"
        verdict = "" if self.is_met else "   MISSED"
        return f"{self.name:52}{self.value:8.1f}{budget:>8} {self.unit}{verdict}"


def report(measured: Sequence[Measured]) -> None:
    """Prints every measurement and the load of the machine. Exits with 1 if a budget is missed."""
    print(f"{f'{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}':52}{'is':>8}{'budget':>8}")
    print(*measured, sep="\n")
    sys.exit(not all(each.is_met for each in measured))
