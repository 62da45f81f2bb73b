"""The local engine with its data in a folder, to be killed and started again."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from botocore.exceptions import ClientError

from aws.clients import AccessKey, Aws
from aws.resources import ResourceNames
from local.engine import Engine, start_ministack
from tests.engine_processes import ENGINES

REGION = "eu-west-1"
PREFIX = "kept"
NAMES = ResourceNames.with_prefix(PREFIX)
ORIGIN = "http://127.0.0.1:9"


@dataclass
class Kept:
    """A running engine whose data are in a folder."""

    engine: Engine

    @cached_property
    def aws(self) -> Aws:
        return Aws(REGION, self.engine.endpoint_url, AccessKey(self.engine.access_key, self.engine.secret_key))

    def __getattr__(self, service: str) -> Any:
        return self.aws.client(service)

    def put(self, key: str, label: str = "") -> None:
        self.dynamodb.put_item(TableName=NAMES.events, Item={"event_id": {"S": key}, "label": {"S": label}})

    def items(self) -> set[str]:
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=NAMES.events)
        return {item["event_id"]["S"] for page in pages for item in page["Items"]}

    def upload(self, key: str, body: bytes) -> int:
        """Returns the status."""
        try:
            answer = self.s3.put_object(Bucket=NAMES.originals, Key=key, Body=body, ContentType="image/jpeg")
        except ClientError as error:
            return int(error.response["ResponseMetadata"]["HTTPStatusCode"])
        return int(answer["ResponseMetadata"]["HTTPStatusCode"])

    def refusal_of(self, key: str, body: bytes) -> httpx.Response:
        """Of an upload by a page."""
        url = self.s3.generate_presigned_url("put_object", Params={"Bucket": NAMES.originals, "Key": key})
        return httpx.put(url, content=body, headers={"origin": ORIGIN}, trust_env=False)

    def objects(self) -> dict[str, bytes]:
        found = self.s3.list_objects_v2(Bucket=NAMES.originals).get("Contents", [])
        return {
            each["Key"]: self.s3.get_object(Bucket=NAMES.originals, Key=each["Key"])["Body"].read() for each in found
        }

    def notified_keys(self) -> list[str]:
        """The keys that notifications name. They stay in the queue."""
        url = self.sqs.get_queue_url(QueueName=NAMES.uploads)["QueueUrl"]
        keys = []
        while found := self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0).get(
            "Messages"
        ):
            for message in found:
                keys += [record["s3"]["object"]["key"] for record in json.loads(message["Body"]).get("Records", [])]
        return keys

    def kill(self) -> None:
        os.killpg(self.engine.process.pid, signal.SIGKILL)
        self.engine.process.wait()


@contextmanager
def kept(folder: Path, **options: Any) -> Iterator[Kept]:
    options = {"engines": ENGINES, **options}
    folder.mkdir(exist_ok=True)
    engine = start_ministack(state_dir=folder, log=folder / "log", region=REGION, **options)
    try:
        yield Kept(engine)
    finally:
        engine.stop()


def recovery(folder: Path) -> Any:
    return json.loads((folder / "state" / "recovery.json").read_text())
