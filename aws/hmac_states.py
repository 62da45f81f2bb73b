"""HMAC-SHA256 for thousands of short texts with one key: the key is hashed once."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash

HashCopy = Callable[[], "_Hash"]

BLOCK_BYTES = 64
INNER_PAD = bytes(byte ^ 0x36 for byte in range(256))
OUTER_PAD = bytes(byte ^ 0x5C for byte in range(256))


def hmac_states(key: bytes, start: bytes = b"") -> tuple[HashCopy, HashCopy]:
    """The inner hash, which has taken `start` already, and the outer one. `key` has at most 64 bytes.

    The HMAC of `start + rest` is: update the inner copy with `rest`, and the outer copy with the digest of that.
    """
    block = key.ljust(BLOCK_BYTES, b"\0")
    return sha256(block.translate(INNER_PAD) + start).copy, sha256(block.translate(OUTER_PAD)).copy
