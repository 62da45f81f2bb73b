"""The reader of HEIF items agrees with the decoders' readers, and rejects what no encoder writes."""

from __future__ import annotations

import struct
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from media.heif.boxes import DamagedHeif, UnsupportedHeif
from media.heif.item_tables import MAX_EXTENTS, MAX_ITEMS, ItemReference
from media.heif.items import MAX_META_BYTES, HeifItems, read_items
from tests.media.heif_files import HeifFile, Item, box, full_box
from tests.media.pictures import opened

SAMPLES = Path(__file__).parents[1] / "samples"
PHONE, AVIF = (SAMPLES / "phone.heic").read_bytes(), (SAMPLES / "turned.avif").read_bytes()


def items_of(content: bytes) -> HeifItems:
    return read_items(BytesIO(content), len(content))


def content_of(content: bytes, item_type: bytes) -> bytes:
    (item,) = (each for each in items_of(content).items.values() if each.item_type == item_type)
    return b"".join(content[extent.offset : extent.offset + extent.length] for extent in item.extents)


def test_items_of_a_real_photo_match_the_decoders() -> None:
    import pi_heif

    exif = pi_heif.open_heif(BytesIO(PHONE)).info["exif"]
    assert content_of(PHONE, b"Exif") == (len(exif) - len(exif.removeprefix(b"Exif\0\0"))).to_bytes(4) + exif
    block = Image.Exif()
    block.load(content_of(AVIF, b"Exif")[4:])
    assert block.get_ifd(0x8769) == opened(AVIF).getexif().get_ifd(0x8769)


def test_the_size_and_the_references_of_a_real_photo_are_read() -> None:
    found = items_of(PHONE)
    picture = found.items[found.primary_id]
    assert (found.major_brand, picture.item_type) == (b"heic", b"hvc1")
    assert struct.unpack(">II", picture.property_content(b"ispe")[4:]) == (600, 400)
    (metadata_id,) = (item.item_id for item in found.items.values() if item.item_type == b"Exif")
    assert found.references == (ItemReference(b"cdsc", metadata_id, (picture.item_id,)),)


def test_extents_in_the_file_and_in_idat_are_ranges_of_the_file() -> None:
    xmp = Item(b"mime", [b"<x:", b"xmpmeta/>"], extra=b"name\0application/rdf+xml\0deflate\0", is_in_idat=True)
    content = HeifFile([Item(b"hvc1", [b"picture"]), xmp, Item(b"uri ", [b"!"], extra=b"\0urn:x\0")]).build()
    found = items_of(content)
    assert content_of(content, b"hvc1") == b"picture"
    assert content_of(content, b"mime") == b"<x:xmpmeta/>"
    assert [extent.length for extent in found.items[2].extents] == [3, 9]
    assert (found.items[2].content_type, found.items[2].content_encoding) == (b"application/rdf+xml", b"deflate")
    assert found.items[3].content_type == b"urn:x"


def properties_in(*boxes: bytes) -> bytes:
    """`iprp` with two sizes, and these boxes."""
    sizes = box(b"ipco", *(box(b"ispe", struct.pack(">III", 0, side, side)) for side in (8, 16)))
    return box(b"iprp", sizes, *boxes)


def ipma_of(item_id: int, index: int, *, flags: int = 0) -> bytes:
    return full_box(b"ipma", struct.pack(">IHBH" if flags else ">IHBB", 1, item_id, 1, index), flags=flags)


def test_several_boxes_tell_the_properties_of_different_items() -> None:
    """As cavif writes pictures with alpha."""
    two = [Item(b"av01", [b"picture"]), Item(b"av01", [b"alpha"])]
    file = HeifFile(two, replaced={b"iprp": properties_in(ipma_of(1, 1), ipma_of(2, 2, flags=1))})
    sizes = [item.property_content(b"ispe")[4:8] for item in items_of(file.build()).items.values()]
    assert sizes == [b"\0\0\0\x08", b"\0\0\0\x10"]
    again = HeifFile(two, replaced={b"iprp": properties_in(ipma_of(1, 1), ipma_of(1, 2, flags=1))})
    with pytest.raises(DamagedHeif):
        items_of(again.build())


PICTURE = Item(b"hvc1", [b"picture"])


def iinf(*entries: bytes, count: int = 1) -> dict[bytes, bytes]:
    return {b"iinf": full_box(b"iinf", struct.pack(">H", count), *entries)}


def infe(number: int, protection: int = 0, version: int = 2) -> bytes:
    return full_box(b"infe", struct.pack(">HH4sx", number, protection, b"hvc1"), version=version)


def iloc(*numbers: int, offset: int = 0, method: int = 0, reference: int = 0, pieces: int = 1) -> dict[bytes, bytes]:
    entries = [
        struct.pack(">HHHH", number, method, reference, pieces) + struct.pack(">II", offset, 4) * pieces
        for number in numbers
    ]
    return {b"iloc": full_box(b"iloc", struct.pack(">HH", 0x4400, len(numbers)), *entries, version=1)}


def ipma(*words: int) -> dict[bytes, bytes]:
    table = full_box(b"ipma", struct.pack(f">IHB{len(words)}H", 1, 1, len(words), *words), flags=1)
    return {b"iprp": box(b"iprp", box(b"ipco", box(b"ispe")), table)}


BROKEN = {
    "two metas": HeifFile([PICTURE], behind=full_box(b"meta")),
    "a box twice": HeifFile([PICTURE], more_in_meta=full_box(b"pitm", b"\0\1")),
    "no locations": HeifFile([PICTURE], replaced={b"iloc": b""}),
    "another handler": HeifFile([PICTURE], replaced={b"hdlr": full_box(b"hdlr", bytes(4), b"mdir", bytes(13))}),
    "an entry without a type": HeifFile([PICTURE], replaced=iinf(infe(1, version=0))),
    "a protected item": HeifFile([PICTURE], replaced=iinf(infe(1, protection=1))),
    "an item twice": HeifFile([PICTURE], replaced=iinf(infe(1), infe(1))),
    "too many items": HeifFile([PICTURE], replaced=iinf(*(infe(number) for number in range(MAX_ITEMS + 1)))),
    "two locations": HeifFile([PICTURE], replaced=iloc(1, 1)),
    "too many locations": HeifFile([PICTURE], replaced=iloc(*range(MAX_ITEMS + 1))),
    "too many pieces": HeifFile([PICTURE], replaced=iloc(1, pieces=MAX_EXTENTS + 1)),
    "another file": HeifFile([PICTURE], replaced=iloc(1, reference=1)),
    "made of another item": HeifFile([PICTURE], replaced=iloc(1, method=2)),
    "outside of the file": HeifFile([PICTURE], replaced=iloc(1, offset=0xFFFFFFF0)),
    "outside of idat": HeifFile([PICTURE], replaced=iloc(1, method=1)),
    "no such property": HeifFile([PICTURE], replaced=ipma(2)),
    "two lists of properties": HeifFile(
        [PICTURE], replaced={b"iprp": box(b"iprp", box(b"ipco", box(b"ispe")), box(b"ipco"), ipma_of(1, 1))}
    ),
    "too many references": HeifFile([PICTURE], [(b"dimg", 1, range(10_001))]),
    "a box that is too long": HeifFile([PICTURE], more_in_meta=b"\0\0\0\x20free"),
    "a box that is too short": HeifFile([PICTURE], more_in_meta=b"\0\0\0\4free"),
    "a large meta": HeifFile([PICTURE], more_in_meta=box(b"free", bytes(MAX_META_BYTES))),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_invalid_files_are_damaged(kind: str) -> None:
    with pytest.raises(DamagedHeif):
        items_of(BROKEN[kind].build())


def test_a_file_that_ends_early_is_damaged_or_has_no_items() -> None:
    for end in range(0, len(PHONE) - 1, 997):
        with suppress(DamagedHeif, UnsupportedHeif):
            items_of(PHONE[:end])
            pytest.fail(f"items were read from {end} bytes")


def test_sequences_and_the_short_form_have_no_primary_item() -> None:
    head = box(b"ftyp", b"hevc", bytes(4), b"msf1hevc")
    for content in (
        head + box(b"moov"),
        head + box(b"mini", b"\0" * 40),
        HeifFile([], replaced={b"pitm": b""}).build(),
    ):
        with pytest.raises(UnsupportedHeif):
            items_of(content)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([PHONE, AVIF]), st.integers(0, 700), st.binary(min_size=1, max_size=8))
def test_any_damage_raises_a_heif_error(whole: bytes, at: int, damage: bytes) -> None:
    content = whole[:at] + damage + whole[at + len(damage) :]
    try:
        found = read_items(BytesIO(content), len(content))
    except (DamagedHeif, UnsupportedHeif):
        return
    for item in found.items.values():
        assert all(extent.offset + extent.length <= len(content) for extent in item.extents)
