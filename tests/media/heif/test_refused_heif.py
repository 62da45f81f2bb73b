"""HEIC and AVIF files that no camera writes are rejected before decoding (issue 11 A1)."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from domain.rejections import PhotoRejection
from domain.rendering import Unreadable
from media.file_type import detect_file_type
from tests.media.heif.test_heif_rewriter import ALPHA, FILES, GREY, RED, TILES, same_as
from tests.media.heif_files import HeifFile, Item, av1, box, grid, hevc, ispe
from tests.media.rendering import render

Property = tuple[bytes, bytes, bool]
SOURCE = Path(__file__).resolve().parents[3]
RED_AV1 = av1("red")


def item(item_type: bytes, *properties: Property, content: bytes = b"content") -> Item:
    return Item(item_type, [content], [ispe(128, 64), *properties])


def alpha(width: int, height: int, size: tuple[int, int] | None = None) -> HeifFile:
    plane = hevc("gray", width, height, *GREY).item(ALPHA, size=size)
    return HeifFile([RED.item(), plane], [(b"auxl", 2, [1])])


def unit(unit_type: int) -> Item:
    """The picture, as a NAL unit of another type."""
    content = bytearray(RED.content)
    content[4] = unit_type << 1
    return replace(RED.item(), pieces=[bytes(content)])


def configured(configuration: bytes) -> Item:
    return RED._replace(configuration=configuration).item()


def claiming(at: int, value: int) -> Item:
    """A picture with another number at this offset of `hvcC`."""
    configuration = bytearray(RED.configuration)
    configuration[at] = value
    return configured(bytes(configuration))


def tiled(grid_item: Item, tiles: list[Item], tile_ids: list[int] | None = None) -> HeifFile:
    return HeifFile([grid_item, *tiles], [(b"dimg", 1, tile_ids or list(range(2, 2 + len(tiles))))])


def aperture(*numbers: int) -> Property:
    return b"clap", b"".join(number.to_bytes(4) for number in numbers), True


def avif_of(*items: Item) -> HeifFile:
    return HeifFile(items, major_brand=b"avif", brands=b"mif1avif")


HEIC_HEAD = box(b"ftyp", b"heic", bytes(4), b"mif1heic")
UNCOMPRESSED = (b"uncC", bytes(24), True), (b"cmpd", bytes(6), True)
UNSUPPORTED: dict[str, HeifFile | bytes] = {
    "uncompressed": HeifFile([item(b"unci", *UNCOMPRESSED)], major_brand=b"mif1"),
    "a mask": HeifFile([item(b"mski", (b"mskC", b"\x08", True))]),
    "an overlay": HeifFile([item(b"iovl"), RED.item()], [(b"dimg", 1, [2])]),
    "tiles without items": HeifFile([item(b"tili", (b"tilC", bytes(20), True))]),
    "a derived picture": HeifFile([item(b"iden"), RED.item()], [(b"dimg", 1, [2])]),
    "a tone map": HeifFile([item(b"tmap"), RED.item(), RED.item()], [(b"dimg", 1, [2, 3])]),
    "JPEG": HeifFile([item(b"jpeg")]),
    "JPEG 2000": HeifFile([item(b"j2k1")]),
    "AVC": HeifFile([item(b"avc1")]),
    "VVC": HeifFile([item(b"vvc1")]),
    "AV1 in a HEIC": HeifFile([RED_AV1.item()]),
    "HEVC in an AVIF": avif_of(RED.item()),
    "uncompressed AVIF": avif_of(item(b"unci", *UNCOMPRESSED)),
    "a tile of another type": tiled(grid(1, 2, 256, 64), [RED.item(), item(b"unci", *UNCOMPRESSED)]),
    "a grid of grids": tiled(grid(1, 1, 128, 64), [grid(1, 1, 128, 64)]),
    "layers": HeifFile([RED.item()], major_brand=b"heis"),
    "a sequence's brand": HeifFile([RED.item()], major_brand=b"hevc"),
    "a sequence": HEIC_HEAD + box(b"moov", bytes(99)),
    "the short form": HEIC_HEAD + box(b"mini", bytes(99)),
    "an essential property that nobody knows": HeifFile([RED.item((b"what", b"", True))]),
    "alpha of another size": alpha(64, 64),
    "alpha of another size than it says": alpha(64, 64, size=(128, 64)),
    "a picture of another size than it says": HeifFile([RED.item(size=(128, 128))]),
    "a picture of another depth than it says": HeifFile([claiming(17, 0xF8 | 4)]),
    "a picture of another depth of colour than it says": HeifFile([claiming(18, 0xF8 | 4)]),
    "a grey picture that says it has colours": HeifFile([claiming(16, 0xFC | 0)]),
    "tiles of several depths": tiled(
        grid(1, 2, 256, 64), [RED.item(), hevc("red", 128, 64, "-pix_fmt", "yuv420p10le").item()]
    ),
    "tiles of several formats": tiled(grid(1, 2, 256, 64), [RED.item(), hevc("gray", 128, 64, *GREY).item()]),
    "alpha of another depth": HeifFile(
        [hevc("red", 128, 64, "-pix_fmt", "yuv420p10le").item(), hevc("gray", 128, 64, *GREY).item(ALPHA)],
        [(b"auxl", 2, [1])],
    ),
    "a picture that needs another": HeifFile([unit(1)]),
    "a unit that nobody knows": HeifFile([unit(48)]),
    "a configuration with a picture": HeifFile([configured(RED.configuration.replace(b"\xa0\0\1", b"\x93\0\1"))]),
    "thousands of units": HeifFile([replace(RED.item(), pieces=[RED.content + b"\0\0\0\2\x4e\1" * 2001])]),
    "items with the same bytes": tiled(grid(1, 2, 256, 64), [RED.item(), same_as(RED)]),
    "items that overlap": tiled(grid(1, 2, 256, 64), [RED.item(), replace(RED.item(), overlap=3)]),
    "items of an AVIF that overlap": replace(
        avif_of(grid(1, 2, 256, 64), RED_AV1.item(), replace(RED_AV1.item(), overlap=3)),
        references=[(b"dimg", 1, [2, 3])],
    ),
    "a grid over its own bytes": tiled(
        replace(grid(1, 1, 128, 64), is_in_idat=False), [replace(RED.item(), overlap=8)]
    ),
    "huge tiles": tiled(grid(1, 5, 33_000, 1_900), [hevc("red")._replace(width=8_000, height=8_000).item()] * 5),
}
AVIFS = {"HEVC in an AVIF", "uncompressed AVIF", "items of an AVIF that overlap"}
DAMAGED: dict[str, HeifFile | bytes] = {
    "two metas": HeifFile([RED.item()], behind=box(b"meta", bytes(4))),
    "a picture that is missing": HeifFile([RED.item()], primary_id=7),
    "a grid without tiles": HeifFile([grid(1, 1, 128, 64)]),
    "a grid with too few tiles": tiled(grid(2, 2, 256, 128), TILES[:3]),
    "a grid with too many tiles": tiled(grid(1, 1, 128, 64), TILES),
    "a grid with a tile twice": tiled(grid(1, 2, 256, 64), TILES[:1], [2, 2]),
    "a grid that is its own tile": tiled(grid(1, 1, 128, 64), [], [1]),
    "a grid of another size than it says": tiled(replace(grid(2, 2, 256, 128), properties=[ispe(512, 256)]), TILES),
    "a grid that its tiles do not cover": tiled(grid(2, 2, 400, 128), TILES),
    "a grid within one of its tiles": tiled(grid(2, 2, 128, 64), TILES),
    "tiles of several sizes": tiled(grid(1, 2, 256, 64), [RED.item(), hevc("red", 64, 64).item()]),
    "a grid of two lists of tiles": HeifFile(
        [grid(2, 2, 256, 128), *TILES], [(b"dimg", 1, [2, 3]), (b"dimg", 1, [4, 5])]
    ),
    "a long grid": tiled(replace(grid(1, 1, 128, 64), pieces=[bytes(9)]), [RED.item()]),
    "no size": HeifFile([Item(b"hvc1", [RED.content], [(b"hvcC", RED.configuration, True)])]),
    "no width": HeifFile([RED.item(size=(0, 64))]),
    "two sizes": HeifFile([RED.item(ispe(64, 64))]),
    "two configurations": HeifFile([RED.item((b"hvcC", RED.configuration, True))]),
    "no configuration": HeifFile([Item(b"hvc1", [RED.content], [ispe(128, 64)])]),
    "a configuration that ends early": HeifFile([configured(RED.configuration[:-9])]),
    "an aperture divided by nothing": HeifFile([RED.item(aperture(64, 0, 64, 1, 0, 1, 0, 1))]),
    "an aperture that is too large": HeifFile([RED.item(aperture(129, 1, 64, 1, 0, 1, 0, 1))]),
    "a property of another length": HeifFile([RED.item((b"irot", b"\1\1", True))]),
    "units that end early": HeifFile([replace(RED.item(), pieces=[RED.content[:-1]])]),
    "no units": HeifFile([replace(RED.item(), pieces=[])]),
    "only a message": HeifFile([replace(RED.item(), pieces=[b"\0\0\0\2\x4e\1"])]),
}


def built(file: HeifFile | bytes) -> bytes:
    return file if isinstance(file, bytes) else file.build()


def rejected(content: bytes) -> Unreadable:
    kind = detect_file_type(content)
    assert kind
    with pytest.raises(Unreadable) as refused:
        render(content, kind.content_type)
    return refused.value


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_unsupported_features_are_rejected(name: str) -> None:
    """A1"""
    refused = rejected(built(UNSUPPORTED[name]))
    kind = "an AVIF" if name in AVIFS else "a HEIC photo"
    assert refused.rejection.code is PhotoRejection.UNSUPPORTED_FEATURE
    assert str(refused) == (
        f"This file is {kind} of a form that is not supported, such as an image sequence or layers. "
        "Export it as a JPEG and upload the new file."
    )


@pytest.mark.parametrize("name", DAMAGED)
def test_contradictory_files_are_rejected(name: str) -> None:
    """A1"""
    assert str(rejected(built(DAMAGED[name]))) == (
        "This file is damaged or incomplete. It can't be opened as a HEIC photo."
    )


LOOK_FOR_DECODERS = """
import sys
from pathlib import Path
from domain.rendering import Unreadable
from media.renditions import render

for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        with path.open("rb") as file:
            render(file, "application/octet-stream")
    except Unreadable:
        pass
    loaded = Path("/proc/self/maps").read_text()
    print(path.name, "libheif" in loaded, "libde265" in loaded, "_avif" in loaded, "libavif" in loaded)
"""


def test_a_rejected_file_does_not_load_its_decoder(tmp_path: Path) -> None:
    """A1. The files at the end are accepted, and load the decoders."""
    for number, file in enumerate([*UNSUPPORTED.values(), *DAMAGED.values()]):
        (tmp_path / f"a{number:03}").write_bytes(built(file))
    (tmp_path / "b").write_bytes(FILES["HEIC: a picture"])
    (tmp_path / "c").write_bytes(FILES["AVIF: a picture"])
    command = [sys.executable, "-B", "-c", LOOK_FOR_DECODERS, str(tmp_path)]
    said = subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, check=True).stdout
    *refused, heic, avif = (line.split()[1:] for line in said.splitlines())
    assert len(refused) == len(UNSUPPORTED) + len(DAMAGED)
    assert all(line == ["False"] * 4 for line in refused)
    assert heic[:2] == avif[2:] == ["True", "True"]
