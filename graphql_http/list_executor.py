"""Lists of plain objects, answered by a plan: an album of a hundred photos in a fraction of the executor's time.

A selection is plain when all its fields, at every level, are attributes or synchronous methods of `self` alone,
without arguments and directives. A plan goes field by field: it takes one field's values of all objects as a column,
which costs Python far less than going object by object. For such a list the plan, compiled once for each document,
says the same as the stock executor: `test_list_executor.py` compares them over random queries. At the first surprise
(an error, a null where none may be, anything to await) the whole list is left to the stock executor, which knows what
to say.
"""

from __future__ import annotations

import asyncio
from operator import attrgetter
from typing import Any, cast

from graphql import (
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    is_leaf_type,
)
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from graphql_http import list_columns
from graphql_http.list_columns import Complete, Resolve

PlanKey = tuple[str, tuple[int, ...]]
Plans = dict[PlanKey, Complete | None]
"""Of one document, by list type and the identities of the field's nodes; None: not plain."""


class NotPlannable(Exception):
    """There can be no plan for this selection."""


class ListExecutor(StrawberryGraphQLCoreExecutionContext):
    """The stock executor, but for lists of plain objects. `plans` are the document's; None: make none."""

    def __init__(self, *arguments: Any, plans: Plans | None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._plans = plans

    def execute_operation(self, serially: bool | None = None) -> Any:
        """The result, or what is to be awaited for it."""
        result = super().execute_operation(serially)
        return self._settled(result) if self.background_futures or self.is_awaitable(result) else result

    async def _settled(self, result: Any) -> Any:
        # A field that fails leaves its neighbours running. On Lambda they would stand still once there is an answer,
        # and go on within another's request.
        answered = await result if self.is_awaitable(result) else result
        while self.background_futures:
            await asyncio.wait(list(self.background_futures))
        return answered

    def complete_list_value(
        self,
        return_type: GraphQLList[GraphQLOutputType],
        field_details_list: list[Any],
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        plan = None if self._plans is None else self._plan(self._plans, return_type, field_details_list)
        if plan is not None:
            try:
                return plan([result])[0]
            except Exception:  # noqa: S110 - whatever it is, it comes up again where it can be told
                pass
        return super().complete_list_value(return_type, field_details_list, info, path, result, position_context)

    def _plan(
        self, plans: Plans, return_type: GraphQLList[GraphQLOutputType], field_details_list: list[Any]
    ) -> Complete | None:
        key = (str(return_type), tuple(id(details.node) for details in field_details_list))
        if key not in plans:
            try:
                plans[key] = self._of_list(return_type, field_details_list)
            except NotPlannable:
                plans[key] = None
        return plans[key]

    def _of_type(self, output_type: GraphQLOutputType, field_details_list: list[Any]) -> Complete:
        if isinstance(output_type, GraphQLNonNull):
            return self._of_present(output_type.of_type, field_details_list)
        return list_columns.of_nullable(self._of_present(output_type, field_details_list))

    def _of_present(self, output_type: GraphQLOutputType, field_details_list: list[Any]) -> Complete:
        """For values that are not null; a null is a surprise."""
        if isinstance(output_type, GraphQLList):
            return self._of_list(output_type, field_details_list)
        if isinstance(output_type, GraphQLObjectType):
            return self._of_object(output_type, field_details_list)
        if is_leaf_type(output_type):
            return list_columns.of_leaf(output_type)
        raise NotPlannable

    def _of_list(self, output_type: GraphQLList[GraphQLOutputType], field_details_list: list[Any]) -> Complete:
        return list_columns.of_lists(self._of_type(output_type.of_type, field_details_list))

    def _of_object(self, output_type: GraphQLObjectType, field_details_list: list[Any]) -> Complete:
        selected = self.collect_subfields(output_type, field_details_list)
        if output_type.is_type_of or selected.new_defer_usages:
            raise NotPlannable
        names = tuple(selected.grouped_field_set)
        fields = [self._of_field(output_type, details) for details in selected.grouped_field_set.values()]
        return list_columns.of_objects(names, fields)

    def _of_field(self, parent: GraphQLObjectType, field_details_list: list[Any]) -> tuple[Resolve, Complete]:
        name = field_details_list[0].node.name.value
        if name == "__typename":
            return lambda source: parent.name, list
        field = parent.fields.get(name)
        if field is None or field.args:
            raise NotPlannable
        return _resolver(field), self._of_type(field.type, field_details_list)


def _resolver(field: GraphQLField) -> Resolve:
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(definition, StrawberryField) or definition.extensions:
        raise NotPlannable
    resolver = definition.base_resolver
    if resolver is None:
        if definition.default_resolver is not getattr:
            raise NotPlannable
        return attrgetter(definition.python_name)
    if resolver.is_async or list(resolver.signature.parameters) != ["self"]:
        raise NotPlannable
    return cast(Resolve, resolver.wrapped_func)
