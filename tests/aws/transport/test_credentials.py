"""Which credentials sign a call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import NoCredentialsError

from aws.clients import AccessKey, Aws
from aws.transport.sigv4 import Credentials
from tests.aws.conftest import REGION

ROLE = {"AWS_ACCESS_KEY_ID": "ASIAROLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token"}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A machine without credentials until its profile is written."""
    for name in (*ROLE, "AWS_PROFILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"):
        monkeypatch.delenv(name, raising=False)
    profile = tmp_path / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(profile))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    def write(text: str) -> None:
        profile.write_text(text)

    return write


async def test_an_explicit_key_takes_precedence_over_the_environment() -> None:
    aws = Aws(REGION, access_key=AccessKey("AKIAGIVEN", "given"), environment=ROLE)
    assert await aws.credentials.ready() == aws.credentials.now() == Credentials("AKIAGIVEN", "given")


async def test_changed_credentials_of_a_role_are_used() -> None:
    environment = dict(ROLE)
    aws = Aws(REGION, environment=environment)
    assert aws.credentials.now() == Credentials("ASIAROLE", "secret", "token")
    environment |= {"AWS_ACCESS_KEY_ID": "ASIANEXT", "AWS_SECRET_ACCESS_KEY": "next", "AWS_SESSION_TOKEN": ""}
    assert await aws.credentials.ready() == aws.credentials.now() == Credentials("ASIANEXT", "next")


@pytest.mark.parametrize("missing", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
async def test_half_a_key_in_the_environment_is_ignored(machine: Callable[[str], None], missing: str) -> None:
    machine("[default]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = kept\n")
    aws = Aws(REGION, environment=ROLE | {missing: ""})
    assert await aws.credentials.ready() == aws.credentials.now() == Credentials("AKIAPROFILE", "kept")


async def test_missing_credentials_raise(machine: Callable[[str], None]) -> None:
    aws = Aws(REGION)
    with pytest.raises(NoCredentialsError):
        await aws.credentials.ready()
