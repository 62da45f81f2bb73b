"""The steps of the first `make run`."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STAMPS = ("VENV", "ENGINES", "GRAPHIQL", "WEB_PACKAGES", "WEB")


def shown_steps(folder: Path, done: tuple[str, ...] = ()) -> list[tuple[str, list[str]]]:
    """For each step that `make run` would take: its stamp, and the stamps among which it is counted."""
    folder.mkdir()
    for name in done:
        (folder / name).touch()
    stamps = [f"{name}={folder}/{name}" for name in STAMPS]
    said = subprocess.run(["make", "-n", "run", *stamps], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    commands = [shlex.split(each) for each in re.split(r"\n(?!\t)", said) if "local/progress.py" in each]
    return [(Path(step).name, [Path(each).name for each in steps.split()]) for *_, step, steps in commands]


def test_every_step_of_a_first_start_is_shown_with_its_number(tmp_path: Path) -> None:
    shown = shown_steps(tmp_path / "nothing")

    assert [step for step, _ in shown] == list(STAMPS)
    assert all(steps == list(STAMPS) for _, steps in shown)


def test_only_what_is_missing_is_counted(tmp_path: Path) -> None:
    shown = shown_steps(tmp_path / "half", ("VENV", "ENGINES", "WEB_PACKAGES"))

    assert shown == [("GRAPHIQL", ["GRAPHIQL", "WEB"]), ("WEB", ["GRAPHIQL", "WEB"])]
