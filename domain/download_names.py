"""The names under which photos are saved.

Filenames come from the uploader and are untrusted. A saved name has an extension of the file's actual type, so that no
system runs it as a program or opens it as a web page, and is valid on Windows, macOS and Linux. The stored name does
not change.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from domain import validation
from domain.models import Photo, RenditionKind
from domain.uploads import ALLOWED_EXTENSIONS, UNDECLARED

UNNAMED = "photo"
ORIGINALS = frozenset({RenditionKind.ORIGINAL, RenditionKind.LOCATION_STRIPPED})

MAX_TITLE_CHARACTERS, MAX_STEM_CHARACTERS, MAX_EXTENSION_CHARACTERS = 60, 95, 8
"""With a number, a path of both has less than 180 characters. Windows refuses one of 260, and adds the folder to it."""

# QuickTime and MP4 are one family, as are HEIC and HEIF: a file declared as one may be the other.
_FAMILIES = (("image/heic", "image/heif"), ("video/mp4", "video/quicktime"))
_ANY = tuple(extension for extensions in ALLOWED_EXTENSIONS.values() for extension in extensions)
_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}\Z")
"""An extension rather than a part of the name: `.exe`, but neither `.1234` nor `. Smith`."""

_FORBIDDEN = re.compile(r'[<>:"|?*/\\]')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE)
"""Names that Windows treats as devices, whatever follows the first dot."""


def download_name(filename: str, content_type: str) -> str:
    """`photo.jpg.exe` that is a JPEG becomes `photo.jpg`; `run.bat` becomes `run.jpg`; `cake.JPG` stays."""
    return _join(*_split(filename, content_type))


def rendition_name(photo: Photo, kind: RenditionKind, content_type: str) -> str:
    """`content_type` is the rendition's own. `cake.png`, or `cake-preview.jpg`."""
    if kind in ORIGINALS:
        return download_name(photo.filename, content_type)
    stem, _ = _split(photo.filename, photo.content_type)
    return _join(f"{stem or UNNAMED}-{kind.value}", _extensions(content_type)[0])


def archive_name(event_name: str, label: str | None = None) -> str:
    """`Anna & Ben - Zoë.zip`. The browser names its ZIPs by the same rule."""
    title = unicodedata.normalize("NFC", f"{event_name} - {label}" if label else event_name)
    shown = validation.cut(_plain(title).lstrip(validation.DOTS_AND_SPACES), MAX_TITLE_CHARACTERS)
    return _join(shown.rstrip(validation.DOTS_AND_SPACES) or "photos", ".zip")


def name_in_archive(name: str) -> str:
    """A saved name, cut for the path that it has once a ZIP is unpacked. The browser does the same."""
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > MAX_EXTENSION_CHARACTERS:
        stem, dot, extension = name, "", ""
    cut = validation.cut(stem, MAX_STEM_CHARACTERS)
    return (stem if cut == stem else cut.rstrip(validation.DOTS_AND_SPACES) or "_") + dot + extension


@lru_cache(8192)
def _split(filename: str, content_type: str) -> tuple[str, str]:
    """Returns the stem, and the extension that the file is saved with."""
    extensions, name = _extensions(content_type), _plain(filename)
    for shorter in (name, _EXTENSION.sub("", name).rstrip(validation.DOTS_AND_SPACES)):
        stem, dot, ending = shorter.rpartition(".")
        if dot and ending.isascii() and f".{ending.lower()}" in extensions:
            return stem.rstrip(validation.DOTS_AND_SPACES), f".{ending}"
    return shorter, extensions[0]


def _plain(text: str) -> str:
    """Removes characters that a system forbids, hides, drops at the end, or reads in another direction."""
    return _FORBIDDEN.sub("_", validation.visible(text)).rstrip(validation.DOTS_AND_SPACES)


@lru_cache
def _extensions(content_type: str) -> tuple[str, ...]:
    """Returns the valid extensions; the first is the default."""
    if content_type == UNDECLARED:
        return (".bin", *_ANY)
    family = next((family for family in _FAMILIES if content_type in family), (content_type,))
    kinds = (content_type, *family)
    return tuple(each for kind in kinds for each in ALLOWED_EXTENSIONS.get(kind, ())) or (".bin",)


def _join(stem: str, extension: str) -> str:
    name = validation.shortened(f"{stem or UNNAMED}{extension}")
    return validation.shortened(f"_{name}") if _DEVICE.fullmatch(name) else name
