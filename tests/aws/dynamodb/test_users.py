from __future__ import annotations

import asyncio

import pytest

from domain.errors import Conflict, EmailTaken, UserNameTaken
from tests.aws.conftest import Stores
from tests.aws.factories import a_user


async def test_an_account_is_found_by_email_and_by_id(stores: Stores) -> None:
    user = a_user(email_verified=True)
    await stores.users.add(user)
    assert await stores.users.by_email(user.email) == user
    assert await stores.users.by_id(user.user_id) == user


async def test_an_unknown_account_is_not_found(stores: Stores) -> None:
    assert await stores.users.by_email("nobody@example.com") is None
    assert await stores.users.by_id(a_user().user_id) is None
    assert await stores.users.storage_bytes(a_user().user_id) == 0


@pytest.mark.parametrize("email", ["", "x" * 3000, "\ud800@example.com"])
async def test_an_invalid_key_is_no_account(stores: Stores, email: str) -> None:
    assert await stores.users.by_email(email) is None
    assert await stores.users.by_id(email) is None


async def test_a_pointer_is_not_an_account(stores: Stores) -> None:
    user = a_user()
    await stores.users.add(user)
    assert await stores.users.by_email(f"name#{user.user_name}") is None


async def test_one_email_address_has_one_account(stores: Stores) -> None:
    user = a_user()
    await stores.users.add(user)
    with pytest.raises(EmailTaken):
        await stores.users.add(a_user(email=user.email))
    assert await stores.users.by_email(user.email) == user


async def test_one_user_name_has_one_account(stores: Stores) -> None:
    user, late = a_user(), a_user()
    await stores.users.add(user)
    with pytest.raises(UserNameTaken):
        await stores.users.add(late.model_copy(update={"user_name": user.user_name}))
    assert await stores.users.by_email(late.email) is None


async def test_a_refused_account_leaves_its_user_name_free(stores: Stores) -> None:
    user, late = a_user(), a_user()
    await stores.users.add(user)
    with pytest.raises(EmailTaken):
        await stores.users.add(late.model_copy(update={"email": user.email}))
    await stores.users.add(late)


async def test_one_of_several_concurrent_sign_ups_gets_the_user_name(stores_under_load: Stores) -> None:
    user_name = a_user().user_name
    rivals = [a_user(user_name=user_name) for _ in range(8)]
    outcomes = await asyncio.gather(*map(stores_under_load.users.add, rivals), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(UserNameTaken) == len(rivals) - 1
    found = [await stores_under_load.users.by_email(rival.email) for rival in rivals]
    assert [user for user in found if user] == [rivals[outcomes.index(None)]]


async def test_a_change_keeps_the_other_fields(stores: Stores) -> None:
    user = a_user()
    await stores.users.add(user)
    changed = await stores.users.change(user, password_hash="$argon2id$2", session_epoch=1)
    assert changed == user.model_copy(update={"password_hash": "$argon2id$2", "session_epoch": 1})
    assert await stores.users.by_email(user.email) == changed
    assert await stores.users.change(changed, email_verified=True) == changed.model_copy(
        update={"email_verified": True}
    )


async def test_an_empty_change_changes_nothing(stores: Stores) -> None:
    user = a_user()
    await stores.users.add(user)
    assert await stores.users.change(user) == user


async def test_a_change_of_an_account_read_before_its_sessions_ended_is_refused(stores: Stores) -> None:
    user = a_user()
    await stores.users.add(user)
    await stores.users.change(user, session_epoch=1)
    with pytest.raises(Conflict):
        await stores.users.change(user, password_hash="$argon2id$2")
    with pytest.raises(Conflict):
        await stores.users.change(a_user(), email_verified=True)
