"""Imports and initializes everything that rendering needs, once, while the process can still open files."""

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
"""Python imports each at its first use, which a confined fork can't."""

HEIC_PICTURE = Path(__file__).parents[1] / "warm_up_pictures" / "grey.heic"
"""Made with pillow-heif, since the service has no HEIC encoder."""

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "TIFF": "image/tiff", "AVIF": "image/avif"}


PLUGINS = ("Avif", "Gif", "Jpeg", "Mpo", "Png", "Ppm", "Tiff", "WebP")
"""Pillow's plugins for the supported types. Otherwise it would load forty others for an unknown file."""

WORKER_MODULES = frozenset(
    {
        "media.remote.decoding",
        "media.remote.renderer",
        "media.sandbox.renderer",
        "media.sandbox.renderer_pool",
        "media.sandbox.memory_budget",
        "media.sandbox.fork_server_client",
    }
)
"""Not imported: they would enlarge the memory map that each fork copies."""


def warm_up() -> None:
    for module in pkgutil.walk_packages(media.__path__, "media."):
        if module.name not in WORKER_MODULES:
            import_module(module.name)
    for plugin in PLUGINS:
        import_module(f"PIL.{plugin}ImagePlugin")
    for encoding in ENCODINGS:
        codecs.lookup(encoding)
    render_warm_up_pictures()
    # Frozen objects are never collected, so forks share their memory with the server.
    gc.collect()
    gc.freeze()


def render_warm_up_pictures() -> None:
    """Renders one picture of each type. Raises if rendering does not work on this system."""
    for picture, content_type in _warm_up_pictures():
        render(BytesIO(picture), content_type, Watermark(text="©"))


@lru_cache(maxsize=1)
def _warm_up_pictures() -> list[tuple[bytes, str]]:
    """They have all the metadata that rendering reads."""
    from PIL import Image, ImageCms

    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "imgsh", "warm-up", 6
    exif[0x8769] = {0x9003: "2026:06:20 15:04:05", 0x9291: "25", 0x9011: "+02:00"}
    exif[0x8825] = {1: "N", 2: (52, 31, 12), 3: "E", 4: (13, 24, 18)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pictures = [(HEIC_PICTURE.read_bytes(), "image/heic")]
    for format_name, content_type in FORMATS.items():
        picture = BytesIO()
        Image.new("RGB", (64, 48), "grey").save(picture, format_name, exif=exif.tobytes(), icc_profile=profile)
        pictures.append((picture.getvalue(), content_type))
    return pictures
