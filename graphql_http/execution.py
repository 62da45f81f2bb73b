"""Executes an operation that is already parsed and validated."""

from __future__ import annotations

from typing import Any, cast

import strawberry
from graphql import ExecutionResult
from graphql import execute as execute_document
from strawberry.execution import optimized_is_awaitable

from graphql_http.list_executor import ListExecutor
from graphql_http.operations import Operation
from schema.context import Context

MAX_ERRORS = 5


async def execute(schema: strawberry.Schema, operation: Operation, context: Context) -> ExecutionResult:
    result: Any = execute_document(
        schema._schema,
        operation.parsed.document,
        context_value=context,
        variable_values=operation.variables,
        operation_name=operation.name,
        max_coercion_errors=MAX_ERRORS,
        executor_class=ListExecutor,
        plans=operation.plans,
        is_awaitable=cast(Any, optimized_is_awaitable),
        hide_suggestions=True,
    )
    return result if isinstance(result, ExecutionResult) else await result
