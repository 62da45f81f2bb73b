"""Links through CloudFront: what they sign, how long they are valid, and that they stay the same for a while."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aws.cloudfront.signed_links import CloudFrontLinks, LinkKey
from domain.models import RenditionKind
from tests.aws.storage_under_test import photo_of

HOUR = timedelta(hours=1)
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
ORIGIN = "https://d111111abcdef8.cloudfront.net"
KEY = LinkKey("a1", "s3cret" * 7)
LINKS = CloudFrontLinks(ORIGIN, [KEY, LinkKey("b", "before" * 7)])
PHOTO = photo_of(b"x", "cake (2).jpg", user_id="anna", event_id="wedding")


def thumbnail(now: datetime, until: datetime) -> str:
    return LINKS.signed_get(PHOTO, RenditionKind.THUMBNAIL, now=now, until=until, attachment=False)


def expires_at(link: str) -> datetime:
    return datetime.fromtimestamp(int(link.split("/")[5].split(".")[1]), UTC)


@pytest.mark.parametrize(
    ("kind", "attachment", "expected"),
    [
        (RenditionKind.THUMBNAIL, False, "d/-/a1.1796130000/anna/wedding/cake%20%282%29.jpg/thumbnail"),
        (RenditionKind.ORIGINAL, False, "o/-/a1.1796130000/anna/wedding/cake%20%282%29.jpg"),
        (
            RenditionKind.ORIGINAL,
            True,
            "o/-/a1.1796130000.attachment%3B%20filename%3D%22cake%20%282%29.jpg%22/anna/wedding/cake%20%282%29.jpg",
        ),
    ],
)
def test_the_mac_covers_everything_but_itself_as_it_stands_in_the_url(
    kind: RenditionKind, attachment: bool, expected: str
) -> None:
    link = LINKS.signed_get(PHOTO, kind, now=NOON, until=NOON + 9 * HOUR, attachment=attachment)

    scheme, _, host, bucket, mac, rest = link.split("/", 5)
    assert (f"{scheme}//{host}", f"{bucket}/-/{rest}") == (ORIGIN, expected)
    digest = hmac.digest(KEY.secret.encode(), f"{host}/{bucket}/{rest}".encode(), "sha256")
    assert mac == urlsafe_b64encode(digest)[:22].decode()


def test_a_link_changes_every_quarter_of_an_hour() -> None:
    first, same, last, next_one = (
        thumbnail(NOON + timedelta(minutes=minutes), NOON + 9 * HOUR) for minutes in (0, 7, 14.99, 15)
    )
    assert first == same == last != next_one
    assert (expires_at(first), expires_at(next_one)) == (NOON + HOUR, NOON + HOUR + timedelta(minutes=15))


@settings(deadline=None, max_examples=200, derandomize=True)
@given(
    st.integers(1_500_000_000_000, 9_000_000_000_000).map(
        lambda milliseconds: datetime.fromtimestamp(milliseconds / 1000, UTC)
    ),
    st.timedeltas(timedelta(0), timedelta(hours=2)),
)
def test_a_link_never_outlives_its_event_nor_an_hour(now: datetime, left: timedelta) -> None:
    ends = expires_at(thumbnail(now, now + left))

    assert ends <= min(now + left, now + HOUR)
    assert ends > min(now + left, now + HOUR) - timedelta(minutes=15)


def test_links_of_two_events_end_with_their_own() -> None:
    ends = [NOON + timedelta(minutes=minutes) for minutes in (20, 40, 20, 600)]
    assert [expires_at(thumbnail(NOON, until)) for until in ends] == [*ends[:3], NOON + HOUR]
    assert expires_at(thumbnail(NOON, NOON - HOUR)) == NOON - HOUR


@pytest.mark.parametrize("filename", ["", ".", "..", "../cake.jpg", "a//b", "a/"])
def test_a_key_that_clients_would_change_is_not_signed(filename: str) -> None:
    photo = PHOTO.model_copy(update={"filename": filename})
    with pytest.raises(ValueError, match="does not survive"):
        LINKS.signed_get(photo, RenditionKind.ORIGINAL, now=NOON, until=NOON + HOUR, attachment=False)
