"""What a decoder may say about a file that it can't read.

A decoder that a file has taken over says what it likes, and its words would reach the photographer as ours. So only
sentences of this table pass; for any other, the first one of its code is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from domain.rejections import PhotoRejection, Rejection
from media import file_type

EXPORT_AGAIN = "Export it again and upload the new file."

SENTENCES: Mapping[PhotoRejection, tuple[str, ...]] = {
    PhotoRejection.EMPTY: ("This file is empty.",),
    PhotoRejection.NOT_A_PHOTO: (
        "This file is not a photo.",
        "This file says it is {singular}, but its content is something else.",
        "This file says it is {singular}, but it is {singular}.",
    ),
    PhotoRejection.WRONG_TYPE: (
        "This file is of another type than it says.",
        "This file says it is {singular}, but it is {singular}.",
    ),
    PhotoRejection.TWO_IN_ONE: (
        f"This file is two kinds of file at once. {EXPORT_AGAIN}",
        f"This file is {{singular}} and {{singular}} at once. {EXPORT_AGAIN}",
    ),
    PhotoRejection.DAMAGED: (
        f"This file is damaged. {EXPORT_AGAIN}",
        "This file is damaged. It can't be opened as {singular}.",
        "This file is damaged or incomplete. It can't be opened as {singular}.",
        "No picture can be read from this file. It can't be opened as {singular}.",
    ),
    PhotoRejection.DAMAGED_METADATA: (f"The metadata of this file is damaged. {EXPORT_AGAIN}",),
    PhotoRejection.TOO_LARGE: (
        "This file is too large.",
        "This file is over {number} MiB, the most for a photo.",
        "This file is over {number} GiB, the most for a video.",
    ),
    PhotoRejection.TOO_MANY_PIXELS: (
        "This picture has too many pixels.",
        "This photo has {number} megapixels. {plural} can have at most {number}.",
        "This video has {number} megapixels. Videos can have at most {number}.",
    ),
    PhotoRejection.TOO_MANY_PAGES: (
        "This TIFF has too many pages. Export the page that you want as a photo.",
        "This TIFF has more than {number} pages. Export the page that you want as a photo.",
    ),
    PhotoRejection.TOO_MUCH_MEMORY: (
        "This file takes too much memory to open. Export it again, smaller, and upload the new file.",
    ),
    PhotoRejection.UNSUPPORTED_FEATURE: (
        "This file is of a form that is not supported. Export it as a JPEG and upload the new file.",
        "This file is {singular} of a form that is not supported, such as an image sequence or layers. "
        "Export it as a JPEG and upload the new file.",
    ),
    PhotoRejection.NO_VIDEO: ("This file holds no video that can be shown, or it is incomplete.",),
    PhotoRejection.VIDEO_TOO_LONG: (
        "This video is too long.",
        "This video runs for {number} hours. Videos can run for at most {number}.",
    ),
}

_FILE_TYPES = [value for value in vars(file_type).values() if isinstance(value, file_type.FileType)]
_WORDS = {
    "{singular}": "|".join(["a photo", *(re.escape(each.singular) for each in _FILE_TYPES)]),
    "{plural}": "|".join(re.escape(each.plural) for each in _FILE_TYPES),
    "{number}": r"\d{1,3}(?:,\d{3}){0,6}",
}


def restrict_rejection(rejection: Rejection) -> Rejection:
    """The same, if a decoder of ours may say so; otherwise what its code means. Raises KeyError for others' codes."""
    sentences = SENTENCES[rejection.code]
    if any(_pattern(sentence).fullmatch(rejection.message) for sentence in sentences):
        return rejection
    return Rejection(rejection.code, sentences[0])


def default_rejection(code: PhotoRejection) -> Rejection:
    return Rejection(code, SENTENCES[code][0])


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"(\{singular\}|\{plural\}|\{number\})", sentence)
    return re.compile("".join(f"(?:{_WORDS[part]})" if part in _WORDS else re.escape(part) for part in parts))
