"""What CloudWatch counts, as it stands in the log lines."""

from __future__ import annotations

import asyncio
import logging

import pytest

import jobs
from aws.sqs import Message
from domain.job_models import JobKind
from domain.models import PhotoStatus
from runtime.metrics import Metric, embedded
from runtime.queue_consumer import MessageHandler, UnreadableMessage, process_messages
from tests.api.conftest import ApiUnderTest, open_api
from tests.aws.factories import an_event
from tests.in_memory_backend import InMemoryBackend
from tests.log_metrics import counted
from tests.s3_notifications import notification
from worker import dead_upload_handler

REDEEM = "mutation ($input: RedeemAccessCodeInput!) { redeemAccessCode(input: $input) { userErrors { code } } }"


def subjects(body: str) -> tuple[str, ...]:
    return (body,)


def test_codes_that_open_and_codes_that_do_not_are_counted_apart(caplog: pytest.LogCaptureFixture) -> None:
    api: ApiUnderTest = open_api()
    anna = api.photographer()
    event = api.event(anna)
    right = api.issue(anna, event, all_photos=True).access_code
    wrong = "000000" if right != "000000" else "111111"
    for code in (right, wrong):
        given = {"publicUrl": event.public_url, "accessCode": code}
        api.client.ask(REDEEM, {"input": given})
    api.client.ask("{ me { userName } }")
    lines = [record.getMessage() for record in caplog.records if record.name == "imgsh"]
    assert [counted(line) for line in lines] == [{"Redeems": 1}, {"FailedRedeems": 1}, {}]
    assert logging.getLogger("imgsh").isEnabledFor(logging.INFO)


@pytest.mark.parametrize(
    ("became", "metric"),
    [(PhotoStatus.READY, "Uploads"), (PhotoStatus.REJECTED, "Rejects"), (JobKind.ARCHIVE, "ArchiveTime")],
)
def test_what_became_of_an_upload_or_a_job_is_counted(
    became: object, metric: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def step(subject: str) -> object:
        return became

    asyncio.run(process_messages([Message("m1", "user/event/pic.jpg")], MessageHandler("handled", subjects, step)))
    found = counted(caplog.messages[-1])
    assert list(found) == [metric]
    assert found[metric] == 1 if metric != "ArchiveTime" else 0 <= found[metric] < 60


def test_what_failed_is_counted_and_what_changed_nothing_is_not(caplog: pytest.LogCaptureFixture) -> None:
    async def nothing(subject: str) -> None: ...

    async def fails(subject: str) -> object:
        raise OSError

    def unreadable(body: str) -> tuple[str, ...]:
        raise UnreadableMessage

    handlers = [MessageHandler("handled", read, step) for read in (subjects, unreadable) for step in (nothing, fails)]
    for handler in handlers:
        asyncio.run(process_messages([Message("m1", "user/event/pic.jpg")], handler))
    assert [counted(line) for line in caplog.messages] == [{}, *[{"Failures": 1}] * 3]


def test_an_upload_that_is_given_up_is_a_failure_since_a_killed_function_logged_none(
    caplog: pytest.LogCaptureFixture,
) -> None:
    backend = InMemoryBackend()
    dead = Message("m1", notification("user/event/pic.jpg"))
    asyncio.run(process_messages([dead], dead_upload_handler(backend.upload_processor)))
    assert [counted(line) for line in caplog.messages] == [{"Failures": 1}]


@pytest.mark.parametrize(("late", "seconds"), [({}, 0), ({"days": 8}, 86_400)])
def test_every_sweep_tells_how_late_the_oldest_event_is_also_when_none_is(
    late: dict[str, float], seconds: float, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    backend = InMemoryBackend()
    event = an_event(created_at=backend.clock())
    backend.tables.events[event.event_id] = event
    backend.clock.forward(**late)
    monkeypatch.setattr(jobs, "_sweep", lambda: backend.sweep)
    jobs.sweep_handler({}, None)
    assert counted(caplog.messages[-1]) == {"OldestOverdue": seconds}


def test_every_metric_has_a_unit_that_cloudwatch_knows() -> None:
    assert {metric.unit for metric in Metric} <= {"Count", "Seconds"}
    assert embedded({}, 0) == {}
