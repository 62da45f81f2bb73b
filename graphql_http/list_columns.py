"""Columns of a plan: the values of one field for every object of a list, resolved and completed together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphql import GraphQLID, GraphQLLeafType, GraphQLString, Undefined

Column = list[Any]
Resolve = Callable[[Any], Any]
Complete = Callable[[Column], Column]
"""Converts resolved values to response values. Raises FallbackNeeded, or what a resolver or scalar raises."""


class FallbackNeeded(Exception):
    """Only the stock executor can complete this value."""


def of_objects(names: Sequence[str], fields: Sequence[tuple[Resolve, Complete]]) -> Complete:
    def complete_objects(sources: Column) -> Column:
        if any(source is None or isinstance(source, Exception) for source in sources):
            raise FallbackNeeded
        columns = [complete(list(map(resolve, sources))) for resolve, complete in fields]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

    return complete_objects


def of_lists(complete: Complete) -> Complete:
    def complete_lists(values: Column) -> Column:
        if any(type(value) is not list for value in values):
            raise FallbackNeeded
        return [complete(value) for value in values]

    return complete_lists


def of_nullable(complete: Complete) -> Complete:
    def complete_some(values: Column) -> Column:
        present = [value for value in values if value is not None]
        completed = complete(present)
        if len(completed) == len(values):
            return completed
        following = iter(completed)
        return [None if value is None else next(following) for value in values]

    return complete_some


def of_leaf(output_type: GraphQLLeafType) -> Complete:
    coerce = output_type.coerce_output_value
    is_text = output_type in (GraphQLString, GraphQLID)

    def complete_leaf(value: Any) -> Any:
        if value is None or isinstance(value, Exception):
            raise FallbackNeeded
        coerced = coerce(value)
        if coerced is None or coerced is Undefined:
            raise FallbackNeeded
        return coerced

    def complete_leaves(values: Column) -> Column:
        if is_text and set(map(type, values)) == {str}:
            return values
        return [complete_leaf(value) for value in values]

    return complete_leaves
