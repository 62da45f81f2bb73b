"""Normalizes and validates text that people type. Each function returns the clean text or raises InvalidInput."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import dropwhile
from uuid import UUID

from domain.errors import InvalidInput, UserRefusal, UserRefusals

MAX_EMAIL_CHARACTERS = 254
MAX_EVENT_NAME_CHARACTERS = 100
MAX_LABEL_CHARACTERS = 100
MAX_GROUP_CHARACTERS = 100
MAX_WATERMARK_CHARACTERS = 60
MAX_FILENAME_BYTES = 255
MAX_SLUG_CHARACTERS = 80
MAX_FILENAME_START, MAX_FILENAME_END = 512, 128
MAX_DECOMPOSED = 4
"""Characters that may form one composed character. Longer text is never normalized: ordering 10,000 combining marks
takes a second, and the time grows with the square."""

RESERVED_USER_NAMES = frozenset(
    """about account accounts admin albums api app archive archives assets blog contact dev docs download downloads
    event events favicon graphiql graphql healthz help imgsh legal login logout mail manifest me new null photos press
    pricing privacy public reset robots root security settings sign-in sign-up signin signup static status support
    terms undefined verify web www""".split()
)

_TIME_ZONE = re.compile(r"(?!posix|right|localtime|Factory)[A-Z][\w+-]{1,30}(/[\w+-]{1,30}){0,2}", re.ASCII)
"""Systems have files beside those of IANA's zones."""

_EMAIL = re.compile(r"[^@\s<>()\[\]\\,;:\"]+@(?:[^@\s.<>()\[\]\\,;:\"]+\.)+[^@\s.<>()\[\]\\,;:\"]{2,}")
_NO_ADDRESS = "This is not a valid email address."
_DRAWN = (range(0x530), range(0x1E00, 0x2000), range(0x2010, 0x205F), range(0x20A0, 0x20BF), range(0x2122, 0x2123))
_USER_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{2,31}")
_FLAG_LETTER = re.compile("[\U0001f1e6-\U0001f1ff]")
_FLAG_LETTERS_AT_END = re.compile("[\U0001f1e6-\U0001f1ff]*\\Z")
_SKIN_TONE = re.compile("[\U0001f3fb-\U0001f3ff]")
_ZERO_WIDTH_JOINER = "\u200d"
DOTS_AND_SPACES = "." + "".join(filter(str.isspace, map(chr, range(0x3001))))

Check = tuple[str | tuple[str, ...], Callable[[str], str], str]
"""A field or the path of one, its cleaner and its value."""


def clean(*checks: Check) -> list[str]:
    """Runs (field, cleaner, value) checks. Raises all refusals together, so that a form can show them."""
    cleaned, refusals = [], []
    for field, cleaner, value in checks:
        try:
            cleaned.append(cleaner(value))
        except UserRefusal as refusal:
            path = [field] if isinstance(field, str) else list(field)
            refusals.append(type(refusal)(refusal.message, path))
    if refusals:
        raise UserRefusals(refusals)
    return cleaned


def email(text: str) -> str:
    """Returns the address in lower case: nobody has two mailboxes that differ only in case."""
    if _is_far_too_long(text, MAX_EMAIL_CHARACTERS):
        raise InvalidInput(_NO_ADDRESS)
    address = unicodedata.normalize("NFC", text.strip()).lower()
    if len(address) > MAX_EMAIL_CHARACTERS or not _EMAIL.fullmatch(address) or _has_control(address):
        raise InvalidInput(_NO_ADDRESS)
    return address


def optional_email(text: str) -> str:
    """As `email`, or empty."""
    return email(text) if text.strip() else ""


def user_name(text: str) -> str:
    name = text.strip().lower()
    if not _USER_NAME.fullmatch(name):
        raise InvalidInput(
            "A user name must have 3 to 32 characters (a to z, 0 to 9, - and _) and start with a letter or digit."
        )
    if name in RESERVED_USER_NAMES:
        raise InvalidInput("This user name is reserved. Choose a different one.")
    return name


def event_name(text: str) -> str:
    name = _one_line(text, MAX_EVENT_NAME_CHARACTERS)
    if not 1 <= len(name) <= MAX_EVENT_NAME_CHARACTERS:
        raise InvalidInput(f"The name of an event must have 1 to {MAX_EVENT_NAME_CHARACTERS} characters.")
    return name


def label(text: str) -> str:
    return _at_most(MAX_LABEL_CHARACTERS, text, "A label")


def group(text: str) -> str:
    return _at_most(MAX_GROUP_CHARACTERS, text, "The name of a group")


def watermark(text: str) -> str:
    """Accepts the characters that the watermark's font can draw. Empty means no watermark."""
    cleaned = _at_most(MAX_WATERMARK_CHARACTERS, text, "A watermark")
    strange = [character for character in cleaned if not any(ord(character) in some for some in _DRAWN)]
    if strange:
        raise InvalidInput(f"A watermark can only contain Latin, Greek or Cyrillic characters. Remove {strange[0]}.")
    return cleaned


def slug(name: str) -> str:
    """`Example Event Name` becomes `example_event_name`. Keeps letters of every script; removes Latin accents."""
    # Case-folded before and after decomposing: only then a mathematical 𝐀 becomes a letter with a case.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name.casefold()).casefold())
    plain = link("".join(_without_latin_accents(decomposed)))
    spaced = "".join(c if c.isalnum() or _is_mark(c) else " " for c in plain)
    # A mark without its letter belongs to nothing.
    words = ["".join(dropwhile(_is_mark, word)) for word in spaced.split()]
    return "_".join(filter(None, words))[:MAX_SLUG_CHARACTERS].rstrip("_") or "event"


def link(text: str) -> str:
    """Normalizes a typed public link: composed, in lower case, without slashes around it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).strip("/").casefold())


def filename(text: str) -> str:
    """Returns the last part of a path without control and direction characters, in at most 255 bytes of UTF-8."""
    last = text.replace("\\", "/").rsplit("/", 1)[-1]
    if len(last) > MAX_FILENAME_START + MAX_FILENAME_END:  # the end holds the extension
        last = last[:MAX_FILENAME_START] + last[-MAX_FILENAME_END:]
    safe = "".join(c for c in unicodedata.normalize("NFC", last) if not _is_unsafe(c)).lstrip()
    # Some systems drop dots and spaces at the end, which makes two names one.
    name = safe.rstrip(DOTS_AND_SPACES)
    if not name:
        raise InvalidInput("A file needs a name.", ["filename"])
    return shortened(name)


@lru_cache(maxsize=4096)
def numbered(name: str, number: int) -> str:
    """`cake.png` and 2 make `cake (2).png`."""
    return shortened(name, f" ({number})")


def is_filename(name: str) -> bool:
    """Whether `filename` can return `name`. Anything else is no photo's name."""
    return 0 < len(name.encode(errors="replace")) <= MAX_FILENAME_BYTES and "/" not in name


def time_zone(text: str) -> str:
    """Returns the IANA name of a time zone, such as Europe/Berlin."""
    from zoneinfo import ZoneInfo

    try:
        if not _TIME_ZONE.fullmatch(text):
            raise ValueError
        ZoneInfo(text)
    except (ValueError, KeyError, OSError):  # of a folder, such as Europe, too
        raise InvalidInput("Enter a time zone such as Europe/Berlin.") from None
    return text


def is_id(text: str) -> bool:
    """Whether `text` has the form of our identifiers."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def visible(text: str) -> str:
    """Removes control characters and those that hide or reverse their neighbors."""
    return "".join(character for character in text if not _is_unsafe(character))


def shortened(name: str, suffix: str = "") -> str:
    """Shortens to at most 255 bytes of UTF-8 with `suffix`, which stands before the extension.

    A name that is cut never ends in a dot or a space there: systems drop those, and two names would become one.
    """
    dot = name.rfind(".")
    extension = name[dot:] if 0 < dot < len(name) - 1 and len(name[dot:].encode()) <= 16 else ""
    stem = name[: len(name) - len(extension)]
    room = MAX_FILENAME_BYTES - len((suffix + extension).encode())
    cut = stem.encode()[:room].decode(errors="ignore")
    return (stem if cut == stem else cut.rstrip(DOTS_AND_SPACES) or "_") + suffix + extension


def cut(text: str, max_characters: int) -> str:
    """Cuts between characters as people see them: an accent stays with its letter, and an emoji is whole or gone."""
    end = min(len(text), max_characters)
    while 0 < end < len(text) and _belongs_to_previous(text, end):
        end -= 1
    return text[:end]


def _belongs_to_previous(text: str, at: int) -> bool:
    if text[at - 1] == _ZERO_WIDTH_JOINER or text[at] == _ZERO_WIDTH_JOINER:
        return True
    if _FLAG_LETTER.match(text, at):  # two of them are a flag
        return len(_FLAG_LETTERS_AT_END.search(text[:at]).group()) % 2 == 1  # type: ignore[union-attr]
    return _is_mark(text[at]) or bool(_SKIN_TONE.match(text, at))


def _at_most(max_characters: int, text: str, what: str) -> str:
    """Returns one line, or nothing. `what` begins the sentence of the refusal."""
    cleaned = _one_line(text, max_characters)
    if len(cleaned) > max_characters:
        raise InvalidInput(f"{what} can have at most {max_characters} characters.")
    return cleaned


def _one_line(text: str, max_characters: int) -> str:
    """Removes control characters. Text that is far too long is returned unchanged."""
    if _is_far_too_long(text, max_characters):
        return text
    return " ".join("".join(" " if _has_control(c) else c for c in unicodedata.normalize("NFC", text)).split())


def _is_far_too_long(text: str, max_characters: int) -> bool:
    return len(text) > max_characters * MAX_DECOMPOSED


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _has_control(text: str) -> bool:
    return any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in text)


def _is_unsafe(character: str) -> bool:
    # Direction overrides make "gpj.exe" read as "exe.jpg"; the joiner only holds emoji together.
    category = unicodedata.category(character)
    return category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and character != _ZERO_WIDTH_JOINER)


def _without_latin_accents(decomposed: str) -> Iterator[str]:
    """Keeps the marks of other scripts: in Japanese or Thai, for example, they change the meaning."""
    base = ""
    for character in decomposed:
        if not unicodedata.combining(character):
            base = character
        elif base.isascii():
            continue
        yield character
