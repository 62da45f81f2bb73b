"""The records in which cameras, drones, phones and dashcams write a location: Berlin, 52.52 N 13.405 E."""

from __future__ import annotations

import base64
import json
import struct

from tests.media.heif_files import box, full_box
from tests.media.movie_files import sample_entry

ISO_6709 = b"+52.5200+013.4050+034.000/"
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
    b' exif:GPSLatitude="52,31.2N" exif:GPSLongitude="13,24.3E" xmp:Rating="5"/></rdf:RDF></x:xmpmeta>'
)
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
GARMIN_UUID = bytes.fromhex("9b630f8d637440ec8204bc5ff5091728")
CANON_UUID = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")


def international_text(text: bytes) -> bytes:
    """QuickTime's: length, language, text."""
    return struct.pack(">HH", len(text), 0x15C7) + text


def loci(name: bytes = b"Berlin") -> bytes:
    """3GPP TS 26.244, §8.9."""
    location = struct.pack(">Biii", 0, round(13.405 * 65536), round(52.52 * 65536), 34 << 16)
    return full_box(b"loci", struct.pack(">H", 0x15C7), name + b"\0", location, b"Earth\0notes\0")


def apple_meta(*items: tuple[bytes, bytes], has_version: bool = False) -> bytes:
    keys = full_box(b"keys", struct.pack(">I", len(items)), *(box(b"mdta", key) for key, _ in items))
    values = [
        box(struct.pack(">I", number), box(b"data", struct.pack(">II", 1, 0), value))
        for number, (_, value) in enumerate(items, start=1)
    ]
    content = (full_box(b"hdlr", bytes(4), b"mdta", bytes(13)), keys, box(b"ilst", *values))
    return full_box(b"meta", *content) if has_version else box(b"meta", *content)


def itunes_meta() -> bytes:
    """As Google Photos writes it, and one that names itself."""
    location = box(b"\xa9xyz", box(b"data", struct.pack(">II", 1, 0), ISO_6709))
    own = box(
        b"----",
        full_box(b"mean", b"org.example"),
        full_box(b"name", b"GPSLatitude"),
        box(b"data", struct.pack(">II", 1, 0), b"52.52"),
    )
    return full_box(b"meta", full_box(b"hdlr", bytes(4), b"mdir", bytes(13)), box(b"ilst", location, own))


def gps_directory() -> bytes:
    """A TIFF whose first directory is one of GPS, as Canon's `CMT4` has it."""
    at = 8 + 2 + 12 * 4 + 4
    entries = struct.pack(">HHI4s", 1, 2, 2, b"N") + struct.pack(">HHII", 2, 5, 3, at)
    entries += struct.pack(">HHI4s", 3, 2, 2, b"E") + struct.pack(">HHII", 4, 5, 3, at + 24)
    values = struct.pack(">12I", 52, 1, 31, 1, 12, 1, 13, 1, 24, 1, 18, 1)
    return b"MM\0*" + struct.pack(">IH", 8, 4) + entries + bytes(4) + values


def nikon() -> bytes:
    """`NCDT` with `NCTG`, whose tags from 0x1200000 on are those of Exif's GPS directory."""
    tags = struct.pack(">IHH2s", 0x1200001, 2, 2, b"N\0") + struct.pack(">IHH6I", 0x1200002, 5, 3, 52, 1, 31, 1, 12, 1)
    tags += struct.pack(">IHH2s", 0x1200003, 2, 2, b"E\0") + struct.pack(">IHH6I", 0x1200004, 5, 3, 13, 1, 24, 1, 18, 1)
    return box(b"NCDT", box(b"NCTG", tags))


def garmin() -> bytes:
    semicircles = 2**31 / 180
    record = struct.pack(">IH6xii", 3_900_000_000, 12, round(52.52 * semicircles), round(13.405 * semicircles))
    return box(b"uuid", GARMIN_UUID, bytes(17), record)


def gps0() -> bytes:
    return box(b"gps0", struct.pack("<ddiHBBBBBBBxxx", 5231.2, 1324.3, 34, 12, 26, 6, 20, 15, 4, 5, 90))


def gdat() -> bytes:
    fix = {"gpsStatus": "A", "lat": 52.52, "lon": 13.405, "datetime": "2026-06-20T15:04:05"}
    return box(b"gdat", base64.b64encode(json.dumps({"cameraModel": "622GW", "gpsData": [fix]}).encode()))


NMEA = b"$GPRMC,130405.00,A,5231.2000,N,01324.3000,E,012.5,87.86,200626,002.1,E*6A\r\n"


def free_gps() -> bytes:
    """A record of a dashcam with a Novatek chip, encrypted as its maker does."""
    text = b"20260620130405." + b"5567GP".ljust(15) + b"N52312000E013243000" + b"00000007"
    hidden = bytes(byte ^ 0xAA for byte in text)
    record = b"freeGPS \x05\1\0\0\1\3" + b"\xaa\xaa\xf2\xe1\xf0\xeeTT" + hidden
    return ((0x8000).to_bytes(4) + record).ljust(0x8000, b"\0")


def klv(key: bytes, kind: bytes, size: int, content: bytes) -> bytes:
    """Of GoPro's GPMF: a key, the type and size of a value, how many there are, then they, filled to four bytes."""
    header = key + kind + struct.pack(">BH", size, len(content) // size)
    return header + content + bytes(-len(content) % 4)


def gopro() -> bytes:
    scale = klv(b"SCAL", b"l", 4, struct.pack(">5i", 10**7, 10**7, 1000, 1000, 100))
    location = klv(b"GPS5", b"l", 20, struct.pack(">5i", 525200000, 134050000, 34000, 0, 0))
    return klv(b"DEVC", b"\0", 1, klv(b"STRM", b"\0", 1, scale + location))


def camm() -> bytes:
    return struct.pack("<HHddd", 0, 5, 52.52, 13.405, 34.0)


def sony() -> bytes:
    tags = [
        (0x8501, b"N\0"),
        (0x8502, struct.pack(">6I", 52, 1, 31, 1, 12, 1)),
        (0x8503, b"E\0"),
        (0x8504, struct.pack(">6I", 13, 1, 24, 1, 18, 1)),
        (0x8509, b"A\0"),
    ]
    return struct.pack(">H26x", 28) + b"".join(struct.pack(">HH", tag, len(v)) + v for tag, v in tags) + bytes(8)


def mebx_entry(key: bytes, value_type: int = 1) -> bytes:
    keyd, dtyp = box(b"keyd", b"mdta", key), box(b"dtyp", struct.pack(">II", 0, value_type))
    return sample_entry(b"mebx", box(b"keys", box(struct.pack(">I", 1), keyd, dtyp)))


def mebx(value: bytes) -> bytes:
    return box(struct.pack(">I", 1), value)


def insta360() -> bytes:
    """A trailer with one record of a fix; its directory is read from the end."""
    fix = struct.pack("<IIHcdcdcddd", 1_781_967_845, 0, 0, b"A", 52.52, b"N", 13.405, b"E", 1.0, 90.0, 34.0)
    records = fix + struct.pack("<HI", 0x700, len(fix))
    size = len(records) + 72
    return records + bytes(32) + struct.pack("<I", size) + bytes(4) + b"8db42d694ccc418790edff439fe026bf"


def kenwood() -> bytes:
    values = [b"N52.520000", b"E13.405000", b"012", b"0", b"0", b"0", b"0"]
    record = b"GPSDATA--20260620130405" + b"".join(value.ljust(14, b"\0") for value in values)
    return b"C" * 22 + record.ljust(121, b"\0")


def samsung(*blocks: tuple[int, bytes, bytes]) -> bytes:
    """SEF: each block is a type, a name and data."""
    data, entries = b"", []
    for block_type, name, content in blocks:
        block = struct.pack("<HHI", 0, block_type, len(name)) + name + content
        entries.append((block_type, len(data), len(block)))
        data += block
    directory = b"SEFH" + struct.pack("<II", 101, len(entries))
    for block_type, at, size in entries:
        directory += struct.pack("<HHII", 0, block_type, len(data) - at, size)
    return data + directory + struct.pack("<I", len(directory)) + b"SEFT"


def avchd_user_data() -> bytes:
    """A NAL unit of H.264: what camcorders write about the recording, with a version, a latitude, and a longitude."""
    entries = [(0x18, b"\2\x20\x26\6"), (0xB0, b"\2\3\1\1"), (0xB1, b"N\1\1\1")]
    entries += [(0xB2 + number, struct.pack(">HH", value, 1)) for number, value in enumerate((52, 31, 12))]
    entries += [(0xB5, b"E\1\1\1")]
    entries += [(0xB6 + number, struct.pack(">HH", value, 1)) for number, value in enumerate((13, 24, 18))]
    entries += [(0xE0, b"CANO")]
    payload = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM" + bytes([len(entries)])
    payload += b"".join(bytes([tag]) + value for tag, value in entries)
    return b"\6\5" + bytes([len(payload)]) + payload + b"\x80"


def with_user_data(movie: bytes, unit: bytes) -> bytes:
    """A movie of H.264 that begins with `unit` in place of the note of x264, whose length is kept."""
    start = movie.index(bytes.fromhex("dc45e9bde6d948b7962cd820d923eeef")) - 9
    size = 4 + int.from_bytes(movie[start : start + 4])
    filler_bytes = size - 4 - len(unit) - 4
    filler = b"\x0c".ljust(filler_bytes - 1, b"\xff") + b"\x80"
    units = len(unit).to_bytes(4) + unit + filler_bytes.to_bytes(4) + filler
    return movie[:start] + units + movie[start + size :]
