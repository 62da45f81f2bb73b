"""Boxes held in memory (ISO/IEC 14496-12, §4.2), read strictly: what does not fit raises DamagedHeif."""

from __future__ import annotations

from collections.abc import Iterator


class DamagedHeif(Exception):
    """The message says which rule is broken, for tests; it quotes nothing of the file."""


class UnsupportedHeif(Exception):
    """The file follows the rules, and uses what no camera does. The message says what, for tests."""


class ByteReader:
    """Reads big-endian numbers, and raises DamagedHeif at the end of `content`."""

    def __init__(self, content: bytes, at: int = 0) -> None:
        self.content, self.at = content, at

    @property
    def is_at_end(self) -> bool:
        return self.at >= len(self.content)

    def take(self, count: int) -> bytes:
        if count > len(self.content) - self.at:
            raise DamagedHeif("a box ends early")
        self.at += count
        return self.content[self.at - count : self.at]

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "big")

    def text(self) -> bytes:
        """Up to a zero byte, or the end."""
        text = self.content[self.at :].partition(b"\0")[0]
        self.at += len(text) + 1
        return text


def child_boxes(content: bytes, at: int = 0) -> Iterator[tuple[bytes, int, int]]:
    """Type, start and end of the content of each box, which must fill `content` to its end."""
    reader = ByteReader(content, at)
    while not reader.is_at_end:
        at, size, box_type = reader.at, reader.number(4), reader.take(4)
        size = reader.number(8) if size == 1 else size or len(content) - at
        if not reader.at <= at + size <= len(content):
            raise DamagedHeif("a box does not fit into its container")
        yield box_type, reader.at, at + size
        reader.at = at + size
