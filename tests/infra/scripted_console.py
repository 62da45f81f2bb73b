"""A terminal for tests."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class ScriptedConsole:
    """Implements `Terminal`: gives one answer after the other, then empty ones."""

    answers: list[str] = field(default_factory=list)
    output: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.output.append(text)

    def ask(self, question: str) -> str:
        self.output.append(question)
        return self.answers.pop(0) if self.answers else ""
