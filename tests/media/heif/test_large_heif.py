"""HEIC photos of 200 megapixels (issue 15, line 6), which phones write as a grid of tiles."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from PIL import Image, ImageColor

from domain.models import Watermark
from domain.rendering import Original, RenderedPhoto, Unreadable
from media.decoding import decode
from media.file_type import HEIC
from media.heif.band_assembly import assemble_bands
from media.heif.bands import cut_into_bands
from media.heif.items import read_item_content, read_items
from media.heif.primary_picture import select_primary_picture
from media.heif.rewriter import HEVC
from media.sandbox.renderer import SandboxedRenderer
from media.sandbox.renderer_pool import MIN_SHARE_BYTES
from tests.media.heif_files import HeifFile, Item, grid, hevc, ispe
from tests.media.pictures import colour_at, exif, opened

WIDTH, HEIGHT = 16_320, 12_240
TILE = 512
COLUMNS, ROWS = 32, 24
EXIF = Item(b"Exif", [bytes(4) + exif(1, taken="2026:06:20 15:04:05").tobytes().removeprefix(b"Exif\0\0")])
QUARTERS = {(False, False): "red", (False, True): "green", (True, False): "blue", (True, True): "yellow"}
TRANSFORMS = [
    [(b"irot", bytes([angle]), True), (b"imir", bytes([axis]), True)] for angle, axis in product(range(4), (0, 1))
]


def phone_photo(*transforms: tuple[bytes, bytes, bool]) -> bytes:
    """Of 199 megapixels, in the layout of a Samsung: each quarter has a colour."""
    tiles = [
        hevc(QUARTERS[row >= ROWS // 2, column >= COLUMNS // 2], TILE, TILE).item()
        for row, column in product(range(ROWS), range(COLUMNS))
    ]
    picture = grid(ROWS, COLUMNS, WIDTH, HEIGHT)
    picture = replace(picture, properties=[*picture.properties, *transforms])
    last = len(tiles) + 2
    references = [(b"dimg", 1, range(2, last)), (b"cdsc", last, [1])]
    return HeifFile([picture, *tiles, EXIF], references).build()


async def rendered(content: bytes, folder: Path) -> RenderedPhoto:
    path = folder / "original"
    path.write_bytes(content)
    renderer = SandboxedRenderer()
    try:
        return await renderer.render(Original(path, ""), "image/heic", Watermark(), memory_bytes=MIN_SHARE_BYTES)
    finally:
        renderer.close()


async def test_a_photo_of_199_megapixels_is_rendered_in_the_memory_of_any_other(tmp_path: Path) -> None:
    photo = await rendered(phone_photo(), tmp_path)
    assert (photo.width, photo.height) == (WIDTH, HEIGHT)
    assert photo.capture_time and photo.capture_time.local == "2026-06-20T15:04:05.000"
    preview = opened(photo.preview.body)
    assert preview.size == (2048, 1536)
    assert colours_at(preview, (2, 2), (2045, 2), (2, 1533), (2045, 1533)) == ["red", "green", "blue", "yellow"]
    # The tiles of 512 pixels meet at 8192 and at 6144 pixels.
    assert colours_at(preview, (1026, 768), (1030, 768), (1026, 773), (1030, 773)) == ["red", "green", "blue", "yellow"]


def test_it_is_turned_as_it_says() -> None:
    photo = decode(BytesIO(phone_photo((b"irot", b"\1", True))), HEIC, 2048)
    assert (photo.width, photo.height) == (HEIGHT, WIDTH)
    assert colours_at(photo.picture, (9, 9), (1500, 9), (9, 2000), (1500, 2000)) == ["green", "yellow", "red", "blue"]


@pytest.mark.parametrize("transforms", TRANSFORMS)
def test_bands_are_turned_and_mirrored_as_libheif_does(transforms: list[tuple[bytes, bytes, bool]]) -> None:
    tiles = [hevc(colour).item() for colour in QUARTERS.values()]
    picture = grid(2, 2, 256, 128)
    picture = replace(picture, properties=[*picture.properties, *transforms])
    content = HeifFile([picture, *tiles], [(b"dimg", 1, [2, 3, 4, 5])]).build()
    whole = decode(BytesIO(content), HEIC, 2048)
    assembled, width, height = by_bands(content)
    assert (width, height) == (whole.width, whole.height) == assembled.size == whole.picture.size
    assert assembled.tobytes() == whole.picture.tobytes()


def colours_at(picture: Image.Image, *points: tuple[int, int]) -> list[str]:
    """Returns the nearest of the four colours at each point."""
    return [min(QUARTERS.values(), key=lambda name: distance(name, colour_at(picture, *point))) for point in points]


def distance(name: str, colour: tuple[int, int, int]) -> int:
    return sum(abs(one - other) for one, other in zip(ImageColor.getrgb(name), colour, strict=False))


def by_bands(content: bytes) -> tuple[Image.Image, int, int]:
    file = BytesIO(content)
    picture = select_primary_picture(file, read_items(file, len(content)), HEVC)
    contents = {item_id: read_item_content(file, item) for item_id, item in picture.items.items()}
    return assemble_bands(cut_into_bands(picture, contents, HEVC.brand), 2048, lambda band: opened(band.read()))


def refusal(file: HeifFile) -> str:
    with pytest.raises(Unreadable) as refused:
        decode(BytesIO(file.build()), HEIC, 2048)
    return str(refused.value)


def test_what_can_not_be_decoded_in_parts_keeps_its_limit() -> None:
    tile = hevc("red").item()
    one = replace(tile, properties=[tile.properties[0], ispe(16_320, 12_240)])
    assert refusal(HeifFile([one])) == "This photo has 199 megapixels. HEIC files without tiles can have at most 64."
    tiled = [grid(2, 2, 16_320, 15_000), *[hevc("red", TILE, TILE).item(size=(8_192, 8_192))] * 4]
    sizes = HeifFile(tiled, [(b"dimg", 1, [2, 3, 4, 5])])
    assert refusal(sizes) == "This photo has 244 megapixels. HEIC files can have at most 210."
