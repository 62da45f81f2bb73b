"""Everything that opening a file ever imports or sets up, done once, while files may still be opened."""

from __future__ import annotations

import codecs
import gc
import pkgutil
from functools import lru_cache
from importlib import import_module
from io import BytesIO
from pathlib import Path

import media
from domain.models import Watermark
from media.renditions import render

ENCODINGS = (
    *("ascii", "latin-1", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"),
    *("utf-32-be", "cp437", "cp1252", "mac-roman", "shift-jis", "idna", "unicode-escape"),
)
"""Python imports each at its first use."""

HEIC_PICTURE = Path(__file__).parents[1] / "warm_up_pictures" / "grey.heic"
"""By pillow-heif: the service itself has no encoder for it."""

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "TIFF": "image/tiff", "AVIF": "image/avif"}


PLUGINS = ("Avif", "Gif", "Jpeg", "Mpo", "Png", "Ppm", "Tiff", "WebP")
"""Pillow's, of the kinds that are taken: it would load forty others, to see which one knows a file."""

WORKER_MODULES = frozenset(
    {"media.remote.decoding", "media.remote.renderer", "media.sandbox.renderer", "media.sandbox.fork_server_client"}
)
"""Not imported here: each fork would have a copy of their memory's map."""


def warm_up() -> None:
    for module in pkgutil.walk_packages(media.__path__, "media."):
        if module.name not in WORKER_MODULES:
            import_module(module.name)
    for plugin in PLUGINS:
        import_module(f"PIL.{plugin}ImagePlugin")
    for encoding in ENCODINGS:
        codecs.lookup(encoding)
    render_warm_up_pictures()
    # What is there already is never garbage: forks share its memory for as long as nobody writes to it.
    gc.collect()
    gc.freeze()


def render_warm_up_pictures() -> None:
    """One of each kind that can be made here: what goes wrong with them is no file's fault."""
    for picture, content_type in _warm_up_pictures():
        render(BytesIO(picture), content_type, Watermark(text="©"))


@lru_cache(maxsize=1)
def _warm_up_pictures() -> list[tuple[bytes, str]]:
    """With all that is read beside the pixels."""
    from PIL import Image, ImageCms

    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "imgsh", "warm-up", 6
    exif[0x8769] = {0x9003: "2026:06:20 15:04:05", 0x9291: "25", 0x9011: "+02:00"}
    exif[0x8825] = {1: "N", 2: (52, 31, 12), 3: "E", 4: (13, 24, 18)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = [(HEIC_PICTURE.read_bytes(), "image/heic")]
    for format_name, content_type in FORMATS.items():
        picture = BytesIO()
        Image.new("RGB", (64, 48), "grey").save(picture, format_name, exif=exif.tobytes(), icc_profile=profile)
        made.append((picture.getvalue(), content_type))
    return made
