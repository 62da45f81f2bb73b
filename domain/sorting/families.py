"""Which codes belong to people who come together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from domain.sorting.records import Codes

MAX_FAMILY = 6
"""A larger group, such as a class, tells nothing: the next in the row is of the same one."""


class Families:
    """`groups` has the family name or group of codes that have one."""

    def __init__(self, groups: Mapping[str, str]) -> None:
        self._groups = groups
        self._sizes = Counter(groups.values())

    def contain(self, codes: Codes) -> bool:
        """Says whether all of these are one family."""
        groups = {self._groups.get(code) for code in codes}
        only = groups.pop() if len(groups) == 1 else None
        return only is not None and self._sizes[only] <= MAX_FAMILY
