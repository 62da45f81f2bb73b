"""Password guessing is limited without locking out the account's owner (issue 11, C10)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import jwt
import pytest

from domain.errors import RateLimited, WrongCredentials
from domain.models import Photographer
from tests.api.conftest import ApiUnderTest
from tests.api_gateway_events import ApiResponse, Client, run
from tests.in_memory_backend import KEY_BYTES, ORIGIN, PASSWORD

EMAIL = "anna@example.com"
SIGN_IN = """mutation ($input: SignInInput!) {
  signIn(input: $input) { session { accessToken refreshToken deviceToken } userErrors { code } }
}"""
REFRESH = """mutation ($input: RefreshSessionInput!) {
  refreshSession(input: $input) { session { refreshToken deviceToken } userErrors { code } }
}"""
RESET = """mutation ($input: ResetPasswordInput!) {
  resetPassword(input: $input) { session { deviceToken } userErrors { code } }
}"""
DELETE = "mutation ($input: DeleteAccountInput!) { deleteAccount(input: $input) { deletedIds userErrors { code } } }"
SIGN_OUT = "mutation { signOut { signedOut } }"
WRONG, LIMITED, SIGNED_IN = "WRONG_CREDENTIALS", "RATE_LIMITED", "signed in"

STRANGERS = [f"198.51.100.{number}" for number in range(11)]
BOTNET = [f"10.{number}.0.1" for number in range(60)]


def at(api: ApiUnderTest, address: str) -> Client:
    return Client(api.client.handler, address=address)


def ask_to_sign_in(
    client: Client, password: str = PASSWORD, email: str = EMAIL, *, device: str | None = None, **headers: str
) -> ApiResponse:
    return client.ask(SIGN_IN, {"input": {"email": email, "password": password, "deviceToken": device}}, **headers)


def outcome(response: ApiResponse) -> str:
    if response.codes:
        return response.codes[0]
    payload = response.data["signIn"]
    return "signed in" if payload["session"] else str(payload["userErrors"][0]["code"])


def sign_in(client: Client, password: str = PASSWORD, email: str = EMAIL, **more: Any) -> str:
    return outcome(ask_to_sign_in(client, password, email, **more))


def guess(api: ApiUnderTest, addresses: Sequence[str], times: int, email: str = EMAIL) -> list[str]:
    """Wrong passwords from each address in turn."""
    return [sign_in(at(api, addresses[n % len(addresses)]), f"wrong {n}", email) for n in range(times)]


def device_of(api: ApiUnderTest) -> str:
    """The device token of an app of Anna's."""
    device: str = ask_to_sign_in(at(api, "192.0.2.77")).data["signIn"]["session"]["deviceToken"]
    return device


def forged(device: str, **changes: Any) -> str:
    claims = jwt.decode(device, options={"verify_signature": False}) | changes
    return jwt.encode(claims, KEY_BYTES, algorithm="HS256", headers={"kid": "test"})


@pytest.fixture
def anna(api: ApiUnderTest) -> Photographer:
    return api.photographer("anna")


class TestNetworks:
    @pytest.mark.parametrize(
        "address", ["198.51.100.7", "2001:db8:1:2::7", "::ffff:198.51.100.7"], ids=["IPv4", "IPv6", "mapped"]
    )
    def test_password_spraying_from_one_address_is_limited(self, api: ApiUnderTest, address: str) -> None:
        self.guess_many(api, [address], 60, judged=20)

    @pytest.mark.parametrize(
        ("addresses", "judged"),
        [
            ([f"198.51.100.{number}" for number in range(60)], 120),
            ([f"2001:db8:1:2::{number:x}" for number in range(60)], 20),
            ([f"2001:db8:1:{number:x}::7" for number in range(60)], 120),
            (["::ffff:198.51.100.7", "198.51.100.7"], 20),
        ],
        ids=["IPv4/24", "IPv6/64", "IPv6/48", "mapped"],
    )
    def test_many_addresses_of_one_network_have_one_budget(
        self, api: ApiUnderTest, addresses: list[str], judged: int
    ) -> None:
        self.guess_many(api, addresses, 180, judged)

    def guess_many(self, api: ApiUnderTest, addresses: list[str], times: int, judged: int) -> None:
        """One password for each of many accounts."""
        outcomes = [
            sign_in(at(api, addresses[number % len(addresses)]), "password of the year", f"{number}@example.com")
            for number in range(times)
        ]
        assert api.backend.hasher.judged == judged + 5, "and as many as have slow places"
        assert (outcomes.count(WRONG), outcomes.count(LIMITED)) == (judged + 5, times - judged - 5)

    def test_a_right_password_succeeds_from_a_network_over_its_budget(
        self, api: ApiUnderTest, anna: Photographer
    ) -> None:
        for number in range(30):
            sign_in(at(api, "198.51.100.7"), "wrong", f"{number}@example.com")
        assert sign_in(at(api, "198.51.100.7")) == LIMITED
        api.backend.clock.forward(seconds=150)
        assert sign_in(at(api, "198.51.100.7")) == SIGNED_IN

    def test_another_network_is_not_limited(self, api: ApiUnderTest, anna: Photographer) -> None:
        for number in range(60):
            sign_in(at(api, "198.51.100.7"), "wrong", f"{number}@example.com")
        assert sign_in(at(api, "198.51.101.7")) == SIGNED_IN

    def test_right_passwords_are_not_counted(self, api: ApiUnderTest, anna: Photographer) -> None:
        assert {sign_in(api.client) for _ in range(60)} == {SIGNED_IN}


class TestAccounts:
    @pytest.mark.parametrize("times", [100, 110, 200])
    @pytest.mark.parametrize(
        ("strangers", "owner"),
        [
            (STRANGERS, "192.0.2.1"),
            ([f"10.{number}.0.1" for number in range(11)], "192.0.2.1"),
            ([f"127.0.0.{number}" for number in range(2, 13)], "127.0.0.1"),
        ],
        ids=["one network", "eleven networks", "the owner's network"],
    )
    def test_wrong_passwords_from_eleven_addresses_do_not_lock_the_owner_out(
        self, api: ApiUnderTest, anna: Photographer, strangers: list[str], owner: str, times: int
    ) -> None:
        guess(api, strangers, times)
        assert sign_in(at(api, owner)) == SIGNED_IN

    def test_an_account_guessed_from_many_networks_is_limited_to_one_attempt_in_thirty_seconds(
        self, api: ApiUnderTest, anna: Photographer
    ) -> None:
        guess(api, BOTNET, 100)
        before = api.backend.hasher.judged
        assert before == 100
        for _ in range(3):
            guess(api, BOTNET, 60)
            assert sign_in(at(api, "192.0.2.1")) == LIMITED, "strangers have all of these slow places"
            api.backend.clock.forward(minutes=10)
        assert api.backend.hasher.judged - before == 60
        assert sign_in(at(api, "192.0.2.1")) == SIGNED_IN

    @pytest.mark.parametrize(
        ("few", "most"),
        [(["198.51.100.7"], 3), ([f"198.51.100.{number}" for number in range(250)], 15)],
        ids=["address", "network"],
    )
    def test_a_few_strangers_can_not_take_every_slow_attempt(
        self, api: ApiUnderTest, anna: Photographer, few: list[str], most: int
    ) -> None:
        guess(api, BOTNET, 100)
        before = api.backend.hasher.judged
        for _ in range(5):
            guess(api, few, 30)
            assert sign_in(at(api, "192.0.2.1")) == SIGNED_IN
            api.backend.clock.forward(minutes=10)
        assert api.backend.hasher.judged - before == most + 5

    def test_an_unknown_account_is_limited_like_a_known_one(self, api: ApiUnderTest, anna: Photographer) -> None:
        both = []
        for email in (EMAIL, "nobody@example.com"):
            responses = guess(api, BOTNET, 130, email)
            responses.append(sign_in(at(api, "172.16.0.1"), "wrong", email))
            both.append((responses, api.backend.hasher.judged))
            api.backend.clock.forward(days=1)
        (first, judged), (second, together) = both
        assert (first, judged) == (second, together - judged)

    def test_strangers_can_not_keep_the_owner_from_deleting_the_account(
        self, api: ApiUnderTest, anna: Photographer
    ) -> None:
        client = api.as_photographer(anna)
        guess(api, STRANGERS, 110)
        guess(api, [client.address], 30)
        assert client.ask(DELETE, {"input": {"password": PASSWORD}}).data["deleteAccount"]["deletedIds"]

    def test_password_guesses_with_a_stolen_access_token_are_limited(
        self, api: ApiUnderTest, anna: Photographer
    ) -> None:
        token = api.as_photographer(anna).headers["authorization"].removeprefix("Bearer ")

        def rate_limiter(address: str) -> list[str]:
            client = at(api, address).bearing(token)
            responses = (client.ask(DELETE, {"input": {"password": f"wrong {n}"}}) for n in range(11))
            return [a.codes[0] if a.codes else a.data["deleteAccount"]["userErrors"][0]["code"] for a in responses]

        assert rate_limiter(BOTNET[0]) == [WRONG] * 10 + [LIMITED]
        assert sum(rate_limiter(address).count(WRONG) for address in BOTNET[1:20]) == 90
        assert sign_in(at(api, "192.0.2.1")) == SIGNED_IN


class TestDevices:
    def attack(self, api: ApiUnderTest, *beside: str) -> None:
        """Uses up every budget that strangers can: of the account, and of the addresses `beside` theirs."""
        tries = [(EMAIL, address) for address in BOTNET * 3]
        for address in beside:
            tries += [(EMAIL, address)] * 12 + [(f"{number}@example.com", address) for number in range(40)]
        for email, address in tries:
            with suppress(WrongCredentials, RateLimited):
                run(api.backend.service.accounts.sign_in(email=email, password="wrong", address=address))

    def test_a_known_app_is_never_limited_by_strangers(self, api: ApiUnderTest, anna: Photographer) -> None:
        device = device_of(api)
        self.attack(api, api.client.address)
        assert sign_in(api.client) == LIMITED
        assert sign_in(api.client, device=device) == SIGNED_IN

    def test_a_browser_keeps_its_device_cookie_after_signing_out(self, api: ApiUnderTest, anna: Photographer) -> None:
        session = ask_to_sign_in(api.client, origin=ORIGIN).data["signIn"]["session"]
        assert (session["refreshToken"], session["deviceToken"]) == (None, None)
        leaving = Client(api.client.handler, cookies=api.client.cookies)
        leaving.headers = {"authorization": f"Bearer {session['accessToken']}"}
        assert leaving.ask(SIGN_OUT, origin=ORIGIN).data["signOut"]["signedOut"]
        self.attack(api, api.client.address)
        assert sign_in(at(api, api.client.address), origin=ORIGIN) == LIMITED
        assert sign_in(leaving, origin=ORIGIN) == SIGNED_IN

    def test_the_cookie_is_ignored_for_other_origins(self, api: ApiUnderTest, anna: Photographer) -> None:
        ask_to_sign_in(api.client, origin=ORIGIN)
        self.attack(api, api.client.address)
        assert sign_in(api.client, origin="https://elsewhere.example") == LIMITED
        assert sign_in(api.client, origin=ORIGIN) == SIGNED_IN

    def test_it_is_renewed_with_the_session_and_lasts_for_a_year(self, api: ApiUnderTest, anna: Photographer) -> None:
        session = ask_to_sign_in(api.client).data["signIn"]["session"]
        api.backend.clock.forward(days=20)
        given = {"refreshToken": session["refreshToken"]}
        renewed = api.client.ask(REFRESH, {"input": given}).data["refreshSession"]["session"]["deviceToken"]
        api.backend.clock.forward(days=364)
        self.attack(api, api.client.address)
        assert sign_in(api.client, device=session["deviceToken"]) == LIMITED
        assert sign_in(api.client, device=renewed) == SIGNED_IN

    def test_deleting_the_account_deletes_the_cookie(self, api: ApiUnderTest, anna: Photographer) -> None:
        token = ask_to_sign_in(api.client, origin=ORIGIN).data["signIn"]["session"]["accessToken"]
        response = api.client.bearing(token).ask(DELETE, {"input": {"password": PASSWORD}}, origin=ORIGIN)
        assert sorted(cookie.split(";")[0] for cookie in response.cookies) == ["imgsh_device=", "imgsh_refresh="]

    def test_a_copied_device_token_gets_ten_guesses_that_no_refresh_multiplies(
        self, api: ApiUnderTest, anna: Photographer
    ) -> None:
        session = ask_to_sign_in(api.client).data["signIn"]["session"]
        before, judged = api.backend.hasher.judged, [WRONG] * 10 + [LIMITED] * 2
        thief = at(api, "198.51.100.7")
        assert [sign_in(thief, "wrong", device=session["deviceToken"]) for _ in range(12)] == judged
        given = {"refreshToken": session["refreshToken"]}
        for _ in range(3):
            renewed = thief.ask(REFRESH, {"input": given}).data["refreshSession"]["session"]
            assert sign_in(thief, "wrong", device=renewed["deviceToken"]) == LIMITED
            given = {"refreshToken": renewed["refreshToken"]}
        assert api.backend.hasher.judged - before == 10
        assert sign_in(at(api, "192.0.2.1")) == SIGNED_IN

    def test_it_is_valid_for_its_own_account_only(self, api: ApiUnderTest, anna: Photographer) -> None:
        api.photographer("otto")
        ottos = ask_to_sign_in(api.client, email="otto@example.com").data["signIn"]["session"]["deviceToken"]
        self.attack(api, api.client.address)
        assert sign_in(api.client, device=ottos) == LIMITED
        assert sign_in(api.client, "wrong", "nobody@example.com", device=ottos) in (WRONG, LIMITED)

    def test_a_new_password_ends_it(self, api: ApiUnderTest, anna: Photographer) -> None:
        device = device_of(api)
        token, password = run(api.backend.reset_token(EMAIL)), "a whole new passphrase"
        given = {"token": token, "newPassword": password}
        fresh = api.client.ask(RESET, {"input": given}).data["resetPassword"]["session"]["deviceToken"]
        self.attack(api, api.client.address)
        assert sign_in(api.client, password, device=device) == LIMITED
        assert sign_in(api.client, password, device=fresh) == SIGNED_IN

    def test_an_invalid_device_token_is_ignored(self, api: ApiUnderTest, anna: Photographer) -> None:
        device = device_of(api)
        session = ask_to_sign_in(api.client).data["signIn"]["session"]
        self.attack(api, api.client.address)
        others = [session["accessToken"], session["refreshToken"], device[:-4], "", "x" * 100_000, "a.b.c"]
        others += [forged(device, sub="somebody"), forged(device, password="x"), forged(device, exp=1)]
        assert [sign_in(api.client, device=token) for token in others] == [LIMITED] * len(others)
        assert sign_in(api.client, device=device) == SIGNED_IN

    def test_it_grants_no_access(self, api: ApiUnderTest, anna: Photographer) -> None:
        device = device_of(api)
        assert api.client.bearing(device).ask("{ me { id } }").codes == ["UNAUTHENTICATED"]
        assert api.client.ask(REFRESH, {"input": {"refreshToken": device}}).codes == ["UNAUTHENTICATED"]
