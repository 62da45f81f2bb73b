"""What it costs that the local engine keeps what it has acknowledged: `python -m bench.durable_engine [photos] [many]`.

Side by side: MiniStack as it is, and under our launcher. What one photo asks of the engine (its registration in a
transaction, three objects, two changes of its record) goes to one, then to the other, so that a busy machine is busy
for both. Then the start of an engine with `many` photos (100,000), which are written into its folder directly.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws.admin.provision import provision
from aws.clients import AccessKey, Aws
from aws.resources import ResourceNames
from local.engine import CHECKPOINT_BYTES, HOST, Engine, RootKey, free_ports, start, start_ministack
from local.ministack.journal import Journal, Record

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

ROOT = Path(__file__).resolve().parents[1]
REGION = "eu-west-1"
NAMES = ResourceNames.with_prefix("bench")
PHOTOS = 200
MANY_PHOTOS = 100_000
SIZES = {"original": 4_000_000, "preview": 400_000, "thumbnail": 30_000}
ACCOUNT = "000000000000"
METADATA = {
    "content_type": "image/jpeg",
    "etag": f'"{"0" * 32}"',
    "last_modified": "2026-11-30T00:00:00.000Z",
    "size": 1,
    "checksums": {"SHA256": "x" * 44},
}
STEPS = ("UPLOADING", "PROCESSING", "READY")
COUNTED: TransactWriteItemTypeDef = {
    "Update": {
        "TableName": NAMES.events,
        "Key": {"event_id": {"S": "total"}},
        "UpdateExpression": "ADD photos :one",
        "ExpressionAttributeValues": {":one": {"N": "1"}},
    }
}


def plain_ministack(folder: Path) -> Engine:
    """As before there was a journal: it saves its state when it is stopped."""
    (port,) = free_ports(1)
    root = RootKey()
    environment = {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        "AUTH": "true",
        "AWS_ACCESS_KEY_ID": root.access_key,
        "AWS_SECRET_ACCESS_KEY": root.secret_key,
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(folder / "s3"),
    }
    command = [str(ROOT / ".engines/bin/ministack")]
    return start(command, port=port, health="/_ministack/health", root=root, environment=environment)


def durable_ministack(folder: Path, checkpoint_bytes: int = CHECKPOINT_BYTES) -> Engine:
    return start_ministack(ROOT / ".engines", state_dir=folder, region=REGION, checkpoint_bytes=checkpoint_bytes)


@contextmanager
def provisioned(engine: Engine) -> Iterator[Aws]:
    try:
        aws = Aws(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
        provision(aws, NAMES, app_origin="http://127.0.0.1:9")
        yield aws
    finally:
        engine.stop()


def item(number: int, status: str) -> dict[str, Any]:
    """About as large as the record of a photo."""
    filename = f"IMG_{number:06}.jpg"
    return {
        "event_id": {"S": f"event-{number // 1000}"},
        "filename": {"S": filename},
        "status": {"S": status},
        "placeholder": {"S": "x" * 40},
        "details": {"S": "x" * 500},
    }


def process_photo(aws: Aws, number: int, bodies: dict[str, bytes]) -> float:
    """Returns the seconds it took."""
    dynamodb, s3 = aws.client("dynamodb"), aws.client("s3")
    began = time.perf_counter()
    for status in STEPS:
        put: TransactWriteItemTypeDef = {"Put": {"TableName": NAMES.photos, "Item": item(number, status)}}
        dynamodb.transact_write_items(TransactItems=[put, COUNTED])
        if status == "UPLOADING":
            s3.put_object(Bucket=NAMES.originals, Key=f"photos/{number}.jpg", Body=bodies["original"])
        elif status == "PROCESSING":
            for kind in ("preview", "thumbnail"):
                s3.put_object(Bucket=NAMES.derived, Key=f"photos/{number}.jpg/{kind}", Body=bodies[kind])
    return time.perf_counter() - began


def compare_uploads(folder: Path, count: int) -> None:
    bodies = {kind: os.urandom(size) for kind, size in SIZES.items()}
    took: dict[str, list[float]] = {"plain": [], "durable": []}
    with (
        provisioned(plain_ministack(folder / "plain")) as plain,
        provisioned(durable_ministack(folder / "durable")) as durable,
    ):
        pair = [("plain", plain), ("durable", durable)]
        for number in range(count):
            for name, aws in pair if number % 2 else reversed(pair):
                took[name].append(process_photo(aws, number, bodies))
    for name, each in took.items():
        print(f"  {name}: median {statistics.median(each) * 1e3:.1f} ms a photo, {sum(each):.1f} s in all")
    of_pairs = statistics.median(b / a for a, b in zip(took["plain"], took["durable"], strict=True))
    in_all = sum(took["durable"]) / sum(took["plain"])
    print(f"  durable takes {of_pairs:.3f} of plain in the median pair, {in_all:.3f} in all")


def write_many(folder: Path, count: int) -> None:
    """Records into the journal, and for each photo an original, a preview and a thumbnail with their metadata."""
    with provisioned(durable_ministack(folder)) as aws:
        arn = aws.client("dynamodb").describe_table(TableName=NAMES.photos)["Table"]["TableArn"]
    journal = Journal(folder / "state" / "journal")
    for _ in journal.records():
        pass
    journal.open()
    for start_at in range(0, count, 200):
        numbers = range(start_at, min(count, start_at + 200))
        record: Record = [
            ["put", arn, stored["event_id"]["S"], stored["filename"]["S"], stored]
            for stored in (item(number, "READY") for number in numbers)
        ]
        objects = [each for number in numbers for each in objects_of(number)]
        journal.append([*record, *(["object", ACCOUNT, bucket, key, METADATA] for bucket, key in objects)])
        for bucket, key in objects:
            path = folder / "s3" / ACCOUNT / bucket / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
            Path(f"{path}.meta.json").write_bytes(json.dumps(METADATA).encode())


def objects_of(number: int) -> list[tuple[str, str]]:
    """The buckets and keys of one photo."""
    key = f"user/event-{number // 1000}/IMG_{number:06}.jpg"
    return [(NAMES.originals, key), *((NAMES.derived, f"{key}/{kind}") for kind in ("preview", "thumbnail"))]


def measure_starts(folder: Path, count: int) -> None:
    write_many(folder, count)
    measure_start("from the journal", folder, with_checkpoint=True)
    measure_start("from a checkpoint", folder)
    durable_ministack(folder).stop(signal.SIGKILL)
    copied = folder / "state" / "journal"
    shutil.copytree(copied.rename(copied.with_name("original")), copied)
    measure_start("from the files, as after a power cut", folder)


def measure_start(name: str, folder: Path, *, with_checkpoint: bool = False) -> None:
    cpu, began = children_cpu_seconds(), time.monotonic()
    engine = durable_ministack(folder, checkpoint_bytes=1)
    seconds = time.monotonic() - began
    if with_checkpoint:
        make_checkpoint(engine, folder)
    stopping = time.monotonic()
    engine.stop()
    stop = time.monotonic() - stopping
    journal = json.loads((folder / "state" / "recovery.json").read_text())["seconds"]
    print(
        f"  {name}: {seconds:.1f} s, {journal:.1f} s of them for the recovery; stop {stop:.1f} s; "
        f"{children_cpu_seconds() - cpu:.1f} s of processor time in all",
        flush=True,
    )


def make_checkpoint(engine: Engine, folder: Path) -> None:
    """One is due after the next change: its size has no other limit in this trial than that of the last one."""
    aws = Aws(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
    aws.client("dynamodb").put_item(TableName=NAMES.photos, Item=item(0, "READY"))
    while not (folder / "state" / "journal" / "checkpoint-2").exists():
        time.sleep(0.1)


def children_cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main(photos: int, many_photos: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        print(f"{photos} photos, interleaved:")
        compare_uploads(Path(place), photos)
        print(f"Start with {many_photos:,} photos:")
        measure_starts(Path(place) / "many", many_photos)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*given, *[PHOTOS, MANY_PHOTOS][len(given) :])
