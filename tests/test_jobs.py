"""The door of jobs, by what Lambda hands over."""

from __future__ import annotations

import json

import pytest

import jobs
from aws.sqs import from_message, to_message
from domain.job_models import Job, JobKind
from runtime.queue_consumer import Batch
from runtime.worker_wiring import jobs_of, sweep_of
from tests.aws.factories import an_event
from tests.in_memory_backend import InMemoryBackend

EVENT_ID = "fd575f0d-f39a-4ecb-99f9-31813d4edb2c"


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> InMemoryBackend:
    backend = InMemoryBackend()
    monkeypatch.setattr(jobs, "_jobs", lambda: jobs_of(backend.settings, backend.adapters, backend.clock))
    monkeypatch.setattr(jobs, "_sweep", lambda: sweep_of(backend.adapters, backend.clock))
    return backend


def batch(*bodies: str) -> Batch:
    return {"Records": [{"messageId": f"message {number}", "body": body} for number, body in enumerate(bodies)]}


@pytest.mark.parametrize("kind", JobKind)
def test_a_job_is_read_as_it_was_written(kind: JobKind) -> None:
    job = Job(kind, EVENT_ID, "0123" if kind is JobKind.ARCHIVE else "")
    assert from_message(to_message(job)) == job


def test_what_is_no_job_stays_in_the_queue_and_a_job_that_is_done_does_not(backend: InMemoryBackend) -> None:
    done = to_message(Job(JobKind.EVENT, EVENT_ID))
    answer = jobs.handler(batch("nonsense", done, f"{EVENT_ID}#rename", ""), None)
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == ["message 0", "message 2", "message 3"]


def test_a_job_that_fails_stays_in_the_queue_and_is_logged_by_its_place(
    backend: InMemoryBackend, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(event_id: str) -> None:
        raise ValueError("somebody's secret")

    event = an_event(created_at=backend.clock())
    backend.tables.events[event.event_id] = event
    backend.clock.forward(days=7)
    jobs.sweep_handler({}, None)
    monkeypatch.setattr(backend.adapters.deletion, "remove_codes", fail)
    (told,) = backend.queue.enqueued
    assert jobs.handler(batch(to_message(told)), None)["batchItemFailures"]
    swept, failed = map(json.loads, caplog.messages)

    assert (swept["outcome"], swept["claimed"], swept["oldest_seconds"]) == ("swept", 1, 0)
    assert (failed["outcome"], failed["fault"], failed["job"]) == ("failed", "ValueError", to_message(told))
    assert "secret" not in json.dumps(failed)
