from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import tempfile
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws.s3 import spooled_original as module
from aws.s3.spooled_original import remove_stale_folders, spooled_original
from domain import crc32
from domain.crc32 import changed_crc32
from domain.rendering import Patch

CONTENT = bytes(range(256)) * 40


async def chunks_of(content: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def test_a_photo_is_kept_whole_and_summed_up_while_it_comes() -> None:
    async with spooled_original(chunks_of(CONTENT), len(CONTENT)) as original:
        assert original.path.read_bytes() == CONTENT
        assert original.size_bytes == len(CONTENT)
        assert original.crc32 == zlib.crc32(CONTENT)
        assert original.sha256 == base64.b64encode(hashlib.sha256(CONTENT).digest()).decode()


async def test_the_file_is_gone_afterwards_whatever_happened() -> None:
    with pytest.raises(ZeroDivisionError):
        async with spooled_original(chunks_of(CONTENT), len(CONTENT)) as original:
            path = original.path
            raise ZeroDivisionError
    assert not path.parent.exists()


def test_what_a_killed_worker_left_is_removed_and_a_living_one_s_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    owners = (dead.pid, os.getpid(), os.getppid(), "nobody")
    left = [tmp_path / f"imgsh-original-{owner}-abc" for owner in owners]
    for folder in left:
        folder.mkdir()
        (folder / "original").write_bytes(CONTENT)
    remove_stale_folders()
    assert [folder.exists() for folder in left] == [False, False, True, True]


async def test_what_is_larger_than_was_signed_for_is_not_read_on() -> None:
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += 1
            yield bytes(1000)

    async with spooled_original(endless(), 2500) as original:
        assert original.size_bytes > 2500
    assert given == 3


async def test_of_a_large_video_the_two_ends_are_kept_and_all_of_it_is_summed_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "SPARSE_HEAD_BYTES", 2000)
    monkeypatch.setattr(module, "SPARSE_TAIL_BYTES", 1000)
    async with spooled_original(chunks_of(CONTENT), len(CONTENT)) as original:
        kept = original.path.read_bytes()
        assert len(kept) == len(CONTENT)
        assert (kept[:2000], kept[-1000:]) == (CONTENT[:2000], CONTENT[-1000:])
        assert kept[2000:-2000] == bytes(len(CONTENT) - 4000)
        assert original.crc32 == zlib.crc32(CONTENT)


async def test_patches_are_written_and_summed_up_anew() -> None:
    async with spooled_original(chunks_of(CONTENT), len(CONTENT)) as original:
        crc32 = original.patch([Patch(0, b"abc"), Patch(5000, b"\0" * 10)])
        patched = b"abc" + CONTENT[3:5000] + b"\0" * 10 + CONTENT[5010:]
        assert original.path.read_bytes() == patched
        assert crc32 == zlib.crc32(patched)


async def test_a_patched_video_is_summed_up_though_its_middle_was_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SPARSE_HEAD_BYTES", 2000)
    monkeypatch.setattr(module, "SPARSE_TAIL_BYTES", 1000)
    async with spooled_original(chunks_of(CONTENT), len(CONTENT)) as original:
        end = len(CONTENT) - 500
        crc32 = original.patch([Patch(100, b"one"), Patch(101, b"two"), Patch(end, b"three")])
        patched = CONTENT[:100] + b"otwo" + CONTENT[104:end] + b"three" + CONTENT[end + 5 :]
        assert crc32 == zlib.crc32(patched)


@given(st.binary(max_size=300), st.binary(min_size=1, max_size=50), st.integers(0, 70_000))
def test_a_sum_follows_any_change(before: bytes, change: bytes, following_bytes: int) -> None:
    original = before + bytes(len(change)) + bytes(following_bytes)
    changed = before + change + bytes(following_bytes)
    crc32 = zlib.crc32(original)
    assert changed_crc32(crc32, bytes(len(change)), change, following_bytes) == zlib.crc32(changed)


@pytest.mark.parametrize(
    ("before", "after", "following_bytes"),
    [(b"", b"a", -1), (b"abc", b"abc", -1000), (b"ab", b"abc", 5), (b"abc", b"ab", 5), (b"a", b"b", 2**64)],
)
def test_a_change_outside_the_content_is_refused_and_never_loops(
    before: bytes, after: bytes, following_bytes: int
) -> None:
    """A3: a negative exponent never reached zero."""
    with pytest.raises(ValueError, match="inside the content"):
        changed_crc32(0, before, after, following_bytes)


@pytest.mark.parametrize("patch", [Patch(len(CONTENT) - 2, b"abc"), Patch(len(CONTENT) + 5, b"a"), Patch(-1, b"a")])
async def test_a_patch_outside_the_file_is_refused_before_anything_is_written(patch: Patch) -> None:
    """A3"""
    async with spooled_original(chunks_of(CONTENT), len(CONTENT)) as original:
        with pytest.raises(ValueError, match="outside the file"):
            original.patch([Patch(0, b"xyz"), patch])
        assert original.path.read_bytes() == CONTENT


def test_the_steps_of_a_sum_do_not_grow_with_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A3: counted multiplications, at most one for each bit of the distance to the end."""
    products = 0
    product = crc32._product

    def counted(left: int, right: int) -> int:
        nonlocal products
        products += 1
        return product(left, right)

    changed_crc32(0, b"a", b"b", 1)
    monkeypatch.setattr(crc32, "_product", counted)
    for following_bytes in (0, 1000, 20 << 30, 2**64 - 1):
        products = 0
        changed_crc32(0, b"a", b"b", following_bytes)
        assert products == following_bytes.bit_count()
