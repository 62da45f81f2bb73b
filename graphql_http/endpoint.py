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
from graphql_http import callers
from graphql_http.document_cache import DocumentCache, InvalidDocument
from graphql_http.errors import format_error, internal_cause
from graphql_http.execution import execute
from graphql_http.negotiation import LEGACY, MODERN, STATUS, negotiate
from graphql_http.operations import UnknownHash, select_operation
from graphql_http.photo_loader import BatchingPhotoLoader
from graphql_http.request_log import RequestLog, write_fault
from graphql_http.requests import HttpRefusal, read_parameters
from schema.context import Context

PERSISTED_QUERY_NOT_FOUND = GraphQLError("PersistedQueryNotFound", extensions={"code": "PERSISTED_QUERY_NOT_FOUND"})


class Endpoint:
    def __init__(
        self,
        schema: strawberry.Schema,
        service: Service,
        *,
        public_origin: str,
        app_origins: Sequence[str] = (),
        introspection: bool,
    ) -> None:
        self._schema = schema
        self._service = service
        self._public_origin = public_origin
        self._app_origins = frozenset(app_origins)
        self._documents = DocumentCache(schema._schema, introspection=introspection)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._respond(request, scope["state"]["log"])
        await response(scope, receive, send)

    async def _respond(self, request: Request, log: RequestLog) -> Response:
        media_type = negotiate(request.headers.get("accept", ""))
        try:
            if media_type is None:
                raise HttpRefusal(406, f"This endpoint responds with {MODERN} or {LEGACY}.")
            parameters = await read_parameters(request)
            operation = select_operation(parameters, self._documents, by_get=request.method == "GET")
        except HttpRefusal as refusal:
            headers = {"allow": refusal.allow} if refusal.allow else {}
            return _response(log, media_type, refusal.status, [GraphQLError(refusal.message)], headers)
        except InvalidDocument as invalid:
            return _response(log, media_type, _invalid(media_type), invalid.errors)
        except UnknownHash:
            # Always 200: Apollo's iOS client reads the body of no other status, and sends the text on this code.
            return _response(log, media_type, 200, [PERSISTED_QUERY_NOT_FOUND])
        log.describe(operation.name, operation.root_fields)
        load_photos = BatchingPhotoLoader(self._service.photos.load)
        caller = callers.caller_of(request, self._public_origin, self._app_origins)
        context = Context(self._service, caller, load_photos)
        await self._service.tokens.refresh_if_stale(context.caller.bearer)
        result = await execute(self._schema, operation, context)
        callers.log_caller(log, context)
        return self._to_response(log, media_type, result, context)

    def _to_response(self, log: RequestLog, media_type: str, result: ExecutionResult, context: Context) -> Response:
        errors = result.errors or []
        # An error without a path concerns the whole request: its variables are invalid.
        if result.data is None and not any(error.path for error in errors):
            return _response(log, media_type, _invalid(media_type), errors)
        response = _response(log, media_type, STATUS.partial if errors else 200, errors, data={"data": result.data})
        callers.set_cookies(response, context, self._public_origin)
        return response


def _invalid(media_type: str | None) -> int:
    return STATUS.invalid_modern if media_type == MODERN else STATUS.invalid_legacy


def _response(
    log: RequestLog,
    media_type: str | None,
    status: int,
    errors: Sequence[GraphQLError],
    headers: Mapping[str, str] | None = None,
    *,
    data: Mapping[str, Any] | None = None,
) -> Response:
    body: dict[str, Any] = dict(data or {})
    for error in errors:
        if cause := internal_cause(error):
            write_fault(log.request_id, cause)
    if errors:
        body["errors"] = [format_error(error, log.request_id) for error in errors]
        log.outcomes += [error["extensions"]["code"] for error in body["errors"]]
    all_headers = {"vary": "accept, origin", **(headers or {})}
    return Response(orjson.dumps(body), status, all_headers, f"{media_type or LEGACY}; charset=utf-8")
