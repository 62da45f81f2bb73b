"""Checks the versions of the loaded native libraries: `python -m media.native_versions`.

Reads each version from the library itself, without network. Fails below a minimum, and when an accepted gap is closed.
"""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from media.native_minimums import ACCEPTED_GAPS, INTERPRETERS, PACKAGED, READABLE_ON_LINUX_ONLY


def loaded_versions() -> dict[str, str]:
    """Returns versions by library. Leaves out those that can't be read on this system."""
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
        "libpng": _shared_library_version("libpng16", "png_get_libpng_ver"),
        "liblzma": _shared_library_version("liblzma", "lzma_version_string"),
        "ffmpeg": _ffmpeg_version(),
        "zxing-cpp": metadata.version("zxing-cpp"),  # the library itself does not tell
        "expat": pyexpat.EXPAT_VERSION,
        "openssl": ssl.OPENSSL_VERSION,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "sqlite": sqlite3.sqlite_version,
    }
    return {library: _number(version) for library, version in found.items() if version}


def find_problems(loaded: Mapping[str, str]) -> list[str]:
    """Returns one sentence for each problem."""
    problems = []
    for library, minimum, reason in PACKAGED:
        version = loaded.get(library)
        if version is None and (library not in READABLE_ON_LINUX_ONLY or sys.platform == "linux"):
            problems.append(f"{library} reports no version.")
        elif version is not None and _parts(version) < _parts(minimum):
            problems.append(f"{library} {version} is older than {minimum}: {reason}.")
    for gap in ACCEPTED_GAPS:
        if gap.library in loaded and _parts(loaded[gap.library]) >= _parts(gap.wanted):
            problems.append(f"{gap.library} {gap.wanted} is available: raise its minimum, and delete the accepted gap.")
    return problems


def report(loaded: Mapping[str, str]) -> list[str]:
    """Returns lines for people: each library with its minimum and the reason, then the accepted gaps."""
    lines = [
        f"{library:14} {loaded.get(library, '-'):10} at least {minimum:8} {reason}"
        for library, minimum, reason in PACKAGED
    ]
    for library, wanted, reason in INTERPRETERS:
        version = loaded.get(library, "0")
        word = "older than" if _parts(version) < _parts(wanted) else "at least"
        lines.append(f"{library:14} {version:10} {word} {wanted:8} {reason} (comes with Python)")
    lines += [f"accepted: {gap.library} is not {gap.wanted}: {gap.mitigations}" for gap in ACCEPTED_GAPS]
    return lines


def _number(version: str) -> str:
    found = re.search(r"\d+(?:\.\d+)+", version)
    return found[0] if found else "0"


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _shared_library_version(library: str, function: str) -> str | None:
    """Reads the version of a library that Pillow has loaded but does not report."""
    try:
        maps = Path("/proc/self/maps").read_text()
    except OSError:
        return None
    path = re.search(rf"/\S*/pillow\.libs/{library}\S*", maps)
    if not path:
        return None
    version = getattr(ctypes.CDLL(path[0]), function)
    version.restype = ctypes.c_char_p
    return str(version(None).decode())  # libpng needs the argument; the others ignore it


def _ffmpeg_version() -> str | None:
    import imageio_ffmpeg

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-version"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - the command is ours
    return next(iter(re.findall(r"^ffmpeg version (\S+)", output)), None)


def main() -> None:
    loaded = loaded_versions()
    problems = find_problems(loaded)
    sys.stdout.write("\n".join([*report(loaded), *problems, ""]))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
