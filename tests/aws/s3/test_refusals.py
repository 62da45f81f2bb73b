"""Requests that storage refuses because they differ from what was signed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.aws.storage_under_test import BODY, HOUR, StorageUnderTest, link, photo_of


async def test_a_put_of_another_size_is_refused(checked: StorageUnderTest) -> None:
    photo = photo_of(BODY, with_checksum=False)

    assert checked.upload(photo, BODY + b"!").status == 403
    assert checked.upload(photo, BODY[:-1]).status == 403
    assert checked.send("GET", link(checked, photo)).status == 404


async def test_a_put_of_another_type_is_refused(checked: StorageUnderTest) -> None:
    photo, now = photo_of(BODY), datetime.now(UTC)
    request = checked.storage.signed_put(photo, now=now, expires_at=now + HOUR)

    assert checked.put(request, BODY, content_type="text/html").status == 403
    assert checked.send("GET", link(checked, photo)).status == 404


async def test_a_put_of_other_content_than_its_sum_is_refused(checked: StorageUnderTest) -> None:
    photo = photo_of(BODY)

    assert checked.upload(photo, BODY[::-1]).status == 400
    assert checked.send("GET", link(checked, photo)).status == 404


@pytest.mark.parametrize("header", ["content_type", "if_none_match", "x_amz_checksum_sha256"])
async def test_a_put_without_a_signed_header_is_refused(checked: StorageUnderTest, header: str) -> None:
    photo, now = photo_of(BODY), datetime.now(UTC)
    request = checked.storage.signed_put(photo, now=now, expires_at=now + HOUR)

    assert checked.put(request, BODY, **{header: None}).status == 403
    assert checked.send("GET", link(checked, photo)).status == 404


async def test_another_sum_than_the_signed_one_is_refused(checked: StorageUnderTest) -> None:
    photo, other, now = photo_of(BODY), photo_of(BODY[::-1]), datetime.now(UTC)
    request = checked.storage.signed_put(photo, now=now, expires_at=now + HOUR)

    assert checked.put(request, BODY[::-1], x_amz_checksum_sha256=other.sha256).status == 403


async def test_a_url_with_one_letter_changed_is_refused(guarded: StorageUnderTest) -> None:
    photo = photo_of(BODY)
    guarded.upload(photo, BODY)
    url = link(guarded, photo)
    for changed in (
        url.replace("cake.jpg", "cakf.jpg"),
        url.replace(photo.event_id, photo_of(BODY).event_id),
        re.sub("(?<=X-Amz-Expires=)[0-9]+", "604800", url),
        url[:-1] + ("0" if url[-1] != "0" else "1"),
        url + "&response-content-type=text%2Fhtml",
    ):
        assert changed != url
        assert guarded.send("GET", changed).status == 403


async def test_a_url_to_read_can_neither_write_nor_delete(checked: StorageUnderTest) -> None:
    photo = photo_of(BODY)
    checked.upload(photo, BODY)
    url = link(checked, photo)

    assert checked.send("PUT", url, body=b"other").status == 403
    assert checked.send("DELETE", url).status == 403
    assert checked.send("GET", url).body == BODY


async def test_a_link_is_refused_after_its_event_expired(checked: StorageUnderTest) -> None:
    photo = photo_of(BODY)
    checked.upload(photo, BODY)

    assert checked.send("GET", link(checked, photo, life=timedelta(minutes=1))).status == 200
    assert checked.send("GET", link(checked, photo, life=timedelta(0))).status in (400, 403)
    assert checked.send("GET", link(checked, photo, life=-HOUR)).status in (400, 403)


async def test_an_upload_is_refused_after_its_ticket_expired(checked: StorageUnderTest) -> None:
    photo, earlier = photo_of(BODY), datetime.now(UTC) - HOUR
    request = checked.storage.signed_put(photo, now=earlier, expires_at=earlier + HOUR / 2)

    assert checked.put(request, BODY).status == 403
    assert checked.send("GET", link(checked, photo)).status == 404
