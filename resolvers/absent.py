"""What a client left out."""

from typing import TypeVar

import strawberry

T = TypeVar("T")


def given(value: T | None) -> T | None:
    """None for an absent value as for null: no mutation of ours tells them apart."""
    return None if value is strawberry.UNSET else value
