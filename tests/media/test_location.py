"""A copy of a photo that tells no place, and is the same picture bit for bit."""

from __future__ import annotations

import io
from pathlib import Path

import piexif
import pytest
from PIL import Image

from domain.ports import Unreadable
from media.location import MOST_PATCHED_BYTES, location_patches
from media.sniff import JPEG, PNG, kind_of
from tests.media.pictures import encoded, exif, four_corners, jpeg, opened

SAMPLES = Path(__file__).parent / "samples"
LOCATED = ["camera.jpg", "motion.jpg", "lossy.webp", "phone.heic", "turned.heic", "turned.avif"]
TOLD = (b"GPSLatitude", b"GPSLongitude", b"+52.5200", b"N\0\0\0\0\0\2\0\5")


def stripped(content: bytes) -> bytes:
    kind = kind_of(content)
    assert kind is not None
    twin = bytearray(content)
    for offset, body in location_patches(content, kind):
        twin[offset : offset + len(body)] = body
    return bytes(twin)


def gps_of(content: bytes) -> dict[int, object]:
    import pi_heif

    pi_heif.register_heif_opener()
    tags = Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    return {tag: value for tag, value in tags.items() if tag != 0}


@pytest.mark.parametrize("name", LOCATED)
def test_the_place_is_gone_and_every_pixel_and_byte_count_is_as_it_was(name: str) -> None:
    original = (SAMPLES / name).read_bytes()
    assert set(gps_of(original)) == {1, 2, 3, 4}
    twin = stripped(original)
    assert gps_of(twin) == {}
    assert len(twin) == len(original)
    assert opened(twin).tobytes() == opened(original).tobytes()
    assert not any(told in twin for told in TOLD)
    kind = kind_of(twin)
    assert kind is not None
    assert location_patches(twin, kind) == ()


@pytest.mark.parametrize("name", LOCATED)
def test_everything_else_that_the_camera_wrote_stays(name: str) -> None:
    original = (SAMPLES / name).read_bytes()
    before, after = opened(original).getexif(), opened(stripped(original)).getexif()
    assert (after[0x010F], after[0x0110]) == (before[0x010F], before[0x0110])
    assert after.get_ifd(0x8769)[0x9003] == before.get_ifd(0x8769)[0x9003] == "2026:06:20 15:04:05"


def test_another_reader_finds_no_place_either() -> None:
    original = (SAMPLES / "camera.jpg").read_bytes()
    assert piexif.load(original)["GPS"][piexif.GPSIFD.GPSLatitudeRef] == b"N"
    assert set(piexif.load(stripped(original))["GPS"]) <= {piexif.GPSIFD.GPSVersionID}


def test_a_photo_that_tells_no_place_has_no_second_copy() -> None:
    plain = encoded(four_corners(640, 480), "JPEG", exif=exif(taken="2026:06:20 15:04:05"))
    for content in (jpeg(), plain, (SAMPLES / "orientation-6.jpg").read_bytes()):
        assert location_patches(content, JPEG) == ()


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
    "told",
    [
        b'exif:GPSLatitude="52,31.2N"',
        b"exif:GPSLatitude = '52,31.2N'",
        b'drone-dji:GpsLongitude="+13.4050"',
    ],
)
def test_attributes_of_xmp_packets_that_tell_a_place_are_blanked(told: bytes) -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r a:Rating="5" ' + told + b' a:City="Berlin"/></x:xmpmeta>'
    twin = stripped(encoded(four_corners(64, 48), "JPEG", xmp=xmp))
    assert told not in twin
    assert b'<r a:Rating="5" ' + b" " * len(told) + b' a:City="Berlin"/>' in twin


def test_elements_of_xmp_packets_that_tell_a_place_are_blanked() -> None:
    told = b"<exif:GPSLatitude>52,31.2N</exif:GPSLatitude>"
    twin = stripped(encoded(four_corners(64, 48), "JPEG", xmp=b"<x:xmpmeta><a>1</a>" + told + b"</x:xmpmeta>"))
    assert told not in twin
    assert b"<a>1</a>" + b" " * len(told) + b"</x:xmpmeta>" in twin


def test_a_file_whose_metadata_would_wipe_out_megabytes_is_refused() -> None:
    # One directory whose every entry claims a value of its own, a thousand times over.
    entry = (0x0002).to_bytes(2) + (2).to_bytes(2) + (1 << 20).to_bytes(4) + (8).to_bytes(4)
    gps = b"\x00\x64" + entry * 100
    block = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x20" + bytes(10) + gps
    content = b"\xff\xd8\xff\xe1" + (len(block) + 2).to_bytes(2) + block + bytes(2 * MOST_PATCHED_BYTES)
    with pytest.raises(Unreadable, match="metadata"):
        location_patches(content, JPEG)


def test_a_place_that_is_said_to_be_behind_the_end_of_the_file_is_not_looked_for() -> None:
    content = (SAMPLES / "camera.jpg").read_bytes()
    latitude = content.index(b"\0\2\0\5\0\0\0\3", content.index(b"MM\0*"))
    far = content[: latitude + 8] + b"\xff\xff\xff\0" + content[latitude + 12 :]
    patches = location_patches(far, JPEG)
    assert patches
    assert all(body and offset + len(body) <= len(far) for offset, body in patches)


def test_a_kind_whose_metadata_is_summed_up_is_left_alone() -> None:
    assert location_patches(encoded(four_corners(64, 48), "PNG", exif=exif()), PNG) == ()
