"""JPEG: its segments, what is in them, and what stands behind the picture."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from bench.mutations import isobmff, numbers, tiff, xmp

START, END, SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA
XMP_NAME, EXTENDED_NAME = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
MAX_SEGMENT_BYTES = 0xFFFF - 2
STARTS = (b"Exif\0\0", XMP_NAME, b"Photoshop 3.0\0", b"ICC_PROFILE\0", b"MPF\0", b"JFIF\0", b"JP", b"")

Segment = tuple[int, bytes]


def mutate(random: Random, content: bytes) -> bytes:
    segments, rest = split(content)
    if not segments:
        return numbers.write_number(random, content)
    change: Callable[[Random, list[Segment], bytes], bytes] = random.choice(CHANGES)
    return change(random, segments, rest)


def split(content: bytes) -> tuple[list[Segment], bytes]:
    """The segments before the first scan, by marker and content; and the rest, from the scan's marker on."""
    segments: list[Segment] = []
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != SCAN:
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        segments.append((content[at + 1], content[at + 4 : end]))
        at = max(end, at + 4)
    return segments, content[at:]


def joined(segments: list[Segment], rest: bytes) -> bytes:
    return START + b"".join(segment(marker, body) for marker, body in segments) + rest


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (min(len(body), MAX_SEGMENT_BYTES) + 2).to_bytes(2) + body[:MAX_SEGMENT_BYTES]


def _reorder(random: Random, segments: list[Segment], rest: bytes) -> bytes:
    parts = [segment(*each) for each in segments]
    return START + b"".join(numbers.reorder(random, parts)) + rest


def _add(random: Random, segments: list[Segment], rest: bytes) -> bytes:
    """Adds metadata with a location, before or behind existing segments."""
    at = random.choice((0, len(segments), random.randrange(len(segments) + 1)))
    return joined(segments[:at] + _metadata(random) + segments[at:], rest)


def _metadata(random: Random) -> list[Segment]:
    match random.choice(("exif", "xmp", "xmp", "iptc", "extended", "jumbf", "comment")):
        case "exif":
            block = tiff.exif_block(random)
            return [(0xE1, b"Exif\0\0" + (tiff.mutate(random, block) if random.random() < 0.5 else block))]
        case "xmp":
            return [(0xE1, XMP_NAME + xmp.packet(random))]
        case "iptc":
            return [(0xED, b"Photoshop 3.0\0" + _resource(random, tiff.iptc()))]
        case "extended":
            return _extended(random)
        case "jumbf":
            return [(0xEB, b"JP\0\1\0\0\0\1" + _jumbf())]
    return [(0xFE, xmp.packet(random))]


def _resource(random: Random, body: bytes) -> bytes:
    """A block of Photoshop: the digest or the name may be there or not, and its length may lie."""
    name = random.choice((b"\0\0", b"\5hello"))
    size = len(body) if random.random() < 0.8 else numbers.odd_number(random, len(body), 4)
    made = b"8BIM\x04\x04" + name + size.to_bytes(4) + body + bytes(len(body) % 2)
    return made if random.random() < 0.8 else b"8BIM\x04\x25\0\0" + (16).to_bytes(4) + bytes(16) + made


def _extended(random: Random) -> list[Segment]:
    """XMP in parts: in order or not, overlapping, missing, or with another's name."""
    whole, name = xmp.packet(random), bytes(random.choice(b"0123456789ABCDEF") for _ in range(32))
    main = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r xmpNote:HasExtendedXMP="{name.decode()}"/></x:xmpmeta>'.encode()
    step = max(1, len(whole) // random.choice((1, 2, 3, 20)))
    parts = [
        (0xE1, EXTENDED_NAME + name + len(whole).to_bytes(4) + at.to_bytes(4) + whole[at : at + step])
        for at in range(0, len(whole), step)
    ]
    if random.random() < 0.4:
        random.shuffle(parts)
    if random.random() < 0.2:
        parts.pop()
    return [(0xE1, XMP_NAME + main), *parts]


def _jumbf() -> bytes:
    """An assertion as C2PA has it, with coordinates in JSON."""
    description = isobmff.box(b"jumd", bytes.fromhex("6A736F6E00110010800000AA00389B71") + b"\3c2pa.json\0")
    assertion = b'{"exif:GPSLatitude": "52,31.2N", "exif:GPSLongitude": "13,24.3E"}'
    return isobmff.box(b"jumb", description + isobmff.box(b"json", assertion))


def _inside(random: Random, segments: list[Segment], rest: bytes) -> bytes:
    """Something in one segment is another."""
    at = random.randrange(len(segments))
    marker, body = segments[at]
    if body.startswith(b"Exif\0\0") and random.random() < 0.9:
        body = body[:6] + tiff.mutate(random, body[6:])
    elif body.startswith(XMP_NAME):
        body = XMP_NAME + xmp.damaged(random, body[len(XMP_NAME) :] or b" ")
    else:
        body = numbers.write_number(random, body)
    return joined([*segments[:at], (marker, body), *segments[at + 1 :]], rest)


def _length(random: Random, segments: list[Segment], rest: bytes) -> bytes:
    """One segment's length lies, or its marker or name is another's."""
    at, parts = random.randrange(len(segments)), [segment(*each) for each in segments]
    marker, body = segments[at]
    match random.choice(("length", "marker", "name", "fill")):
        case "length":
            parts[at] = parts[at][:2] + numbers.odd_number(random, len(body) + 2, 2).to_bytes(2) + body
        case "marker":
            parts[at] = segment(random.choice((0xE0, 0xE1, 0xE2, 0xED, 0xEB, 0xFE, 0xC0, 0xC4, 0xDB, 0xDD)), body)
        case "name":
            parts[at] = segment(marker, random.choice(STARTS) + body)
        case "fill":
            parts[at] = b"\xff" * random.choice((1, 2, 70_000)) + parts[at]
    return START + b"".join(parts) + rest


def _behind(random: Random, segments: list[Segment], rest: bytes) -> bytes:
    """Something stands behind the picture, or between its scans."""
    extra = random.choice((_video, _picture, _late_segment, _noise))(random, segments, rest)
    if random.random() < 0.3 and (at := rest.find(END)) >= 0:
        return joined(segments, rest[:at] + extra + rest[at:])
    return joined(segments, rest + extra)


def _video(random: Random, segments: list[Segment], rest: bytes) -> bytes:
    return isobmff.located_video(random)


def _picture(random: Random, segments: list[Segment], rest: bytes) -> bytes:
    """A second JPEG, as phones put one there for depth or for its preview."""
    return bytes(random.choice((0, 1, 7))) + joined(segments + _metadata(random), rest)


def _late_segment(random: Random, segments: list[Segment], rest: bytes) -> bytes:
    return b"".join(segment(*each) for each in _metadata(random))


def _noise(random: Random, segments: list[Segment], rest: bytes) -> bytes:
    return random.choice((b"\0" * 4096, END * 3, START, b"PK\5\6" + bytes(18), xmp.packet(random)))


def _nested(random: Random, segments: list[Segment], rest: bytes) -> bytes:
    """The picture itself, or the start of it, within one of its segments: as a thumbnail, or as anything."""
    inner = joined(segments, rest)[: random.choice((1000, 20_000, MAX_SEGMENT_BYTES))]
    start = random.choice(STARTS)
    return joined([*segments, (random.choice((0xE0, 0xE1, 0xE2, 0xED)), start + inner)], rest)


CHANGES = (_reorder, _add, _add, _add, _inside, _inside, _length, _behind, _behind, _nested)
