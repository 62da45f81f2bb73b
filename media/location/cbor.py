"""Reads the keys of maps in CBOR (RFC 8949)."""

from __future__ import annotations

from collections.abc import Iterator

BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = 2, 3, 4, 5, 6, 7
ARGUMENT_BYTES = {24: 1, 25: 2, 26: 4, 27: 8}
INDEFINITE = 31
ENDLESS = -1


def map_keys(content: bytes) -> Iterator[str]:
    """Yields the text keys of all maps, at any depth. Raises ValueError where the content is not CBOR."""
    at, expected, is_map = 0, [1], [False]
    while expected:
        if expected[-1] == 0:
            expected.pop()
            is_map.pop()
            continue
        major, argument, at = _head(content, at)
        if major == SIMPLE and argument is None:
            expected.pop()
            is_map.pop()
            continue
        if major == TAG:
            continue
        is_key = is_map[-1] and expected[-1] % 2 == 0
        expected[-1] -= 1
        if major in (ARRAY, MAP) or argument is None:
            items = (argument or 0) * (2 if major == MAP else 1)
            expected.append(ENDLESS if argument is None else items)
            is_map.append(major == MAP)
        elif major in (BYTES, TEXT):
            if at + argument > len(content):
                raise ValueError("cut off")
            if major == TEXT and is_key:
                yield content[at : at + argument].decode()
            at += argument


def _head(content: bytes, at: int) -> tuple[int, int | None, int]:
    """Returns major type, argument (None for indefinite length or its end), and the offset behind them."""
    if at >= len(content):
        raise ValueError("cut off")
    major, info = content[at] >> 5, content[at] & 31
    if info < 24:
        return major, info, at + 1
    if info == INDEFINITE:
        return major, None, at + 1
    size = ARGUMENT_BYTES.get(info)
    if size is None or at + 1 + size > len(content):
        raise ValueError("not CBOR")
    return major, int.from_bytes(content[at + 1 : at + 1 + size], "big"), at + 1 + size
