"""What CloudWatch counts, as it stands in the log lines."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import pytest

import jobs
from aws.sqs import Message
from domain.job_models import JobKind
from domain.models import PhotoStatus
from runtime.metrics import Metric, embedded
from runtime.queue_consumer import MessageHandler, process_messages
from tests.api.conftest import ApiUnderTest, open_api
from tests.aws.factories import an_event
from tests.in_memory_backend import InMemoryBackend

REDEEM = "mutation ($input: RedeemAccessCodeInput!) { redeemAccessCode(input: $input) { userErrors { code } } }"


def subjects(body: str) -> tuple[str, ...]:
    return (body,)


def counted(line: str) -> dict[str, float]:
    """What CloudWatch reads out of a line, by the specification of its embedded format."""
    said: dict[str, Any] = json.loads(line)
    found: dict[str, float] = {}
    for told in said.get("_aws", {}).get("CloudWatchMetrics", []):
        assert (told["Namespace"], told["Dimensions"]) == ("imgsh", [[]])
        assert said["_aws"]["Timestamp"] > 1_700_000_000_000
        found |= {each["Name"]: said[each["Name"]] for each in told["Metrics"]}
    return found


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


def test_what_changed_nothing_or_failed_counts_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def nothing(subject: str) -> None: ...

    async def fails(subject: str) -> object:
        raise OSError

    for step in (nothing, fails):
        asyncio.run(process_messages([Message("m1", "user/event/pic.jpg")], MessageHandler("handled", subjects, step)))
    assert [counted(line) for line in caplog.messages] == [{}, {}]


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
