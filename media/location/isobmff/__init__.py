"""Removes locations from ISO base media files: HEIC, AVIF, MP4 and QuickTime."""

from __future__ import annotations

from media.file_type import AVIF, HEAD_BYTES, HEIC, detect_file_type
from media.location.isobmff.heif import redact_heif
from media.location.isobmff.movie import redact_movie
from media.location.isobmff.redaction import Redaction


def redact_isobmff(redaction: Redaction) -> None:
    redaction.file.seek(0)
    if detect_file_type(redaction.file.read(HEAD_BYTES)) in (HEIC, AVIF):
        redact_heif(redaction)
    else:
        redact_movie(redaction)
