"""Builds stills with metadata wherever their formats allow it."""

from __future__ import annotations

import struct
import zlib

from tests.media.pictures import encoded, four_corners
from tests.media.tiff_files import CAMERA, CONTENT, LONG, PLANTED, UNDEFINED, Field, Order, located, structure

XMP_MARK = b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED_XMP_MARK = b"http://ns.adobe.com/xmp/extension/\0"
GUID = b"0123456789ABCDEF0123456789ABCDEF"
NAMESPACES = (
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="http://ns.adobe.com/photoshop/1.0/" '
    b'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"'
)


def exif_block(order: Order = "little") -> bytes:
    """A camera, a date and a location, without `Exif\\0\\0`."""
    return structure(located(), order=order)


def xmp_packet(place: bytes = b"<p:City>" + PLANTED + b"</p:City>") -> bytes:
    about = b'<rdf:Description rdf:about="" xmp:Rating="5">' + place + b"</rdf:Description>"
    rdf = b"<rdf:RDF " + NAMESPACES + b">" + about + b"</rdf:RDF>"
    body = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + rdf + b"</x:xmpmeta>"
    return b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>' + body + b" " * 64 + b'<?xpacket end="w"?>'


def thumbnail_block(thumbnail: bytes) -> bytes:
    """An Exif block with this JPEG as its thumbnail."""
    pointer = Field(LONG, ({CONTENT: Field(UNDEFINED, thumbnail)},))
    return structure(CAMERA, {0x0201: pointer, 0x0202: Field(LONG, (len(thumbnail),))})


def dataset(record: int, number: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def iptc(*places: int) -> bytes:
    """A title, a location in each of these datasets, and a photographer."""
    named = [dataset(2, number, PLANTED) for number in places]
    return b"".join((dataset(2, 5, b"Cake"), *named, dataset(2, 80, b"Anna")))


def resource(number: int, value: bytes, signature: bytes = b"8BIM", name: bytes = b"") -> bytes:
    """Of Photoshop's image resources."""
    title = bytes([len(name)]) + name
    body = signature + struct.pack(">H", number) + title + bytes(len(title) % 2)
    return body + struct.pack(">I", len(value)) + value + bytes(len(value) % 2)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def jumbf(label: bytes, *content: bytes, kind: bytes = b"json") -> bytes:
    """A superbox with a description, as C2PA's assertions are."""
    identifier = kind + bytes.fromhex("00110010800000aa00389b71")
    return box(b"jumb", box(b"jumd", identifier + b"\x03" + label + b"\0") + b"".join(content))


def c2pa(*assertions: bytes) -> bytes:
    store = jumbf(b"c2pa.assertions", *assertions, kind=b"c2as")
    return jumbf(b"c2pa", jumbf(b"urn:uuid:1", store, kind=b"c2ma"), kind=b"c2pa")


def segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def jpeg_with(*segments: bytes, width: int = 64, height: int = 48, behind: bytes = b"") -> bytes:
    """A JPEG with these segments before its tables, and data behind its picture."""
    plain = encoded(four_corners(width, height), "JPEG")
    return plain[:2] + b"".join(segments) + plain[2:] + behind


def jumbf_segments(boxes: bytes, size: int) -> list[bytes]:
    """One superbox in APP11 segments of `size` bytes of it each."""
    header, body = boxes[:8], boxes[8:]
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return [segment(0xEB, struct.pack(">2sHI", b"JP", 1, n) + header + part) for n, part in enumerate(parts, 1)]


def extended_xmp_segments(packet: bytes, size: int) -> list[bytes]:
    parts = ((at, packet[at : at + size]) for at in range(0, len(packet), size))
    return [segment(0xE1, EXTENDED_XMP_MARK + GUID + struct.pack(">II", len(packet), at) + part) for at, part in parts]


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_with(*chunks: bytes, behind: bytes = b"") -> bytes:
    """A PNG with these chunks before its pixels."""
    plain = encoded(four_corners(64, 48), "PNG")
    at = plain.index(b"IDAT") - 4
    return plain[:at] + b"".join(chunks) + plain[at:] + behind


def raw_profile(name: bytes, profile: bytes) -> bytes:
    """A raw profile as ImageMagick writes it into a text."""
    digits = profile.hex().encode()
    lines = b"\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    return b"\n" + name + b"\n" + str(len(profile)).rjust(8).encode() + b"\n" + lines + b"\n"


def webp_chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def webp_with(*chunks: bytes) -> bytes:
    """A WebP with these chunks behind its picture."""
    plain = encoded(four_corners(64, 48), "WEBP", lossless=True)
    header = webp_chunk(b"VP8X", struct.pack("<I", 0x0C) + (63).to_bytes(3, "little") + (47).to_bytes(3, "little"))
    body = b"WEBP" + header + plain[12:] + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def sub_blocks(data: bytes) -> bytes:
    parts = (data[at : at + 255] for at in range(0, len(data), 255))
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def gif_extension(name: bytes, data: bytes) -> bytes:
    return b"\x21\xff\x0b" + name + data


def gif_xmp(packet: bytes) -> bytes:
    """The plain packet, and XMP's magic trailer."""
    return gif_extension(b"XMP DataXMP", packet + b"\x01" + bytes(range(255, -1, -1)) + b"\0")


def gif_with(*extensions: bytes, behind: bytes = b"") -> bytes:
    plain = encoded(four_corners(64, 48), "GIF")
    at = 13 + (3 << (plain[10] & 7) + 1)
    return b"GIF89a" + plain[6:at] + b"".join(extensions) + plain[at:] + behind
