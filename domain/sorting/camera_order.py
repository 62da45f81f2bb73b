"""The photos of each camera in the order of its clock, to show what surrounds a place."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.models import Photo
from domain.photo_order import natural

NEIGHBOURS = 3
"""How many photos are shown on each side of a place, and at each end of a series."""


@dataclass(frozen=True)
class CameraOrder:
    filenames: Mapping[str | None, Sequence[str]]
    places: Mapping[str, tuple[str | None, int]]

    @classmethod
    def of(cls, photos: Iterable[Photo]) -> CameraOrder:
        cameras: dict[str | None, list[tuple[str, str, str]]] = {}
        for photo in photos:
            time = photo.taken_local or (photo.taken_at.isoformat() if photo.taken_at else "")
            cameras.setdefault(photo.camera_id, []).append((time, natural(photo.filename), photo.filename))
        filenames = {camera: [name for *_, name in sorted(found)] for camera, found in cameras.items()}
        places = {name: (camera, index) for camera, names in filenames.items() for index, name in enumerate(names)}
        return cls(filenames, places)

    def around(self, place: str, shown: Container[str]) -> tuple[Sequence[str], Sequence[str]] | None:
        """The photos before the place and from there on, of those that may be shown. None if there is no such photo."""
        if place not in self.places:
            return None
        camera, index = self.places[place]
        names = self.filenames[camera]
        before = [name for name in names[:index][-10 * NEIGHBOURS :] if name in shown]
        after = [name for name in names[index : index + 10 * NEIGHBOURS] if name in shown]
        return before[-NEIGHBOURS:], after[:NEIGHBOURS]
