"""Custom scalars and their JSON forms."""

from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from graphql import GraphQLError, IntValueNode, ValueNode, print_ast
from strawberry.types.scalar import ScalarDefinition

MAX_BYTE_COUNT = 2**53 - 1
"""JavaScript's Number.MAX_SAFE_INTEGER."""

ByteCount = NewType("ByteCount", int)


def _byte_count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_BYTE_COUNT:
        raise GraphQLError("A ByteCount is a whole number between 0 and 2^53 - 1.")
    return value


def _byte_count_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> int:
    # int() takes quadratic time. 2^53 has sixteen digits.
    if not isinstance(node, IntValueNode) or len(node.value) > 16:
        raise GraphQLError(f"A ByteCount is a whole number, not {print_ast(node)[:32]}.")
    return _byte_count(int(node.value))


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


SCALARS: dict[object, ScalarDefinition] = {
    ByteCount: strawberry.scalar(
        name="ByteCount",
        description="A number of bytes: a JSON integer from 0 to 2^53 - 1. GraphQL's Int is too small for files "
        "over 2 GiB.",
        serialize=_byte_count,
        parse_value=_byte_count,
        parse_literal=_byte_count_literal,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant in UTC with milliseconds, in RFC 3339 format: `2026-11-22T19:47:03.000Z`.",
        serialize=_instant,
        parse_value=datetime.fromisoformat,
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
    ),
    date: strawberry.scalar(
        name="Date",
        description="A calendar day in UTC, in ISO 8601 format: `2026-11-22`.",
        serialize=date.isoformat,
        parse_value=date.fromisoformat,
    ),
}
