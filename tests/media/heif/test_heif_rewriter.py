"""Rewritten HEIC and AVIF files (issue 11 A1) have the same pixels and nothing else."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageColor

from domain.rendering import CaptureTime
from media.file_type import AVIF, HEIC, detect_file_type
from media.heif.items import read_items
from media.heif.rewriter import rewrite_heif
from tests.media.heif_files import Coded, HeifFile, Item, av1, box, grid, hevc, ispe
from tests.media.pictures import colour_at, encoded, exif, four_corners, jpeg, opened
from tests.media.rendering import render

SAMPLES = Path(__file__).parents[1] / "samples"
COLOURS = ("red", "green", "blue", "yellow")
ALPHA = b"auxC", bytes(4) + b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", True
GAIN_MAP = b"auxC", bytes(4) + b"urn:com:apple:photo:2020:aux:hdrgainmap\0", True
DEPTH = b"auxC", bytes(4) + b"urn:mpeg:hevc:2015:auxid:2\0", True
APERTURE = b"clap", b"".join(number.to_bytes(4) for number in (100, 1, 50, 1, 0, 1, 0, 1)), True
EXIF = Item(b"Exif", [bytes(4) + exif(6, taken="2026:06:20 15:04:05").tobytes().removeprefix(b"Exif\0\0")])
XMP = Item(b"mime", [b"<x:xmpmeta/>"], extra=b"\0application/rdf+xml\0")
GREY = ("-pix_fmt", "gray")
RED, TILES = hevc("red"), [hevc(colour).item() for colour in COLOURS]
TILED = [(b"dimg", 1, [2, 3, 4, 5])]


def in_pieces(coded: Coded) -> Item:
    item = coded.item()
    return replace(item, pieces=[coded.content[:9], coded.content[9:10], coded.content[10:]])


def same_as(coded: Coded) -> Item:
    """The item before it, which is there once."""
    return replace(coded.item(), pieces=[b""], overlap=len(coded.content))


def with_parameter_sets(coded: Coded) -> Item:
    """As Canon repeats them before each picture."""
    arrays, at, units = coded.configuration[22], 23, b""
    for _ in range(arrays):
        length = int.from_bytes(coded.configuration[at + 3 : at + 5], "big")
        units += length.to_bytes(4) + coded.configuration[at + 5 : at + 5 + length]
        at += 5 + length
    return replace(coded.item(), pieces=[units + coded.content])


def test_the_orientation_is_the_containers_alone() -> None:
    quarter_turn = b"irot", b"\1", True
    for properties, size in (((), (128, 64)), ((quarter_turn,), (64, 128))):
        for coded, brand in ((RED, b"heic"), (av1("red"), b"avif")):
            file = HeifFile([coded.item(*properties), EXIF], [(b"cdsc", 2, [1])], major_brand=brand)
            rendered = render(file.build(), f"image/{brand.decode()}")
            assert (rendered.width, rendered.height) == size
            assert rendered.capture_time == CaptureTime("2026-06-20T15:04:05.000")


def animation() -> bytes:
    frames = [Image.new("RGB", (64, 48), colour) for colour in COLOURS]
    return encoded(frames[0], "AVIF", save_all=True, append_images=frames[1:])


HEICS = {
    "a picture": HeifFile([RED.item()]),
    "a picture of ten bits": HeifFile([hevc("red", 128, 64, "-pix_fmt", "yuv420p10le").item()], major_brand=b"heix"),
    "a grey picture": HeifFile([hevc("gray", 128, 64, *GREY).item()]),
    "a picture in pieces": HeifFile([in_pieces(RED)]),
    "a picture in idat": HeifFile([replace(RED.item(), is_in_idat=True)]),
    "parameter sets before the picture": HeifFile([with_parameter_sets(RED)]),
    "a turned picture": HeifFile([RED.item((b"irot", b"\1", True), (b"imir", b"\1", True))]),
    "an aperture": HeifFile([RED.item(APERTURE)]),
    "properties of no consequence": HeifFile([RED.item((b"free", b"", False), (b"uuid", bytes(20), False))]),
    "a grid": HeifFile([grid(2, 2, 256, 128), *TILES], TILED),
    "a grid whose tiles stand out": HeifFile([grid(2, 2, 200, 100), *TILES], TILED),
    "alpha": HeifFile([RED.item(), hevc("gray", 128, 64, *GREY).item(ALPHA)], [(b"auxl", 2, [1])]),
    "alpha of a grid": HeifFile(
        [grid(2, 2, 256, 128), *TILES, hevc("gray", 256, 128, *GREY).item(ALPHA)], [*TILED, (b"auxl", 6, [1])]
    ),
    "premultiplied alpha": HeifFile(
        [RED.item(), hevc("gray", 128, 64, *GREY).item(ALPHA)], [(b"auxl", 2, [1]), (b"prem", 1, [2])]
    ),
    "a thumbnail": HeifFile([RED.item(), hevc("red", 64, 64).item()], [(b"thmb", 2, [1])]),
    "a thumbnail that is a JPEG": HeifFile(
        [RED.item(), Item(b"jpeg", [jpeg(160, 120)], [ispe(160, 120)])], [(b"thmb", 2, [1])]
    ),
    "a gain map and depth": HeifFile(
        [RED.item(), hevc("gray", 64, 64, *GREY).item(GAIN_MAP), hevc("gray", 64, 64, *GREY).item(DEPTH)],
        [(b"auxl", 2, [1]), (b"auxl", 3, [1])],
    ),
    "a tone map": HeifFile(
        [RED.item(), hevc("gray", 64, 64).item(), Item(b"tmap", [bytes(62)], [ispe(128, 64)])], [(b"dimg", 3, [1, 2])]
    ),
    "metadata": HeifFile([RED.item(), EXIF, XMP], [(b"cdsc", 2, [1]), (b"cdsc", 3, [1])]),
    "a video behind the picture": HeifFile([RED.item()], behind=box(b"mpvd", bytes(99)) + b"SEFT no box" * 9),
    "several pictures": HeifFile([hevc("blue").item(), RED.item()], primary_id=2),
}
AVIFS = {
    "a picture": HeifFile([av1("red").item()], major_brand=b"avif", brands=b"mif1avif"),
    "a grid of equal tiles that are there once": HeifFile(
        [grid(1, 2, 256, 64), av1("red").item(), same_as(av1("red"))],
        [(b"dimg", 1, [2, 3])],
        major_brand=b"avif",
        brands=b"mif1avif",
    ),
    "alpha of a grid's tiles": HeifFile(
        [grid(1, 2, 256, 64), *[av1("red").item()] * 2, *[av1("gray").item(ALPHA)] * 2],
        [(b"dimg", 1, [2, 3]), (b"auxl", 4, [2]), (b"auxl", 5, [3])],
        major_brand=b"avif",
        brands=b"mif1avif",
    ),
    "layers": HeifFile([av1("red").item((b"lsel", b"\xff\xff", True))], major_brand=b"avif", brands=b"mif1avif"),
}
FILES = {
    **{name: (SAMPLES / name).read_bytes() for name in ("phone.heic", "turned.heic", "ten-bit-grey.heic")},
    **{f"HEIC: {name}": file.build() for name, file in HEICS.items()},
    **{f"AVIF: {name}": file.build() for name, file in AVIFS.items()},
    "turned.avif": (SAMPLES / "turned.avif").read_bytes(),
    "transparent.avif": encoded(four_corners(64, 48).convert("RGBA"), "AVIF"),
    "animation.avif": animation(),
}


def rewritten(content: bytes) -> bytes:
    kind = detect_file_type(content)
    assert kind in (HEIC, AVIF)
    return rewrite_heif(BytesIO(content), kind).content


def shown(content: bytes) -> object:
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False)
    picture = opened(content)
    return (
        picture.size,
        picture.mode,
        picture.getexif().get(0x0112, 1),
        picture.info.get("icc_profile"),
        picture.tobytes(),
    )


@pytest.mark.parametrize("name", FILES)
def test_a_rewritten_camera_file_has_the_same_pixels(name: str) -> None:
    """A1"""
    assert shown(rewritten(FILES[name])) == shown(FILES[name])


@pytest.mark.parametrize("name", FILES)
def test_only_the_primary_picture_reaches_the_decoder(name: str) -> None:
    """A1"""
    content = rewritten(FILES[name])
    found = read_items(BytesIO(content), len(content))
    assert {item.item_type for item in found.items.values()} <= {b"hvc1", b"av01", b"grid"}
    assert {each.reference_type for each in found.references} <= {b"dimg", b"auxl", b"prem"}
    assert rewritten(content) == content


def test_other_items_are_left_out() -> None:
    whole = HEICS["a gain map and depth"].build()
    assert len(rewritten(whole)) < len(whole)
    assert b"gainmap" in whole
    assert b"gainmap" not in rewritten(whole)


def test_metadata_comes_from_the_original_and_orientation_from_the_picture() -> None:
    """A HEIC is rotated by its own property. Exif's orientation repeats it, or is wrong."""
    rendered = render(HEICS["metadata"].build(), "image/heic")
    assert rendered.capture_time == CaptureTime("2026-06-20T15:04:05.000")
    assert (rendered.width, rendered.height) == (128, 64)


@pytest.mark.parametrize(
    "head", [bytes(4), b"\0\0\0\6Exif\0\0", b"\0\0\0\0Exif\0\0", b"\0\0\0\6", b"Exif\0\0", b"\0\0\0\4pad!"]
)
def test_an_exif_block_is_found_however_it_is_prefixed(head: bytes) -> None:
    block = Item(b"Exif", [head + EXIF.pieces[0][4:]])
    rendered = render(HeifFile([RED.item(), block], [(b"cdsc", 2, [1])]).build(), "image/heic")
    assert rendered.capture_time


def test_a_grid_shows_its_tiles_in_order() -> None:
    preview = opened(render(HEICS["a grid"].build(), "image/heic").preview.body)
    for colour, at in zip(COLOURS, ((64, 32), (192, 32), (64, 96), (192, 96)), strict=True):
        assert colour_at(preview, *at) == pytest.approx(ImageColor.getrgb(colour), abs=6)


def test_an_image_sequence_beside_the_picture_is_accepted() -> None:
    """As some phones store a burst or a live photo. The sequence is invalid, so it is not decoded."""
    assert render(HeifFile([RED.item()], behind=box(b"moov", bytes(99))).build(), "image/heic").width == 128
