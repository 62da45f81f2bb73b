"""The handler behind CloudFront, and Lambda's limit of a response's size."""

from __future__ import annotations

import pytest

import app
from app import build_app, lambda_handler
from runtime import cloudfront_headers
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import Client

SECRET = "s" * 40
BY_CLOUDFRONT = {cloudfront_headers.SECRET_HEADER: SECRET, cloudfront_headers.VIEWER_HEADER: "198.51.100.7"}
NOTHING = {"query": "{ __typename }"}
WRONG_CODE = """mutation ($input: RedeemAccessCodeInput!) {
  redeemAccessCode(input: $input) { viewerToken userErrors { code } }
}"""


@pytest.fixture
def behind_cloudfront(api: ApiUnderTest) -> Client:
    return Client(lambda_handler(build_app(api.backend.settings, api.backend.service), SECRET))


@pytest.mark.parametrize("headers", [{}, {**BY_CLOUDFRONT, cloudfront_headers.SECRET_HEADER: "x" * 40}])
def test_a_request_that_bypasses_cloudfront_is_refused(behind_cloudfront: Client, headers: dict[str, str]) -> None:
    response = behind_cloudfront.post(NOTHING, headers)
    assert (response.status, response.json) == (
        403,
        {"message": "Send requests to the public address of this service."},
    )


def test_a_request_by_cloudfront_is_served(behind_cloudfront: Client) -> None:
    assert behind_cloudfront.post(NOTHING, BY_CLOUDFRONT).data == {"__typename": "Query"}


def test_wrong_codes_are_counted_by_the_viewers_address(api: ApiUnderTest, behind_cloudfront: Client) -> None:
    """Otherwise all viewers of one CloudFront server would share one budget."""
    anna = api.photographer()
    given = {"publicUrl": api.event(anna).public_url, "accessCode": "ABC34D"}

    def guess(viewer: str) -> list[str]:
        headers = {**BY_CLOUDFRONT, cloudfront_headers.VIEWER_HEADER: viewer}
        return behind_cloudfront.post({"query": WRONG_CODE, "variables": {"input": given}}, headers).codes

    while not (refused := guess("198.51.100.7")):
        pass
    assert refused == ["RATE_LIMITED"]
    assert guess("198.51.100.8") == []


def test_a_response_too_large_for_lambda_is_a_bad_request(annas: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = annas.ask("{ me { userName email } }")
    room = len(whole.raw) + whole.raw.count(b'"')
    monkeypatch.setattr(app, "MAX_RESPONSE_CHARACTERS", room + 1)
    assert annas.ask("{ me { userName email } }").status == 200
    monkeypatch.setattr(app, "MAX_RESPONSE_CHARACTERS", room)
    refused = annas.ask("{ me { userName email } }")
    assert (refused.status, refused.codes) == (400, ["BAD_REQUEST"])
