"""Queries that were seen: parsed, limited and validated once, then known by the SHA-256 of their text.

The same memory serves persisted queries. It is bounded: the query that was not asked for longest goes first.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from graphql_http.limits import MAX_CHARACTERS, MAX_TOKENS, Cost, Costs, excesses, long_numbers
from graphql_http.list_executor import Plans

MAX_DOCUMENTS = 100
MAX_CACHED_CHARACTERS = 16 * 1024
MAX_ERRORS = 5
MAX_COMPARISONS = 2000
"""For fields of one name, which have to be compared in pairs: our clients' own documents need fewer than ten."""
ABORTED = "Validation aborted."

# The library's own limit, which takes a second to reach; this is how it says to change it.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = MAX_COMPARISONS


class InvalidDocument(Exception):
    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("the document is not valid")
        self.errors = errors


@dataclass(frozen=True)
class ParsedDocument:
    """A valid document. `plans` is room for what execution works out about it."""

    document: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]
    costs: Mapping[str | None, Cost]
    root_fields: Mapping[str | None, frozenset[str]]
    plans: Plans = field(default_factory=dict)


class DocumentCache:
    def __init__(self, schema: GraphQLSchema, *, introspection: bool) -> None:
        self._schema = schema
        self._rules = [*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule]
        if not introspection:
            self._rules.append(NoSchemaIntrospectionCustomRule)
        self._known: OrderedDict[str, ParsedDocument] = OrderedDict()

    def read(self, text: str) -> ParsedDocument:
        """Raises InvalidDocument."""
        sha256 = digest(text)
        known = self.recall(sha256)
        if known is None:
            known = self._check(text)
            if len(text) <= MAX_CACHED_CHARACTERS:
                self._known[sha256] = known
                if len(self._known) > MAX_DOCUMENTS:
                    self._known.popitem(last=False)
        return known

    def recall(self, sha256: str) -> ParsedDocument | None:
        known = self._known.get(sha256)
        if known is not None:
            self._known.move_to_end(sha256)
        return known

    def _check(self, text: str) -> ParsedDocument:
        if len(text) > MAX_CHARACTERS:
            raise InvalidDocument([GraphQLError(f"The document is over {MAX_CHARACTERS // 1024} KiB.")])
        try:
            return self._checked(parse(text, max_tokens=MAX_TOKENS))
        except GraphQLError as error:
            raise InvalidDocument([error]) from None
        except RecursionError:
            raise InvalidDocument([GraphQLError("This document is nested too deeply.")]) from None

    def _checked(self, document: DocumentNode) -> ParsedDocument:
        costs = Costs.of(document)
        errors = [*excesses(document, costs), *long_numbers(document)]
        errors = errors or self._validated(document)
        if errors:
            raise InvalidDocument(errors[:MAX_ERRORS])
        nodes = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        operations = {node.name.value if node.name else None: node for node in nodes}
        return ParsedDocument(
            document,
            operations,
            {name: costs.of_operation(node) for name, node in operations.items()},
            {name: costs.root_fields(node) for name, node in operations.items()},
        )

    def _validated(self, document: DocumentNode) -> list[GraphQLError]:
        errors = validate(self._schema, document, self._rules, max_errors=MAX_ERRORS, hide_suggestions=True)
        if errors and errors[-1].message == ABORTED:
            return [GraphQLError("This document selects the same fields too often, or nests fragments too deeply.")]
        return errors


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
