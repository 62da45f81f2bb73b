"""The GraphQL endpoint: an ASGI application for one path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import strawberry
from graphql import ExecutionResult, GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from resolvers.errors import answer, fault
from resolvers.execution import execute
from resolvers.http import callers, log
from resolvers.http.documents import Documents, InvalidDocument
from resolvers.http.negotiation import LEGACY, MODERN, STATUS, negotiate
from resolvers.http.operations import UnknownHash, choose
from resolvers.http.requests import HttpRefusal, read_parameters
from resolvers.reads import PhotoReads
from schema.context import Context, UseCases

NOT_FOUND_HERE = GraphQLError("PersistedQueryNotFound", extensions={"code": "PERSISTED_QUERY_NOT_FOUND"})


class Endpoint:
    def __init__(
        self, schema: strawberry.Schema, use_cases: UseCases, *, public_origin: str, introspection: bool
    ) -> None:
        self._schema = schema
        self._use_cases = use_cases
        self._public_origin = public_origin
        self._documents = Documents(schema._schema, introspection=introspection)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._respond(request, scope["state"]["line"])
        await response(scope, receive, send)

    async def _respond(self, request: Request, line: log.Line) -> Response:
        media = negotiate(request.headers.get("accept", ""))
        try:
            if media is None:
                raise HttpRefusal(406, f"This endpoint answers {MODERN} or {LEGACY}.")
            parameters = await read_parameters(request)
            operation = choose(parameters, self._documents, by_get=request.method == "GET")
        except HttpRefusal as refusal:
            headers = {"allow": refusal.allow} if refusal.allow else {}
            return _said(line, media, refusal.status, [GraphQLError(refusal.message)], headers)
        except InvalidDocument as invalid:
            return _said(line, media, _invalid(media), invalid.errors)
        except UnknownHash:
            # Always 200: Apollo's iOS client reads no other status, and must see this code to send the text.
            return _said(line, media, 200, [NOT_FOUND_HERE])
        line.describe(operation.name, operation.root_fields)
        reads = PhotoReads(self._use_cases.photos.load)
        context = Context(self._use_cases, callers.caller_of(request, self._public_origin), reads)
        await self._use_cases.tokens.keep_current(context.caller.bearer)
        result = await execute(self._schema, operation, context)
        callers.describe(line, context)
        return self._answered(line, media, result, context)

    def _answered(self, line: log.Line, media: str, result: ExecutionResult, context: Context) -> Response:
        errors = result.errors or []
        # Without a path, an error is about the request as a whole: its variables could not be read.
        if result.data is None and not any(error.path for error in errors):
            return _said(line, media, _invalid(media), errors)
        response = _said(line, media, STATUS.partial if errors else 200, errors, data={"data": result.data})
        callers.set_cookies(response, context, self._public_origin)
        return response


def _invalid(media: str | None) -> int:
    return STATUS.invalid_modern if media == MODERN else STATUS.invalid_legacy


def _said(
    line: log.Line,
    media: str | None,
    status: int,
    errors: Sequence[GraphQLError],
    headers: Mapping[str, str] | None = None,
    *,
    data: Mapping[str, Any] | None = None,
) -> Response:
    body: dict[str, Any] = dict(data or {})
    for error in errors:
        if cause := fault(error):
            log.write_fault(line.request_id, cause)
    if errors:
        body["errors"] = [answer(error, line.request_id) for error in errors]
        line.outcomes += [error["extensions"]["code"] for error in body["errors"]]
    said = {"vary": "accept, origin", **(headers or {})}
    return Response(orjson.dumps(body), status, said, f"{media or LEGACY}; charset=utf-8")
