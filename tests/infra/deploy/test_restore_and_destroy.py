"""Steps of docs/runbook.md, walked on what CloudFormation makes of the template."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aws import resources
from aws.admin.restore import SUFFIX, TableRestore
from aws.sqs import SqsQueue, to_message
from domain.job_models import Job, JobKind
from domain.models import PhotoKey, PhotoStatus
from domain.sorting.reading import SortingReader
from jobs import job_handler
from runtime.adapters import Adapters, adapters_of
from runtime.queue_consumer import Batch, batch_response
from runtime.settings import Settings
from runtime.wiring import utc_now
from runtime.worker_wiring import jobs_of, sweep_of
from tests.aws.factories import a_photo, an_event
from tests.infra.conftest import DEPLOYMENT
from tests.infra.unpacked_bundles import DeployedData

NAMES = DEPLOYMENT.names
LATER = timedelta(days=1)
"""After this no upload from before the deletion can arrive."""


@pytest.fixture
def settings() -> Settings:
    return Settings(
        prefix=DEPLOYMENT.prefix,
        region=DEPLOYMENT.region,
        public_origin=DEPLOYMENT.public_origin,
        mail_sender=DEPLOYMENT.mail_sender,
    )


@pytest.fixture
def adapters(deployed: DeployedData, settings: Settings) -> Adapters:
    return adapters_of(settings, deployed.root)


async def test_lost_records_come_back_and_what_came_since_stays(deployed: DeployedData, adapters: Adapters) -> None:
    now = utc_now()
    event = an_event(created_at=now)
    await adapters.events.add(event)
    lost, renamed = (a_photo(event, name, registered_at=now) for name in ("lost.png", "changed.png"))
    await adapters.photos.register(event, [lost, renamed], quota_bytes=10**9, now=now)
    restoring = TableRestore(deployed.root, NAMES.photos)
    restoring.restore(now)

    dynamodb = deployed.root.client("dynamodb")
    dynamodb.delete_item(TableName=NAMES.photos, Key=key_of(lost.key))
    dynamodb.update_item(
        TableName=NAMES.photos,
        Key=key_of(renamed.key),
        UpdateExpression="SET placeholder = :new",
        ExpressionAttributeValues={":new": {"S": "new"}},
    )
    newer = a_photo(event, "newer.png", registered_at=now)
    await adapters.photos.register(event, [newer], quota_bytes=10**9, now=now)

    assert restoring.copy_missing(overwrite=False) == 1
    known = await adapters.photos.get_many([lost.key, renamed.key, newer.key])
    assert known[lost.key] == lost
    assert known[renamed.key].placeholder == "new"
    assert newer.key in known
    assert restoring.copy_missing(overwrite=True) >= 2
    assert (await adapters.photos.get_many([renamed.key]))[renamed.key] == renamed

    restoring.drop()
    assert f"{NAMES.photos}{SUFFIX}" not in dynamodb.list_tables()["TableNames"]


async def test_a_sorting_shows_a_restored_photo_to_a_process_that_had_read_it_without(
    deployed: DeployedData, adapters: Adapters
) -> None:
    now = utc_now()
    event = an_event(created_at=now)
    await adapters.events.add(event)
    photo = a_photo(event, registered_at=now)
    await adapters.photos.register(event, [photo], quota_bytes=10**9, now=now)
    ready = photo.model_copy(update={"status": PhotoStatus.READY, "crc32": 1, "uploaded_at": now})
    assert await adapters.photos.finish(ready)
    reader = SortingReader(accessors=adapters.accessors, photos=adapters.photos, store=adapters.sorting)

    async def sorted_photos() -> list[str]:
        known = await adapters.events.get(event.event_id)
        assert known is not None
        return list((await reader.read(known)).photos)

    restoring = TableRestore(deployed.root, NAMES.photos)
    restoring.restore(now)
    deployed.root.client("dynamodb").delete_item(TableName=NAMES.photos, Key=key_of(photo.key))
    assert await sorted_photos() == []
    restoring.copy_missing(overwrite=False)
    restoring.raise_photos_versions(NAMES.events)
    assert await sorted_photos() == [photo.filename]
    restoring.drop()


def key_of(key: PhotoKey) -> Any:
    return {"event_id": {"S": key.event_id}, "filename": {"S": key.filename}}


async def test_a_job_that_was_given_up_is_done_once_it_is_sent_again(
    deployed: DeployedData, adapters: Adapters, settings: Settings
) -> None:
    event = an_event(created_at=utc_now())
    await adapters.events.add(event)
    assert await adapters.deletion_marks.mark_event(event.event_id, now=utc_now(), owner_id=event.user_id)
    queue, dead = (SqsQueue(deployed.root, name, wait_seconds=1) for name in (NAMES.jobs_queue, NAMES.jobs_dead))
    sqs = deployed.root.client("sqs")
    url = sqs.get_queue_url(QueueName=NAMES.jobs_queue)["QueueUrl"]
    job = to_message(Job(JobKind.EVENT, event.event_id))
    sqs.send_message(QueueUrl=url, MessageBody=job)

    async def fail(subject: str) -> None:
        raise OSError

    failing = replace(job_handler(jobs_of(settings, adapters)), handle=fail)
    for _ in range(next(each.max_receives for each in resources.queues(NAMES) if each.name == NAMES.jobs_queue)):
        received = sqs.receive_message(QueueUrl=url)["Messages"]
        assert [each["Body"] for each in received] == [job]
        assert (await batch_response(batch(job), failing))["batchItemFailures"]
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=received[0]["ReceiptHandle"], VisibilityTimeout=0)
    assert not await queue.receive()
    (given_up,) = await dead.receive()
    assert given_up.body == job

    # What `aws sqs start-message-move-task` does with each message.
    sqs.send_message(QueueUrl=url, MessageBody=given_up.body)
    await dead.delete([given_up])
    (sent_again,) = await queue.receive()
    handler = job_handler(jobs_of(settings, adapters, lambda: utc_now() + LATER))
    done = await batch_response(batch(sent_again.body), handler)
    assert done == {"batchItemFailures": []}
    await queue.delete([sent_again])
    assert await adapters.events.get(event.event_id) is None


async def test_an_event_that_has_to_go_is_ended_in_its_table_and_the_sweep_does_the_rest(
    deployed: DeployedData, adapters: Adapters
) -> None:
    event = an_event(created_at=utc_now())
    await adapters.events.add(event)
    deployed.root.client("dynamodb").update_item(
        TableName=NAMES.events,
        Key={"event_id": {"S": event.event_id}},
        UpdateExpression="SET expires_at = :past",
        ExpressionAttributeValues={":past": {"N": "0"}},
    )
    assert (await sweep_of(adapters).sweep()).marked >= 1
    ended = await adapters.events.get(event.event_id)
    assert ended is None or ended.deleting_since


def batch(body: str) -> Batch:
    return {"Records": [{"messageId": "m1", "body": body}]}
