"""Previews look like their originals in Chromium, an independent judge of colour spaces, orientation and shape."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops
from playwright.async_api import Page, async_playwright

from domain.uploads import UNDECLARED
from tests.media.heif_files import Coded, HeifFile, content_of
from tests.media.pictures import encoded, exif, four_corners, opened, png_text
from tests.media.profiles import ADOBE_RGB, DISPLAY_P3, rgb_profile
from tests.media.rendering import render
from tests.media.still_files import png_chunk
from tests.web.browser import launch

SAMPLES = Path(__file__).parent / "samples"
COMPARED = (24, 16)
"""The size to which both are scaled, so that their encoders do not matter."""

TOLERANCE = 12
SHOW = """([tag, address]) => new Promise(resolve => {
  const shown = document.createElement(tag);
  const tell = () => resolve([shown.naturalWidth ?? shown.videoWidth, shown.naturalHeight ?? shown.videoHeight]);
  shown.onload = shown.onloadeddata = tell;
  shown.onerror = () => resolve([0, 0]);
  shown.src = address;
  document.body.replaceChildren(shown);
})"""
XMP_TURNED = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
SCENE = opened((SAMPLES / "scene.png").read_bytes()).convert("RGB")
PQ = (SAMPLES / "pq.avif").read_bytes()


class Kind(NamedTuple):
    content: bytes
    content_type: str
    is_size_only: bool = False


def sample(name: str, content_type: str) -> Callable[[], Kind]:
    return lambda: Kind((SAMPLES / name).read_bytes(), content_type)


def hdr_avif(*properties: tuple[bytes, bytes, bool]) -> Callable[[], Kind]:
    """The picture of `pq.avif` with other properties."""
    coded = Coded(content_of(PQ, b"av1C"), content_of(PQ, b"mdat"), *SCENE.size)
    item = coded.item((b"pixi", b"\0\0\0\0\3\x0a\x0a\x0a", False), *properties)
    whole = HeifFile([item], major_brand=b"avif", brands=b"avifmif1miaf").build()
    return lambda: Kind(whole, "image/avif")


def nclx(primaries: int, transfer: int) -> tuple[bytes, bytes, bool]:
    return b"colr", b"nclx" + struct.pack(">HHHB", primaries, transfer, 9, 0x80), False


def png_with(*chunks: bytes) -> Callable[[], Kind]:
    whole = (SAMPLES / "scene.png").read_bytes()
    at = whole.index(b"IDAT") - 4
    return lambda: Kind(whole[:at] + b"".join(chunks) + whole[at:], "image/png")


def cicp(primaries: int, transfer: int) -> bytes:
    return png_chunk(b"cICP", bytes([primaries, transfer, 0, 1]))


def turned_by_xmp(format_name: str, content_type: str, **options: object) -> Callable[[], Kind]:
    if format_name == "PNG":
        options["pnginfo"] = png_text("XML:com.adobe.xmp", XMP_TURNED)
    else:
        options["xmp"] = XMP_TURNED.encode()
    return lambda: Kind(encoded(four_corners(480, 320), format_name, **options), content_type)


PROFILE = rgb_profile("Adobe RGB (1998)", ADOBE_RGB)
KINDS: dict[str, Callable[[], Kind]] = {
    **{name: sample(name, "image/avif") for name in ("pq.avif", "hlg.avif", "wide.avif", "p3.avif", "turned.avif")},
    **{name: sample(name, "image/png") for name in ("pq.png", "translucent-grey.png", "sixteen-bit-grey.png")},
    **{name: sample(name, "image/jpeg") for name in ("ultra-hdr.jpg", "display-p3.jpg", "orientation-7.jpg")},
    "dim highlights": hdr_avif(nclx(9, 16), (b"clli", struct.pack(">HH", 400, 100), False)),
    "no highlights": hdr_avif(nclx(9, 16), (b"clli", struct.pack(">HH", 203, 100), False)),
    "bright highlights": hdr_avif(nclx(9, 16), (b"clli", struct.pack(">HH", 4000, 100), False)),
    "primaries of P3": hdr_avif(nclx(12, 16)),
    "a gamma": hdr_avif(nclx(9, 4)),
    "a profile beside PQ": hdr_avif(nclx(9, 16), (b"colr", b"prof" + rgb_profile("P3", DISPLAY_P3), False)),
    "PNG, PQ": png_with(cicp(9, 16)),
    "PNG, HLG": png_with(cicp(9, 18)),
    "PNG, P3 beside a profile": png_with(cicp(12, 13), png_chunk(b"iCCP", b"a\0\0" + zlib.compress(PROFILE))),
    "PNG, light levels": png_with(cicp(9, 16), png_chunk(b"cLLI", struct.pack(">II", 400 * 10_000, 10_000))),
    "XMP turns a JPEG": turned_by_xmp("JPEG", "image/jpeg"),
    "XMP turns a JPEG with Exif": turned_by_xmp("JPEG", "image/jpeg", exif=exif(1)),
    "XMP turns a PNG": turned_by_xmp("PNG", "image/png"),
    "XMP turns a WebP": turned_by_xmp("WEBP", "image/webp"),
    "XMP turns an AVIF": turned_by_xmp("AVIF", "image/avif"),
    "pixels of 1:2, turned": lambda: Kind((SAMPLES / "anamorphic.mp4").read_bytes(), "video/mp4", is_size_only=True),
}


async def shown_by_chromium(page: Page, kind: Kind) -> tuple[tuple[int, int], Image.Image]:
    address = f"data:{kind.content_type};base64,{b64encode(kind.content).decode()}"
    tag = "video" if kind.is_size_only else "img"
    width, height = await page.evaluate(SHOW, [tag, address])
    shot = await page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": height})
    return (width, height), opened(shot).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> int:
    small = [picture.resize(COMPARED, Image.Resampling.BOX) for picture in (one, other)]
    return max(ImageChops.difference(*small).tobytes())


async def test_previews_look_like_their_originals_in_chromium() -> None:
    differing = {}
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        page = await browser.new_page(viewport={"width": 800, "height": 600})
        await page.set_content('<body style="margin:0;background:white">')
        for name, make in KINDS.items():
            kind = make()
            rendered = render(kind.content, UNDECLARED)
            size, shot = await shown_by_chromium(page, kind)
            preview = Image.open(BytesIO(rendered.preview.body)).convert("RGB")
            found = 0 if kind.is_size_only else difference(preview, shot)
            if (rendered.width, rendered.height) != size or found > TOLERANCE:
                differing[name] = (rendered.width, rendered.height), size, found
        await browser.close()
    assert differing == {}
