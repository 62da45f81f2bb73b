"""Builds TIFF structures, classic and BigTIFF: files with pages, and Exif blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from tests.media.pictures import four_corners

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, DOUBLE, IFD, LONG8 = 1, 2, 3, 4, 5, 7, 12, 13, 16
BYTES_OF_KIND = {BYTE: 1, ASCII: 1, SHORT: 2, LONG: 4, RATIONAL: 8, UNDEFINED: 1, DOUBLE: 8, IFD: 4, LONG8: 8}
PLANTED = b"Kreuzberg-4711"
"""No copy for viewers may contain these."""

LATITUDE, LONGITUDE = (52, 1, 31, 1, 1212, 100), (13, 1, 24, 1, 18, 1)

Order = Literal["little", "big"]
CONTENT = -1
"""Stands for a tag: bare content at an offset instead of a directory."""


class Field(NamedTuple):
    """`value` is text, integers of its kind (of a RATIONAL two each), or directories that its offsets lead to."""

    kind: int
    value: bytes | Sequence[int] | Sequence[Directory]


Directory = Mapping[int, Field]

GPS: Directory = {
    0: Field(BYTE, (2, 3, 0, 0)),
    1: Field(ASCII, b"N\0"),
    2: Field(RATIONAL, LATITUDE),
    3: Field(ASCII, b"E\0"),
    4: Field(RATIONAL, LONGITUDE),
    28: Field(UNDEFINED, b"ASCII\0\0\0" + PLANTED),
    29: Field(ASCII, b"2026:06:20\0"),
}
CAMERA: Directory = {0x010F: Field(ASCII, b"Nikon\0"), 0x0110: Field(ASCII, b"Z 9\0")}
TAKEN: Directory = {0x8769: Field(LONG, ({0x9003: Field(ASCII, b"2026:06:20 15:04:05\0")},))}


def located(kind: int = LONG, gps: Directory = GPS) -> Directory:
    """A camera, a date and a location."""
    return {**CAMERA, **TAKEN, 0x8825: Field(kind, (gps,))}


def page(width: int = 64, height: int = 48) -> Directory:
    """An image without compression."""
    pixels = four_corners(width, height).tobytes()
    return {
        256: Field(LONG, (width,)),
        257: Field(LONG, (height,)),
        258: Field(SHORT, (8, 8, 8)),
        259: Field(SHORT, (1,)),
        262: Field(SHORT, (2,)),
        273: Field(LONG, [{CONTENT: Field(UNDEFINED, pixels)}]),
        277: Field(SHORT, (3,)),
        278: Field(LONG, (height,)),
        279: Field(LONG, (len(pixels),)),
    }


class Layout:
    """Writes directories in sequence, each followed by its values."""

    def __init__(self, order: Order, is_big: bool) -> None:
        self._order = order
        self._count_bytes, self._offset_bytes = (8, 8) if is_big else (2, 4)
        mark = b"II" if order == "little" else b"MM"
        self.content = bytearray(mark + self._number(43 if is_big else 42, 2))
        if is_big:
            self.content += self._number(8, 2) + self._number(0, 2)
        self._first = len(self.content)
        self.content += bytes(self._offset_bytes)

    def chain(self, directories: Iterable[Directory]) -> bytes:
        link = self._first
        for directory in directories:
            at = self._directory(directory)
            self._write(link, self._number(at, self._offset_bytes))
            entry_bytes = 4 + 2 * self._offset_bytes
            link = at + self._count_bytes + len(directory) * entry_bytes
        return bytes(self.content)

    def _directory(self, directory: Directory) -> int:
        """Where it is."""
        at = self._end()
        if CONTENT in directory:
            self.content += bytes(directory[CONTENT].value)  # type: ignore[arg-type]
            return at
        entry_bytes = 4 + 2 * self._offset_bytes
        self.content += self._number(len(directory), self._count_bytes)
        self.content += bytes(len(directory) * entry_bytes + self._offset_bytes)
        for index, (tag, field) in enumerate(sorted(directory.items())):
            self._entry(at + self._count_bytes + index * entry_bytes, tag, field)
        return at

    def _entry(self, at: int, tag: int, field: Field) -> None:
        value = self._value(field)
        count = len(value) // BYTES_OF_KIND[field.kind]
        head = self._number(tag, 2) + self._number(field.kind, 2) + self._number(count, self._offset_bytes)
        if len(value) > self._offset_bytes:
            start = self._end()
            self.content += value
            value = self._number(start, self._offset_bytes)
        self._write(at, head + value.ljust(self._offset_bytes, b"\0"))

    def _value(self, field: Field) -> bytes:
        if isinstance(field.value, bytes):
            return field.value
        size = 4 if field.kind == RATIONAL else BYTES_OF_KIND[field.kind]
        numbers = (each if isinstance(each, int) else self._directory(each) for each in field.value)
        return b"".join(self._number(number, size) for number in numbers)

    def _end(self) -> int:
        self.content += bytes(len(self.content) % 2)
        return len(self.content)

    def _write(self, at: int, content: bytes) -> None:
        self.content[at : at + len(content)] = content

    def _number(self, number: int, size: int) -> bytes:
        return number.to_bytes(size, self._order)


def structure(*directories: Directory, order: Order = "little", is_big: bool = False) -> bytes:
    """A file of these pages, or an Exif block of these directories."""
    return Layout(order, is_big).chain(directories)
