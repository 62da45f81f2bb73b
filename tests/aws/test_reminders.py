"""The reminder before an event's end, with the rights of the jobs function."""

from __future__ import annotations

import pytest

from domain.expiry import reminder_at
from domain.job_models import Job, JobKind
from tests.aws.aws_backends import AwsBackend
from tests.aws.factories import a_user, an_accessor, an_event


@pytest.mark.parametrize("backend", ["ministack"], indirect=True)
async def test_the_jobs_function_may_mail_a_reminder(backend: AwsBackend) -> None:
    adapters, now = backend.adapters_for(backend.aws), backend.clock()
    user = a_user()
    event = an_event(user_id=user.user_id, public_url=f"{user.user_name}/wedding", created_at=now)
    await adapters.users.add(user)
    await adapters.events.add(event, remind_at=reminder_at(event))
    await adapters.accessors.add([an_accessor(event.event_id)])
    backend.clock.forward(seconds=(reminder_at(event) - now).total_seconds())
    await backend.work(Job(JobKind.REMINDER, event.event_id), backend.worker)
    assert [mail.to for mail in backend.mailer.sent] == [user.email]
