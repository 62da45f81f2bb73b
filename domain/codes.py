"""Access codes and the keys of their links.

Six symbols of Crockford's base 32 make 2^30 codes: short enough to say aloud, and safe because guesses are rate
limited (`domain/rate_limiting.py`). A link or QR code also contains a key that can't be guessed.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 6
NO_CODE = "------"
"""Looked up instead of text that can't be a code, so that both take the same time."""

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
    """Returns 16 characters that are safe in a URL's fragment."""
    digest = hmac.digest(link_secret.encode(), access_code.encode(), hashlib.sha256)
    return urlsafe_b64encode(digest[:12]).decode()


def is_link_key(offered: str, link_secret: str, access_code: str) -> bool:
    return hmac.compare_digest(offered.encode(), link_key(link_secret, access_code).encode())
