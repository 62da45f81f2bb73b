"""Somebody at the terminal."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Script:
    """Somebody at the terminal who says one answer after the other, and then only presses Enter."""

    answers: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.heard.append(text)

    def ask(self, question: str) -> str:
        self.heard.append(question)
        return self.answers.pop(0) if self.answers else ""
