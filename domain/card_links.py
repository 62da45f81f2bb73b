"""The short links in the QR codes of printed cards: `HTTPS://HOST/Q/<event>#<code>.<key>`.

Upper case letters and digits take 5.5 bits each in a QR code, other text 8. So a card's QR code has 33 modules a side
for any name of the event, where a readable link has 37 to 69. `<event>` is the event's id in base 32: it is found
without a pointer. No user name is as short as `q`.
"""

from __future__ import annotations

import re
from uuid import UUID

from domain import codes

_ID_LENGTH = 26
_PATH = re.compile(rf"q/([{codes.ALPHABET.lower()}]{{{_ID_LENGTH}}})")


def card_url(origin: str, event_id: str, link_secret: str, access_code: str) -> str:
    """`access_code` may be a word of `codes`: EVERYBODY_CARD or STOP_CARD."""
    event = codes.encode(UUID(event_id).int, _ID_LENGTH)
    return f"{origin.upper()}/Q/{event}#{access_code}.{codes.card_key(link_secret, access_code)}"


def event_id_of(link: str) -> str | None:
    """Returns the id of the event in the path of a card's link, as `validation.link` returns it; None for others."""
    found = _PATH.fullmatch(link)
    number = codes.decode(found[1].upper()) if found else None
    return None if number is None or number >> 128 else str(UUID(int=number))
