"""Rejects polyglots: photos that are also a web page, a PDF or a ZIP archive, and dangerous as that.

Only what other programs really open counts. Cameras and phones append pictures, videos and data to photos; these are
accepted.
"""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

from domain.rejections import PhotoRejection
from domain.rendering import Unreadable
from media.file_type import HTML, PDF, ZIP, FileType

HEAD_BYTES = 1024
"""Browsers and PDF readers look for their signatures in so many bytes."""

PAGE = re.compile(rb"(?i)<(?:!doctype html|html|head|body|script|iframe|svg|\?php)[\s>/]")


def refuse_polyglot(original: BinaryIO, file_type: FileType) -> None:
    """Raises Unreadable."""
    original.seek(0)
    head = original.read(HEAD_BYTES)
    other = None
    if PAGE.search(head):
        other = HTML
    elif b"%PDF-" in head:
        other = PDF
    elif _contains_zip(original):
        other = ZIP
    if other:
        raise Unreadable(
            PhotoRejection.TWO_IN_ONE,
            f"This file is {file_type.singular} and {other.singular} at once. Export it again and upload the new file.",
        )


def _contains_zip(original: BinaryIO) -> bool:
    """Requires a valid central directory, since its four byte signature also occurs by chance."""
    try:
        with zipfile.ZipFile(original) as archive:
            return bool(archive.filelist)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
