"""Files for what is being uploaded: parts, and objects until they replace an earlier one.

They are on the file system of the objects, so that a complete one is moved, not copied.
"""

from __future__ import annotations

import asyncio
import operator
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from local.ministack.large_objects import MAPPED_FROM_BYTES, Body, write_all


class JoinedParts(NamedTuple):
    """The content of an upload in one file, before it is completed."""

    parts: list[Body]
    path: Path
    content: memoryview


class PartFiles:
    """In one folder, which is emptied at the start of the engine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self._joined: list[JoinedParts] = []

    def clear(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for unfinished in self._folder.iterdir():
            unfinished.unlink()

    def write(self, content: Body) -> Path:
        """Returns the file, which the caller moves. Raises OSError, and then there is none."""
        for joined in self._joined:
            if content is joined.content:
                return joined.path
        path = self._new_path()
        try:
            path.write_bytes(content)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        return path

    async def take(self, parts: dict[int, Any], number: str) -> None:
        """Moves a part from memory to a file without a name. Raises OSError, and then there is no such part."""
        part = parts.get(int(number)) if number.isdecimal() else None
        if part is None or len(part["body"]) < MAPPED_FROM_BYTES or isinstance(part["body"], memoryview):
            return
        path = self._new_path()
        try:
            part["body"] = await asyncio.to_thread(write_all, path, [part["body"]])
        except OSError:
            del parts[int(number)]
            raise
        path.unlink()

    @asynccontextmanager
    async def joined(self, upload: Any) -> AsyncIterator[None]:
        """Copies the parts of an upload while other requests are answered. Raises OSError."""
        if stored_bytes(upload) < MAPPED_FROM_BYTES:
            yield
            return
        parts = [part["body"] for _, part in sorted(upload["parts"].items())]
        path = self._new_path()
        joined = JoinedParts(parts, path, await asyncio.to_thread(write_all, path, parts))
        self._joined.append(joined)
        try:
            yield
        finally:
            self._joined.remove(joined)
            path.unlink(missing_ok=True)

    def join(self, parts: list[Body]) -> Body:
        """Returns the content of an object from that of its parts."""
        for joined in self._joined:
            if len(parts) == len(joined.parts) and all(map(operator.is_, parts, joined.parts)):
                return joined.content
        return b"".join(parts)  # another selection of parts than all in their order

    def _new_path(self) -> Path:
        return self._folder / str(next(self._numbers))


def stored_bytes(upload: Any) -> int:
    """Of all parts of an upload of MiniStack; 0 for None."""
    return sum(part["size"] for part in upload["parts"].values()) if upload else 0
