"""The schema, compared with the contract that clients rely on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    Undefined,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
    parse,
    print_ast,
)

from graphql_http import executable_schema

HERE = Path(__file__).parent
COMMITTED = HERE.parents[1] / "schema" / "schema.graphql"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(executable_schema.build_schema().as_str())


def places(schema: GraphQLSchema) -> Iterator[tuple[str, str, str | None]]:
    """The path, the type with its default, and the description of everything named in a schema."""
    for type_ in schema.type_map.values():
        if not (is_introspection_type(type_) or is_specified_scalar_type(type_)):
            yield type_.name, type(type_).__name__, type_.description
            yield from parts(type_)


def parts(type_: GraphQLNamedType) -> Iterator[tuple[str, str, str | None]]:
    if isinstance(type_, GraphQLEnumType):
        for name, value in type_.values.items():
            yield f"{type_.name}.{name}", "value", value.description
    elif isinstance(type_, GraphQLInputObjectType):
        for name, input_field in type_.fields.items():
            default = default_of(input_field.ast_node)
            yield f"{type_.name}.{name}", f"{input_field.type}{default}", input_field.description
    elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in type_.fields.items():
            yield f"{type_.name}.{name}", str(field.type), field.description
            for argument_name, argument in field.args.items():
                place = f"{type_.name}.{name}({argument_name})"
                yield place, f"{argument.type}{default_of(argument.ast_node)}", argument.description
    else:
        assert isinstance(type_, GraphQLScalarType)


def default_of(node: object) -> str:
    value = getattr(node, "default_value", None)
    return "" if value in (None, Undefined) else f" = {print_ast(value)}"


def test_the_schema_fulfils_the_contract(schema: GraphQLSchema) -> None:
    agreed = {place: what for place, what, _ in places(build_schema((HERE / "contract.graphql").read_text()))}
    ours = {place: what for place, what, _ in places(schema)}
    assert {place: ours.get(place) for place in agreed} == agreed


def test_everything_is_described(schema: GraphQLSchema) -> None:
    assert [place for place, _, description in places(schema) if not (description or "").strip()] == []


def test_the_committed_schema_is_current() -> None:
    assert COMMITTED.read_text() == executable_schema.build_schema().as_str() + "\n", "run `make schema`"
    parse(COMMITTED.read_text())
