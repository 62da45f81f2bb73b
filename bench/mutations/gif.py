"""GIF: its blocks."""

from __future__ import annotations

from random import Random

from bench.mutations import numbers, xmp

EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B
MAGIC_TRAILER = b"\1" + bytes(range(0xFF, -1, -1)) + b"\0"
"""Behind XMP, which stands in a GIF without lengths: whatever a reader skips, it ends up at the last zero."""


def mutate(random: Random, content: bytes) -> bytes:
    head, blocks, rest = split(content)
    if not blocks:
        return numbers.write_number(random, content)
    at = random.randrange(len(blocks))
    match random.choice(("reorder", "add", "add", "add", "inside", "head", "behind", "cut")):
        case "reorder":
            blocks = numbers.reorder(random, blocks)
        case "add":
            blocks.insert(random.choice((0, len(blocks), at)), _metadata(random))
        case "inside":
            blocks[at] = blocks[at][:1] + numbers.write_number(random, blocks[at][1:], "little")
        case "head":
            head = head[:6] + numbers.write_number(random, head[6:13], "little")[:7] + head[13:]
        case "behind":
            rest += _metadata(random) + random.choice((b"", bytes([TRAILER]), content[:2000]))
        case "cut":
            blocks[at] = blocks[at][: random.randrange(1, len(blocks[at]) + 1)]
    return head + b"".join(blocks) + rest


def split(content: bytes) -> tuple[bytes, list[bytes], bytes]:
    """The head with its palette, whole blocks, and the rest from the trailer on."""
    at = 13 + _palette_bytes(content[10] if len(content) > 10 else 0)
    head, blocks = content[:at], []
    while at < len(content) and content[at] in (EXTENSION, IMAGE):
        end = _end(content, at)
        if end is None:
            break
        blocks.append(content[at:end])
        at = end
    return head, blocks, content[at:]


def _palette_bytes(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end(content: bytes, at: int) -> int | None:
    """Where the block ends that begins here; None where the file does before."""
    if content[at] == EXTENSION:
        at += 2
    elif at + 10 <= len(content):
        at += 11 + _palette_bytes(content[at + 9])
    while at < len(content):
        if content[at] == 0:
            return at + 1
        at += 1 + content[at]
    return None


def _metadata(random: Random) -> bytes:
    """Metadata with a location."""
    packet = xmp.packet(random)
    match random.choice(("xmp", "xmp", "xmp", "pieces", "comment", "other", "no-trailer")):
        case "xmp":
            return b"\x21\xff\x0bXMP DataXMP" + packet + MAGIC_TRAILER
        case "no-trailer":
            return b"\x21\xff\x0bXMP DataXMP" + packet + b"\0"
        case "pieces":
            return b"\x21\xff\x0bXMP DataXMP" + _pieces(packet)
        case "comment":
            return b"\x21\xfe" + _pieces(packet)
    return b"\x21\xff\x0b" + random.choice((b"ICCRGBG1012", b"MGKIPTC0000", b"NETSCAPE2.0")) + _pieces(packet)


def _pieces(body: bytes) -> bytes:
    parts = (body[at : at + 255] for at in range(0, len(body), 255))
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"
