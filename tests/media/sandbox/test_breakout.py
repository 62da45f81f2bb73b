"""A decoder that a file has compromised gets nothing, as far as the system supports confinement.

Each run records the restrictions in use; pytest prints them at its end.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.media.sandbox.breakout import SECRET_NAME
from tests.media.sandbox.hostile_decoder import BREAKOUTS

ROOT = Path(__file__).resolve().parents[3]
SECRET = "not-a-real-secret"
NOBODY = 65534

FILES = {"landlock", "seccomp"}
PROCESSES = {"undumpable", "landlock", "seccomp"}
SIGNALS = {"nobody", "landlock", "seccomp"}
CALLS = {"seccomp"}
STOPPED_BY = {
    "parent's environment": PROCESSES,
    "parent's memory, by file": PROCESSES,
    "parent's memory, by call": PROCESSES,
    "trace the parent": PROCESSES,
    "trace the server": PROCESSES,
    "signal the parent": SIGNALS,
    "signal the server": {"landlock", "seccomp"},
    "signal a thread of the parent": SIGNALS,
    "read a file": FILES,
    "read the parent's folder": FILES,
    "ask for a file": CALLS,
    "make a file": FILES,
    "make a folder": FILES,
    "delete a file": FILES,
    "TCP": {"landlock", "seccomp"},
    "UDP": CALLS,
    "abstract Unix socket": {"landlock", "seccomp"},
    "pair of sockets": CALLS,
    "fork": CALLS,
    "run a program": {"landlock", "seccomp"},
    "become a program": {"landlock", "seccomp"},
    "memory as a file": CALLS,
    "memory to write and execute": CALLS,
    "namespace of its own": CALLS,
    "io_uring": CALLS,
    "bpf": CALLS | {"nobody"},
    "raise a limit": {"limits"},
}
"""Any of these restrictions stops the attempt (with the newest Landlock). Files of the parent are always closed."""

LANDLOCK_SINCE = {"TCP": 4, "signal": 6, "abstract": 6}


class Breakout(NamedTuple):
    confinement: tuple[str, ...]
    outcomes: dict[str, str]

    def stops(self, attempt: str) -> bool:
        """Whether one of the restrictions in use stops the attempt."""
        in_use = {name.partition(" ")[0] for name in self.confinement}
        since = next((version for part, version in LANDLOCK_SINCE.items() if attempt.startswith(part)), 1)
        if int(next((name.split()[1] for name in self.confinement if name.startswith("landlock")), 0)) < since:
            in_use -= {"landlock"}
        return bool(in_use & STOPPED_BY.get(attempt, {"limits"}))


def break_out(*missing: str, python: str = sys.executable, user: int | None = None) -> Breakout:
    done = subprocess.run(
        [python, "-B", "-m", "tests.media.sandbox.breakout", *missing],
        cwd=ROOT,
        env={SECRET_NAME: SECRET, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
        user=user,
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout)
    assert SECRET not in done.stdout
    assert found["outcomes"].keys() == BREAKOUTS.keys()
    return Breakout(tuple(found["walls"]), found["outcomes"])


def python_of_everybody() -> str | None:
    """Returns a Python like this one that an unprivileged user can execute; root's may be in its home."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for path in (sys.executable, shutil.which(name, path="/usr/local/bin:/usr/bin")):
        command = [path or "", "-c", "import tests.media.sandbox.breakout"]
        environment = {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
        if path and os.access(path, os.X_OK):
            try:
                subprocess.run(command, cwd=ROOT, env=environment, user=NOBODY, check=True, capture_output=True)
            except (OSError, subprocess.CalledProcessError):
                continue
            return path
    return None


@pytest.mark.parametrize(
    "missing", [(), ("landlock",), ("seccomp",), ("refused",), ("landlock", "seccomp")], ids=" ".join
)
def test_a_compromised_decoder_gets_nothing(
    missing: tuple[str, ...], record_property: Callable[[str, object], None]
) -> None:
    """A2: each restriction works by itself, and the others stay where one is missing or refused."""
    found = break_out(*missing)
    record_property("walls", f"without {' and '.join(missing) or 'nothing'}: {', '.join(found.confinement)}")
    assert "limits" in found.confinement
    assert not any(name.startswith(missing) for name in found.confinement if missing)
    got = {attempt for attempt, outcome in found.outcomes.items() if outcome in ("GotIt", "answered", "crashed")}
    assert not {attempt for attempt in got if found.stops(attempt)}


def test_a_worker_without_rights_is_as_safe_as_root(record_property: Callable[[str, object], None]) -> None:
    """A2: decoders of an unprivileged worker run as its user, and still get nothing of it."""
    python = python_of_everybody() if os.geteuid() == 0 else sys.executable
    if python is None:
        record_property("walls", "not tried as another user: no Python that it can reach")
        return
    found = break_out(python=python, user=NOBODY if os.geteuid() == 0 else None)
    record_property("walls", f"as user without rights: {', '.join(found.confinement)}")
    assert "nobody" not in found.confinement
    got = {attempt for attempt, outcome in found.outcomes.items() if outcome in ("GotIt", "answered", "crashed")}
    assert not {attempt for attempt in got if found.stops(attempt)}
