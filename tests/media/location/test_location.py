"""Copies of photos contain no location, and their pixels are unchanged."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import piexif
import pytest
from PIL import Image

from media.location import LocationRemoval
from media.location.isobmff.redaction import MAX_ERASED_BYTES
from media.location.patches import MAX_PATCHED_BYTES
from media.video_metadata import read_video_metadata
from tests.media.heif_files import box
from tests.media.location.files_with_location import described, frames_of, located, patches_of, removal_of, stripped
from tests.media.pictures import encoded, exif, four_corners, jpeg, opened

SAMPLES = Path(__file__).parents[1] / "samples"
LOCATED = ["camera.jpg", "motion.jpg", "lossy.webp", "phone.heic", "turned.heic", "turned.avif"]
LOCATION_MARKS = (b"GPSLatitude", b"GPSLongitude", b"+52.5200", b"N\0\0\0\0\0\2\0\5")


def gps_of(content: bytes) -> dict[int, object]:
    import pi_heif

    pi_heif.register_heif_opener()
    tags = Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    return {tag: value for tag, value in tags.items() if tag != 0}


@pytest.mark.parametrize("name", LOCATED)
def test_the_location_is_removed_and_pixels_and_size_stay(name: str) -> None:
    original = (SAMPLES / name).read_bytes()
    assert set(gps_of(original)) == {1, 2, 3, 4}
    twin = stripped(original)
    assert gps_of(twin) == {}
    assert len(twin) == len(original)
    assert opened(twin).tobytes() == opened(original).tobytes()
    assert not any(location_text in twin for location_text in LOCATION_MARKS)
    assert patches_of(twin) == ()


@pytest.mark.parametrize("name", LOCATED)
def test_everything_else_that_the_camera_wrote_stays(name: str) -> None:
    original = (SAMPLES / name).read_bytes()
    before, after = opened(original).getexif(), opened(stripped(original)).getexif()
    assert (after[0x010F], after[0x0110]) == (before[0x010F], before[0x0110])
    assert after.get_ifd(0x8769)[0x9003] == before.get_ifd(0x8769)[0x9003] == "2026:06:20 15:04:05"


def test_another_reader_finds_no_location_either() -> None:
    original = (SAMPLES / "camera.jpg").read_bytes()
    assert piexif.load(original)["GPS"][piexif.GPSIFD.GPSLatitudeRef] == b"N"
    assert set(piexif.load(stripped(original))["GPS"]) <= {piexif.GPSIFD.GPSVersionID}


def test_a_photo_without_a_location_has_no_copy() -> None:
    plain = encoded(four_corners(640, 480), "JPEG", exif=exif(taken="2026:06:20 15:04:05"))
    for content in (jpeg(), plain, (SAMPLES / "orientation-6.jpg").read_bytes()):
        assert patches_of(content) == ()


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders_are_read(order: str) -> None:
    block = Image.Exif()
    block.endian = order
    block[0x8825] = {1: "N", 2: (52.0, 31.0, 12.12)}
    original = encoded(four_corners(64, 48), "JPEG", exif=block.tobytes())
    assert (b"II*\0" if order == "<" else b"MM\0*") in original
    assert gps_of(original)
    assert not gps_of(stripped(original))


@pytest.mark.parametrize(
    "location_text",
    [
        b'exif:GPSLatitude="52,31.2N"',
        b"exif:GPSLatitude = '52,31.2N'",
        b'drone-dji:GpsLongitude="+13.4050"',
    ],
)
def test_location_attributes_of_xmp_packets_are_blanked(location_text: bytes) -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r a:Rating="5" ' + location_text + b' a:Label="Berlin"/></x:xmpmeta>'
    twin = stripped(encoded(four_corners(64, 48), "JPEG", xmp=xmp))
    assert location_text not in twin
    assert b'<r a:Rating="5" ' + b" " * len(location_text) + b' a:Label="Berlin"/>' in twin


def test_location_elements_of_xmp_packets_are_blanked() -> None:
    location_text = b"<exif:GPSLatitude>52,31.2N</exif:GPSLatitude>"
    twin = stripped(encoded(four_corners(64, 48), "JPEG", xmp=b"<x:xmpmeta><a>1</a>" + location_text + b"</x:xmpmeta>"))
    assert location_text not in twin
    assert b"<a>1</a>" + b" " * len(location_text) + b"</x:xmpmeta>" in twin


def test_values_are_only_searched_within_their_block() -> None:
    """A3: a hundred values of a megabyte each, in a block of a kilobyte."""
    entry = (0x0002).to_bytes(2) + (2).to_bytes(2) + (1 << 20).to_bytes(4) + (8).to_bytes(4)
    gps = b"\x00\x64" + entry * 100
    block = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x20" + bytes(10) + gps
    content = b"\xff\xd8\xff\xe1" + (len(block) + 2).to_bytes(2) + block + bytes(2 * MAX_PATCHED_BYTES)
    assert all(offset + len(body) <= 6 + len(block) for offset, body in patches_of(content))
    assert gps not in stripped(content)


def test_a_location_behind_the_end_of_the_file_is_ignored() -> None:
    content = (SAMPLES / "camera.jpg").read_bytes()
    latitude = content.index(b"\0\2\0\5\0\0\0\3", content.index(b"MM\0*"))
    far = content[: latitude + 8] + b"\xff\xff\xff\0" + content[latitude + 12 :]
    patches = patches_of(far)
    assert patches
    assert all(body and offset + len(body) <= len(far) for offset, body in patches)


def png_with(*chunks: bytes) -> bytes:
    """A small PNG with these chunks before its pixels; each is type and data."""
    plain = encoded(four_corners(64, 48), "PNG")
    at = plain.index(b"IDAT") - 4
    made = (len(chunk[4:]).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big") for chunk in chunks)
    return plain[:at] + b"".join(made) + plain[at:]


def checked(png: bytes) -> Image.Image:
    """Checks every checksum; Pillow checks only those of critical chunks."""
    at = 8
    while at < len(png):
        end = at + 8 + int.from_bytes(png[at : at + 4], "big")
        assert zlib.crc32(png[at + 4 : end]) == int.from_bytes(png[end : end + 4], "big"), png[at + 4 : at + 8]
        at = end + 4
    return opened(png)


def block_with_location() -> Image.Exif:
    block = Image.Exif()
    block[0x010F] = "Nikon"
    block[0x8825] = {1: "N", 2: (52.0, 31.0, 12.12)}
    return block


def test_a_png_gets_new_checksums() -> None:
    original = encoded(four_corners(64, 48), "PNG", exif=block_with_location().tobytes())
    assert set(gps_of(original)) == {1, 2}
    twin = stripped(original)
    assert gps_of(twin) == {}
    assert checked(twin).getexif()[0x010F] == "Nikon"
    assert len(twin) == len(original)


def test_a_tiff_loses_its_location_and_keeps_its_pixels() -> None:
    original = encoded(four_corners(64, 48), "TIFF", exif=block_with_location().tobytes())
    assert set(gps_of(original)) == {1, 2}
    twin = stripped(original)
    assert gps_of(twin) == {}
    assert opened(twin).getexif()[0x010F] == "Nikon"
    assert opened(twin).tobytes() == opened(original).tobytes()


def test_a_packet_in_a_png_loses_only_its_location() -> None:
    packet = b'<r a:Rating="5" exif:GPSLatitude="52,31.2N"/>'
    twin = stripped(png_with(b"iTXtXML:com.adobe.xmp\0\0\0\0\0" + packet))
    assert b"52,31" not in twin
    assert b'a:Rating="5"' in twin
    checked(twin)


@pytest.mark.parametrize(
    "hidden",
    [
        b"iTXtXML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b'<r exif:GPSLatitude="52,31.2N"/>'),
        b"zTXtRaw profile type exif\0\0" + zlib.compress(b"\nexif\n      20\n45786966"),
        b"tEXtRaw profile type APP1\0\nexif\n      20\n45786966",
    ],
)
def test_a_png_chunk_that_can_not_be_searched_is_dropped(hidden: bytes) -> None:
    twin = stripped(png_with(hidden, b"tEXtTitle\0Cake"))
    assert hidden[:20] not in twin
    assert hidden[20:] not in twin
    assert checked(twin).info["Title"] == "Cake"
    assert patches_of(twin) == ()


def test_a_truncated_png_gets_no_checksum_behind_its_end() -> None:
    whole = png_with(b"iTXtXML:com.adobe.xmp\0\0\0\0\0" + b'<r exif:GPSLatitude="52,31.2N"/>')
    end = whole.index(b"52,31.2N")
    assert patches_of(whole[:end]) == ()


@pytest.mark.parametrize(
    ("source", "ending", "location_text"),
    [
        ("camera.mp4", "mp4", ("location=+52.5200+013.4050/",)),
        ("phone.mov", "mov", ("location=+52.5200+013.4050/",)),
        ("phone.mov", "mov", ("com.apple.quicktime.location.ISO6709=+52.5200+013.4050+034.000/",)),
    ],
)
def test_the_location_in_a_video_is_removed_and_all_else_stays(
    source: str, ending: str, location_text: tuple[str, ...], tmp_path: Path
) -> None:
    original = located(SAMPLES / source, tmp_path / f"located.{ending}", location_text)
    assert "+52.5200" in described(original)
    twin = tmp_path / f"untold.{ending}"
    twin.write_bytes(stripped(original.read_bytes()))

    assert "+52.5200" not in described(twin)
    assert len(twin.read_bytes()) == len(original.read_bytes())
    with original.open("rb") as before, twin.open("rb") as after:
        size_bytes = original.stat().st_size
        assert read_video_metadata(after, size_bytes) == read_video_metadata(before, size_bytes)
    assert frames_of(twin) == frames_of(original)


def test_a_packet_in_a_video_loses_its_location() -> None:
    packet = bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + b'<r a:Rating="5" exif:GPSLatitude="52,31.2N"/>'
    box = (8 + len(packet)).to_bytes(4, "big") + b"uuid" + packet
    original = (SAMPLES / "silent.mp4").read_bytes() + box
    twin = stripped(original)
    assert twin == original.replace(b'exif:GPSLatitude="52,31.2N"', b" " * 27)


def test_a_video_without_a_location_has_no_copy() -> None:
    for name in ("camera.mp4", "fragments.mp4", "bright.mov"):
        assert patches_of((SAMPLES / name).read_bytes()) == ()


def test_no_copy_of_a_video_with_megabytes_of_location() -> None:
    location = box(b"\xa9xyz", bytes(MAX_ERASED_BYTES + 1))
    assert removal_of(box(b"ftyp", b"mp42\0\0\0\0mp42isom") + box(b"moov", location)) == LocationRemoval(
        location_may_remain=True
    )
