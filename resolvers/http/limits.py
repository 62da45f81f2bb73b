"""How much one document may ask for: counted in linear time, before it is validated.

A fragment is counted once and remembered, since fragments that spread fragments twice would otherwise double the work
at each level: 721 bytes keep a naive counter busy for seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
)

MAX_TOKENS = 1000
MAX_DEPTH = 12
MAX_ALIASES = 10
MAX_FIELDS = 250
MAX_DIRECTIVES = 20
MAX_MUTATIONS = 1


@dataclass(frozen=True)
class Cost:
    """`root_fields` are the names at the top of the selection, each as often as it stands there."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    directives: int = 0
    root_count: int = 0
    root_fields: frozenset[str] = frozenset()

    def beside(self, other: Cost) -> Cost:
        return Cost(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.fields + other.fields,
            self.directives + other.directives,
            self.root_count + other.root_count,
            self.root_fields | other.root_fields,
        )


@dataclass
class Costs:
    """The costs of a document's operations. Cycles and unknown fragments count nothing: validation reports them."""

    fragments: dict[str, FragmentDefinitionNode]
    _known: dict[str, Cost] = field(default_factory=dict)

    @classmethod
    def of(cls, document: DocumentNode) -> Costs:
        definitions = (node for node in document.definitions if isinstance(node, FragmentDefinitionNode))
        return cls({node.name.value: node for node in definitions})

    def of_operation(self, operation: OperationDefinitionNode) -> Cost:
        own = Cost(directives=len(operation.directives or ()))
        return own.beside(self._of_set(operation.selection_set))

    def _of_set(self, selection_set: SelectionSetNode | None) -> Cost:
        total = Cost()
        for selection in selection_set.selections if selection_set else ():
            total = total.beside(self._of_selection(selection))
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
                frozenset([selection.name.value]),
            )
        if isinstance(selection, FragmentSpreadNode):
            return directives.beside(self._of_fragment(selection.name.value))
        return directives.beside(self._of_set(getattr(selection, "selection_set", None)))

    def _of_fragment(self, name: str) -> Cost:
        if name not in self._known and name in self.fragments:
            self._known[name] = Cost()
            self._known[name] = self._of_set(self.fragments[name].selection_set)
        return self._known.get(name, Cost())


def excesses(operation: OperationDefinitionNode, cost: Cost) -> Iterator[GraphQLError]:
    """An error for each limit that the operation exceeds. Looking at the schema is not a matter of depth."""
    depth = 0 if cost.root_fields <= {"__schema", "__type", "__typename"} else cost.depth
    mutations = cost.root_count if operation.operation is OperationType.MUTATION else 0
    for value, limit, what in (
        (depth, MAX_DEPTH, "levels"),
        (cost.aliases, MAX_ALIASES, "aliases"),
        (cost.fields, MAX_FIELDS, "fields"),
        (cost.directives, MAX_DIRECTIVES, "directives"),
        # Aliased redeems in one request would get past every limit that counts requests.
        (mutations, MAX_MUTATIONS, "mutations"),
    ):
        if value > limit:
            yield GraphQLError(f"This operation asks for too much: {limit} {what} a request are the most.")
