"""Steps of a start, as the Makefile shows them: in a pipe and in a terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from local.progress import Step, duration

PROGRAM = [sys.executable, str(Path(__file__).resolve().parents[2] / "local" / "progress.py")]


def in_a_terminal(*arguments: str) -> str:
    ours, its = pty.openpty()
    try:
        subprocess.run([*PROGRAM, *arguments], stdout=its, env={**os.environ, "TERM": "xterm"}, check=True)
        return os.read(ours, 65536).decode()
    finally:
        os.close(its)
        os.close(ours)


def in_a_pipe(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, check=False)


def test_a_pipe_gets_whole_lines_and_no_control_characters() -> None:
    done = in_a_pipe("Building", "echo chatter", "b", "a b c")

    assert re.fullmatch(r"\[2/3\] Building \.\.\.\n\[2/3\] Building: [\d.]+ s\n", done.stdout)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_terminal_gets_one_line_that_shows_the_time() -> None:
    shown = in_a_terminal("Building", "sleep 1.2", "a", "a")

    *updates, last = shown.split("\r\x1b[2K")[1:]
    assert len(updates) > 1
    assert re.fullmatch(r"\[1/1\] Building: [\d.]+ s\r\n", last)


def test_a_step_that_is_not_counted_has_no_number() -> None:
    assert in_a_pipe("Building", "true", "d", "a b c").stdout.startswith("Building ...")
    assert in_a_pipe("Building", "true").stdout.startswith("Building ...")


def test_a_failed_step_shows_what_its_command_said_and_ends_with_its_code() -> None:
    failed = in_a_pipe("Building", "echo out; echo No space left on device >&2; exit 7")

    assert failed.returncode == 7
    assert "Building: stopped after" in failed.stdout
    assert failed.stderr == "out\nNo space left on device\n"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.04, "0.0 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.6, "1 min 0 s"), (125, "2 min 5 s")]
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_sentence_has_a_line_of_its_own() -> None:
    output = StringIO()
    with Step("Starting", output) as step:
        step.say("Something takes long.")
    assert re.fullmatch(r"Starting \.\.\.\nSomething takes long\.\nStarting: [\d.]+ s\n", output.getvalue())
