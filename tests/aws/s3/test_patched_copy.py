"""Large objects copied inside S3 with some bytes replaced."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3 import keys
from aws.s3.multipart import Source
from aws.s3.patched_copy import copy_patched, spans
from aws.s3.storage import IMMUTABLE, S3Storage
from domain.errors import NotFound
from domain.models import RenditionKind
from domain.rendering import PATCHED_BLOCK_BYTES, Patch
from domain.uploads import MULTIPART_OVER_BYTES
from tests.aws.storage_under_test import photo_of, send_over_http

NAMES = ResourceNames.with_prefix("imgsh")
GIB = 1024**3
HEADERS = {"ContentType": "video/mp4"}
BODY = bytes(range(251)) * (3 * PATCHED_BLOCK_BYTES // 251 + 20)
PATCHES = (
    Patch(100, b"x" * 50),
    Patch(120, b"y"),  # over the first
    Patch(PATCHED_BLOCK_BYTES * 2 - 3, b"across"),
    Patch(len(BODY) - 2, b"zz"),
)


@pytest.fixture(params=["moto", "ministack_worker", "seaweedfs"])
def worker(request: pytest.FixtureRequest) -> Aws:
    """With the rights of the worker, if the engine enforces rights."""
    names = {"moto": "moto_aws", "seaweedfs": "seaweedfs_aws"}
    found: Aws = request.getfixturevalue(names.get(request.param, request.param))
    return found


@pytest.fixture
def root(request: pytest.FixtureRequest, worker: Aws) -> Aws:
    """With the right to upload."""
    is_ministack = "ministack_worker" in request.node.name
    found: Aws = request.getfixturevalue("ministack_root") if is_ministack else worker
    return found


def patched(body: bytes) -> bytes:
    changed = bytearray(body)
    for offset, content in PATCHES:
        changed[offset : offset + len(content)] = content
    return bytes(changed)


async def test_only_the_patched_bytes_differ(worker: Aws, root: Aws) -> None:
    photo = photo_of(b"")
    key = keys.original(photo)
    root.client("s3").put_object(Bucket=NAMES.originals, Key=key, Body=BODY)
    source = Source(NAMES.originals, key, 0, len(BODY))
    for _ in range(2):
        await copy_patched(worker, source, NAMES.derived, f"{key}/unlocated", PATCHES, HEADERS)

    made = root.client("s3").get_object(Bucket=NAMES.derived, Key=f"{key}/unlocated")
    assert made["Body"].read() == patched(BODY)
    assert made["ContentType"] == "video/mp4"


async def test_a_missing_source_raises_not_found(worker: Aws) -> None:
    key = keys.original(photo_of(b""))
    with pytest.raises(NotFound):
        await copy_patched(worker, Source(NAMES.originals, key, 0, GIB), NAMES.derived, key, PATCHES, HEADERS)


async def test_a_multipart_video_is_copied_inside_s3(moto_aws: Aws, tmp_path: Path) -> None:
    body = BODY * (MULTIPART_OVER_BYTES // len(BODY) + 1)
    video, storage = photo_of(body, "first dance.mp4"), S3Storage(moto_aws, NAMES)
    moto_aws.client("s3").put_object(Bucket=NAMES.originals, Key=keys.original(video), Body=body)
    await storage.write_location_stripped(video, tmp_path / "not read", [Patch(9, b"place")], "video/mp4")

    now = datetime.now(UTC)
    until = now + timedelta(minutes=1)
    url = storage.signed_get(video, RenditionKind.LOCATION_STRIPPED, now=now, until=until, attachment=False)
    response = send_over_http("GET", url)
    assert response.body == body[:9] + b"place" + body[14:]
    assert response.headers["cache-control"] == IMMUTABLE
    assert response.headers["content-type"] == "video/mp4"


@pytest.mark.parametrize("size_bytes", [1, PATCHED_BLOCK_BYTES, PATCHED_BLOCK_BYTES + 1, 5 * GIB, 20 * GIB])
@pytest.mark.parametrize("offsets", [(), (0,), (0.5, 1), (0, 0.2, 0.2001, 0.9)])
def test_the_spans_fit_s3(size_bytes: int, offsets: tuple[float, ...]) -> None:
    patches = [Patch(int(offset * (size_bytes - 1)), b"x") for offset in offsets]
    parts = list(spans(size_bytes, patches))

    assert [part.start for part in parts] == [0, *(part.end for part in parts[:-1])]
    assert parts[-1].end == size_bytes
    assert all(5 * 1024**2 <= part.end - part.start <= 5 * GIB for part in parts[:-1])
    written = [part for part in parts if part.is_patched]
    assert all(part.end - part.start <= PATCHED_BLOCK_BYTES for part in written)
    assert all(any(part.start <= offset < part.end for part in written) for offset, _ in patches)
