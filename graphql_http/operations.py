"""Selects the operation that the parameters of a request name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError, OperationType

from graphql_http.document_cache import DocumentCache, InvalidDocument, ParsedDocument, digest
from graphql_http.list_executor import Plans
from graphql_http.negotiation import STATUS
from graphql_http.requests import HttpRefusal, Parameters


@dataclass(frozen=True)
class Operation:
    """An operation to execute. `name` is None for an anonymous one."""

    parsed: ParsedDocument
    name: str | None
    variables: dict[str, Any] | None

    @property
    def plans(self) -> Plans | None:
        """None with directives: the variables of `@skip` and `@include` change the selection between requests."""
        return None if self.parsed.costs[self.name].directives else self.parsed.plans

    @property
    def root_fields(self) -> list[str]:
        return sorted(self.parsed.root_fields[self.name])


class UnknownHash(Exception):
    """No cached document has the hash of this persisted query."""


def select_operation(parameters: Parameters, documents: DocumentCache, *, by_get: bool) -> Operation:
    """Raises HttpRefusal, InvalidDocument or UnknownHash."""
    parsed = _document(parameters, documents)
    name = _name(parameters.operation_name, parsed)
    if by_get and parsed.operations[name].operation is not OperationType.QUERY:
        raise HttpRefusal(STATUS.not_by_get, "A mutation must be sent by POST.", allow="POST")
    return Operation(parsed, name, parameters.variables)


def _document(parameters: Parameters, documents: DocumentCache) -> ParsedDocument:
    """By its text, or by the hash of an earlier text (automatic persisted queries)."""
    sha256 = _hash(parameters.extensions.get("persistedQuery"))
    if parameters.query is None:
        if sha256 is None:
            raise HttpRefusal(STATUS.malformed, "`query` is missing.")
        parsed = documents.get(sha256)
        if parsed is None:
            raise UnknownHash
        return parsed
    if sha256 not in (None, digest(parameters.query)):
        raise HttpRefusal(STATUS.malformed, "`sha256Hash` is not the SHA-256 of `query`.")
    return documents.read(parameters.query)


def _hash(persisted: object) -> str | None:
    if persisted is None:
        return None
    if isinstance(persisted, dict) and persisted.get("version") == 1 and isinstance(persisted.get("sha256Hash"), str):
        return str(persisted["sha256Hash"]).lower()
    raise HttpRefusal(STATUS.malformed, "`persistedQuery` must have `version` 1 and a `sha256Hash`.")


def _name(requested: str | None, parsed: ParsedDocument) -> str | None:
    if requested is not None:
        if requested not in parsed.operations:
            raise HttpRefusal(STATUS.malformed, "The document contains no operation of this name.")
        return requested
    if not parsed.operations:
        raise InvalidDocument([GraphQLError("The document contains no operation.")])
    if len(parsed.operations) > 1:
        raise HttpRefusal(STATUS.malformed, "The document contains several operations: choose one by `operationName`.")
    return next(iter(parsed.operations))
