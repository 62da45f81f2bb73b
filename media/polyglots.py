"""Files that are a photo and something else at once: harmless as a photo, not harmless as the other.

Only what other programs would really open counts. That cameras and phones put pictures, videos and data of their
own behind a photo is common, and no reason to refuse it.
"""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

from domain.rejections import PhotoRejection
from domain.rendering import Unreadable
from media.file_type import HTML, PDF, ZIP, FileType

HEAD_BYTES = 1024
"""So far do browsers and PDF readers look for a start of theirs."""

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
    elif _holds_archive(original):
        other = ZIP
    if other:
        raise Unreadable(
            PhotoRejection.TWO_IN_ONE,
            f"This file is {file_type.singular} and {other.singular} at once. Export it again and upload the new file.",
        )


def _holds_archive(original: BinaryIO) -> bool:
    """By a whole directory of files: the four bytes that mark one also come about by chance."""
    try:
        with zipfile.ZipFile(original) as archive:
            return bool(archive.filelist)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
