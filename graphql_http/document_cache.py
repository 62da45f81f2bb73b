"""An LRU cache of documents, by the SHA-256 of their text: each is parsed, limited and validated once.

It also serves automatic persisted queries.
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

from graphql_http.limits import MAX_CHARACTERS, MAX_TOKENS, Cost, Costs, limit_errors, number_errors
from graphql_http.list_executor import Plans

MAX_DOCUMENTS = 100
MAX_CACHED_CHARACTERS = 16 * 1024
MAX_ERRORS = 5
MAX_COMPARISONS = 2000
"""Of pairs of fields with the same name. Our own clients' documents need fewer than ten."""
ABORTED = "Validation aborted."

# graphql-core's default takes a second to reach. It documents this assignment as the way to change it.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = MAX_COMPARISONS


class InvalidDocument(Exception):
    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("the document is not valid")
        self.errors = errors


@dataclass(frozen=True)
class ParsedDocument:
    """A valid document. Its mappings are by name of operation. `plans` caches the plans of `ListExecutor`."""

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
        self._cached: OrderedDict[str, ParsedDocument] = OrderedDict()

    def read(self, text: str) -> ParsedDocument:
        """Raises InvalidDocument."""
        sha256 = digest(text)
        parsed = self.get(sha256)
        if parsed is None:
            parsed = self._parse(text)
            if len(text) <= MAX_CACHED_CHARACTERS:
                self._cached[sha256] = parsed
                if len(self._cached) > MAX_DOCUMENTS:
                    self._cached.popitem(last=False)
        return parsed

    def get(self, sha256: str) -> ParsedDocument | None:
        parsed = self._cached.get(sha256)
        if parsed is not None:
            self._cached.move_to_end(sha256)
        return parsed

    def _parse(self, text: str) -> ParsedDocument:
        if len(text) > MAX_CHARACTERS:
            raise InvalidDocument([GraphQLError(f"The document is larger than {MAX_CHARACTERS // 1024} KiB.")])
        try:
            return self._validate(parse(text, max_tokens=MAX_TOKENS))
        except GraphQLError as error:
            raise InvalidDocument([error]) from None
        except RecursionError:
            raise InvalidDocument([GraphQLError("The document is nested too deeply.")]) from None

    def _validate(self, document: DocumentNode) -> ParsedDocument:
        costs = Costs.of(document)
        errors = [*limit_errors(document, costs), *number_errors(document)]
        errors = errors or self._validation_errors(document)
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

    def _validation_errors(self, document: DocumentNode) -> list[GraphQLError]:
        errors = validate(self._schema, document, self._rules, max_errors=MAX_ERRORS, hide_suggestions=True)
        if errors and errors[-1].message == ABORTED:
            return [GraphQLError("The document repeats the same fields too often or nests fragments too deeply.")]
        return errors


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
