"""The person at the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

Check = Callable[[str], str]
"""What is wrong with an answer; "" when nothing is."""


class DeployError(Exception):
    """It can't go on; the message says why, and what to do."""


class Terminal(Protocol):
    def say(self, text: str) -> None: ...

    def ask(self, question: str) -> str:
        """The answer, without blanks around it. Raises Trouble when nobody is there."""


class ConsoleTerminal:
    """Whoever sits before standard input."""

    def say(self, text: str) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def ask(self, question: str) -> str:
        try:
            return input(f"{question} ").strip()
        except EOFError:
            raise DeployError("nobody is there to answer") from None


def prompt(terminal: Terminal, question: str, default: str, check: Check) -> str:
    """Asks until `check` returns no complaint. No answer at all means `default`."""
    while True:
        answer = terminal.ask(f"{question} [{default}]" if default else question) or default
        complaint = check(answer)
        if not complaint:
            return answer
        terminal.say(f"  {complaint}")
