"""What the engine has answered is there after `kill -9`, on a disk that takes no more, and after an upgrade."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

import httpx
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from aws.admin.provision import application_user, provision
from infra.iam_policies import api_statements
from local.engine import EngineError, RootKey, free_ports, start, start_ministack
from tests.engine_processes import ENGINES
from tests.local.ministack.kept_engine import NAMES, ORIGIN, REGION, Kept, kept, recovery

ROOT = ENGINES.parent


def test_a_killed_engine_has_lost_nothing(tmp_path: Path) -> None:
    statements = api_statements(NAMES)
    with kept(tmp_path / "data") as service:
        provision(service.aws, NAMES, app_origin=ORIGIN)
        key = application_user(service.aws, "api", statements)
        service.put("one")
        service.put("two")
        service.dynamodb.delete_item(TableName=NAMES.events, Key={"event_id": {"S": "one"}})
        assert service.upload("a/b/one.jpg", b"one") == 200
        service.kill()

    with kept(tmp_path / "data") as service:
        assert service.items() == {"two"}
        assert service.objects() == {"a/b/one.jpg": b"one"}
        assert service.s3.head_object(Bucket=NAMES.originals, Key="a/b/one.jpg")["ContentType"] == "image/jpeg"
        assert service.notified_keys() == ["a/b/one.jpg"]
        assert service.s3.get_bucket_cors(Bucket=NAMES.originals)["CORSRules"][0]["AllowedOrigins"] == [ORIGIN]
        assert service.dynamodb.describe_time_to_live(TableName=NAMES.jobs)["TimeToLiveDescription"]["AttributeName"]
        assert application_user(service.aws, "api", statements, key) == key
    found = recovery(tmp_path / "data")
    assert found["records"] > 0
    assert (found["torn_bytes"], found["error"]) == (0, None)
    with kept(tmp_path / "data"):
        assert recovery(tmp_path / "data")["records"] == 0, "the last stop was a clean one"


def test_a_transaction_is_kept_as_a_whole_or_not_at_all(folder: Path) -> None:
    with kept(folder) as service:
        put = [{"Put": {"TableName": NAMES.events, "Item": {"event_id": {"S": name}}}} for name in ("one", "two")]
        service.dynamodb.transact_write_items(TransactItems=put)
        never = {
            "TableName": NAMES.events,
            "Key": {"event_id": {"S": "x"}},
            "ConditionExpression": "attribute_exists(event_id)",
        }
        other = {"Put": {"TableName": NAMES.events, "Item": {"event_id": {"S": "three"}}}}
        with pytest.raises(ClientError, match="TransactionCanceled"):
            service.dynamodb.transact_write_items(TransactItems=[other, {"ConditionCheck": never}])
        service.kill()

    with kept(folder) as service:
        assert service.items() == {"one", "two"}
    segment = max((folder / "state" / "journal").glob("segment-*"))
    segment.write_bytes(segment.read_bytes()[:-50])  # its last record is the one of the transaction

    with kept(folder) as service:
        assert service.items() in (set(), {"one", "two"})


def test_a_message_that_was_deleted_does_not_come_back(folder: Path) -> None:
    with kept(folder) as service:
        url = service.sqs.get_queue_url(QueueName=NAMES.jobs_queue)["QueueUrl"]
        for body in ("one", "two"):
            service.sqs.send_message(QueueUrl=url, MessageBody=body)
        (message,) = service.sqs.receive_message(QueueUrl=url)["Messages"]
        service.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        service.kill()

    with kept(folder) as service:
        left = service.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0)["Messages"]
        assert [each["Body"] for each in left] == [{"one": "two", "two": "one"}[message["Body"]]]


def test_the_journal_is_compacted_while_it_is_written(folder: Path) -> None:
    """Issue 13: bounded in size. The same few items are written again and again."""
    with kept(folder, checkpoint_bytes=20_000) as service:
        for number in range(200):
            service.put(f"{number % 3}", "x" * 1000)
        service.kill()

    assert sum(file.stat().st_size for file in (folder / "state" / "journal").iterdir()) < 300_000
    with kept(folder) as service:
        assert service.items() == {"0", "1", "2"}


def test_a_kill_in_the_middle_of_a_checkpoint_loses_nothing(folder: Path) -> None:
    journal = folder / "state" / "journal"
    answered: set[str] = set()

    def write(service: Kept) -> None:
        with suppress(BotoCoreError, ClientError):  # until it is killed
            for number in range(3000):
                service.put(f"{number}", "x" * 2000)
                answered.add(f"{number}")

    with kept(folder, checkpoint_bytes=1_500_000) as service:
        writing = Thread(target=write, args=[service])
        writing.start()
        while writing.is_alive() and not list(journal.glob("*.new")):
            time.sleep(0.0005)
        service.kill()
        writing.join()

    with kept(folder) as service:
        assert service.items() >= answered
        assert len(service.items()) <= len(answered) + 1
    assert not list(journal.glob("*.new"))


def test_what_an_earlier_version_has_saved_is_taken_over(tmp_path: Path) -> None:
    """MiniStack alone saves its state at a clean stop, as before there was a journal."""
    port = free_ports(1)[0]
    (tmp_path / "log").touch()
    root = RootKey()
    environment = {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": root.access_key,
        "AWS_SECRET_ACCESS_KEY": root.secret_key,
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(tmp_path / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(tmp_path / "s3"),
    }
    command = [str(ENGINES / "bin" / "ministack")]
    earlier = Kept(start(command, port=port, health="/_ministack/health", root=root, environment=environment))
    provision(earlier.aws, NAMES, app_origin=ORIGIN)
    key = application_user(earlier.aws, "api", api_statements(NAMES))
    earlier.put("one")
    earlier.upload("one.jpg", b"one")
    earlier.engine.stop()
    assert (tmp_path / "state" / "dynamodb.json").exists()

    for _ in range(2):
        with kept(tmp_path) as service:
            assert service.items() == {"one"}
            assert service.objects() == {"one.jpg": b"one"}
            assert application_user(service.aws, "api", api_statements(NAMES), key) == key
            service.kill()
        assert not (tmp_path / "state" / "dynamodb.json").exists()


def test_a_damaged_journal_is_said_and_nothing_is_served(folder: Path) -> None:
    checkpoint = next((folder / "state" / "journal").glob("checkpoint-*"))
    checkpoint.write_bytes(checkpoint.read_bytes()[:-1])

    with pytest.raises(EngineError, match=r"the journal is damaged: .*checkpoint-1 at byte .*make restore-backup"):
        start_ministack(ENGINES, state_dir=folder, log=folder / "log", region=REGION)

    assert "checkpoint-1" in recovery(folder)["error"]


def test_a_torn_end_is_cut_off_and_said(folder: Path) -> None:
    with kept(folder) as service:
        service.put("one")
        service.kill()
    segment = max((folder / "state" / "journal").glob("segment-*"))
    with segment.open("ab") as file:
        file.write(b"half a record")

    with kept(folder) as service:
        assert service.items() == {"one"}
    assert recovery(folder)["torn_bytes"] == len(b"half a record")


def test_an_engine_of_another_version_is_refused_in_a_sentence() -> None:
    """The hooks are private names of MiniStack."""
    program = """
from ministack.services import dynamodb
del dynamodb._set_item
from local.ministack import engine_state
try:
    engine_state.check_hooks()
except engine_state.EngineChanged as change:
    print(change)
"""
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.defpath}
    command = [str(ENGINES / "bin" / "python"), "-P", "-c", program]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    assert said == "this version of MiniStack has no ministack.services.dynamodb._set_item\n"


def test_uploads_are_refused_before_the_disk_is_full_and_deletions_are_not(folder: Path) -> None:
    with kept(folder) as service:
        assert service.upload("one.jpg", b"one") == 200
    more_than_is_free = shutil.disk_usage(folder).free * 2

    with kept(folder, disk_reserve_bytes=more_than_is_free) as service:
        assert service.upload("two.jpg", b"two") == 507
        assert service.upload("one.jpg", b"another") == 507
        assert may_read(service.refusal_of("two.jpg", b"two"), ORIGIN)
        assert service.objects() == {"one.jpg": b"one"}
        assert service.notified_keys() == ["one.jpg"]
        service.put("one")
        service.s3.delete_object(Bucket=NAMES.originals, Key="one.jpg")
        service.kill()

    with kept(folder) as service:
        assert service.items() == {"one"}
        assert service.objects() == {}


def may_read(answer: httpx.Response, origin: str) -> bool:
    """Otherwise the page sees no status, and takes a full disk for a lost network."""
    return answer.status_code == 507 and answer.headers["access-control-allow-origin"] == origin


@pytest.fixture
def small_files(tmp_path: Path) -> Path:
    """An engine whose file system takes no file of more than some megabytes: a disk that is full for those alone."""
    program = tmp_path / "engines" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nulimit -f 4096\nexec "{ENGINES}/bin/python" "$@"\n')  # of 512 or 1024 bytes
    program.chmod(0o755)
    return tmp_path / "engines"


def test_an_object_that_the_disk_does_not_take_is_refused_and_the_earlier_one_stays(
    folder: Path, small_files: Path
) -> None:
    """Issue 13: not 200, and served from memory until the engine ends."""
    with kept(folder, engines=small_files) as service:
        assert service.upload("one.jpg", b"one") == 200
        assert service.upload("one.jpg", bytes(8 << 20)) == 507
        assert service.upload("two.jpg", bytes(8 << 20)) == 507
        assert service.objects() == {"one.jpg": b"one"}
        assert service.notified_keys() == ["one.jpg"]
        service.kill()

    with kept(folder) as service:
        assert service.objects() == {"one.jpg": b"one"}


PART_BYTES = 16 << 20
PARTS = 20


@pytest.fixture
def small_memory(tmp_path: Path) -> Path:
    """An engine that may use a few hundred megabytes (on Linux)."""
    program = tmp_path / "engines" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nulimit -d 250000\nexec "{ENGINES}/bin/python" "$@"\n')
    program.chmod(0o755)
    return tmp_path / "engines"


def test_a_video_need_not_fit_into_memory(folder: Path, small_memory: Path) -> None:
    """20 parts of 16 MiB with less memory than they have together: uploaded, copied and downloaded."""
    name, copy = {"Bucket": NAMES.originals, "Key": "one.mp4"}, {"Bucket": NAMES.originals, "Key": "copy.mp4"}
    parts = [bytes([number]) * PART_BYTES for number in range(PARTS)]
    with kept(folder, engines=small_memory) as service:
        s3 = service.s3
        upload = {**name, "UploadId": s3.create_multipart_upload(**name)["UploadId"]}
        sent = [
            {"PartNumber": number, "ETag": s3.upload_part(**upload, PartNumber=number, Body=part)["ETag"]}
            for number, part in enumerate(parts, 1)
        ]
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": sent}, MpuObjectSize=PART_BYTES * PARTS)
        copying = {**copy, "UploadId": s3.create_multipart_upload(**copy)["UploadId"]}
        copied = s3.upload_part_copy(**copying, PartNumber=1, CopySource=name)["CopyPartResult"]["ETag"]
        s3.complete_multipart_upload(**copying, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": copied}]})
        service.kill()

    digests = [hashlib.md5(part, usedforsecurity=False).digest() for part in parts]
    etag = f'"{hashlib.md5(b"".join(digests), usedforsecurity=False).hexdigest()}-{PARTS}"'
    with kept(folder, engines=small_memory) as service:
        assert service.s3.head_object(**name)["ETag"] == etag
        for each in (name, copy):
            body = service.s3.get_object(**each)["Body"]
            assert all(body.read(PART_BYTES) == part for part in parts)
            middle = service.s3.get_object(**each, Range=f"bytes={PART_BYTES - 1}-{PART_BYTES}")["Body"].read()
            assert middle == parts[0][:1] + parts[1][:1]
    assert not list((folder / "incoming").iterdir())


def test_an_upload_in_parts_that_the_disk_does_not_take_can_be_completed_later(folder: Path, small_files: Path) -> None:
    with kept(folder, engines=small_files) as service:
        name = {"Bucket": NAMES.originals, "Key": "one.mp4"}
        upload = {**name, "UploadId": service.s3.create_multipart_upload(**name)["UploadId"]}
        sent = [
            {"PartNumber": number, "ETag": service.s3.upload_part(**upload, PartNumber=number, Body=part)["ETag"]}
            for number, part in enumerate([bytes(3 << 19)] * 3, 1)
        ]

        with pytest.raises(ClientError, match="disk of this server is full"):
            service.s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": sent})

        assert service.objects() == {}
        assert len(service.s3.list_parts(**upload)["Parts"]) == 3
        with pytest.raises(ClientError, match="disk of this server is full"):
            service.s3.upload_part(**upload, PartNumber=4, Body=bytes(8 << 20))
        assert len(service.s3.list_parts(**upload)["Parts"]) == 3


@pytest.mark.parametrize("log_takes_a_line", [True, False])
def test_an_engine_whose_journal_cannot_be_written_ends_and_has_lost_nothing(
    folder: Path, small_files: Path, log_takes_a_line: bool
) -> None:
    """The log is on the same full disk: an engine that failed to say why it ends went on, and lost what followed."""
    answered = []
    if not log_takes_a_line:
        (folder / "log").write_bytes(bytes(8 << 20))
    with kept(folder, engines=small_files) as service:
        dynamodb = service.dynamodb
        with pytest.raises((BotoCoreError, ClientError)):
            for number in range(100):
                item = {"event_id": {"S": str(number)}, "pad": {"S": "x" * 100_000}}
                dynamodb.put_item(TableName=NAMES.events, Item=item)
                answered.append(str(number))
        assert service.engine.process.wait(10) == 70
    assert ("the journal can't be written" in (folder / "log").read_text()) == log_takes_a_line

    with kept(folder) as service:
        assert service.items() == set(answered)
