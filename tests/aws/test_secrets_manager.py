"""Signing keys in the engine's Secrets Manager, with the rights of the API."""

from __future__ import annotations

from typing import Any, cast

import pytest

from aws.clients import Aws
from aws.secrets_manager import SecretKeys
from domain.ports.accounts import KeysUnreadable
from tests.aws.conftest import NAMES

FIRST, SECOND, THIRD = ("1" * 64, "2" * 64, "3" * 64)


@pytest.fixture(scope="module")
def secret(ministack_root: Aws) -> str:
    name: str = NAMES.token_keys
    vault: Any = ministack_root.client("secretsmanager")
    vault.create_secret(Name=name, SecretString=FIRST)
    return name


async def test_a_rotation_makes_the_current_key_the_previous_one(
    ministack_root: Aws, ministack_api: Aws, secret: str
) -> None:
    keys, vault = SecretKeys(ministack_api, secret), cast(Any, ministack_root.client("secretsmanager"))
    (first,) = await keys.read()
    assert first.secret == FIRST.encode()

    vault.put_secret_value(SecretId=secret, SecretString=SECOND)
    second, before = await keys.read()
    assert (second.secret, before) == (SECOND.encode(), first)

    vault.put_secret_value(SecretId=secret, SecretString=THIRD)
    assert [key.secret for key in await keys.read()] == [THIRD.encode(), SECOND.encode()]


async def test_a_role_without_the_right_cannot_read_the_keys(ministack_worker: Aws, secret: str) -> None:
    with pytest.raises(KeysUnreadable):
        await SecretKeys(ministack_worker, secret).read()


async def test_a_missing_secret_raises(ministack_root: Aws) -> None:
    with pytest.raises(KeysUnreadable):
        await SecretKeys(ministack_root, f"{NAMES.token_keys}-of-nobody").read()
