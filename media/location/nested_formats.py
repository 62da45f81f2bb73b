"""The formats in an Exif block that may themselves contain an Exif block.

Their modules import the reader of Exif blocks, so it can't import them: `media/location/__init__.py` sets the readers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from domain.rendering import Patch

MetadataReader = Callable[[bytes], Iterable[Patch]]

NESTED_READERS: dict[Literal["jpeg", "image resources"], MetadataReader] = {}
