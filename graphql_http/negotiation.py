"""Media types and status codes."""

from __future__ import annotations

from dataclasses import dataclass

MODERN = "application/graphql-response+json"
LEGACY = "application/json"
_BY_RANGE = {MODERN: MODERN, LEGACY: LEGACY, "application/*": LEGACY, "*/*": LEGACY}


@dataclass(frozen=True)
class StatusCodes:
    """The status codes that the audits of graphql-http test.

    The draft of August 2026 moves `malformed` and `invalid` to 422 and `partial` to 294. Clients that only distinguish
    2xx from the rest accept both.
    """

    malformed: int = 400
    invalid_modern: int = 400
    invalid_legacy: int = 200
    partial: int = 200
    not_by_get: int = 405


STATUS = StatusCodes()


def negotiate(accept: str) -> str | None:
    """The accepted media type with the highest q-value, the first of equals. `*/*` or no header: JSON. None: 406."""
    if not accept.strip():
        return LEGACY
    best_quality, best = 0.0, None
    for offer in accept.lower().split(","):
        name, *parameters = (part.strip() for part in offer.split(";"))
        quality = _quality(parameters)
        if name in _BY_RANGE and quality > best_quality:
            best_quality, best = quality, _BY_RANGE[name]
    return best


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
