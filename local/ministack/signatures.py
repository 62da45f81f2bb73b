"""Signatures of version 4, in the header or in the query."""

from __future__ import annotations

import os

from ministack.core import iam_evaluator, sigv4
from ministack.core.responses import _account_from_sts_session

from local.ministack.requests import RequestRefused, SignedRequest

MAX_PRESIGNED_SECONDS = 7 * 24 * 3600
PRESIGNED = frozenset(
    {
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Security-Token",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
    }
)
SIGNATURE_PARAMETERS = {name.lower() for name in PRESIGNED} | {"awsaccesskeyid", "signature", "x-amz-region-set"}


def signature_of(request: SignedRequest) -> sigv4.HeaderSignature:
    """Returns the only signature of the request, version 4, in the header or in the query. Raises RequestRefused."""
    names = [name for name in request.query if name.lower() in SIGNATURE_PARAMETERS]
    if request.is_presigned:
        if any(name not in PRESIGNED or len(request.query[name]) != 1 for name in names):
            raise RequestRefused("InvalidRequest", "The query contains two signatures, or an unsupported one.")
        if request.query.get("X-Amz-Algorithm") != ["AWS4-HMAC-SHA256"]:
            raise RequestRefused("AccessDenied", "The request is not signed.")
        parsed = sigv4.parse_query_signature(request.query)
    else:
        authorization = request.headers["authorization"]
        if names or not authorization.startswith("AWS4-HMAC-SHA256 ") or authorization.count("Credential=") != 1:
            raise RequestRefused("InvalidRequest", "The request contains two signatures, or an unsupported one.")
        parsed = sigv4.parse_header_signature(request.headers)
    if isinstance(parsed, tuple):
        raise RequestRefused(*parsed)
    if request.is_presigned and parsed.service != "s3":
        raise RequestRefused("AccessDenied", "Only requests to S3 are signed in the query.")
    return parsed


def check_signature(request: SignedRequest, signature: sigv4.HeaderSignature, body: bytes) -> None:
    """Raises RequestRefused unless a key of this engine signed the request recently."""
    names = signature.signed_headers.split(";")
    unsigned = [name for name in request.headers if name.startswith("x-amz-") and name not in names]
    if "host" not in names or (request.is_presigned and unsigned):
        raise RequestRefused("AccessDenied", "There were headers present in the request which were not signed")
    failure = _time_failure(request, signature)
    if failure is None:
        token = request.query.get("X-Amz-Security-Token", [request.headers.get("x-amz-security-token", "")])[0]
        failure = sigv4.header_signature_failure(
            signature,
            _secret_key(signature.access_key_id, token),
            request.method,
            request.raw_path,
            request.query,
            request.headers,
            body,
            presigned=request.is_presigned,
        )
    if failure is not None:
        raise RequestRefused(*failure)


def _time_failure(request: SignedRequest, signature: sigv4.HeaderSignature) -> tuple[str, str] | None:
    if not request.is_presigned:
        failure: tuple[str, str] | None = sigv4.request_time_failure(signature)
        return failure
    expires = request.query.get("X-Amz-Expires", [""])[0]
    if not (expires.isascii() and expires.isdigit() and len(expires) < 7 and int(expires) <= MAX_PRESIGNED_SECONDS):
        return "AuthorizationQueryParametersError", "X-Amz-Expires must be at most a week"
    try:
        is_expired = sigv4.presigned_request_is_expired(signature.amz_date, expires)
    except ValueError:
        return "AuthorizationQueryParametersError", "X-Amz-Date must be a date"
    return ("AccessDenied", "Request has expired") if is_expired else None


def _secret_key(access_key_id: str, session_token: str) -> str:
    """Returns the secret key of the administrator, an IAM user or a session. Raises RequestRefused."""
    is_root = access_key_id == os.environ["AWS_ACCESS_KEY_ID"]
    if not is_root and iam_evaluator.is_root_access_key(access_key_id):
        raise RequestRefused("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")
    account = iam_evaluator.find_iam_access_key_account(access_key_id) or _account_from_sts_session(access_key_id)
    found = iam_evaluator.resolve_credential(access_key_id, account, session_token)
    if isinstance(found, iam_evaluator.CredentialResolutionError):
        raise RequestRefused(found.code, found.message)
    return str(found.secret_access_key)
