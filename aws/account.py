"""What its owner asks of an AWS account to deploy into it, and to leave it. Everything else there the CDK does.

Blocking, with the owner's own credentials, from wherever botocore finds them. No function of the service needs it.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws.clients import Aws
from infra import pages
from infra.definition import EXPIRY_SHARDS

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

OF_THE_WORLD = "us-east-1"
"""Where AWS keeps what belongs to no region: CloudFront, and certificates for it."""


class NoAccount(Exception):
    """There are no credentials, or AWS does not take them. The message says why."""


class Account:
    def __init__(self, region: str, *, endpoint_url: str | None = None) -> None:
        """`endpoint_url` is for tests: an engine instead of AWS."""
        self.aws = Aws(region, endpoint_url)
        self._world = Aws(OF_THE_WORLD, endpoint_url)

    def number(self) -> str:
        """The account's 12 digits. Raises NoAccount."""
        from botocore.exceptions import BotoCoreError, ClientError

        sts: Any = self.aws.client("sts")
        try:
            return str(sts.get_caller_identity()["Account"])
        except (BotoCoreError, ClientError) as error:
            raise NoAccount(str(error)) from error

    def outputs(self, stack: str) -> dict[str, str] | None:
        """What a stack tells about itself; None while it is not there."""
        from botocore.exceptions import ClientError

        cloudformation: Any = self.aws.client("cloudformation")
        try:
            (described,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        return {each["OutputKey"]: each["OutputValue"] for each in described.get("Outputs", ())}

    def upload_site(self, bucket: str, site: Path) -> None:
        """Pages last: each names files that are there already. Those of before stay, for pages that are open."""
        # Without the stamp by which make knows what was built: of all files it alone has no ending.
        files = [path for path in site.rglob("*") if path.is_file() and path.suffix]
        for path in sorted(files, key=lambda path: (path.suffix == ".html", path)):
            key = path.relative_to(site).as_posix()
            self._s3.put_object(
                Bucket=bucket,
                Key=key,
                Body=path.read_bytes(),
                ContentType=media_type(path),
                CacheControl=pages.FOR_EVER if key.startswith("assets/") else pages.ALWAYS_ASK,
            )

    def invalidate(self, distribution: str, reference: str) -> None:
        """CloudFront forgets every page. `reference` is new for each time."""
        cloudfront: Any = self._world.client("cloudfront")
        batch = {"CallerReference": reference, "Paths": {"Quantity": 1, "Items": ["/*"]}}
        cloudfront.create_invalidation(DistributionId=distribution, InvalidationBatch=batch)

    def may_mail_anybody(self) -> bool:
        """False in SES's sandbox, where every account begins: only verified addresses get mail."""
        return bool(self.aws.client("sesv2").get_account().get("ProductionAccessEnabled"))

    def live_events(self, table: str, now_seconds: int) -> int:
        """Events that are not over, and that nobody has deleted."""
        query = self.aws.client("dynamodb").get_paginator("query")
        return sum(
            page["Count"]
            for shard in range(EXPIRY_SHARDS)
            for page in query.paginate(
                TableName=table,
                IndexName="by_expiry",
                Select="COUNT",
                KeyConditionExpression="expiry_shard = :shard AND expires_at > :now",
                ExpressionAttributeValues={":shard": {"N": str(shard)}, ":now": {"N": str(now_seconds)}},
            )
        )

    def empty(self, bucket: str) -> None:
        """Deletes every object, and every upload that nobody completed."""
        for page in self._s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
            for upload in page.get("Uploads", ()):
                self._s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
        for keys in self._listed(bucket):
            self._s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True})

    def _listed(self, bucket: str) -> Iterator[list[str]]:
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            if found := [each["Key"] for each in page.get("Contents", ())]:
                yield found

    @property
    def _s3(self) -> S3Client:
        return self.aws.client("s3")


def media_type(path: Path) -> str:
    guessed, _ = mimetypes.guess_type(path.name)
    return pages.MEDIA_TYPES.get(path.suffix) or guessed or "application/octet-stream"
