"""WebP: the chunks of its RIFF."""

from __future__ import annotations

from random import Random

from bench.mutations import numbers, tiff, xmp

TYPES = (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"EXIF", b"XMP ", b"LIST", b"RIFF", b"exif")
METADATA = (b"EXIF", b"XMP ", b"ICCP", b"exif")
KINDS_OF_CHANGES = (
    *("add",) * 8,
    *("metadata",) * 3,
    *("behind",) * 2,
    *("whole",) * 2,
    *("reorder", "inside", "type", "length", "nest"),
)
FLAGS = {b"ICCP": 0x20, b"ALPH": 0x10, b"EXIF": 0x08, b"XMP ": 0x04}


def mutate(random: Random, content: bytes) -> bytes:
    chunks, rest = split(content)
    if not chunks:
        return numbers.write_number(random, content)
    at = random.randrange(len(chunks))
    match random.choice(KINDS_OF_CHANGES):
        case "metadata":
            pictures = [each for each in chunks if each[:4] not in METADATA]
            others = [_changed(random, each) if random.random() < 0.3 else each for each in chunks]
            chunks = [*pictures, *numbers.reorder(random, [each for each in others if each[:4] in METADATA])]
        case "reorder":
            chunks = numbers.reorder(random, chunks)
        case "add":
            chunks = _with_metadata(random, chunks)
        case "inside":
            chunks[at] = _changed(random, chunks[at])
        case "type":
            chunks[at] = chunk(random.choice(TYPES), chunks[at][8:])
        case "length":
            size = numbers.odd_number(random, int.from_bytes(chunks[at][4:8], "little"), 4)
            chunks[at] = chunks[at][:4] + size.to_bytes(4, "little") + chunks[at][8:]
        case "whole":
            return joined(chunks, rest, size=numbers.odd_number(random, len(content) - 8, 4))
        case "behind":
            rest += chunk(*_metadata(random))
        case "nest":
            chunks[at] = chunk(random.choice((b"LIST", b"RIFF", b"ANMF")), chunks[at] * random.choice((1, 2, 100)))
    return joined(chunks, rest)


def split(content: bytes) -> tuple[list[bytes], bytes]:
    chunks: list[bytes] = []
    at = 12
    while at + 8 <= len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if end > len(content):
            break
        chunks.append(content[at:end])
        at = end
    return chunks, content[at:]


def joined(chunks: list[bytes], rest: bytes, size: int | None = None) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + (len(body) if size is None else size).to_bytes(4, "little") + body + rest


def chunk(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)


def _metadata(random: Random) -> tuple[bytes, bytes]:
    if random.random() < 0.5:
        return b"XMP ", xmp.packet(random)
    block = tiff.exif_block(random)
    block = tiff.mutate(random, block) if random.random() < 0.4 else block
    return b"EXIF", random.choice((b"", b"", b"Exif\0\0")) + block


def _with_metadata(random: Random, chunks: list[bytes]) -> list[bytes]:
    """Where the picture is a simple one it becomes an extended one, mostly with the flag that belongs there."""
    kind, body = _metadata(random)
    if chunks[0][:4] != b"VP8X" and random.random() < 0.9:
        chunks = [chunk(b"VP8X", bytes(4) + _size(chunks[0])), *chunks]
    if chunks[0][:4] == b"VP8X" and random.random() < 0.8:
        head = bytearray(chunks[0])
        head[8] |= FLAGS[kind]
        chunks = [bytes(head), *chunks[1:]]
    at = random.choice((1, len(chunks), random.randrange(len(chunks) + 1)))
    return [*chunks[:at], chunk(kind, body), *chunks[at:]]


def _size(picture: bytes) -> bytes:
    """Width and height less one, in 24 bits each, of a lossy or a lossless picture."""
    if picture[:4] == b"VP8L":
        bits = int.from_bytes(picture[9:13], "little")
        width, height = bits & 0x3FFF, bits >> 14 & 0x3FFF
    else:
        width = (int.from_bytes(picture[14:16], "little") & 0x3FFF) - 1
        height = (int.from_bytes(picture[16:18], "little") & 0x3FFF) - 1
    return max(width, 0).to_bytes(3, "little") + max(height, 0).to_bytes(3, "little")


def _changed(random: Random, whole: bytes) -> bytes:
    kind, body = whole[:4], whole[8:]
    if kind == b"EXIF":
        return chunk(kind, tiff.mutate(random, body))
    if kind == b"XMP " and random.random() < 0.6:
        return chunk(kind, xmp.damaged(random, body or b" "))
    return chunk(kind, numbers.write_number(random, body, "little"))
