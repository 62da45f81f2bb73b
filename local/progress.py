"""Shows the steps of a start, each with its time: a line that changes in a terminal, whole lines anywhere else.

Also a program for the steps of the Makefile, which run before anything is installed: it imports nothing but the
standard library.

    python3 local/progress.py TITLE COMMAND [STEP STEPS]

COMMAND is for the shell. What it prints is shown only if it fails, and its exit code is ours. STEPS are the names of
all steps, separated by spaces; the place of STEP among them is shown, if it is one of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from types import TracebackType
from typing import TextIO

CLEAR_LINE = "\r\x1b[2K"
SECONDS_BETWEEN_UPDATES = 1.0


class Step:
    """A step of a start: `with Step("Starting the engine"): ...`."""

    def __init__(self, title: str, output: TextIO | None = None) -> None:
        self._title = title
        self._output = output or sys.stdout
        self._is_terminal = self._output.isatty() and os.environ.get("TERM") != "dumb"
        self._count = ""
        self._started = time.monotonic()
        self._drawing = threading.Lock()
        self._is_over = threading.Event()
        self._clock = threading.Thread(target=self._show_the_time, daemon=True)

    def __enter__(self) -> Step:
        if self._is_terminal:
            self._draw("")
            self._clock.start()
        else:
            self._write(f"{self._title} ...\n")
        return self

    def count(self, done: int, total: int) -> None:
        """Shows how much of the step is done. Callable from any thread."""
        self._count = f"{done} of {total}, "
        if self._is_terminal:
            self._draw("")

    def say(self, sentence: str) -> None:
        """Prints a line of its own. Callable from any thread."""
        with self._drawing:
            self._write(f"{CLEAR_LINE if self._is_terminal else ''}{sentence}\n")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._is_over.set()
        self._draw("\n", "" if kind is None else "stopped after ")

    def _show_the_time(self) -> None:
        while not self._is_over.wait(SECONDS_BETWEEN_UPDATES):
            self._draw("")

    def _draw(self, end: str, how: str = "") -> None:
        line = f"{self._title}: {self._count}{how}{duration(time.monotonic() - self._started)}"
        with self._drawing:
            if not self._is_terminal:
                self._write(line + end)
            elif end or not self._is_over.is_set():
                width = shutil.get_terminal_size().columns - 1  # a wrapped line could not be cleared
                self._write(CLEAR_LINE + (line if end else line[:width]) + end)

    def _write(self, text: str) -> None:
        self._output.write(text)
        self._output.flush()


def duration(seconds: float) -> str:
    """Such as "0.8 s", "21 s" or "2 min 5 s"."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def main(title: str, command: str, step: str = "", steps: str = "") -> int:
    """Returns the exit code of the command."""
    names = steps.split()
    place = f"[{names.index(step) + 1}/{len(names)}] " if step in names else ""
    with tempfile.TemporaryFile() as said:
        try:
            with Step(place + title):
                subprocess.run(["/bin/sh", "-c", command], check=True, stdout=said, stderr=said)  # noqa: S603 - ours
        except subprocess.CalledProcessError as failed:
            said.seek(0)
            sys.stderr.write(said.read().decode("utf-8", "replace"))
            return failed.returncode
        except KeyboardInterrupt:
            return 130  # as a shell says it
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
