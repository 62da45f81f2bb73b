"""How long one signed URL takes by botocore, by CloudFront's RSA, and by ours: `python -m bench.signing`.

Every URL is a GET of a thumbnail, from S3 with a role's session token of 713 bytes, as in Lambda. CloudFront's own
signatures are RSA, here of 2,048 bits by OpenSSL; botocore builds its URL. Our links to CloudFront have an HMAC. The
sides take turns, and the median ratio counts, because the speed of a shared machine varies.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from statistics import median
from typing import TYPE_CHECKING

from aws.cloudfront.signed_links import DERIVED, CloudFrontLinks, LinkKey
from aws.s3.signing import Signer
from aws.transport.sigv4 import Credentials

if TYPE_CHECKING:
    from botocore.signers import CloudFrontSigner
    from mypy_boto3_s3 import S3Client

ROUNDS = 15
BOTOCORE_URLS, OUR_URLS = 100, 400
BUCKET, REGION = "imgsh-derived", "eu-west-1"
ROLE = Credentials("ASIAEXAMPLEEXAMPLE00", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "T" * 713)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
UNTIL = NOW + timedelta(days=7)
EVENT = "df632a03-0222-412f-874d-29525c226fc6/cd20a0b0-556e-4c8d-8550-0a26c1c668c4"

Sign = Callable[[str], str]


def main() -> None:
    sign, sign_link = ours(), our_links()
    ways: dict[str, Callable[[], float]] = {
        "botocore": lambda: microseconds(botocores, new_keys(BOTOCORE_URLS)),
        "CloudFront, RSA": lambda: microseconds(cloudfronts, new_keys(BOTOCORE_URLS)),
        "ours, S3": lambda: microseconds(sign, new_keys(OUR_URLS)),
        "ours, CloudFront": lambda: microseconds(sign_link, new_keys(OUR_URLS)),
    }
    for warm_up in ways.values():
        warm_up()
    rounds = [{way: measure() for way, measure in ways.items()} for _ in range(ROUNDS)]
    print(f"{'':16}{'µs a URL':>10}{'times botocore':>16}")
    for way in ways:
        ratio = median(times["botocore"] / times[way] for times in rounds)
        print(f"{way:16}{median(times[way] for times in rounds):>10.2f}{ratio:>16.0f}")


@cache
def client() -> S3Client:
    import botocore.session
    from botocore.config import Config

    session = botocore.session.Session()
    session.set_credentials(*ROLE)
    style = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    peer: S3Client = session.create_client("s3", region_name=REGION, config=style)  # type: ignore[assignment]
    return peer


def botocores(key: str) -> str:
    return client().generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": key}, ExpiresIn=3600)


@cache
def cloudfront() -> CloudFrontSigner:
    from botocore.signers import CloudFrontSigner
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA1

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return CloudFrontSigner("K1EXAMPLE", lambda policy: key.sign(policy, padding.PKCS1v15(), SHA1()))  # noqa: S303


def cloudfronts(key: str) -> str:
    url = f"https://d111111abcdef8.cloudfront.net/{key}"
    return cloudfront().generate_presigned_url(url, date_less_than=UNTIL)


def ours() -> Sign:
    signer = Signer(BUCKET, region=REGION, endpoint_url=None, credentials=lambda: ROLE)
    return lambda key: signer.get(key, now=NOW, until=UNTIL)


def our_links() -> Sign:
    links = CloudFrontLinks("https://d111111abcdef8.cloudfront.net", [LinkKey("a", "k" * 43)])
    return lambda key: links.sign(DERIVED, key, NOW, UNTIL)


_photos = count()


def new_keys(how_many: int) -> Sequence[str]:
    """Keys that were not signed before."""
    return [f"{EVENT}/DSC_{next(_photos):06}.jpg/thumbnail" for _ in range(how_many)]


def microseconds(sign: Sign, keys: Sequence[str]) -> float:
    started = time.process_time()
    for key in keys:
        sign(key)
    return (time.process_time() - started) / len(keys) * 1e6


if __name__ == "__main__":
    main()
