"""A copy without its location is offered only if it shows what the original shows (issue 15, line 10)."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from domain.rendering import Patch
from media import location
from media.file_type import detect_file_type
from media.location import LocationRemoval
from media.location.patches import apply_patches
from media.patched_file import patched_file
from tests.media.pictures import encoded, exif, four_corners
from tests.media.rendering import render

SAMPLES = Path(__file__).parent / "samples"
PLACE = exif(6)
PLACE[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
PHOTOS = {
    **{name: (SAMPLES / name).read_bytes() for name in ("phone.heic", "motion.jpg", "camera.tif")},
    **{kind: encoded(four_corners(640, 480), kind, exif=PLACE) for kind in ("JPEG", "PNG", "WEBP", "AVIF")},
}


def rendered(content: bytes) -> tuple[tuple[Patch, ...], bool]:
    file_type = detect_file_type(content)
    assert file_type
    photo = render(content, file_type.content_type)
    return photo.location, photo.location_may_remain


def adding(monkeypatch: pytest.MonkeyPatch, *wrong: Patch) -> None:
    """Adds faulty patches to the right ones."""
    honest = location.remove_location

    def remove_location(*arguments: object) -> LocationRemoval:
        patches = honest(*arguments).patches  # type: ignore[arg-type]
        return LocationRemoval(tuple(sorted((*patches, *wrong))))

    monkeypatch.setattr(location, "remove_location", remove_location)


@pytest.mark.parametrize("name", PHOTOS)
def test_a_copy_that_only_lost_its_location_is_offered(name: str) -> None:
    patches, may_remain = rendered(PHOTOS[name])
    assert not may_remain
    assert patches or name == "camera.tif"


FAULTS: dict[str, tuple[str, Callable[[bytes], int]]] = {
    "a quantisation table of a JPEG": ("JPEG", lambda content: content.index(b"\xff\xdb") + 60),
    "a Huffman table of a JPEG": ("JPEG", lambda content: content.index(b"\xff\xc4") + 8),
    "the size of a JPEG": ("JPEG", lambda content: content.index(b"\xff\xc0") + 6),
    "the scan of a JPEG": ("JPEG", lambda content: content.index(b"\xff\xda") + 200),
    "the length of a segment of a JPEG": ("JPEG", lambda content: content.index(b"\xff\xe1") + 2),
    "a tile of a HEIC": ("phone.heic", lambda content: len(content) - 500),
    "the picture of an AVIF": ("AVIF", lambda content: len(content) - 200),
    "the rows of a PNG": ("PNG", lambda content: content.index(b"IDAT") + 90),
    "the picture of a WebP": ("WEBP", lambda content: content.index(b"VP8 ") + 300),
    "the rows of a TIFF": ("camera.tif", lambda content: len(content) // 2),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_copy_that_shows_something_else_is_not_offered(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, find = FAULTS[fault]
    content = PHOTOS[name]
    at = find(content)
    adding(monkeypatch, Patch(at, bytes(each ^ 0x55 for each in content[at : at + 3])))
    assert rendered(content) == ((), True)


def test_a_copy_that_lost_its_orientation_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    content = PHOTOS["JPEG"]
    at = content.index(b"\xff\xe1")
    adding(monkeypatch, Patch(at + 4, bytes(20)))
    assert rendered(content) == ((), True)


@pytest.mark.parametrize("length", [1, 7, 1 << 16])
def test_a_patched_file_reads_as_the_file_with_its_patches(length: int) -> None:
    content = bytes(range(256)) * 300
    patches = [Patch(0, b"start"), Patch(100, bytes(50)), Patch(8_190, b"across"), Patch(len(content) - 3, b"end")]
    file = patched_file(BytesIO(content), patches)
    assert b"".join(iter(lambda: file.read(length), b"")) == apply_patches(content, patches)
    file.seek(-5, 2)
    assert file.read() == apply_patches(content, patches)[-5:]
    file.seek(120)
    assert file.read(40) == bytes(30) + content[150:160]
    assert Image.open(patched_file(BytesIO(PHOTOS["PNG"]), [])).size == (640, 480)
