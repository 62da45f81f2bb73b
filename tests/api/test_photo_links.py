"""Photos through CloudFront, by the handler: what a link opens, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from app import build_app, lambda_handler
from aws.cloudfront.link_verification import LinkVerifier, VerifiedLink
from aws.cloudfront.signed_links import CloudFrontLinks, LinkKey
from aws.s3.storage import S3Storage
from domain.models import Event, Photographer
from runtime.adapters import adapters_of
from runtime.wiring import service_of
from tests.api.conftest import ApiUnderTest, open_api
from tests.api_gateway_events import Client
from tests.in_memory_backend import InMemoryBackend, settings_with

ORIGIN = "https://d111111abcdef8.cloudfront.net"
SECRET = "k3y" * 14
NEW, OLD = LinkKey("b", "n3w" * 14), LinkKey("a", SECRET)
ALBUM = """{ album { photos { nodes { filename thumbnail { url } preview { url }
  original { url downloadUrl } } } } }"""


def service_with(backend: InMemoryBackend, keys: Sequence[LinkKey]) -> ApiUnderTest:
    """The same backend, whose photos have links to CloudFront."""
    backend.service = service_of(
        backend.settings, replace(backend.adapters, photo_links=CloudFrontLinks(ORIGIN, keys)), backend.clock
    )
    return ApiUnderTest(backend, Client(lambda_handler(build_app(backend.settings, backend.service))))


@pytest.fixture
def api() -> ApiUnderTest:
    return service_with(open_api().backend, [OLD])


def photos_of(viewer: Client) -> list[dict[str, Any]]:
    photos: list[dict[str, Any]] = viewer.ask(ALBUM).data["album"]["photos"]["nodes"]
    return photos


def opens(api: ApiUnderTest, url: str, *keys: LinkKey) -> VerifiedLink | None:
    found = urlsplit(url)
    assert (f"{found.scheme}://{found.netloc}", found.query) == (ORIGIN, "")
    return LinkVerifier(keys or [OLD]).verify(found.netloc, found.path, api.backend.clock())


def test_each_link_of_an_album_opens_its_own_file(api: ApiUnderTest, anna: Photographer, event: Event) -> None:
    keys = api.upload(anna, event, "cake (2).jpg", "photo.jpg.exe")
    for photo in photos_of(api.as_viewer(event, api.issue(anna, event, *keys))):
        original = f"{anna.user_id}/{event.event_id}/{photo['filename']}"
        saved_as = photo["filename"].removesuffix(".exe")
        shown = f'inline; filename="{saved_as}"' if saved_as != photo["filename"] else None
        expected = {
            photo["thumbnail"]["url"]: ("d", f"{original}/thumbnail", None),
            photo["preview"]["url"]: ("d", f"{original}/preview", None),
            photo["original"]["url"]: ("o", original, shown),
            photo["original"]["downloadUrl"]: ("o", original, f'attachment; filename="{saved_as}"'),
        }
        for url, (bucket, key, disposition) in expected.items():
            found = opens(api, url)
            assert found is not None
            assert (found.bucket, found.key, found.content_disposition) == (bucket, key, disposition)


def test_a_link_ends_within_the_hour_also_if_its_code_was_revoked(
    api: ApiUnderTest, anna: Photographer, event: Event
) -> None:
    accessor = api.issue(anna, event, *api.upload(anna, event, "cake.jpg"))
    (photo,) = photos_of(api.as_viewer(event, accessor))
    revoke = "mutation($input: RevokeAccessCodeInput!) { revokeAccessCode(input: $input) { deletedIds } }"
    api.as_photographer(anna).ask(revoke, {"input": {"eventId": event.event_id, "accessCode": accessor.access_code}})
    assert opens(api, photo["thumbnail"]["url"])
    api.backend.clock.forward(minutes=60)
    assert opens(api, photo["thumbnail"]["url"]) is None


def test_a_link_ends_with_its_event(api: ApiUnderTest, anna: Photographer, event: Event) -> None:
    viewer = api.as_viewer(event, api.issue(anna, event, *api.upload(anna, event, "cake.jpg")))
    api.backend.clock.now = event.expires_at - timedelta(minutes=10)
    (photo,) = photos_of(viewer)
    api.backend.clock.forward(minutes=9)
    assert opens(api, photo["original"]["downloadUrl"])
    api.backend.clock.now = event.expires_at
    assert opens(api, photo["original"]["downloadUrl"]) is None


def test_a_new_key_breaks_no_link_of_the_one_before(api: ApiUnderTest, anna: Photographer, event: Event) -> None:
    accessor = api.issue(anna, event, *api.upload(anna, event, "cake.jpg"))
    (before,) = photos_of(api.as_viewer(event, accessor))
    (after,) = photos_of(service_with(api.backend, [NEW, OLD]).as_viewer(event, accessor))

    assert before["thumbnail"]["url"] != after["thumbnail"]["url"]
    for photo in (before, after):
        assert opens(api, photo["thumbnail"]["url"], NEW, OLD)
    assert opens(api, before["thumbnail"]["url"], NEW) is None


def test_the_settings_choose_where_photos_come_from() -> None:
    plain = settings_with()
    at_edge = settings_with(photo_origin=ORIGIN, photo_link_keys=f"a:{SECRET}")
    with_keys = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}

    from_s3, from_edge = (adapters_of(each, environment=with_keys) for each in (plain, at_edge))

    assert isinstance(from_s3.photo_links, S3Storage)
    assert isinstance(from_edge.photo_links, CloudFrontLinks)
    assert isinstance(from_edge.storage, S3Storage)
