"""The signer's URLs, compared with botocore's presigner at the same instant."""

from __future__ import annotations

import random
import tracemalloc
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import botocore.session
import pytest
from botocore.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st

from aws.s3.signing import SIGNING_WINDOW, Signer
from aws.transport.sigv4 import Credentials

BUCKET = "imgsh-originals"
REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-3", "us-gov-west-1", "cn-north-1")
ENDPOINTS = (None, "http://127.0.0.1:8401")
LASTING = Credentials("AKIAEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
OF_A_ROLE = Credentials("ASIAEXAMPLE", "another/secret+key", "IQoJb3JpZ2luX2Vj/+=" * 40)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

keys = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)
values = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60)
targets = st.tuples(st.sampled_from(REGIONS), st.sampled_from(ENDPOINTS), st.sampled_from([LASTING, OF_A_ROLE]))
instants = st.floats(1.6e9, 4e9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
# The first example of each target creates a botocore client, which is slow.
property_test = settings(deadline=None, max_examples=200, derandomize=True)
lifetimes = st.integers(1, 3600).map(lambda seconds: timedelta(seconds=seconds))


def signer(region: str = "eu-west-1", endpoint: str | None = None, credentials: Credentials = LASTING) -> Signer:
    return Signer(BUCKET, region=region, endpoint_url=endpoint, credentials=lambda: credentials)


@cache
def botocore_session() -> botocore.session.Session:
    """It reads botocore's description of S3 once for all clients."""
    return botocore.session.Session()


@cache
def botocore_client(region: str, endpoint: str | None, credentials: Credentials) -> Any:
    access_key, secret_key, token = credentials
    return botocore_session().create_client(
        "s3",
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        aws_session_token=token,
        config=Config(signature_version="s3v4", s3={"addressing_style": "path" if endpoint else "virtual"}),
    )


class BotocoreClock:
    now = NOON


@pytest.fixture(autouse=True, scope="module")
def botocore_clock() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.auth.get_current_datetime", lambda: BotocoreClock.now.replace(tzinfo=None))
        yield


def presigned(
    target: tuple[str, str | None, Credentials], operation: str, at: datetime, lifetime: timedelta, **parameters: Any
) -> str:
    BotocoreClock.now = at
    url: str = botocore_client(*target).generate_presigned_url(
        operation, Params={"Bucket": BUCKET, **parameters}, ExpiresIn=int(lifetime.total_seconds())
    )
    return url


def window_start(now: datetime) -> datetime:
    return now - (now - datetime(1970, 1, 1, tzinfo=UTC)) % SIGNING_WINDOW


@property_test
@given(targets, keys, instants, lifetimes)
def test_a_get_is_byte_equal_to_botocores(target: Any, key: str, now: datetime, lifetime: timedelta) -> None:
    start = window_start(now)

    url = signer(*target).get(key, now=now, until=start + lifetime)

    assert url == presigned(target, "get_object", start, lifetime, Key=key)


@property_test
@given(targets, keys, instants, lifetimes, values, values)
def test_a_get_with_response_headers_is_byte_equal_to_botocores(
    target: Any, key: str, now: datetime, lifetime: timedelta, disposition: str, content_type: str
) -> None:
    start = window_start(now)
    query = (("response-content-disposition", disposition), ("response-content-type", content_type))

    url = signer(*target).get(key, now=now, until=start + lifetime, query=query)

    overrides = {"ResponseContentDisposition": disposition, "ResponseContentType": content_type}
    assert url == presigned(target, "get_object", start, lifetime, Key=key, **overrides)


@property_test
@given(targets, keys, instants, lifetimes, values, st.integers(0, 5 * 1024**3), values)
def test_a_put_is_byte_equal_to_botocores(
    target: Any, key: str, now: datetime, lifetime: timedelta, content_type: str, size_bytes: int, checksum: str
) -> None:
    headers = (
        ("content-length", str(size_bytes)),
        ("content-type", content_type),
        ("if-none-match", "*"),
        ("x-amz-checksum-sha256", checksum),
    )

    url = signer(*target).put(key, now=now, until=now.replace(microsecond=0) + lifetime, headers=headers)

    expected = {
        "ContentLength": size_bytes,
        "ContentType": content_type,
        "IfNoneMatch": "*",
        "ChecksumSHA256": checksum,
    }
    assert url == presigned(target, "put_object", now, lifetime, Key=key, **expected)


@property_test
@given(targets, keys, instants, lifetimes, st.integers(1, 10_000), values)
def test_a_part_is_byte_equal_to_botocores(
    target: Any, key: str, now: datetime, lifetime: timedelta, number: int, upload_id: str
) -> None:
    query = (("partNumber", str(number)), ("uploadId", upload_id))
    until = now.replace(microsecond=0) + lifetime

    url = signer(*target).put(key, now=now, until=until, headers=(("content-length", "77"),), query=query)

    expected = {"PartNumber": number, "UploadId": upload_id, "ContentLength": 77}
    assert url == presigned(target, "upload_part", now, lifetime, Key=key, **expected)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("region", REGIONS)
def test_thousands_of_odd_keys_are_byte_equal_to_botocores(region: str, endpoint: str | None) -> None:
    rng = random.Random(f"{region} {endpoint}")  # noqa: S311 - the same keys each time
    target = (region, endpoint, OF_A_ROLE)
    ours = signer(*target)
    for _ in range(300):
        key = "".join(rng.choices("aZ09 /.-_~!*'()+%?#&=@:;,$[]{}|\\^`\"<>\t\n\x7fé漢😀\u200f", k=rng.randint(1, 40)))
        assert ours.get(key, now=NOON, until=NOON + HOUR) == presigned(target, "get_object", NOON, HOUR, Key=key)


def lifetime_and_date(url: str) -> tuple[int, str]:
    query = parse_qs(urlsplit(url).query)
    return int(query["X-Amz-Expires"][0]), query["X-Amz-Date"][0]


def test_a_url_changes_every_quarter_of_an_hour() -> None:
    ours, until = signer(), NOON + timedelta(days=7)

    urls = [ours.get("cake.png", now=NOON + timedelta(minutes=after), until=until) for after in (0, 7, 14.99, 15)]

    assert urls[0] == urls[1] == urls[2] != urls[3]
    assert [lifetime_and_date(url) for url in urls[2:]] == [(3600, "20261122T120000Z"), (3600, "20261122T121500Z")]


@property_test
@given(instants, st.timedeltas(timedelta(0), timedelta(hours=2)))
def test_a_url_never_outlives_its_event_nor_an_hour(now: datetime, left: timedelta) -> None:
    url = signer().get("cake.png", now=now, until=now + left)

    lifetime, date = lifetime_and_date(url)
    signed_at = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert signed_at <= now
    assert signed_at + timedelta(seconds=lifetime) <= min(now + left, now + HOUR)


def test_a_url_for_an_expired_event_has_no_lifetime() -> None:
    assert lifetime_and_date(signer().get("cake.png", now=NOON, until=NOON - HOUR))[0] == 0


def test_changed_credentials_are_used_within_a_second() -> None:
    current = LASTING
    ours = Signer(BUCKET, region="eu-west-1", endpoint_url=None, credentials=lambda: current)
    until = NOON + timedelta(days=7)
    before = ours.get("cake.png", now=NOON, until=until)

    current = OF_A_ROLE
    after = ours.get("cake.png", now=NOON + timedelta(seconds=1), until=until)

    target = ("eu-west-1", None, OF_A_ROLE)
    assert before != after == presigned(target, "get_object", NOON, HOUR, Key="cake.png")


def test_a_clock_that_steps_back_signs_with_the_earlier_time() -> None:
    ours, until = signer(), NOON + timedelta(days=7)
    first = ours.get("cake.png", now=NOON, until=until)
    ours.get("cake.png", now=NOON + HOUR, until=until)

    assert ours.get("cake.png", now=NOON, until=until) == first


def test_more_lifetimes_than_are_prepared_are_signed_correctly() -> None:
    ours, target = signer(), ("eu-west-1", None, LASTING)
    for minutes_left in [*range(1, 56), *range(1, 56)]:
        for seconds_left in (0, 30):
            life = timedelta(minutes=minutes_left, seconds=seconds_left)
            url = ours.get("cake.png", now=NOON, until=NOON + life)
            assert url == presigned(target, "get_object", NOON, life, Key="cake.png")


def test_signing_keeps_no_url_in_memory() -> None:
    """Issue 11 C14: memory grew by 12 MB an hour at 20 events."""
    ours, events, photos = signer(), 20, 500

    def sign_a_quarter_of_an_hour(number: int) -> None:
        for event in range(events):
            until = NOON + timedelta(hours=2, minutes=number, seconds=event)
            for photo in range(photos):
                ours.get(f"{event}/{photo}.png", now=NOON + number * SIGNING_WINDOW, until=until)

    sign_a_quarter_of_an_hour(0)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(1, 12):
        sign_a_quarter_of_an_hour(number)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()

    assert grown < events * photos  # less than a byte for each URL of a window


def test_response_headers_are_part_of_the_url() -> None:
    ours = signer()

    def url(*query: tuple[str, str]) -> str:
        return ours.get("cake.png", now=NOON, until=NOON + HOUR, query=query)

    plain, attachment = url(), url(("response-content-disposition", "attachment"))
    assert plain != attachment
    assert (plain, attachment) == (url(), url(("response-content-disposition", "attachment")))
