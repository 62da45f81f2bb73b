"""Signed headers, compared with botocore's signer at the same instant."""

from __future__ import annotations

from datetime import UTC, datetime

import botocore.auth
import botocore.credentials
import pytest
from botocore.awsrequest import AWSRequest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws.transport.sigv4 import Credentials, Scope, sign_post

LASTING = Credentials("AKIAEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
OF_A_ROLE = Credentials("ASIAEXAMPLE", "another/secret+key", "IQoJb3JpZ2luX2Vj/+=" * 40)
instants = st.floats(1.6e9, 4e9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@settings(deadline=None, max_examples=200, derandomize=True)
@given(
    st.sampled_from([LASTING, OF_A_ROLE]),
    st.sampled_from(["us-east-1", "eu-west-1", "cn-north-1"]),
    instants,
    st.sampled_from(["dynamodb.eu-west-1.amazonaws.com", "127.0.0.1:8401"]),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60),
    st.binary(max_size=200),
)
def test_signed_headers_are_byte_equal_to_botocores(
    credentials: Credentials, region: str, now: datetime, host: str, target: str, body: bytes
) -> None:
    headers = (("host", host), ("content-type", "application/x-amz-json-1.0"), ("x-amz-target", target))

    signed = sign_post(credentials, Scope.at(now, region, "dynamodb"), headers, body)

    assert {name.lower(): value for name, value in signed} == botocores(credentials, region, now, headers, body)


def botocores(
    credentials: Credentials, region: str, now: datetime, headers: tuple[tuple[str, str], ...], body: bytes
) -> dict[str, str]:
    request = AWSRequest("POST", f"https://{dict(headers)['host']}/", dict(headers), body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.auth.get_current_datetime", lambda: now.replace(tzinfo=None))
        signer = botocore.auth.SigV4Auth(botocore.credentials.Credentials(*credentials), "dynamodb", region)
        signer.add_auth(request)
    return {name.lower(): value for name, value in request.headers.items()}
