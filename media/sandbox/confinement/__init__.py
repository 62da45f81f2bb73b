"""Confines a process that opens untrusted files, whatever code a file makes it run.

Needs no privileges, package or compiler. Uses as many restrictions as the system supports.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from media.sandbox.confinement import landlock, seccomp
from media.sandbox.confinement.system import deny_inspection

__all__ = ["Confinement", "deny_inspection"]


@dataclass(frozen=True)
class Confinement:
    """Restrictions of a process. `ruleset` is a Landlock ruleset that allows no opening; None without Landlock."""

    ruleset: int | None = None
    has_seccomp: bool = False

    @classmethod
    def candidates(cls) -> list[Confinement]:
        """Returns what this system may support, strictest first, down to no restriction."""
        ruleset = _empty_ruleset()
        combinations = [cls(ruleset, has_seccomp=True), cls(None, has_seccomp=True), cls(ruleset), cls()]
        known = [confinement for confinement in combinations if seccomp.is_supported() or not confinement.has_seccomp]
        return list(dict.fromkeys(known))

    @property
    def names(self) -> tuple[str, ...]:
        found = [] if self.ruleset is None else [f"landlock {landlock.version()}"]
        return (*found, *(["seccomp"] if self.has_seccomp else []))

    def forbid_opening(self) -> None:
        """Forbids this process forever to open a file, port or socket. Call it first. Raises OSError."""
        if self.ruleset is not None:
            landlock.restrict(self.ruleset)

    def forbid_calls(self) -> None:
        """Forbids this process forever every system call that a decoder does not need. Raises OSError."""
        if self.has_seccomp:
            seccomp.install(seccomp.Filter(os.getpid()).for_decoder())


def _empty_ruleset() -> int | None:
    """None where Landlock is missing or refuses."""
    try:
        return landlock.create_ruleset() if landlock.version() else None
    except OSError:
        return None
