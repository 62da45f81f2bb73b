"""Why photos are rejected."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class PhotoRejection(Enum):
    """Why a photo was rejected. Clients translate the code."""

    EMPTY = "EMPTY"
    WRONG_TYPE = "WRONG_TYPE"
    NOT_A_PHOTO = "NOT_A_PHOTO"
    RAW_FILE = "RAW_FILE"
    UNSUPPORTED_FORMAT = "UNSUPPORTED_FORMAT"
    UNSUPPORTED_VIDEO = "UNSUPPORTED_VIDEO"
    TWO_IN_ONE = "TWO_IN_ONE"
    DAMAGED = "DAMAGED"
    DAMAGED_METADATA = "DAMAGED_METADATA"
    UNSUPPORTED_FEATURE = "UNSUPPORTED_FEATURE"
    TOO_LARGE = "TOO_LARGE"
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"
    TOO_MANY_PAGES = "TOO_MANY_PAGES"
    TOO_MUCH_MEMORY = "TOO_MUCH_MEMORY"
    TOO_MUCH_TIME = "TOO_MUCH_TIME"
    NO_VIDEO = "NO_VIDEO"
    VIDEO_TOO_LONG = "VIDEO_TOO_LONG"
    ARRIVED_DAMAGED = "ARRIVED_DAMAGED"
    GONE = "GONE"
    NOT_PROCESSED = "NOT_PROCESSED"


class Rejection(NamedTuple):
    """`message` is for the photographer, in English: what is wrong and what to do."""

    code: PhotoRejection
    message: str
