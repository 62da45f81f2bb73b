"""Deletion of an account, with all that belongs to it."""

from __future__ import annotations

import pytest

from domain.errors import (
    EmailTaken,
    RateLimited,
    Unauthenticated,
    WrongCredentials,
)
from domain.jobs import Job, JobKind
from tests.world import PASSWORD, World

ADDRESS = "192.0.2.1"


async def test_an_account_is_deleted_with_its_events_and_its_name_is_free_again(world: World) -> None:
    anna = await world.photographer()
    otto = await world.photographer("otto")
    others = await world.event(otto)
    for name in ("Wedding", "Birthday"):
        event = await world.event(anna, name)
        await world.issue(anna, event, *(await world.upload(anna, event, "cake.jpg")))
    await world.service.deletions.delete_account(anna, PASSWORD, address=ADDRESS)
    with pytest.raises(Unauthenticated):
        await world.service.accounts.me(anna)
    with pytest.raises(WrongCredentials):
        await world.service.accounts.sign_in(email="anna@example.com", password=PASSWORD, address=ADDRESS)
    with pytest.raises(Unauthenticated):
        await world.event(anna, "Another")
    with pytest.raises(EmailTaken):
        await world.photographer()
    await world.work()
    await world.wait_for_deletion()
    await world.wait_for_deletion()

    assert [user.email for user in world.tables.users.values()] == ["otto@example.com"]
    assert world.left == [others.event_id, Job(JobKind.REMINDER, others.event_id)]
    assert anna.user_id not in world.tables.storage_bytes
    assert [mail.subject for mail in world.mailer.sent if "deleted" in mail.subject] == ["Your account is deleted"]
    assert (await world.photographer()).user_id != anna.user_id


async def test_an_account_is_deleted_by_its_password_alone_and_guessing_is_limited(world: World) -> None:
    anna = await world.photographer()
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            await world.service.deletions.delete_account(anna, "wrong", address=ADDRESS)
    with pytest.raises(RateLimited):
        await world.service.deletions.delete_account(anna, PASSWORD, address=ADDRESS)
    world.clock.forward(hours=1)
    await world.service.deletions.delete_account(anna, PASSWORD, address=ADDRESS)
