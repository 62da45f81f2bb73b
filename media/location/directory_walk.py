"""A walk through the directories of an Exif block or a TIFF: which entries name a place, and what must stay."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from domain.rendering import Patch
from media.location.iptc import iptc_patches
from media.location.jpeg_structure import START
from media.location.maker_notes import maker_note_patches
from media.location.patches import shift_patches, zero_patch
from media.location.tiff_structure import MIN_OFFSET, InvalidTiff, TiffBlock, TiffDirectory, TiffEntry, TooManyEntries
from media.location.xmp import xmp_patches


def _image_resource_patches(value: bytes) -> Iterator[Patch]:
    from media.location.photoshop import image_resource_patches  # which may hold an Exif block again

    return image_resource_patches(value)


GPS_DIRECTORY = 0x8825
LOCATION_TAGS = frozenset(
    {
        GPS_DIRECTORY,
        *(33550, 33920, 33922, 34264, 34735, 34736, 34737),  # GeoTIFF 1.1, and Intergraph's older matrix
        *(42112, 50844, 50908, 50909),  # GDAL's metadata, rational polynomial coefficients, DGIWG's metadata
        *(50740, 50827),  # DNG's private data and original raw file: opaque, and they repeat all of it
    }
)
CHAINED, ALONE = "chained", "alone"
SUBDIRECTORIES = {0x014A: CHAINED, 0x0190: ALONE, 0x8769: ALONE, 0xA005: ALONE}
"""Sub-images, global parameters, Exif, interoperability."""

MAKE, MAKER_NOTE = 0x010F, 0x927C
MAX_MAKE_BYTES, MAX_MAKER_NOTES = 64, 100
DIRECTORY_VALUE_TYPES = frozenset({13, 18})


def _embedded_jpeg_patches(value: bytes) -> Iterator[Patch]:
    from media.location.jpeg import jpeg_patches

    return jpeg_patches(value) if value.startswith(START) else iter(())


Reader = Callable[[bytes], Iterable[Patch]]
INNER: dict[int, Reader] = {
    700: xmp_patches,
    33723: iptc_patches,
    0x8568: iptc_patches,  # as AFCP keeps it
    34377: _image_resource_patches,
}
EMBEDDED_JPEG = 513
PIXELS = {273: 279, 324: 325, EMBEDDED_JPEG: 514}
"""Where strips, tiles and an embedded JPEG are, and the tags with their sizes."""

JPEG_TABLES = frozenset({519, 520, 521})
JPEG_TABLE_BYTES = 16 + 256
MAX_PIECES_OF_PIXELS = 2_000_000

Range = tuple[int, int]


class OverlappingStructures(InvalidTiff):
    """What would be changed is pixels too, or another directory: some reader needs it as it is."""


class DirectoryWalk:
    """Raises InvalidTiff and TooManyEntries."""

    def __init__(self, block: TiffBlock) -> None:
        self._block = block
        self._kept: list[Range] = [(block.start, block.header_end)]
        self._pixels: list[Range] = []
        self._directories: list[Range] = []
        self._places: list[Range] = []
        self._inner: list[Patch] = []
        self._changed: list[Patch] = []
        self._gps: list[int] = []
        self._pieces = 0
        self._read: set[Range] = set()
        self._unread_bytes = block.end - block.start
        self._seen: set[int] = set()
        if block.first_offset < MIN_OFFSET or not block.directory(block.first_offset):
            raise InvalidTiff
        self._maker_notes: list[TiffEntry] = []
        self._make = b""
        self._waiting = [(block.first_offset, CHAINED)]
        while self._waiting:
            self._visit(*self._waiting.pop())
        for offset in self._gps:
            self._visit_gps(offset)
        for note in self._maker_notes:
            self._inner += maker_note_patches(block, note, self._make)
        self._refuse_overlaps()

    def patches(self) -> Iterator[Patch]:
        """To be written in this order."""
        for start, end in without(self._places, self._kept):
            yield zero_patch(start, end)
        yield from self._changed
        yield from self._inner

    def _visit(self, offset: int, kind: str) -> None:
        directory = self._unseen(offset)
        if not directory:
            return
        self._kept.append((directory.at, directory.end))
        self._directories.append((directory.at, directory.end))
        for entry in directory.entries:
            if entry.tag in LOCATION_TAGS:
                self._places.append((entry.start, entry.end))
            else:
                self._keep(entry)
            if entry.tag == GPS_DIRECTORY:
                self._gps += self._counted(self._block.numbers(entry))
            elif entry.tag in SUBDIRECTORIES or entry.value_type in DIRECTORY_VALUE_TYPES:
                kind_of_tag = SUBDIRECTORIES.get(entry.tag, ALONE)
                self._waiting += [(number, kind_of_tag) for number in self._counted(self._block.numbers(entry))]
        self._keep_pixels({entry.tag: entry for entry in directory.entries})
        if any(entry.tag in LOCATION_TAGS for entry in directory.entries):
            self._changed.append(self._block.without(directory, LOCATION_TAGS))
        if kind == CHAINED and directory.next_offset:
            self._waiting.append((directory.next_offset, CHAINED))

    def _unseen(self, offset: int) -> TiffDirectory | None:
        is_new = offset >= MIN_OFFSET and offset not in self._seen
        self._seen.add(offset)
        return self._block.directory(offset) if is_new else None

    def _visit_gps(self, offset: int) -> None:
        """A place is what is in it; where another directory begins here, that one stays as it is."""
        directory = self._unseen(offset)
        if directory:
            self._places.append((directory.at, directory.end))
            self._places += [(entry.start, entry.end) for entry in directory.entries]

    def _keep(self, entry: TiffEntry) -> None:
        self._kept.append((entry.start, entry.end))
        if entry.tag == MAKE:
            self._make = self._block.content[entry.start : min(entry.end, entry.start + MAX_MAKE_BYTES)]
        elif entry.tag == MAKER_NOTE and len(self._maker_notes) < MAX_MAKER_NOTES:
            self._maker_notes.append(entry)
        elif entry.tag in INNER:
            self._read_inner((entry.start, entry.end), INNER[entry.tag])

    def _read_inner(self, piece: Range, patches_of: Reader) -> None:
        """Metadata within; once, though many directories may lead there."""
        start, end = piece
        if start >= end or piece in self._read:
            return
        self._read.add(piece)
        self._unread_bytes -= end - start
        if self._unread_bytes < 0:
            raise TooManyEntries  # the same bytes, each time cut otherwise
        self._inner += shift_patches(patches_of(self._block.content[start:end]), start)

    def _keep_pixels(self, entries: dict[int, TiffEntry]) -> None:
        """Also those whose size is not told: until the block's end."""
        start, end = self._block.start, self._block.end
        for offsets, sizes in PIXELS.items():
            if offsets not in entries:
                continue
            size_of = self._block.numbers(entries[sizes]) if sizes in entries else iter(())
            for offset in self._counted(self._block.numbers(entries[offsets])):
                piece = start + offset, min(start + offset + next(size_of, end), end)
                self._kept.append(piece)
                if offsets == EMBEDDED_JPEG:
                    self._read_inner(piece, _embedded_jpeg_patches)
                else:
                    self._pixels.append(piece)
        for tag in JPEG_TABLES & entries.keys():
            for offset in self._counted(self._block.numbers(entries[tag])):
                piece = start + offset, min(start + offset + JPEG_TABLE_BYTES, end)
                self._kept.append(piece)
                self._pixels.append(piece)

    def _refuse_overlaps(self) -> None:
        """A pointer may lead anywhere, and what stands there may look like a directory. Raises Overlap."""
        untouched = union([*self._pixels, (self._block.start, self._block.header_end)])
        directories = sorted(self._directories)
        is_crowded = any(end > start for (_, end), (start, _) in pairwise(directories))
        for offset, body in self._changed:
            if is_crowded or overlaps(untouched, offset, offset + len(body)):
                raise OverlappingStructures
        untouched = union([*untouched, *directories])
        if any(overlaps(untouched, offset, offset + len(body)) for offset, body in self._inner):
            raise OverlappingStructures

    def _counted(self, numbers: Iterable[int]) -> Iterator[int]:
        for number in numbers:
            self._pieces += 1
            if self._pieces > MAX_PIECES_OF_PIXELS:
                raise TooManyEntries
            yield number


def without(ranges: Iterable[Range], kept: Iterable[Range]) -> Iterator[Range]:
    """What of `ranges` is in none of `kept`, in ascending order."""
    stay = union(kept)
    starts = [start for start, _ in stay]
    for start, end in union(ranges):
        at, index = start, max(bisect_right(starts, start) - 1, 0)
        while index < len(stay) and stay[index][0] < end:
            if at < stay[index][0]:
                yield at, stay[index][0]
            at = max(at, stay[index][1])
            index += 1
        if at < end:
            yield at, end


def overlaps(joined: list[Range], start: int, end: int) -> bool:
    """Whether any of what `union` returned has a position from `start` to `end`."""
    index = bisect_right(joined, (start, end)) - 1
    nearby = joined[max(index, 0) : index + 2]
    return any(each[0] < end and start < each[1] for each in nearby)


def union(ranges: Iterable[Range]) -> list[Range]:
    """The same positions in ascending order, without overlaps."""
    joined: list[Range] = []
    for start, end in sorted(each for each in ranges if each[0] < each[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined
