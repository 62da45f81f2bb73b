"""Generates operations of the schema, valid and broken."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

from bench.api_fuzzing.values import RAW, Values

MAX_DEPTH = 11
ROOTS = {"query": "Query", "mutation": "Mutation"}
RARE = {"signOut", "changePassword", "deleteAccount", "deleteEvent", "signUpMode"}
SCRAPS = (
    "{", "}", "(", ")", "[", "]", "...", "$", "$x", "@skip(if: true)", "@include(if: $x)", "@x", ":", "!", "|", "&",
    "#",
    '"', '"""', "\\u0000", "null", "on", "fragment F on Query { me { id } }", "...F", "query X { __typename }",
    "subscription", "__schema { types { name } }", "__type(name: \"User\") { fields { name } }", "__typename", "a: me",
    "\x00", "\ufeff", "é", "1e999", "9" * 400, "x" * 5000, "{ me " * 40, ",", "# x\n", "\ud83d\ude00",
)  # fmt: skip


@dataclass
class Operation:
    query: str
    variables: dict[str, Any] = field(default_factory=dict)
    name: str | None = None


class Operations:
    """`wildness` is the share of broken operations, and of unusual parts in valid ones."""

    def __init__(self, schema: GraphQLSchema, random: Random, values: Values, wildness: float) -> None:
        self._schema = schema
        self._random = random
        self._values = values
        self._wildness = wildness
        self._variables: dict[str, tuple[str, Any]] = {}
        self._fragments: list[str] = []

    def any(self) -> Operation:
        random = self._random
        self._variables, self._fragments = {}, []
        kind = "query" if random.random() < 0.4 else "mutation"
        root = self._schema.type_map[ROOTS[kind]]
        assert isinstance(root, GraphQLObjectType)
        count = 1 if kind == "mutation" and not self._is_wild(0.1) else random.choice((1, 1, 1, 2, 3))
        picked = [self._field(name, root.fields[name], 1) for name in self._names(root, count)]
        name = f"Op{random.randrange(100)}" if random.random() < 0.4 or self._variables else ""
        declared = ", ".join(f"${key}: {type_}" for key, (type_, _) in self._variables.items())
        head = f"{kind} {name}{f'({declared})' if declared else ''}"
        query = f"{head} {{ {' '.join(picked)} }} {' '.join(self._fragments)}"
        if self._is_wild(0.5):
            query = self._broken(query)
        operation_name = name if name and random.random() < 0.3 else None
        return Operation(query, {key: value for key, (_, value) in self._variables.items()}, operation_name)

    def _names(self, type_: GraphQLObjectType, count: int) -> list[str]:
        names = self._random.sample(list(type_.fields), min(count, len(type_.fields)))
        # These end the caller's session or data, so that later requests would test little.
        if RARE.intersection(names) and self._random.random() < 0.9:
            return self._names(type_, count)
        return names

    def _field(self, name: str, definition: GraphQLField, depth: int) -> str:
        random = self._random
        alias = f"{random.choice(('a', 'id', name, f'a{random.randrange(99)}'))}: " if self._is_wild(0.1) else ""
        directive = random.choice(("@skip(if: false)", "@include(if: true)", "@skip(if: true)")) + " "
        directive = directive if self._is_wild(0.1) else ""
        return f"{alias}{name}{self._arguments(definition)} {directive}{self._selection(definition, depth)}"

    def _selection(self, definition: GraphQLField, depth: int) -> str:
        type_ = get_named_type(definition.type)
        if is_leaf_type(type_):
            return ""
        if isinstance(type_, GraphQLInterfaceType):
            chosen = self._random.choice(self._schema.get_possible_types(type_))
            return f"{{ ... on {chosen.name} {self._fields_of(chosen, depth)} }}"
        assert isinstance(type_, GraphQLObjectType)
        return self._fields_of(type_, depth)

    def _fields_of(self, type_: GraphQLObjectType, depth: int) -> str:
        random = self._random
        names = self._names(type_, random.choice((1, 4, 8, 30, 30)))
        leaves = [name for name in type_.fields if is_leaf_type(get_named_type(type_.fields[name].type))]
        if depth > random.choice((2, 4, 6, MAX_DEPTH)):
            names = leaves
        body = " ".join(self._field(name, type_.fields[name], depth + 1) for name in names) or "__typename"
        if random.random() < 0.05:
            body += " __typename"
        if random.random() < 0.05:
            return f"{{ ... on {type_.name} {{ {body} }} }}"
        if random.random() < 0.05:
            fragment = f"F{len(self._fragments)}"
            self._fragments.append(f"fragment {fragment} on {type_.name} {{ {body} }}")
            return f"{{ ...{fragment} }}"
        return f"{{ {body} }}"

    def _arguments(self, definition: GraphQLField) -> str:
        given = []
        for name, argument in definition.args.items():
            is_needed = isinstance(argument.type, GraphQLNonNull) and argument.default_value is None
            is_needed = is_needed or name in ("input", "id")
            if not self._is_wild(0.1) if is_needed else self._random.random() < 0.4:
                given.append(f"{name}: {self._value(name, argument.type)}")
        return f"({', '.join(given)})" if given else ""

    def _value(self, name: str, type_: GraphQLInputType) -> str:
        value = self._values.of(name, type_)
        if self._random.random() < 0.75:
            variable = f"v{len(self._variables)}"
            declared = self._random.choice(("String", "Int!", "[ID!]", "X")) if self._is_wild(0.1) else str(type_)
            self._variables[variable] = (declared, value)
            return f"${variable}"
        return literal(value, type_)

    def _is_wild(self, share: float) -> bool:
        return self._random.random() < self._wildness * share

    def _broken(self, query: str) -> str:
        """Removes, doubles or moves tokens, or inserts strange ones."""
        random, tokens = self._random, query.split(" ")
        for _ in range(random.choice((1, 1, 2, 5))):
            at, other = random.randrange(len(tokens) + 1), random.randrange(len(tokens))
            change = random.randrange(4)
            if change == 0:
                del tokens[other]
            elif change == 1:
                tokens.insert(at, random.choice(SCRAPS))
            elif change == 2:
                tokens[at:at] = tokens[other : other + random.choice((1, 5, 40))] * random.choice((1, 1, 2, 30))
            else:
                tokens[other] = random.choice(SCRAPS)
            tokens = tokens or ["{"]
        return " ".join(tokens)


def literal(value: Any, type_: GraphQLInputType) -> str:
    """A value as a GraphQL literal."""
    if isinstance(type_, GraphQLNonNull):
        return literal(value, type_.of_type)
    if isinstance(value, list):
        item = type_.of_type if isinstance(type_, GraphQLList) else type_
        return f"[{' '.join(literal(each, item) for each in value)}]"
    if isinstance(value, dict):
        fields = type_.fields if isinstance(type_, GraphQLInputObjectType) else {}
        parts = [
            f"{name}: {literal(each, fields[name].type if name in fields else type_)}" for name, each in value.items()
        ]
        return f"{{{', '.join(parts)}}}"
    if isinstance(value, str):
        if value.startswith(RAW):
            return value[len(RAW) :]
        return value if isinstance(type_, GraphQLEnumType) and value.isidentifier() else json.dumps(value)
    return json.dumps(value)
