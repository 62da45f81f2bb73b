"""Limits of one document, counted in linear time before validation.

Unused fragments count too, since validation visits them.

The cost of each fragment is computed once. A naive counter takes exponential time on fragments that each spread the
next one twice: 721 bytes keep it busy for seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    TokenKind,
)

MAX_CHARACTERS = 64 * 1024
MAX_TOKENS = 1000
MAX_DIGITS = 32
MAX_OPERATIONS = 20
MAX_DEPTH = 12
MAX_ALIASES = 10
MAX_FIELDS = 250
MAX_DIRECTIVES = 20
MAX_MUTATIONS = 1

Limit = tuple[int, int, str]
"""A value, its maximum, and the unit for the message."""


@dataclass(frozen=True)
class Cost:
    """`root_count` is the number of root fields, repeated ones included."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    directives: int = 0
    root_count: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.fields + other.fields,
            self.directives + other.directives,
            self.root_count + other.root_count,
        )


@dataclass
class Costs:
    """The costs of a document's operations. Cycles and unknown fragments cost nothing: validation reports them."""

    fragments: dict[str, FragmentDefinitionNode]
    _by_fragment: dict[str, Cost] = field(default_factory=dict)

    @classmethod
    def of(cls, document: DocumentNode) -> Costs:
        definitions = (node for node in document.definitions if isinstance(node, FragmentDefinitionNode))
        return cls({node.name.value: node for node in definitions})

    def of_fragment(self, name: str) -> Cost:
        if name not in self._by_fragment and name in self.fragments:
            self._by_fragment[name] = Cost()
            self._by_fragment[name] = self._of_set(self.fragments[name].selection_set)
        return self._by_fragment.get(name, Cost())

    def root_fields(self, operation: OperationDefinitionNode) -> frozenset[str]:
        """The names of the operation's root fields."""
        found: set[str] = set()
        spread: set[str] = set()
        pending: list[SelectionNode] = list(operation.selection_set.selections)
        while pending:
            selection = pending.pop()
            if isinstance(selection, FieldNode):
                found.add(selection.name.value)
            elif isinstance(selection, FragmentSpreadNode):
                name = selection.name.value
                if name in self.fragments and name not in spread:
                    spread.add(name)
                    pending += self.fragments[name].selection_set.selections
            elif isinstance(selection, InlineFragmentNode):
                pending += selection.selection_set.selections
        return frozenset(found)

    def of_operation(self, operation: OperationDefinitionNode) -> Cost:
        directives = Cost(directives=len(operation.directives or ()))
        return directives + self._of_set(operation.selection_set)

    def _of_set(self, selection_set: SelectionSetNode | None) -> Cost:
        total = Cost()
        for selection in selection_set.selections if selection_set else ():
            total = total + self._of_selection(selection)
        return total

    def _of_selection(self, selection: SelectionNode) -> Cost:
        directives = Cost(directives=len(selection.directives or ()))
        if isinstance(selection, FieldNode):
            below = self._of_set(selection.selection_set)
            return Cost(
                1 + below.depth,
                below.aliases + (selection.alias is not None),
                1 + below.fields,
                below.directives + directives.directives,
                1,
            )
        if isinstance(selection, FragmentSpreadNode):
            return directives + self.of_fragment(selection.name.value)
        return directives + self._of_set(getattr(selection, "selection_set", None))


def limit_errors(document: DocumentNode, costs: Costs) -> Iterator[GraphQLError]:
    """An error for each limit that an operation or a fragment exceeds."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    yield from _exceeded([(len(operations), MAX_OPERATIONS, "operations")])
    for node in operations:
        cost, root_fields = costs.of_operation(node), costs.root_fields(node)
        # Introspection is exempt from the depth limit.
        depth = 0 if root_fields <= {"__schema", "__type", "__typename"} else cost.depth
        mutations = cost.root_count if node.operation is OperationType.MUTATION else 0
        yield from _exceeded(
            [
                (depth, MAX_DEPTH, "levels"),
                *_sizes(cost),
                # Aliased mutations in one request would bypass rate limits that count requests.
                (mutations, MAX_MUTATIONS, "mutations"),
            ]
        )
    for name in costs.fragments:
        yield from _exceeded(_sizes(costs.of_fragment(name)))


def number_errors(document: DocumentNode) -> Iterator[GraphQLError]:
    """An error for each number literal with too many digits. `int` raises ValueError at thousands of them."""
    token = document.loc.start_token if document.loc else None
    while token:
        if token.kind in (TokenKind.INT, TokenKind.FLOAT) and len(token.value or "") > MAX_DIGITS:
            yield GraphQLError(f"A number can have at most {MAX_DIGITS} digits.")
        token = token.next


def _sizes(cost: Cost) -> list[Limit]:
    return [
        (cost.aliases, MAX_ALIASES, "aliases"),
        (cost.fields, MAX_FIELDS, "fields"),
        (cost.directives, MAX_DIRECTIVES, "directives"),
    ]


def _exceeded(limits: Iterable[Limit]) -> Iterator[GraphQLError]:
    for value, limit, unit in limits:
        if value > limit:
            yield GraphQLError(f"The document exceeds the limit of {limit} {unit}.")
