"""A strict reader of boxes in memory (ISO/IEC 14496-12, §4.2): what does not fit raises DamagedHeif."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from media.isobmff import iterate_boxes


class DamagedHeif(Exception):
    """The message names the broken rule, for tests, and quotes nothing of the file."""


class UnsupportedHeif(Exception):
    """A valid file with a feature that no camera uses. The message names it, for tests."""


class ByteReader:
    """Reads big-endian numbers. Raises DamagedHeif past the end of `content`."""

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
        """Reads up to a zero byte or the end."""
        text = self.content[self.at :].partition(b"\0")[0]
        self.at += len(text) + 1
        return text


def child_boxes(content: bytes, at: int = 0) -> Iterator[tuple[bytes, int, int]]:
    """Yields type, start and end of the content of each box. The boxes must fill `content` to its end."""
    for box in iterate_boxes(BytesIO(content), at, len(content)):
        yield box.type, box.start, box.end
        at = box.end
    if at < len(content):
        raise DamagedHeif("a box does not fit into its container")
