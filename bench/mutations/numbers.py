"""Numbers that break readers: at the limits of their types, and near true sizes."""

from __future__ import annotations

from random import Random

EDGES = (0, 1, 2, 3, 4, 7, 8, 12, 16, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
WIDE_EDGES = (1 << 32, (1 << 63) - 1, 1 << 63, (1 << 64) - 1)


def odd_number(random: Random, true: int, size_bytes: int) -> int:
    """Of `size_bytes`; `true` is what stands there now."""
    limit = 1 << (8 * size_bytes)
    near = (true - 1, true + 1, true * 2, true // 2, true + 8, true - 8, -true)
    return random.choice((*EDGES, *WIDE_EDGES, *near, random.randrange(limit))) % limit


def write_number(random: Random, content: bytes, order: str = "big") -> bytes:
    """Replaces one number of 1 to 8 bytes anywhere."""
    if not content:
        return content
    size = random.choice((1, 2, 2, 4, 4, 4, 8))
    at = random.randrange(len(content))
    at -= at % min(size, 4) if random.random() < 0.7 else 0
    true = int.from_bytes(content[at : at + size], order)  # type: ignore[arg-type] # "big" or "little"
    body = odd_number(random, true, size).to_bytes(size, order)  # type: ignore[arg-type] # as above
    return content[:at] + body[: len(content) - at] + content[at + size :]


def reorder(random: Random, parts: list[bytes]) -> list[bytes]:
    """Swaps, drops, duplicates, moves or repeats parts."""
    if not parts:
        return parts
    changed = list(parts)
    at, to = random.randrange(len(parts)), random.randrange(len(parts))
    match random.choice(("swap", "drop", "twice", "move", "often")):
        case "swap":
            changed[at], changed[to] = changed[to], changed[at]
        case "drop":
            del changed[at]
        case "twice":
            changed.insert(to, parts[at])
        case "move":
            changed.insert(to, changed.pop(at))
        case "often" if len(parts[at]) < 4096:
            changed[to:to] = [parts[at]] * random.choice((10, 100, 1000))
    return changed
