"""Access codes and the keys of their links.

Six symbols of Crockford's base 32 make 2^30 codes: short enough to say aloud, and safe because guesses are rate
limited (`domain/rate_limiting.py`). A link or QR code also contains a key that can't be guessed.

A QR card shows the link of a code. Two special cards have a word in place of the code.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import NamedTuple

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NUMBERS = {symbol: number for number, symbol in enumerate(ALPHABET)}
CODE_LENGTH = 6
CARD_KEY_LENGTH = 20
NO_CODE = "------"
"""Looked up instead of text that can't be a code, so that both take the same time."""

EVERYBODY_CARD, STOP_CARD = "EVERYBODY", "STOP"
"""The words of special cards: what follows is for everybody, or for nobody. No code has their length."""

MAX_CARD_CHARACTERS = 512

_CARD_LINK = re.compile(r"https?://[^\s#]*(?:#|%23)([A-Z0-9]{4,9})\.([\w-]{16}|[0-9A-Z]{20})", re.ASCII | re.IGNORECASE)
_TYPING_VARIANTS = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None, "\t": None, "\u00a0": None})

RandomBelow = Callable[[int], int]
"""Returns an unpredictable number from 0 to n - 1."""


def draw(random_below: RandomBelow) -> str:
    return "".join(ALPHABET[random_below(len(ALPHABET))] for _ in range(CODE_LENGTH))


def normalize_code(text: str) -> str | None:
    """Returns the code, or None. Ignores case, spaces and dashes; reads O as 0, and I or L as 1."""
    if len(text) > 4 * CODE_LENGTH:
        return None
    code = text.strip().upper().translate(_TYPING_VARIANTS)
    return code if len(code) == CODE_LENGTH and all(symbol in ALPHABET for symbol in code) else None


def link_key(link_secret: str, access_code: str) -> str:
    """Returns 96 bits as 16 characters that are safe in a URL's fragment."""
    return urlsafe_b64encode(_signature(link_secret, access_code)[:12]).decode()


def album_tag(link_secret: str, access_code: str) -> str:
    """Tells the albums of an event apart, in 32 characters. Neither the code nor a key of its links follows from it."""
    return _signature(link_secret, f"album {access_code}")[:16].hex()


def card_key(link_secret: str, access_code: str) -> str:
    """Returns 100 bits as 20 symbols: upper case, so that the QR code of a printed card stays small."""
    return encode(int.from_bytes(_signature(link_secret, access_code)[:13]) >> 4, CARD_KEY_LENGTH)


def is_link_key(offered: str, link_secret: str, access_code: str) -> bool:
    """Whether this is the key of a link or of a card. Ignores the case of a card's."""
    is_linked = hmac.compare_digest(offered.encode(), link_key(link_secret, access_code).encode())
    is_printed = hmac.compare_digest(offered.upper().encode(), card_key(link_secret, access_code).encode())
    return is_linked or is_printed


class Card(NamedTuple):
    """A card's code or special word. None for a link that looks like a card's and is not valid for the event."""

    code: str | None


def card_of(text: str, link_secret: str) -> Card | None:
    """Reads the text of a QR code. Returns None for anything but a link with a code and a key in its fragment.

    Origin and path do not count: only the key proves that the event has made the link.
    """
    code, key = _card_link(text)
    if code is None:
        return None
    return Card(code if is_link_key(key, link_secret, code) else None)


def is_card_link(text: str) -> bool:
    """Whether the text of a QR code may be a card of some event."""
    return _card_link(text)[0] is not None


def _card_link(text: str) -> tuple[str | None, str]:
    """The code or special word, and the key. None without them."""
    found = _CARD_LINK.fullmatch(text) if len(text) <= MAX_CARD_CHARACTERS else None
    if not found:
        return None, ""
    word = found[1].upper()
    return word if word in (EVERYBODY_CARD, STOP_CARD) else normalize_code(word), found[2]


def encode(number: int, length: int) -> str:
    """Returns the number in base 32, in so many symbols."""
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def decode(symbols: str) -> int:
    """Returns the number that `encode` has written. Raises KeyError for other symbols."""
    number = 0
    for symbol in symbols:
        number = number << 5 | _NUMBERS[symbol]
    return number


def _signature(link_secret: str, access_code: str) -> bytes:
    return hmac.digest(link_secret.encode(), access_code.encode(), hashlib.sha256)
