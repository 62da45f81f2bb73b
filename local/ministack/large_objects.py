"""Keeps large objects, and the parts of uploads, in files instead of memory: a video may have 20 GiB.

Files are mapped: MiniStack hashes, slices and copies the mapping as it does bytes. A mapping stays valid when its file
is replaced or deleted, so parts have no name, and nothing is left of them when the engine ends.
"""

from __future__ import annotations

import asyncio
import inspect
import mmap
import resource
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ministack.core.responses import StreamingResponse
from ministack.services import s3

from local.ministack.engine_state import EngineChanged

MAPPED_FROM_BYTES = 1 << 20
CHUNK_BYTES = 1 << 20
MAX_OPEN_FILES = 65_536
"""Each mapping holds its file open, and an archive may be copied from 10,000 photos."""

Body = bytes | memoryview

REPLACED_EXPRESSIONS = {
    'b"".join(combined_parts)': "_joined_parts(combined_parts)",
    'hashlib.md5(stored["body"]).digest()': """bytes.fromhex(stored["etag"].strip('"'))""",
}
"""Of the function that completes an upload: the first holds all of it in memory, the second reads all of it again."""


def install(joined_parts: Callable[[list[Body]], Body]) -> None:
    """`joined_parts` returns the content of an object from that of its parts. Raises EngineChanged."""
    _, hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MAX_OPEN_FILES if hard_limit == resource.RLIM_INFINITY else min(MAX_OPEN_FILES, hard_limit)
    with suppress(ValueError, OSError):  # macOS allows less than it says
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard_limit))
    source = inspect.getsource(s3._complete_multipart_upload)
    for old, new in REPLACED_EXPRESSIONS.items():
        if source.count(old) != 1:
            raise EngineChanged(f"this version of MiniStack completes uploads without {old}")
        source = source.replace(old, new)
    s3._joined_parts = joined_parts
    exec(source, s3.__dict__)  # noqa: S102 - MiniStack's own source, pinned by its hash
    s3._read_body = read_body


def read_body(bucket: str, key: str, record: dict[str, Any]) -> Body:
    """The content of an object. Raises OSError; MiniStack would answer with an empty one."""
    body: Body | None = record.get("body")
    if body is not None:
        return body
    path = Path(s3._object_disk_path(bucket, key))
    return path.read_bytes() if path.stat().st_size < MAPPED_FROM_BYTES else mapped(path)


def mapped(path: Path) -> memoryview:
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def write_all(path: Path, bodies: Iterable[Body]) -> memoryview:
    """Returns what was written. Raises OSError, and then there is no file."""
    try:
        with path.open("wb") as file:
            for body in bodies:
                file.write(body)
        return mapped(path)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def answer_body(headers: dict[str, str], body: Any) -> Any:
    """What MiniStack can send instead of a mapping: bytes, or a stream that ends early when the client is gone."""
    if not isinstance(body, memoryview):
        return body
    if len(body) <= CHUNK_BYTES:
        return bytes(body)
    headers["Content-Length"] = str(len(body))

    async def send_chunks(send: Any, receive: Any) -> None:
        gone = asyncio.ensure_future(_disconnected(receive))
        for start in range(0, len(body), CHUNK_BYTES):
            end = start + CHUNK_BYTES
            chunk = {"type": "http.response.body", "body": bytes(body[start:end]), "more_body": end < len(body)}
            await send(chunk)
            await asyncio.sleep(0)
            if gone.done():
                return
        gone.cancel()

    return StreamingResponse(send_chunks)


async def _disconnected(receive: Any) -> None:
    """Sending to a client that is gone returns at once: it would read the whole file without a pause."""
    while (await receive())["type"] != "http.disconnect":
        pass
