"""Deletion of an account, with all that belongs to it."""

from __future__ import annotations

import pytest

from domain.errors import EmailTaken, RateLimited, Unauthenticated, WrongCredentials
from domain.job_models import Job, JobKind
from tests.in_memory_backend import PASSWORD, InMemoryBackend

ADDRESS = "192.0.2.1"


async def test_an_account_is_deleted_with_its_events_and_its_name_is_free_again(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    otto = await backend.photographer("otto")
    others = await backend.event(otto)
    for name in ("Wedding", "Birthday"):
        event = await backend.event(anna, name)
        await backend.issue(anna, event, *(await backend.upload(anna, event, "cake.jpg")))
    await backend.service.deletions.delete_account(anna, PASSWORD, address=ADDRESS)
    with pytest.raises(Unauthenticated):
        await backend.service.accounts.me(anna)
    with pytest.raises(WrongCredentials):
        await backend.service.accounts.sign_in(email="anna@example.com", password=PASSWORD, address=ADDRESS)
    with pytest.raises(Unauthenticated):
        await backend.event(anna, "Another")
    with pytest.raises(EmailTaken):
        await backend.photographer()
    await backend.work()
    await backend.wait_for_deletion()
    await backend.wait_for_deletion()

    assert [user.email for user in backend.tables.users.values()] == ["otto@example.com"]
    assert backend.left == [others.event_id, Job(JobKind.REMINDER, others.event_id)]
    assert anna.user_id not in backend.tables.storage_bytes
    assert [mail.subject for mail in backend.mailer.sent if "deleted" in mail.subject] == ["Your account is deleted"]
    assert (await backend.photographer()).user_id != anna.user_id


async def test_deleting_an_account_needs_its_password_and_guessing_is_limited(backend: InMemoryBackend) -> None:
    anna = await backend.photographer()
    for _ in range(10):
        with pytest.raises(WrongCredentials):
            await backend.service.deletions.delete_account(anna, "wrong", address=ADDRESS)
    with pytest.raises(RateLimited):
        await backend.service.deletions.delete_account(anna, PASSWORD, address=ADDRESS)
    backend.clock.forward(hours=1)
    await backend.service.deletions.delete_account(anna, PASSWORD, address=ADDRESS)
