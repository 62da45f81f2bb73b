"""What a person chooses for the local service, and the sentences about what can't be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from domain.sign_up_mode import SignUpMode
from local import configuration
from local.errors import StartupError
from runtime.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = {"PUBLIC_ORIGIN": "https://photos.example"}


def refusal(**environment: str) -> str:
    with pytest.raises(StartupError) as refused:
        configuration.read(environment)
    return str(refused.value)


def test_this_machine_alone_is_served_unless_told() -> None:
    chosen = configuration.read({})

    assert chosen.host == "127.0.0.1"
    assert chosen.origin == "http://127.0.0.1:8000"
    assert not chosen.is_on_network
    assert chosen.trusted_proxies == ()
    assert chosen.sign_up is SignUpMode.OPEN
    assert chosen.wants_demo


def test_a_network_gets_invitations_and_no_demo() -> None:
    chosen = configuration.read({"HOST": "0.0.0.0", **PUBLIC})  # noqa: S104 - what is tested

    assert (chosen.host, chosen.origin, chosen.public_host) == ("0.0.0.0", "https://photos.example", "photos.example")  # noqa: S104
    assert chosen.is_on_network
    assert chosen.sign_up is SignUpMode.INVITED
    assert not chosen.wants_demo
    assert configuration.read({**PUBLIC, "SIGN_UP": "open"}).sign_up is SignUpMode.OPEN


def test_the_limits_of_the_readme_may_be_chosen_and_nothing_else_of_the_service() -> None:
    named = set(re.findall(r"`(IMGSH_\w+)`", (ROOT / "README.md").read_text()))
    chosen = dict.fromkeys(named, "5")
    settings = {f"IMGSH_{name}".upper() for name in Settings.model_fields}
    environment = {**dict.fromkeys(settings | {"AWS_PROFILE"}, "other"), **chosen, "IMGSH_MAILS_A_DAY": ""}

    configuration.clear_aws_variables(environment)

    assert chosen.items() - {("IMGSH_MAILS_A_DAY", "5")} <= environment.items()
    assert environment.keys() <= named | configuration.COMPANION_APPS.keys() | {
        name for name in settings if "ARCHIVE" in name and name.endswith("A_DAY")
    }
    assert Settings.from_environment({**chosen, "IMGSH_PUBLIC_ORIGIN": "x"}).quota_bytes == 5


def test_other_apps_may_be_chosen_and_a_wrong_one_is_told_in_a_sentence() -> None:
    chosen = configuration.read({"IMGSH_APP_ORIGINS": "capacitor://localhost,https://localhost"})
    assert chosen.app_origins == ("capacitor://localhost", "https://localhost")
    assert "IMGSH_APP_ORIGINS: * is not an origin such as" in refusal(IMGSH_APP_ORIGINS="*")


@pytest.mark.parametrize("number", ["many", "0", "-1", "1e9", "٨"])
def test_a_limit_that_is_no_number_is_told_in_a_sentence(number: str) -> None:
    assert f"IMGSH_QUOTA_BYTES={number} is not a number above 0" in refusal(IMGSH_QUOTA_BYTES=number)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])  # noqa: S104 - what is tested
def test_a_network_is_let_in_only_with_its_address(host: str) -> None:
    assert "Say also under which address: PUBLIC_ORIGIN=" in refusal(HOST=host)


@pytest.mark.parametrize("host", ["localhost", "photos.example", "0.0.0.0:8000", "256.1.1.1"])
def test_a_host_is_an_ip_address(host: str) -> None:
    assert "is not an IP address" in refusal(HOST=host)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://photos.example/", "https://photos.example"),
        ("https://Photos.Example:443", "https://photos.example"),
        ("https://photos.example:8443", "https://photos.example:8443"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://localhost", "http://localhost"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
    ],
)
def test_a_public_origin_is_written_as_browsers_write_it(text: str, origin: str) -> None:
    assert configuration.read({"PUBLIC_ORIGIN": text}).origin == origin


@pytest.mark.parametrize(
    "text",
    [
        "photos.example",
        "ftp://photos.example",
        "https://",
        "https://photos.example/album",
        "https://photos.example?",
        "https://anna@photos.example",
        "https://photos.example:port",
        "https://fotos-für-alle.example",
        "https://[2001",
    ],
)
def test_what_is_no_origin_is_told_in_a_sentence(text: str) -> None:
    assert f"PUBLIC_ORIGIN={text} is not an" in refusal(PUBLIC_ORIGIN=text)


def test_photos_have_a_port_of_their_own_next_to_that_of_the_app() -> None:
    assert configuration.read({}).photo_origin == "http://127.0.0.1:8001"
    assert configuration.read({"PORT": "65535"}).photo_port == 65534
    assert configuration.read({"PHOTO_PORT": "9000"}).photo_origin == "http://127.0.0.1:9000"
    assert configuration.read({"PRESIGNED": "1"}).photo_origin is None
    assert "PHOTO_PORT=eighty is not a port" in refusal(PHOTO_PORT="eighty")
    assert "must differ from PORT" in refusal(PHOTO_PORT="8000")
    assert "PRESIGNED=yes is neither 0 nor 1" in refusal(PRESIGNED="yes")


def test_on_a_network_photos_have_a_name_of_their_own_if_one_is_given() -> None:
    """A second name needs a second certificate, so storage is behind the app's own origin until one is given."""
    given = {"PHOTO_ORIGIN": "https://Files.example:443/"}
    assert configuration.read(PUBLIC).photo_origin is None
    assert configuration.read({**PUBLIC, **given}).photo_origin == "https://files.example"
    assert "it needs PUBLIC_ORIGIN" in refusal(**given)
    assert "PRESIGNED=1 excludes it" in refusal(**PUBLIC, **given, PRESIGNED="1")
    assert "must differ from PUBLIC_ORIGIN" in refusal(**PUBLIC, PHOTO_ORIGIN="https://photos.example")
    assert "PHOTO_ORIGIN=http://files.example must start with https://" in refusal(
        **PUBLIC, PHOTO_ORIGIN="http://files.example"
    )


@pytest.mark.parametrize("text", ["http://photos.example", "http://192.168.1.5:8000"])
def test_passwords_and_photos_cross_a_network_encrypted(text: str) -> None:
    assert "must start with https://" in refusal(PUBLIC_ORIGIN=text)


def test_proxies_are_addresses_or_networks() -> None:
    chosen = configuration.read({**PUBLIC, "TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8"})

    assert chosen.trusted_proxies == ("127.0.0.1", "10.0.0.0/8")
    for text in ("*", "proxy.example", "10.0.0.1/8"):
        assert "neither an IP address nor a network" in refusal(TRUSTED_PROXIES=text)


def test_the_space_that_uploads_leave_free_is_a_number_of_bytes() -> None:
    assert configuration.read({}).min_free_bytes is None
    assert configuration.read({"MIN_FREE_BYTES": "0"}).min_free_bytes == 0
    for text in ("1 GiB", "-1", "1e9", "٨"):
        assert f"MIN_FREE_BYTES={text} is not a number of bytes" in refusal(MIN_FREE_BYTES=text)


def test_sign_up_is_one_of_three_words() -> None:
    assert "SIGN_UP=anybody is none of open, invited, closed" in refusal(SIGN_UP="anybody")


def test_there_is_no_demo_on_a_network() -> None:
    assert "there is no demo on a network" in refusal(DEMO="1", **PUBLIC)
