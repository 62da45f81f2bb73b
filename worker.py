"""The door of uploads, for notifications of S3. The API's door is `app.py`, the one of jobs is `jobs.py`.

Lambda calls `handler` with messages of the uploads queue, and `dead_letter_handler` with those that failed too often.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from urllib.parse import unquote_plus

from aws.s3 import keys
from domain.upload_processing import UploadProcessor
from domain.uploads import is_named_as_video
from runtime.backlog import Place, Workload
from runtime.event_loop import run
from runtime.queue_consumer import Batch, BatchResponse, MessageHandler, UnreadableMessage, batch_response


def handler(event: Batch, context: object) -> BatchResponse:
    return run(batch_response(event, upload_handler(_upload_processor())))


def dead_letter_handler(event: Batch, context: object) -> BatchResponse:
    return run(batch_response(event, dead_upload_handler(_upload_processor())))


def upload_handler(processor: UploadProcessor) -> MessageHandler:
    return MessageHandler("arrived", object_keys, processor.process, upload_place)


def dead_upload_handler(processor: UploadProcessor) -> MessageHandler:
    return MessageHandler("give_up", object_keys, processor.give_up, upload_place, is_last_resort=True)


def upload_place(key: str) -> Place:
    """Videos are a workload of their own, since one of 20 GiB is read for minutes. Events take turns."""
    original = keys.parse(key)
    return Place(Workload.VIDEOS if is_named_as_video(original.filename) else Workload.PHOTOS, original.event_id)


def object_keys(body: str) -> tuple[str, ...]:
    """Returns the decoded keys of the new objects in a notification; none for the test event that S3 sends.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
    Raises UnreadableMessage.
    """
    try:
        notification = json.loads(body)
        if notification.get("Event") == "s3:TestEvent":
            return ()
        records = notification["Records"]
        if not records or not all(record["eventName"].startswith("ObjectCreated:") for record in records):
            raise UnreadableMessage("not about a new object")
        return tuple(unquote_plus(record["s3"]["object"]["key"], errors="strict") for record in records)
    except (ValueError, LookupError, TypeError, AttributeError) as fault:
        raise UnreadableMessage("not a notification of S3") from fault


@lru_cache(maxsize=1)
def _upload_processor() -> UploadProcessor:
    from aws.s3.spooled_original import remove_stale_folders
    from media.sandbox.confinement import deny_inspection
    from runtime.adapters import adapters_of, aws_of
    from runtime.logs import log_to_stdout, report
    from runtime.settings import Settings
    from runtime.wiring import renditions_of, upload_processor_of

    log_to_stdout()
    deny_inspection()
    remove_stale_folders()
    settings = Settings.from_environment(os.environ)
    aws = aws_of(settings, os.environ)
    return upload_processor_of(adapters_of(settings, aws), renditions_of(settings, aws, report, environment=os.environ))
