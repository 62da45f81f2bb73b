"""What the arguments of mutations have in common."""

from typing import TypeVar

import strawberry

T = TypeVar("T")

INPUT = strawberry.argument(description="The mutation's input.")


def unset_to_none(value: T | None) -> T | None:
    """None for an absent value and for null: no mutation distinguishes them."""
    return None if value is strawberry.UNSET else value
