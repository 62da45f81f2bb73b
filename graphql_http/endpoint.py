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

from domain.service import Service
from graphql_http import callers, request_log
from graphql_http.document_cache import DocumentCache, InvalidDocument
from graphql_http.errors import format_error, internal_cause
from graphql_http.execution import execute
from graphql_http.negotiation import LEGACY, MODERN, STATUS, negotiate
from graphql_http.operations import UnknownHash, choose
from graphql_http.photo_loader import BatchingPhotoLoader
from graphql_http.requests import HttpRefusal, read_parameters
from schema.context import Context

NOT_FOUND_HERE = GraphQLError("PersistedQueryNotFound", extensions={"code": "PERSISTED_QUERY_NOT_FOUND"})


class Endpoint:
    def __init__(self, schema: strawberry.Schema, service: Service, *, public_origin: str, introspection: bool) -> None:
        self._schema = schema
        self._service = service
        self._public_origin = public_origin
        self._documents = DocumentCache(schema._schema, introspection=introspection)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._respond(request, scope["state"]["line"])
        await response(scope, receive, send)

    async def _respond(self, request: Request, line: request_log.RequestLog) -> Response:
        media = negotiate(request.headers.get("accept", ""))
        try:
            if media is None:
                raise HttpRefusal(406, f"This endpoint answers {MODERN} or {LEGACY}.")
            parameters = await read_parameters(request)
            operation = choose(parameters, self._documents, by_get=request.method == "GET")
        except HttpRefusal as refusal:
            headers = {"allow": refusal.allow} if refusal.allow else {}
            return _response(line, media, refusal.status, [GraphQLError(refusal.message)], headers)
        except InvalidDocument as invalid:
            return _response(line, media, _invalid(media), invalid.errors)
        except UnknownHash:
            # Always 200: Apollo's iOS client reads no other status, and must see this code to send the text.
            return _response(line, media, 200, [NOT_FOUND_HERE])
        line.describe(operation.name, operation.root_fields)
        reads = BatchingPhotoLoader(self._service.photos.load)
        context = Context(self._service, callers.caller_of(request, self._public_origin), reads)
        await self._service.tokens.refresh_if_stale(context.caller.bearer)
        result = await execute(self._schema, operation, context)
        callers.describe(line, context)
        return self._answered(line, media, result, context)

    def _answered(
        self, line: request_log.RequestLog, media: str, result: ExecutionResult, context: Context
    ) -> Response:
        errors = result.errors or []
        # Without a path, an error is about the request as a whole: its variables could not be read.
        if result.data is None and not any(error.path for error in errors):
            return _response(line, media, _invalid(media), errors)
        response = _response(line, media, STATUS.partial if errors else 200, errors, data={"data": result.data})
        callers.set_cookies(response, context, self._public_origin)
        return response


def _invalid(media: str | None) -> int:
    return STATUS.invalid_modern if media == MODERN else STATUS.invalid_legacy


def _response(
    line: request_log.RequestLog,
    media: str | None,
    status: int,
    errors: Sequence[GraphQLError],
    headers: Mapping[str, str] | None = None,
    *,
    data: Mapping[str, Any] | None = None,
) -> Response:
    body: dict[str, Any] = dict(data or {})
    for error in errors:
        if cause := internal_cause(error):
            request_log.write_fault(line.request_id, cause)
    if errors:
        body["errors"] = [format_error(error, line.request_id) for error in errors]
        line.outcomes += [error["extensions"]["code"] for error in body["errors"]]
    said = {"vary": "accept, origin", **(headers or {})}
    return Response(orjson.dumps(body), status, said, f"{media or LEGACY}; charset=utf-8")
