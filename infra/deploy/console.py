"""Prompts and messages at the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

Check = Callable[[str], str]
"""Returns what is wrong with an answer; "" when it is valid."""


class DeployError(Exception):
    """The command can't continue. The message says why, and what to do."""


class Terminal(Protocol):
    def say(self, text: str) -> None: ...

    def ask(self, question: str) -> str:
        """Returns the stripped answer. Raises DeployError when standard input is closed."""


class ConsoleTerminal:
    """Standard input and output."""

    def say(self, text: str) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def ask(self, question: str) -> str:
        try:
            return input(f"{question} ").strip()
        except EOFError:
            raise DeployError("there is no terminal to ask for an answer") from None


def prompt(terminal: Terminal, question: str, default: str, check: Check) -> str:
    """Asks until `check` accepts the answer. An empty answer means `default`."""
    while True:
        answer = terminal.ask(f"{question} [{default}]" if default else question) or default
        problem = check(answer)
        if not problem:
            return answer
        terminal.say(f"  {problem}")
