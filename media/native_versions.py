"""Whether the native libraries that are really loaded are new enough: `python -m media.native_versions`.

Asks each library itself, and no network. Fails below a minimum, and when an accepted gap is none any more.
"""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from media.native_minimums import ACCEPTED_GAPS, ASKED_ON_LINUX, INTERPRETERS, PACKAGED


def loaded_versions() -> dict[str, str]:
    """By library, as each says of itself. Left out are those that can't be asked on this system."""
    import pyexpat
    import sqlite3
    import ssl
    import zlib

    import pi_heif
    from PIL import _avif, features

    heif = pi_heif.libheif_info()
    found = {
        "libheif": heif["libheif"],
        "libde265": heif["decoders"].get("libde265"),
        "libavif": features.version_module("avif"),
        "dav1d": next(iter(re.findall(r"dav1d \[dec\]:(\S+)", _avif.codec_versions())), None),
        "libwebp": features.version_module("webp"),
        "libtiff": features.version_codec("libtiff"),
        "libjpeg-turbo": features.version_feature("libjpeg_turbo"),
        "openjpeg": features.version_codec("jpg_2000"),
        "lcms2": features.version_module("littlecms2"),
        "freetype": features.version_module("freetype2"),
        "harfbuzz": features.version_feature("harfbuzz"),
        "zlib-ng": features.version_feature("zlib_ng"),
        "libpng": _ask_shared("libpng16", "png_get_libpng_ver"),
        "liblzma": _ask_shared("liblzma", "lzma_version_string"),
        "ffmpeg": _ffmpeg_version(),
        "expat": pyexpat.EXPAT_VERSION,
        "openssl": ssl.OPENSSL_VERSION,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "sqlite": sqlite3.sqlite_version,
    }
    return {library: _number(version) for library, version in found.items() if version}


def judge(loaded: Mapping[str, str]) -> list[str]:
    """What is wrong, a sentence each."""
    wrong = []
    for library, minimum, reason in PACKAGED:
        version = loaded.get(library)
        if version is None and (library not in ASKED_ON_LINUX or sys.platform == "linux"):
            wrong.append(f"{library} does not say its version.")
        elif version is not None and _parts(version) < _parts(minimum):
            wrong.append(f"{library} {version} is older than {minimum}: {reason}.")
    for gap in ACCEPTED_GAPS:
        if gap.library in loaded and _parts(loaded[gap.library]) >= _parts(gap.wanted):
            wrong.append(f"{gap.library} {gap.wanted} is there: raise its minimum, and delete the accepted gap.")
    return wrong


def report(loaded: Mapping[str, str]) -> list[str]:
    """Lines for people: what is loaded and why it must be that new; then what is accepted."""
    lines = [
        f"{library:14} {loaded.get(library, '-'):10} at least {minimum:8} {reason}"
        for library, minimum, reason in PACKAGED
    ]
    for library, wanted, reason in INTERPRETERS:
        version = loaded.get(library, "0")
        word = "older than" if _parts(version) < _parts(wanted) else "at least"
        lines.append(f"{library:14} {version:10} {word} {wanted:8} {reason} (comes with Python)")
    lines += [f"accepted: {gap.library} is not {gap.wanted}: {gap.walls}" for gap in ACCEPTED_GAPS]
    return lines


def _number(version: str) -> str:
    found = re.search(r"\d+(?:\.\d+)+", version)
    return found[0] if found else "0"


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _ask_shared(library: str, function: str) -> str | None:
    """What a library says that Pillow has loaded without telling its version."""
    try:
        maps = Path("/proc/self/maps").read_text()
    except OSError:
        return None
    path = re.search(rf"/\S*/pillow\.libs/{library}\S*", maps)
    if not path:
        return None
    ask = getattr(ctypes.CDLL(path[0]), function)
    ask.restype = ctypes.c_char_p
    return str(ask(None).decode())  # libpng wants a pointer; the others overlook it


def _ffmpeg_version() -> str | None:
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - the command is ours
    return next(iter(re.findall(r"^ffmpeg version (\S+)", said)), None)


def main() -> None:
    loaded = loaded_versions()
    wrong = judge(loaded)
    sys.stdout.write("\n".join([*report(loaded), *wrong, ""]))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
