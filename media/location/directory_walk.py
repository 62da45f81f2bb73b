"""Walks through the directories of an Exif block or a TIFF: finds what contains a location, and what must stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from domain.rendering import Patch
from media.location.maker_notes import maker_note_patches
from media.location.nested_formats import MetadataReader
from media.location.patches import shift_patches, zero_patch
from media.location.ranges import gaps, merge_ranges, overlaps
from media.location.tiff_structure import MIN_OFFSET, InvalidTiff, TiffBlock, TiffDirectory, TiffEntry, TooManyEntries
from media.location.tiff_tags import (
    ALONE,
    CHAINED,
    DIRECTORY_VALUE_TYPES,
    EMBEDDED_JPEG,
    GPS_DIRECTORY,
    JPEG_TABLE_BYTES,
    JPEG_TABLES,
    LOCATION_TAGS,
    MAKE,
    MAKER_NOTE,
    NESTED_METADATA,
    PIXEL_DATA,
    SUBDIRECTORIES,
    embedded_jpeg_patches,
)

MAX_MAKE_BYTES, MAX_MAKER_NOTES = 64, 100
MAX_OFFSETS = 2_000_000
"""Of strips, tiles and directories together."""


class OverlappingStructures(InvalidTiff):
    """A patch would change pixels or another directory, which some reader needs unchanged."""


class DirectoryWalk:
    """Raises InvalidTiff and TooManyEntries."""

    def __init__(self, block: TiffBlock) -> None:
        self._block = block
        self._kept: list[tuple[int, int]] = [(block.start, block.header_end)]
        self._pixels: list[tuple[int, int]] = []
        self._directories: list[tuple[int, int]] = []
        self._location_values: list[tuple[int, int]] = []
        self._nested_patches: list[Patch] = []
        self._directory_patches: list[Patch] = []
        self._gps_offsets: list[int] = []
        self._maker_notes: list[TiffEntry] = []
        self._make = b""
        self._offset_count = 0
        self._read_ranges: set[tuple[int, int]] = set()
        self._unread_bytes = block.end - block.start
        self._visited: set[int] = set()
        if block.first_offset < MIN_OFFSET or not block.directory(block.first_offset):
            raise InvalidTiff
        self._to_visit = [(block.first_offset, CHAINED)]
        while self._to_visit:
            self._visit(*self._to_visit.pop())
        for offset in self._gps_offsets:
            self._visit_gps(offset)
        for note in self._maker_notes:
            self._nested_patches += maker_note_patches(block, note, self._make)
        self._refuse_overlaps()

    def patches(self) -> Iterator[Patch]:
        """To be written in this order."""
        for start, end in gaps(merge_ranges(self._location_values), merge_ranges(self._kept)):
            yield zero_patch(start, end)
        yield from self._directory_patches
        yield from self._nested_patches

    def _visit(self, offset: int, chaining: str) -> None:
        directory = self._unvisited(offset)
        if not directory:
            return
        self._kept.append((directory.at, directory.end))
        self._directories.append((directory.at, directory.end))
        for entry in directory.entries:
            self._visit_entry(entry)
        self._keep_pixels({entry.tag: entry for entry in directory.entries})
        if any(entry.tag in LOCATION_TAGS for entry in directory.entries):
            self._directory_patches.append(self._block.without(directory, LOCATION_TAGS))
        if chaining == CHAINED and directory.next_offset:
            self._to_visit.append((directory.next_offset, CHAINED))

    def _visit_entry(self, entry: TiffEntry) -> None:
        if entry.tag in LOCATION_TAGS:
            self._location_values.append((entry.start, entry.end))
        else:
            self._keep(entry)
        if entry.tag == GPS_DIRECTORY:
            self._gps_offsets += self._counted(self._block.numbers(entry))
        elif entry.tag in SUBDIRECTORIES or entry.value_type in DIRECTORY_VALUE_TYPES:
            chaining = SUBDIRECTORIES.get(entry.tag, ALONE)
            self._to_visit += [(offset, chaining) for offset in self._counted(self._block.numbers(entry))]

    def _unvisited(self, offset: int) -> TiffDirectory | None:
        is_new = offset >= MIN_OFFSET and offset not in self._visited
        self._visited.add(offset)
        return self._block.directory(offset) if is_new else None

    def _visit_gps(self, offset: int) -> None:
        """All values of a GPS directory are location. A directory that was visited as another one stays as it is."""
        directory = self._unvisited(offset)
        if directory:
            self._location_values.append((directory.at, directory.end))
            self._location_values += [(entry.start, entry.end) for entry in directory.entries]

    def _keep(self, entry: TiffEntry) -> None:
        self._kept.append((entry.start, entry.end))
        if entry.tag == MAKE:
            self._make = self._block.content[entry.start : min(entry.end, entry.start + MAX_MAKE_BYTES)]
        elif entry.tag == MAKER_NOTE and len(self._maker_notes) < MAX_MAKER_NOTES:
            self._maker_notes.append(entry)
        elif entry.tag in NESTED_METADATA:
            self._read_nested((entry.start, entry.end), NESTED_METADATA[entry.tag])

    def _read_nested(self, value: tuple[int, int], patches_of: MetadataReader) -> None:
        """Reads each range once, however many directories point to it. Raises TooManyEntries."""
        start, end = value
        if start >= end or value in self._read_ranges:
            return
        self._read_ranges.add(value)
        self._unread_bytes -= end - start
        if self._unread_bytes < 0:
            raise TooManyEntries  # many ranges that overlap would be read again and again
        self._nested_patches += shift_patches(patches_of(self._block.content[start:end]), start)

    def _keep_pixels(self, entries: dict[int, TiffEntry]) -> None:
        """Pixel data without a size reaches to the end of the block."""
        end = self._block.end
        for offsets_tag, sizes_tag in PIXEL_DATA.items():
            sizes = self._block.numbers(entries[sizes_tag]) if sizes_tag in entries else iter(())
            for start in self._starts(entries.get(offsets_tag)):
                data = start, min(start + next(sizes, end), end)
                self._kept.append(data)
                if offsets_tag == EMBEDDED_JPEG:
                    self._read_nested(data, embedded_jpeg_patches)
                else:
                    self._pixels.append(data)
        for tag in JPEG_TABLES:
            for start in self._starts(entries.get(tag)):
                data = start, min(start + JPEG_TABLE_BYTES, end)
                self._kept.append(data)
                self._pixels.append(data)

    def _starts(self, entry: TiffEntry | None) -> Iterator[int]:
        if entry:
            yield from (self._block.start + offset for offset in self._counted(self._block.numbers(entry)))

    def _refuse_overlaps(self) -> None:
        """A crafted offset may point at pixels that look like a directory. Raises OverlappingStructures."""
        untouched = merge_ranges([*self._pixels, (self._block.start, self._block.header_end)])
        directories = sorted(self._directories)
        do_directories_overlap = any(end > start for (_, end), (start, _) in pairwise(directories))
        for offset, body in self._directory_patches:
            if do_directories_overlap or overlaps(untouched, offset, offset + len(body)):
                raise OverlappingStructures
        untouched = merge_ranges([*untouched, *directories])
        if any(overlaps(untouched, offset, offset + len(body)) for offset, body in self._nested_patches):
            raise OverlappingStructures

    def _counted(self, offsets: Iterable[int]) -> Iterator[int]:
        for offset in offsets:
            self._offset_count += 1
            if self._offset_count > MAX_OFFSETS:
                raise TooManyEntries
            yield offset
