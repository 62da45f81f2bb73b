from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from aws.clients import Aws
from domain.errors import EmailTaken, InvalidInvitation, UserNameTaken
from domain.one_time_tokens import OneTimeToken, Purpose
from tests.aws.conftest import Stores
from tests.aws.factories import LATER, a_user

INVITATION = Purpose.INVITATION


def a_token(**changes: Any) -> OneTimeToken:
    fields = {"purpose": INVITATION, "digest": uuid4().hex, "subject": "somebody", "expires_at": LATER}
    return OneTimeToken.model_validate(fields | changes)


@pytest.mark.parametrize("is_mailed", [True, False])
async def test_a_token_is_found_until_it_is_used(stores: Stores, is_mailed: bool) -> None:
    token = a_token(is_mailed=is_mailed)
    await stores.one_time_tokens.add(token)
    for _ in range(2):
        assert await stores.one_time_tokens.find(INVITATION, token.digest) == token
    await stores.users.add(a_user(), token)
    with pytest.raises(InvalidInvitation):
        await stores.users.add(a_user(), token)
    assert await stores.one_time_tokens.find(INVITATION, token.digest) is None


async def test_an_unknown_token_is_neither_found_nor_used(stores: Stores) -> None:
    for digest in (uuid4().hex, ""):
        assert await stores.one_time_tokens.find(INVITATION, digest) is None
        with pytest.raises(InvalidInvitation):
            await stores.users.add(a_user(), a_token(digest=digest))


async def test_an_account_and_its_invitation_are_one_write(stores: Stores) -> None:
    """A sign-up that fails for another reason leaves the invitation usable (issue 11, C11)."""
    token, known, new = a_token(), a_user(), a_user()
    await stores.one_time_tokens.add(token)
    await stores.users.add(known)
    with pytest.raises(EmailTaken):
        await stores.users.add(a_user(email=known.email), token)
    with pytest.raises(UserNameTaken):
        await stores.users.add(a_user(user_name=known.user_name), token)
    assert await stores.one_time_tokens.find(INVITATION, token.digest) == token
    await stores.users.add(new, token)
    late = a_user()
    with pytest.raises(InvalidInvitation):
        await stores.users.add(late, token)
    assert await stores.users.by_email(new.email) == new
    assert await stores.users.by_email(late.email) is None


async def test_one_of_twenty_concurrent_sign_ups_uses_the_invitation(stores_under_load: Stores) -> None:
    token = a_token()
    await stores_under_load.one_time_tokens.add(token)
    sign_ups = (stores_under_load.users.add(a_user(), token) for _ in range(20))
    outcomes = await asyncio.gather(*sign_ups, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InvalidInvitation"] * 19 + ["NoneType"]


async def test_a_token_has_a_time_to_live(ministack_stores: Stores, ministack_root: Aws) -> None:
    token = a_token()
    await ministack_stores.one_time_tokens.add(token)
    key = {"key": {"S": f"token#invitation#{token.digest}"}}
    response = await ministack_root.call("dynamodb", "get_item", TableName="imgsh-rate-limits", Key=key)
    assert 0 <= int(response["Item"]["delete_after"]["N"]) - LATER.timestamp() <= 1
