"""Settings: what is wrong is refused when a process starts, and no secret is shown."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from runtime.settings import Settings

SECRET = "k3y" * 12
ORIGIN = "https://d111111abcdef8.cloudfront.net"


def settings(**variables: str) -> Settings:
    named = {f"IMGSH_{name.upper()}": value for name, value in variables.items()}
    return Settings.from_environment({"IMGSH_PUBLIC_ORIGIN": "https://imgsh.example", **named})


def test_photos_are_fetched_from_storage_unless_they_have_an_origin() -> None:
    assert settings().photo_origin is None


def test_keys_of_links_are_pairs_and_the_first_signs() -> None:
    made = settings(photo_origin=ORIGIN, photo_link_keys=f"b2:{SECRET},a1:{SECRET}x")
    assert [(key.kid, key.secret.get_secret_value()) for key in made.photo_link_keys] == [
        ("b2", SECRET),
        ("a1", f"{SECRET}x"),
    ]
    assert SECRET not in repr(made)


@pytest.mark.parametrize(
    ("origin", "keys"),
    [
        (ORIGIN, ""),
        (f"{ORIGIN}/", f"a:{SECRET}"),
        ("d111111abcdef8.cloudfront.net", f"a:{SECRET}"),
        (ORIGIN, SECRET),
        (ORIGIN, f"constructor:{SECRET}"),
        (ORIGIN, f"a:{SECRET[:31]}"),
        (ORIGIN, f"a:{SECRET}{SECRET}"),
        (ORIGIN, f"a:{SECRET}'"),
        (ORIGIN, f"a:{SECRET},a:{SECRET}x"),
    ],
)
def test_what_would_sign_badly_is_refused_without_showing_it(origin: str, keys: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(photo_origin=origin, photo_link_keys=keys)
    assert SECRET[:31] not in str(refused.value)
