"""From parameters to the one operation that they mean."""

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
    """What to run. `name` is one of the document's own, or None."""

    known: ParsedDocument
    name: str | None
    variables: dict[str, Any] | None

    @property
    def plans(self) -> Plans | None:
        """None where directives may change from request to request what is selected."""
        return None if self.known.costs[self.name].directives else self.known.plans

    @property
    def root_fields(self) -> list[str]:
        return sorted(self.known.root_fields[self.name])


class UnknownHash(Exception):
    """A persisted query that was not seen here, or not lately."""


def choose(parameters: Parameters, documents: DocumentCache, *, by_get: bool) -> Operation:
    """Raises HttpRefusal, InvalidDocument or UnknownHash."""
    known = _document(parameters, documents)
    name = _name(parameters.operation_name, known)
    if by_get and known.operations[name].operation is not OperationType.QUERY:
        raise HttpRefusal(STATUS.not_by_get, "A mutation must be sent by POST.", allow="POST")
    return Operation(known, name, parameters.variables)


def _document(parameters: Parameters, documents: DocumentCache) -> ParsedDocument:
    """By the text, or by the hash of a text that was sent before (automatic persisted queries)."""
    sha256 = _hash(parameters.extensions.get("persistedQuery"))
    if parameters.query is None:
        if sha256 is None:
            raise HttpRefusal(STATUS.malformed, "`query` is missing.")
        known = documents.recall(sha256)
        if known is None:
            raise UnknownHash
        return known
    if sha256 not in (None, digest(parameters.query)):
        raise HttpRefusal(STATUS.malformed, "`sha256Hash` is not the SHA-256 of `query`.")
    return documents.read(parameters.query)


def _hash(persisted: object) -> str | None:
    if persisted is None:
        return None
    if isinstance(persisted, dict) and persisted.get("version") == 1 and isinstance(persisted.get("sha256Hash"), str):
        return str(persisted["sha256Hash"]).lower()
    raise HttpRefusal(STATUS.malformed, "`persistedQuery` must have `version` 1 and a `sha256Hash`.")


def _name(asked: str | None, known: ParsedDocument) -> str | None:
    if asked is not None:
        if asked not in known.operations:
            raise HttpRefusal(STATUS.malformed, "There is no operation of this name in the document.")
        return asked
    if not known.operations:
        raise InvalidDocument([GraphQLError("There is no operation in the document.")])
    if len(known.operations) > 1:
        raise HttpRefusal(STATUS.malformed, "The document has several operations: say which by `operationName`.")
    return next(iter(known.operations))
