"""What clients send."""

from typing import TypeVar

import strawberry

T = TypeVar("T")

INPUT = strawberry.argument(description="What the mutation needs to know.")


def unset_to_none(value: T | None) -> T | None:
    """None for an absent value as for null: no mutation of ours tells them apart."""
    return None if value is strawberry.UNSET else value
