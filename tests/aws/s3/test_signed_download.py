from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from aws.clients import Aws
from aws.resources import ResourceNames
from aws.s3 import signed_download
from aws.s3.signed_download import DownloadFailed, fetch_original
from aws.s3.signing import signer_of
from runtime.wiring import utc_now

BUCKET = ResourceNames.with_prefix("imgsh").originals
CONTENT = bytes(range(256)) * 40


def url_of(aws: Aws, key: str) -> str:
    now = utc_now()
    return signer_of(aws, BUCKET).uncached_get(key, now=now, until=now + timedelta(minutes=5))


@pytest.fixture
def url(moto_aws: Aws) -> str:
    moto_aws.client("s3").put_object(Bucket=BUCKET, Key="a/b/c.jpg", Body=CONTENT)
    return url_of(moto_aws, "a/b/c.jpg")


def test_an_original_is_fetched_whole(url: str, tmp_path: Path) -> None:
    fetch_original(url, len(CONTENT), tmp_path / "original")
    assert (tmp_path / "original").read_bytes() == CONTENT


def test_the_two_ends_of_a_large_video_are_fetched(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SPARSE_HEAD_BYTES", 2000), ("SPARSE_TAIL_BYTES", 1000), ("MAX_PHOTO_BYTES", 0)):
        monkeypatch.setattr(signed_download, name, value)
    fetch_original(url, len(CONTENT), tmp_path / "original")
    assert (tmp_path / "original").read_bytes() == CONTENT[:2000] + bytes(len(CONTENT) - 3000) + CONTENT[-1000:]


def test_the_error_for_a_missing_or_short_object_contains_no_url(moto_aws: Aws, url: str, tmp_path: Path) -> None:
    for wrong_url, size_bytes in ((url_of(moto_aws, "gone.jpg"), 10), (url, len(CONTENT) + 1)):
        with pytest.raises(DownloadFailed) as failed:
            fetch_original(wrong_url, size_bytes, tmp_path / "original")
        assert "http" not in str(failed.value)
