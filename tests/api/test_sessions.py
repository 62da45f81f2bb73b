"""Authentication: tokens, cookies, and the principal of each field."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from domain.models import Photographer
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import ApiResponse, Client
from tests.in_memory_backend import KEY_BYTES, ORIGIN, PASSWORD

SESSION = "session { accessToken expiresAt refreshToken user { userName } } userErrors { code field }"
SIGN_IN = f"mutation($input: SignInInput!) {{ signIn(input: $input) {{ {SESSION} }} }}"
REFRESH = f"mutation($input: RefreshSessionInput!) {{ refreshSession(input: $input) {{ {SESSION} }} }}"
SIGN_OUT = "mutation { signOut { signedOut } }"
COOKIE, DEVICE_COOKIE = "imgsh_refresh", "imgsh_device"
CREATE = 'mutation { createEvent(input: {name: "Wedding"}) { event { id } userErrors { code } } }'


@pytest.fixture
def anna(api: ApiUnderTest) -> Photographer:
    return api.photographer("anna")


def sign_in(client: Client, password: str = PASSWORD, email: str = "anna@example.com", **headers: str) -> ApiResponse:
    return client.ask(SIGN_IN, {"input": {"email": email, "password": password}}, **headers)


def forged(api: ApiUnderTest, photographer: Photographer, *, algorithm: str = "HS256", **changes: Any) -> str:
    """An access token with changed claims. None removes a claim."""
    good = api.as_photographer(photographer).headers["authorization"].split()[1]
    claims: dict[str, Any] = jwt.decode(good, options={"verify_signature": False}) | changes
    keys: dict[str, str | bytes] = {"none": "", "HS256": KEY_BYTES, "HS512": KEY_BYTES * 2}
    left = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(left, keys[algorithm], algorithm=algorithm, headers={"kid": "test"})


class TestApps:
    def test_an_app_gets_its_refresh_token_in_the_payload_and_no_cookie(
        self, client: Client, anna: Photographer
    ) -> None:
        response = sign_in(client)
        session = response.data["signIn"]["session"]
        assert response.cookies == ()
        again = client.ask(REFRESH, {"input": {"refreshToken": session["refreshToken"]}})
        token = again.data["refreshSession"]["session"]["accessToken"]
        assert client.bearing(token).ask("{ me { userName } }").data == {"me": {"userName": "anna"}}

    def test_an_app_without_a_refresh_token_is_unauthenticated(self, client: Client, anna: Photographer) -> None:
        assert client.ask(REFRESH, {"input": {}}).codes == ["UNAUTHENTICATED"]
        assert client.ask(REFRESH, {"input": {"refreshToken": None}}).codes == ["UNAUTHENTICATED"]
        assert client.ask(REFRESH, {"input": {"refreshToken": "nonsense"}}).codes == ["UNAUTHENTICATED"]

    def test_an_access_token_does_not_refresh(self, client: Client, anna: Photographer) -> None:
        access = sign_in(client).data["signIn"]["session"]["accessToken"]
        assert client.ask(REFRESH, {"input": {"refreshToken": access}}).codes == ["UNAUTHENTICATED"]

    def test_sign_out_ends_the_sessions_of_all_devices(self, client: Client, anna: Photographer) -> None:
        phone, tablet = (sign_in(client).data["signIn"]["session"] for _ in range(2))
        assert client.bearing(phone["accessToken"]).ask(SIGN_OUT).data == {"signOut": {"signedOut": True}}
        assert client.ask(REFRESH, {"input": {"refreshToken": tablet["refreshToken"]}}).codes == ["UNAUTHENTICATED"]


class TestBrowsers:
    def test_a_browser_gets_its_refresh_token_in_an_http_only_cookie(self, client: Client, anna: Photographer) -> None:
        response = sign_in(client, origin=ORIGIN)
        assert response.data["signIn"]["session"]["refreshToken"] is None
        assert [cookie.partition("=")[0] for cookie in response.cookies] == [COOKIE, DEVICE_COOKIE]
        for cookie in response.cookies:
            flags = {flag.strip() for flag in cookie.split(";")[1:]}
            assert {"HttpOnly", "Secure", "SameSite=Strict", "Path=/graphql"} <= flags
        again = client.ask(REFRESH, {"input": {}}, origin=ORIGIN)
        assert again.data["refreshSession"]["session"]["refreshToken"] is None
        assert again.data["refreshSession"]["session"]["user"] == {"userName": "anna"}
        assert len(again.cookies) == 2

    @pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {}])
    def test_the_cookie_refreshes_nothing_for_other_origins(
        self, client: Client, anna: Photographer, headers: dict[str, str]
    ) -> None:
        sign_in(client, origin=ORIGIN)
        assert client.ask(REFRESH, {"input": {}}, **headers).codes == ["UNAUTHENTICATED"]

    def test_sign_out_deletes_the_cookie(self, client: Client, anna: Photographer) -> None:
        token = sign_in(client, origin=ORIGIN).data["signIn"]["session"]["accessToken"]
        (cookie,) = client.bearing(token).ask(SIGN_OUT, origin=ORIGIN).cookies
        assert cookie.startswith(f"{COOKIE}=; Expires=Thu, 01 Jan 1970")

    def test_without_https_the_cookie_is_not_secure(self, api_with: Any) -> None:
        api: ApiUnderTest = api_with(public_origin="http://127.0.0.1:8000")
        api.photographer("anna")
        response = sign_in(api.client, origin="http://127.0.0.1:8000")
        assert not [cookie for cookie in response.cookies if "Secure" in cookie]
        assert "strict-transport-security" not in response.headers


class TestTokens:
    def test_an_unknown_mail_address_and_a_wrong_password_get_the_same_answer(
        self, client: Client, anna: Photographer
    ) -> None:
        wrong, unknown = sign_in(client, "not the password"), sign_in(client, PASSWORD, "nobody@example.com")
        assert wrong.json == unknown.json
        assert [error["code"] for error in wrong.data["signIn"]["userErrors"]] == ["WRONG_CREDENTIALS"]

    def test_an_expired_token_is_an_error_except_for_signing_in(self, api: ApiUnderTest, anna: Photographer) -> None:
        client = api.as_photographer(anna)
        api.backend.clock.forward(minutes=16)
        response = client.ask("{ me { id } }", accept="application/graphql-response+json")
        assert (response.status, response.json["data"]) == (200, {"me": None})
        assert response.json["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED", "reason": "TOKEN_EXPIRED"}
        assert sign_in(client).data["signIn"]["session"]

    @pytest.mark.parametrize(
        "changes",
        [{"exp": None}, {"iss": None}, {"aud": None}, {"sub": None}, {"aud": "refresh"}, {"iss": "somebody"}],
        ids=str,
    )
    def test_a_token_without_its_claims_is_refused(
        self, api: ApiUnderTest, anna: Photographer, changes: dict[str, Any]
    ) -> None:
        response = api.client.bearing(forged(api, anna, **changes)).ask("{ me { id } }")
        assert response.json["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED", "reason": "TOKEN_INVALID"}

    @pytest.mark.parametrize("algorithm", ["none", "HS512"])
    def test_a_token_of_another_algorithm_is_refused(
        self, api: ApiUnderTest, anna: Photographer, algorithm: str
    ) -> None:
        client = api.client.bearing(forged(api, anna, algorithm=algorithm))
        assert client.ask("{ me { id } }").codes == ["UNAUTHENTICATED"]
        assert api.client.bearing(forged(api, anna)).ask("{ me { id } }").data["me"]

    @pytest.mark.parametrize("token", ["x", "a.b.c", "e30.e30.", "ü" * 50, "x" * 100_000])
    def test_a_malformed_token_is_refused(self, client: Client, token: str) -> None:
        assert client.bearing(token).ask("{ me { id } }").codes == ["UNAUTHENTICATED"]

    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi"])
    def test_another_authorization_scheme_is_ignored(self, client: Client, header: str) -> None:
        assert client.ask("{ me { id } album { label } }", authorization=header).data == {"me": None, "album": None}


class TestPrincipals:
    def test_without_a_token_the_callers_own_things_are_null(self, client: Client) -> None:
        assert client.ask("{ me { id } album { label } }").data == {"me": None, "album": None}

    @pytest.mark.parametrize("query", ['{ event(id: "x") { id } }', '{ node(id: "x") { id } }', CREATE])
    def test_without_a_token_everything_else_is_unauthenticated(self, client: Client, query: str) -> None:
        response = client.ask(query)
        assert (response.status, response.codes) == (200, ["UNAUTHENTICATED"])
        assert "reason" not in response.json["errors"][0]["extensions"]

    def test_a_viewer_token_is_forbidden_for_photographers_fields(self, api: ApiUnderTest, anna: Photographer) -> None:
        event = api.event(anna)
        viewer = api.as_viewer(event, api.issue(anna, event, all_photos=True))
        query = "query($id: ID!) { me { id } event(id: $id) { id } album { label } }"
        assert viewer.ask(query, {"id": event.event_id}).data == {"me": None, "event": None, "album": {"label": "Ben"}}
        assert viewer.ask(CREATE).codes == ["FORBIDDEN"]
        assert viewer.ask(SIGN_OUT).codes == ["FORBIDDEN"]

    def test_an_access_token_is_forbidden_for_viewers_fields(self, api: ApiUnderTest, anna: Photographer) -> None:
        client = api.as_photographer(anna)
        assert client.ask("{ album { label } }").data == {"album": None}
        report = "mutation { reportDownloads(input: {photoIds: []}) { reported } }"
        assert client.ask(report).codes == ["FORBIDDEN"]
        assert api.client.ask(report).codes == ["UNAUTHENTICATED"]
