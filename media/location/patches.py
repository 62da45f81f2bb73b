"""Applies, moves and merges patches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from domain.rendering import Patch

MAX_PATCHED_BYTES = 16 << 20
MAX_FOUND_PATCHES = 1 << 16
MAX_PATCHES = 4096
MAX_GAP_BYTES = 32
"""Patches closer than this are merged: each costs the worker as much as some hundred bytes."""


class DamagedMetadata(Exception):
    """Metadata can't be read, or is larger than any camera writes."""


def zero_patch(start: int, end: int) -> Patch:
    return Patch(start, bytes(end - start))


def shift_patches(patches: Iterable[Patch], start: int) -> Iterator[Patch]:
    """Converts offsets in a part of the file that starts at `start` to offsets in the file."""
    for patch in patches:
        yield Patch(start + patch.offset, patch.body)


def apply_patches(content: bytes, patches: Iterable[Patch]) -> bytes:
    changed = bytearray(content)
    for offset, body in patches:
        changed[offset : offset + len(body)] = body
    return bytes(changed)


def would_change(content: bytes, patches: Iterable[Patch]) -> bool:
    return any(content[offset : offset + len(body)] != body for offset, body in patches)


def merge_patches(file: BinaryIO, size_bytes: int, patches: Iterable[Patch]) -> list[Patch]:
    """Returns the same change in ascending order, without overlaps and without patches that change nothing.

    The later of overlapping patches wins. Raises DamagedMetadata past the limits or the end of the file.
    """
    found = list(_checked(patches, size_bytes))
    result = [patch for group in _groups(found) if (patch := _overlaid(file, group))]
    if len(result) > MAX_PATCHES:
        raise DamagedMetadata
    return result


def _checked(patches: Iterable[Patch], size_bytes: int) -> Iterator[Patch]:
    patched_bytes = 0
    for count, patch in enumerate(patches):
        patched_bytes += len(patch.body)
        is_inside = 0 <= patch.offset <= size_bytes - len(patch.body)
        if count >= MAX_FOUND_PATCHES or patched_bytes > MAX_PATCHED_BYTES or not is_inside:
            raise DamagedMetadata
        if patch.body:
            yield patch


def _groups(patches: list[Patch]) -> Iterator[list[Patch]]:
    """Yields groups of patches that overlap or nearly touch, in their original order."""
    group: list[int] = []
    end = 0
    for index in sorted(range(len(patches)), key=lambda index: patches[index].offset):
        offset, body = patches[index]
        if group and offset > end + MAX_GAP_BYTES:
            yield [patches[member] for member in sorted(group)]
            group = []
        group.append(index)
        end = max(end, offset + len(body)) if len(group) > 1 else offset + len(body)
    if group:
        yield [patches[member] for member in sorted(group)]


def _overlaid(file: BinaryIO, group: list[Patch]) -> Patch | None:
    start = min(patch.offset for patch in group)
    end = max(patch.offset + len(patch.body) for patch in group)
    file.seek(start)
    before = file.read(end - start)
    after = apply_patches(before, shift_patches(group, -start))
    return None if after == before else Patch(start, after)
