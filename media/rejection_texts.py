"""The sentences in which a decoder may reject a file. Photographers read them.

A file that exploits its decoder could make it send any text to the photographer. Only sentences of this table pass;
any other is replaced by the first sentence of its code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from domain.rejections import PhotoRejection, Rejection
from media import file_type, other_types
from media.pixel_limits import WHOLE
from media.video_encodings import NAMES

EXPORT_AGAIN = "Export it again and upload the new file."

SENTENCES: Mapping[PhotoRejection, tuple[str, ...]] = {
    PhotoRejection.EMPTY: ("This file is empty.",),
    PhotoRejection.NOT_A_PHOTO: (
        "This file is not a supported photo or video.",
        "This file was uploaded as {singular}, but its content is not a supported photo or video.",
        "This file was uploaded as {singular}, but it is {singular}.",
    ),
    PhotoRejection.RAW_FILE: ("This is a raw file. Export it as JPEG.",),
    PhotoRejection.UNSUPPORTED_FORMAT: (
        "This is not a supported type of photo. Export it as a normal JPEG.",
        "This is {singular}, which is not supported. Export it as a normal JPEG.",
    ),
    PhotoRejection.UNSUPPORTED_VIDEO: (
        "The encoding of this video is not supported. Export it as MP4 with H.264.",
        "This is {singular}, which is not supported. Export it as MP4 with H.264.",
        "This video is encoded as {encoding}, which is not supported. Export it as MP4 with H.264.",
    ),
    PhotoRejection.WRONG_TYPE: (
        "The content of this file does not match its type.",
        "This file was uploaded as {singular}, but it is {singular}.",
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
        *(f"This photo has {{number}} megapixels. {kind} can have at most {{number}}." for kind in WHOLE.values()),
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
    PhotoRejection.NO_VIDEO: (f"This file is incomplete, or has no video that can be shown. {EXPORT_AGAIN}",),
    PhotoRejection.VIDEO_TOO_LONG: (
        "This video is too long.",
        "This video runs for {number} hours. Videos can run for at most {number}.",
    ),
}

_FILE_TYPES = [
    value
    for module in (file_type, other_types)
    for value in vars(module).values()
    if isinstance(value, file_type.FileType)
]
_WORDS = {
    "{singular}": "|".join(["a photo", *(re.escape(each.singular) for each in _FILE_TYPES)]),
    "{plural}": "|".join(re.escape(each.plural) for each in _FILE_TYPES),
    "{encoding}": "|".join(re.escape(name) for name in sorted(set(NAMES.values()))),
    "{number}": r"\d{1,3}(?:,\d{3}){0,6}",
}


def restrict_rejection(rejection: Rejection) -> Rejection:
    """Returns `rejection` if its sentence is in the table, else the first sentence of its code.

    Raises KeyError for a code that no decoder sends.
    """
    sentences = SENTENCES[rejection.code]
    if any(_pattern(sentence).fullmatch(rejection.message) for sentence in sentences):
        return rejection
    return Rejection(rejection.code, sentences[0])


def default_rejection(code: PhotoRejection) -> Rejection:
    return Rejection(code, SENTENCES[code][0])


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"(\{singular\}|\{plural\}|\{encoding\}|\{number\})", sentence)
    return re.compile("".join(f"(?:{_WORDS[part]})" if part in _WORDS else re.escape(part) for part in parts))
