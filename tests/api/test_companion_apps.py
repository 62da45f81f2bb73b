"""Other apps than the web app: which pages may call the API, and which apps open its links."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from app import build_app, lambda_handler
from infra import site
from tests.api.conftest import ApiUnderTest, open_api
from tests.api_gateway_events import Client
from tests.in_memory_backend import ORIGIN, PASSWORD, settings_with
from tests.user_journey import operations

CAPACITOR, SANDBOX = "capacitor://localhost", "https://studio.apollographql.com"
FINGERPRINT = ":".join(["AB"] * 32)
PREFLIGHT = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}


def cors_of(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.startswith("access-control-")}


@pytest.fixture(scope="module")
def listed() -> ApiUnderTest:
    return open_api(app_origins=f"{CAPACITOR}, {SANDBOX}")


@pytest.mark.parametrize("origin", [CAPACITOR, SANDBOX])
def test_pages_of_a_listed_origin_may_call_the_api(listed: ApiUnderTest, origin: str) -> None:
    preflight = listed.client.request("OPTIONS", "/graphql", None, {"origin": origin, **PREFLIGHT})
    assert preflight.status == 204
    assert preflight.headers["access-control-allow-origin"] == origin
    assert {"authorization", "content-type"} <= set(preflight.headers["access-control-allow-headers"].split(", "))
    response = listed.client.ask("{ __typename }", origin=origin)
    assert response.headers["access-control-allow-origin"] == origin
    for each in (preflight, response):
        assert "origin" in each.headers["vary"].lower()
        assert "access-control-allow-credentials" not in each.headers


@pytest.mark.parametrize(
    "origin", ["null", ORIGIN, "https://localhost", f"{SANDBOX}.evil.example", SANDBOX.upper(), "*", ""]
)
def test_pages_of_no_other_origin_may(listed: ApiUnderTest, origin: str) -> None:
    preflight = listed.client.request("OPTIONS", "/graphql", None, {"origin": origin, **PREFLIGHT})
    response = listed.client.ask("{ __typename }", origin=origin)
    assert (preflight.status, cors_of(preflight.headers), cors_of(response.headers)) == (405, {}, {})
    assert "origin" in response.headers["vary"]


def test_nobody_may_by_default(api: ApiUnderTest) -> None:
    assert cors_of(api.client.ask("{ __typename }", origin=CAPACITOR).headers) == {}


def test_an_app_gets_its_tokens_in_the_answer_and_its_cookies_count_for_nothing(listed: ApiUnderTest) -> None:
    listed.photographer("anna")
    given = {"input": {"email": "anna@example.com", "password": PASSWORD}}
    answer = listed.client.ask(operations()["SignIn"], given, origin=CAPACITOR)
    refresh_token = answer.data["signIn"]["session"]["refreshToken"]
    assert refresh_token
    assert not answer.cookies
    refresh = "mutation { refreshSession(input: {}) { session { expiresAt } } }"
    cookie = f"imgsh_refresh={refresh_token}"
    assert listed.client.ask(refresh, None, origin=CAPACITOR, cookie=cookie).codes == ["UNAUTHENTICATED"]


def test_ios_and_android_learn_which_apps_open_our_links() -> None:
    client = open_api(apple_app_ids="ABCDE12345.com.example.app", android_apps=f"com.example.app={FINGERPRINT}").client
    apple = client.request("GET", "/.well-known/apple-app-site-association")
    assert (apple.status, apple.headers["content-type"]) == (200, "application/json")
    (details,) = apple.json["applinks"]["details"]
    assert details["appIDs"] == ["ABCDE12345.com.example.app"]
    assert {"/": "/*/*"} in details["components"]
    android = client.request("GET", "/.well-known/assetlinks.json")
    assert (android.status, android.headers["content-type"]) == (200, "application/json")
    assert android.json[0]["target"] == {
        "namespace": "android_app",
        "package_name": "com.example.app",
        "sha256_cert_fingerprints": [FINGERPRINT],
    }


@pytest.mark.parametrize("name", ["apple-app-site-association", "assetlinks.json", "security.txt"])
def test_what_is_not_set_does_not_exist_and_is_no_page_of_an_event(api: ApiUnderTest, name: str) -> None:
    page = Route(site.VIEWER_PATHS[-1], lambda request: PlainTextResponse("An album"))
    client = Client(lambda_handler(build_app(api.backend.settings, api.backend.service, [page])))
    assert client.request("GET", f"/anna/{name}").body == b"An album"
    assert client.request("GET", f"/.well-known/{name}").status == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"app_origins": "*"},
        {"app_origins": "https://*.example.com"},
        {"app_origins": "https://photos.example/"},
        {"app_origins": "null"},
        {"app_origins": ",".join(f"https://{n}.example" for n in range(21))},
        {"apple_app_ids": "com.example.app"},
        {"android_apps": "com.example.app=AB:CD"},
    ],
)
def test_a_wrong_setting_is_refused_at_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        settings_with(**wrong)
