"""Confinement around a process that opens strangers' files: what it is refused whatever code runs in it.

None needs privileges, a package or a compiler. Where the system has no such wall, those that stand are kept.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from media.sandbox.confinement import landlock, seccomp
from media.sandbox.confinement.system import deny_inspection

__all__ = ["Confinement", "deny_inspection"]


@dataclass(frozen=True)
class Confinement:
    """`ruleset` is Landlock's, for a process that opens nothing; None without Landlock."""

    ruleset: int | None = None
    has_seccomp: bool = False

    @classmethod
    def candidates(cls) -> list[Confinement]:
        """From the best down to none, as far as this system has them."""
        ruleset = _empty_ruleset()
        all_of_them = [cls(ruleset, has_seccomp=True), cls(None, has_seccomp=True), cls(ruleset), cls()]
        known = [confinement for confinement in all_of_them if seccomp.is_known() or not confinement.has_seccomp]
        return list(dict.fromkeys(known))

    @property
    def names(self) -> tuple[str, ...]:
        found = [] if self.ruleset is None else [f"landlock {landlock.version()}"]
        return (*found, *(["seccomp"] if self.has_seccomp else []))

    def forbid_opening(self) -> None:
        """For good: this process opens no file, port or socket any more. To be called first. Raises OSError."""
        if self.ruleset is not None:
            landlock.restrict(self.ruleset)

    def forbid_calls(self) -> None:
        """For good: this process makes no system call any more that a decoder does not need. Raises OSError."""
        if self.has_seccomp:
            seccomp.install(seccomp.Filter(os.getpid()).for_decoder())


def _empty_ruleset() -> int | None:
    """None where Landlock is missing, or does not give one."""
    try:
        return landlock.create_ruleset() if landlock.version() else None
    except OSError:
        return None
