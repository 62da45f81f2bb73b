"""How photos are displayed and saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from aws.s3.storage import IMMUTABLE
from domain.download_names import download_name, rendition_name
from domain.models import RenditionKind
from domain.rendering import Patch
from tests.aws.storage_under_test import BODY, ODD_NAMES, StorageUnderTest, link, photo_of, saved_as


async def test_renditions_are_stored_in_their_own_bucket(under_test: StorageUnderTest) -> None:
    photo = photo_of(BODY)
    await under_test.storage.write_rendition(photo, RenditionKind.THUMBNAIL, b"small", "image/webp")
    await under_test.storage.write_rendition(photo, RenditionKind.PREVIEW, b"middle", "image/jpeg")
    await under_test.storage.write_rendition(photo, RenditionKind.PREVIEW, b"middle", "image/jpeg")

    thumbnail = under_test.send("GET", link(under_test, photo, RenditionKind.THUMBNAIL))
    preview = under_test.send("GET", link(under_test, photo, RenditionKind.PREVIEW))

    assert (thumbnail.body, thumbnail.headers["content-type"]) == (b"small", "image/webp")
    assert (preview.body, preview.headers["content-type"]) == (b"middle", "image/jpeg")
    assert under_test.send("GET", link(under_test, photo)).status == 404


async def test_a_location_stripped_copy_is_stored_beside_the_renditions(
    under_test: StorageUnderTest, tmp_path: Path
) -> None:
    photo, patched = photo_of(BODY), tmp_path / "patched"
    under_test.upload(photo, BODY)
    expected = BODY[:7] + b"    " + BODY[11:]
    patched.write_bytes(expected)

    await under_test.storage.write_location_stripped(photo, patched, [Patch(7, b"    ")], "image/jpeg")

    response = under_test.send("GET", link(under_test, photo, RenditionKind.LOCATION_STRIPPED))
    assert (response.body, response.headers["content-type"]) == (expected, "image/jpeg")
    assert under_test.send("GET", link(under_test, photo)).body == BODY
    await under_test.storage.delete_renditions(f"{photo.user_id}/{photo.event_id}/cake.jpg")
    assert under_test.send("GET", link(under_test, photo, RenditionKind.LOCATION_STRIPPED)).status == 404


async def test_deleting_renditions_leaves_the_original(under_test: StorageUnderTest) -> None:
    photo = photo_of(BODY)
    under_test.upload(photo, BODY)
    for kind in (RenditionKind.THUMBNAIL, RenditionKind.PREVIEW):
        await under_test.storage.write_rendition(photo, kind, b"small", "image/webp")

    await under_test.storage.delete_renditions(f"{photo.user_id}/{photo.event_id}/cake.jpg")

    assert under_test.send("GET", link(under_test, photo, RenditionKind.THUMBNAIL)).status == 404
    assert under_test.send("GET", link(under_test, photo, RenditionKind.PREVIEW)).status == 404
    assert under_test.send("GET", link(under_test, photo)).body == BODY


async def test_renditions_may_be_cached_forever(guarded: StorageUnderTest) -> None:
    photo = photo_of(BODY)
    await guarded.storage.write_rendition(photo, RenditionKind.PREVIEW, b"middle", "image/jpeg")

    shown = guarded.send("GET", link(guarded, photo, RenditionKind.PREVIEW))

    assert shown.headers["cache-control"] == IMMUTABLE
    assert shown.headers["content-disposition"] == 'inline; filename="cake-preview.jpg"'


SAVED_NAMES = (*ODD_NAMES, 'a"; filename="b.exe', "%22.jpg", "💒", "polyglot.hta", "photo.jpg.exe")


@pytest.mark.parametrize("name", SAVED_NAMES)
async def test_the_filename_of_a_download_has_the_extension_of_its_type(guarded: StorageUnderTest, name: str) -> None:
    """B7: with any filename, by both links and in the stored header of a preview."""
    photo = photo_of(BODY, name)
    guarded.upload(photo, BODY)
    await guarded.storage.write_rendition(photo, RenditionKind.PREVIEW, b"middle", "image/jpeg")

    saved = guarded.send("GET", link(guarded, photo, attachment=True))
    shown = guarded.send("GET", link(guarded, photo))
    preview = guarded.send("GET", link(guarded, photo, RenditionKind.PREVIEW, attachment=True))
    stored = guarded.send("GET", link(guarded, photo, RenditionKind.PREVIEW))

    name_of = download_name(name, "image/jpeg")
    assert (saved.status, saved.body) == (200, BODY)
    assert saved_as(saved.headers["content-disposition"]) == name_of
    if name_of != name:
        assert saved_as(shown.headers["content-disposition"], "inline") == name_of
    expected = rendition_name(photo, RenditionKind.PREVIEW, "image/jpeg")
    assert saved_as(preview.headers["content-disposition"]) == expected
    assert saved_as(stored.headers["content-disposition"], "inline") == expected


async def test_a_range_of_a_download_can_be_requested(guarded: StorageUnderTest) -> None:
    photo = photo_of(BODY)
    guarded.upload(photo, BODY)

    response = guarded.send("GET", link(guarded, photo, attachment=True), {"Range": "bytes=1000-1999"})

    assert (response.status, response.body) == (206, BODY[1000:2000])
    assert response.headers["content-range"] == f"bytes 1000-1999/{len(BODY)}"
