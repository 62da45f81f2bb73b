"""The files of the built web app, each with its HTTP headers."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path

from aws.admin.account import SiteFile
from infra.site import IMMUTABLE, MEDIA_TYPES, REVALIDATE


def site_files(folder: Path) -> Iterator[SiteFile]:
    """Returns every file of a built web app. Pages come last, because the files that they load must exist first."""
    # The only file without an extension is the stamp of make.
    found = [path for path in folder.rglob("*") if path.is_file() and path.suffix]
    for path in sorted(found, key=lambda path: (path.suffix == ".html", path)):
        key = path.relative_to(folder).as_posix()
        yield SiteFile(path, key, _media_type(path), IMMUTABLE if key.startswith("assets/") else REVALIDATE)


def _media_type(path: Path) -> str:
    guessed, _ = mimetypes.guess_type(path.name)
    return MEDIA_TYPES.get(path.suffix) or guessed or "application/octet-stream"
