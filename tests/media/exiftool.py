"""Reads tags with ExifTool, an independent judge of what a file contains (tests/exiftool/package.json)."""

from __future__ import annotations

import atexit
import json
import re
import subprocess
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "exiftool"
PROGRAM = FOLDER / "node_modules" / "exiftool-vendored.pl" / "bin" / "exiftool"
OPTIONS = ("-j", "-ee3", "-a", "-u", "-G0:1:2:3:4", "-api", "largefilesupport=1")
"""All tags of all groups, with embedded files, unknown tags and duplicates."""

END = "{ready}\n"
PLACE_GROUPS = re.compile(r":(?:Location|GPS|GPSInfo):")
LOCATION_WORDS = re.compile(
    r"GPS|Gps|GeoTiff|GDALMetadata|PixelScale|Latitude|Longt?itude|Altitude|Sublocation|Sub-location|(?<![a-z])State(?![a-z])"
    r"|(?:City|Country|Countries|Province|Landmark|Location|Place|Address|GeoTag|Coordinates|Spatial)(?![a-z])"
)
NOT_LOCATION = re.compile(
    r"GPSVersionID$"  # contains no location
    r"|ImageSpatialExtent$|MinSpatialSegmentationIDC$"  # the size of a picture, and of its slices
    r"|ISOSpeedLatitude|SubjectLocation|FocusLocation"  # of the film; within the picture
    r"|Creator(?:City|Country|Region|Address)|Licensor"  # the photographer's office
)


class ExifTool:
    """One process for many files, because starting it takes most of the time."""

    def __init__(self) -> None:
        assert PROGRAM.exists(), "ExifTool is missing. Run `make exiftool`; `make test` does so too."
        command = ["perl", str(PROGRAM), "-stay_open", "True", "-@", "-"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        atexit.register(self.close)

    def tags(self, file: Path) -> dict[str, Any]:
        """Returns tags by "group:…:name": general, specific, category, document, copy."""
        (tags,) = json.loads(self.run(*OPTIONS, str(file)))
        return dict(tags)

    def run(self, *arguments: str) -> str:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write("\n".join((*arguments, "-execute", "")))
        self._process.stdin.flush()
        lines = []
        while (line := self._process.stdout.readline()) not in (END, ""):
            lines.append(line)
        return "".join(lines)

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.communicate("-stay_open\nFalse\n", timeout=10)


@cache
def _exiftool() -> ExifTool:
    return ExifTool()


@lru_cache(maxsize=4)
def tags_of(content: bytes) -> Mapping[str, Any]:
    """Returns tags by "group:…:name": general, specific, category, document, copy. Without file system tags."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "photo"
        file.write_bytes(content)
        tags = _exiftool().tags(file)
    return {name: value for name, value in tags.items() if not name.startswith(("SourceFile", "File:System:"))}


def location_tags_of(content: bytes) -> dict[str, Any]:
    """Returns the tags that contain a location."""
    return {name: value for name, value in tags_of(content).items() if is_location_tag(name)}


def is_location_tag(name: str) -> bool:
    """`name` is a tag name with its groups."""
    is_place = PLACE_GROUPS.search(name) is not None or LOCATION_WORDS.search(name.rpartition(":")[2]) is not None
    return is_place and not NOT_LOCATION.search(name)


@cache
def location_tag_names() -> list[str]:
    """The names that ExifTool can write in its category Location."""
    return _exiftool().run("-listw", "-Location:all").partition(":")[2].split()


def with_tags(content: bytes, tags: Iterable[str]) -> bytes:
    """Returns the file with each of these tags that it supports set to 1."""
    return edited(content, "-m", "-n", *(f"-{tag}=1" for tag in tags))


def edited(content: bytes, *arguments: str, source: bytes = b"") -> bytes:
    """Returns the file after ExifTool has run over it. `@source` stands for a file with this content."""
    with TemporaryDirectory() as folder:
        file, other = Path(folder) / "photo", Path(folder) / "source"
        file.write_bytes(content)
        other.write_bytes(source)
        replaced = (str(other) if argument == "@source" else argument for argument in arguments)
        _exiftool().run("-overwrite_original", *replaced, str(file))
        return file.read_bytes()
