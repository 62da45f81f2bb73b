"""PNG: its chunks."""

from __future__ import annotations

import zlib
from random import Random

from bench.mutations import numbers, tiff, xmp

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TYPES = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP", b"tIME", b"IDAT", b"IEND", b"PLTE", b"tRNS", b"zxIf", b"caBX")
KINDS_OF_CHANGES = (
    *("add",) * 8,
    *("metadata",) * 3,
    *("behind",) * 2,
    *("reorder", "inside", "type", "length", "sum"),
)
XMP_KEYWORD = b"XML:com.adobe.xmp"


def mutate(random: Random, content: bytes) -> bytes:
    chunks, rest = split(content)
    if not chunks:
        return numbers.write_number(random, content)
    at = random.randrange(len(chunks))
    match random.choice(KINDS_OF_CHANGES):
        case "metadata":
            chunks = _reordered_metadata(random, chunks)
        case "reorder":
            chunks = numbers.reorder(random, chunks)
        case "add":
            chunks.insert(random.choice((1, len(chunks) - 1, at)), chunk(*_metadata(random)))
        case "inside":
            chunks[at] = _changed(random, chunks[at])
        case "type":
            chunks[at] = chunk(random.choice(TYPES), chunks[at][8:-4])
        case "length":
            size = numbers.odd_number(random, len(chunks[at]) - 12, 4)
            chunks[at] = size.to_bytes(4) + chunks[at][4:]
        case "sum":
            chunks[at] = chunks[at][:-4] + random.randbytes(4)
        case "behind":
            rest += chunk(*_metadata(random)) + random.choice((b"", b"\xff\xd8\xff\xe0", bytes(4096)))
    return SIGNATURE + b"".join(chunks) + rest


def _reordered_metadata(random: Random, chunks: list[bytes]) -> list[bytes]:
    """What the picture does not need, in another order, twice, or changed inside."""
    needed = [each for each in chunks if not each[4] & 0x20]
    others = [_changed(random, each) if random.random() < 0.3 else each for each in chunks if each[4] & 0x20]
    others = numbers.reorder(random, others)
    at = random.randint(1, max(len(needed) - 1, 1))
    return [*needed[:at], *others, *needed[at:]]


def split(content: bytes) -> tuple[list[bytes], bytes]:
    """Whole chunks up to the one that ends the picture, and the rest."""
    chunks: list[bytes] = []
    at = len(SIGNATURE)
    while at + 12 <= len(content) and (not chunks or chunks[-1][4:8] != b"IEND"):
        end = at + 12 + int.from_bytes(content[at : at + 4])
        if end > len(content):
            break
        chunks.append(content[at:end])
        at = end
    return chunks, content[at:]


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def _metadata(random: Random) -> tuple[bytes, bytes]:
    """Metadata with a location."""
    block, packet = tiff.exif_block(random), xmp.packet(random)
    if random.random() < 0.3:
        block = tiff.mutate(random, block)
    match random.choice(("exif", "xmp", "xmp", "packed", "raw", "raw-text", "text")):
        case "exif":
            return b"eXIf", random.choice((b"", b"", b"Exif\0\0")) + block
        case "xmp":
            return b"iTXt", XMP_KEYWORD + b"\0\0\0" + random.choice((b"\0\0", b"en\0x\0")) + packet
        case "packed":
            return b"iTXt", XMP_KEYWORD + b"\0\1\0\0\0" + zlib.compress(packet * random.choice((1, 1, 200)))
        case "raw":
            return b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(_as_hex(b"exif", b"Exif\0\0" + block))
        case "raw-text":
            kind = random.choice((b"xmp", b"iptc", b"APP1", b"8bim"))
            body = packet if kind == b"xmp" else tiff.iptc()
            return b"tEXt", b"Raw profile type " + kind + b"\0" + _as_hex(kind, body)
    return b"tEXt", random.choice((b"Location", b"Comment", XMP_KEYWORD, b"GPSLatitude")) + b"\0Musterstadt 52.5200"


def _as_hex(kind: bytes, body: bytes) -> bytes:
    """As ImageMagick writes it: the name, the length, and lines of digits."""
    digits = body.hex().encode()
    lines = b"\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    return b"\n" + kind + b"\n" + str(len(body)).rjust(8).encode() + b"\n" + lines + b"\n"


def _changed(random: Random, whole: bytes) -> bytes:
    kind, body = whole[4:8], whole[8:-4]
    if kind == b"eXIf":
        return chunk(kind, tiff.mutate(random, body))
    if kind in (b"iTXt", b"tEXt") and random.random() < 0.6:
        return chunk(kind, xmp.damaged(random, body or b" "))
    return chunk(kind, numbers.write_number(random, body))
