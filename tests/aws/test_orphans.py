"""The search for orphans, with the rights that it has in the cloud."""

from __future__ import annotations

from aws.clients import Aws
from aws.dynamodb.jobs import DynamoJobs
from aws.s3 import keys
from aws.sqs import SqsQueue
from domain.job_models import Job, JobKind
from runtime.adapters import adapters_of
from runtime.wiring import utc_now
from runtime.worker_wiring import orphan_cleanup_of
from tests.aws.conftest import NAMES
from tests.aws.factories import a_photo, a_user, an_accessor, an_event
from tests.in_memory_backend import settings_with
from worker import object_keys


async def test_the_rights_of_jobs_suffice_for_the_search_for_orphans(ministack_root: Aws, ministack_jobs: Aws) -> None:
    root = adapters_of(settings_with(), ministack_root)
    adapters = adapters_of(settings_with(), ministack_jobs)
    now, user = utc_now(), a_user()
    later = now.replace(year=now.year + 1)
    await orphan_cleanup_of(adapters, lambda: later).run(restart=True)  # removes what other tests left on this engine
    event = an_event(user_id=user.user_id, created_at=now)
    missing_event = an_event(user_id=user.user_id)
    lost = a_photo(event, "lost.png", registered_at=now)
    requeued = a_photo(event, "requeued +1.png", registered_at=now)
    await root.events.add(event)
    await root.photos.register(event, [lost, requeued], quota_bytes=10**9, now=now)
    await root.accessors.add([an_accessor(missing_event.event_id)])
    stray = f"{user.user_id}/{event.event_id}/stray.png"
    s3 = ministack_root.client("s3")
    for bucket, key in ((NAMES.originals, stray), (NAMES.derived, f"{stray}/preview")):
        s3.put_object(Bucket=bucket, Key=key, Body=b"stray")
    s3.put_object(Bucket=NAMES.originals, Key=keys.original(requeued), Body=b"requeued")
    queue = SqsQueue(ministack_root, NAMES.uploads, wait_seconds=0)
    while messages := await queue.receive():
        await queue.delete(messages)
    await root.events.change(event, name=None, seconds_to_live=500 * 86_400, now=now)
    found = await orphan_cleanup_of(adapters, lambda: later).run(restart=True)

    assert found.objects >= 2
    assert (found.photos, found.codes, found.requeued) == (1, 1, 1)
    requeued_keys = [key for message in await queue.receive() for key in object_keys(message.body)]
    assert requeued_keys == [keys.original(requeued)]
    assert "Contents" not in s3.list_objects_v2(Bucket=NAMES.originals, Prefix=stray)
    job = Job(JobKind.PHOTOS, event.event_id)
    assert await DynamoJobs(ministack_root, NAMES).hold(job, now=later, until=later)
