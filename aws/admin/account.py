"""What its owner asks of an AWS account to deploy into it, and to leave it. Everything else there the CDK does.

Blocking, with the owner's own credentials, from wherever botocore finds them. No function of the service needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws.clients import Aws
from aws.resources import EXPIRY_SHARDS

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

GLOBAL_REGION = "us-east-1"
"""Where AWS keeps what belongs to no region: CloudFront, and certificates for it."""


class NoCredentials(Exception):
    """There are no credentials, or AWS does not take them. The message says why."""


@dataclass(frozen=True)
class SiteFile:
    """One file of the web app. `key` is its path below our origin, without the first slash."""

    path: Path
    key: str
    media_type: str
    cache_control: str


class Account:
    def __init__(self, region: str, *, endpoint_url: str | None = None) -> None:
        """`endpoint_url` is for tests: an engine instead of AWS."""
        self.aws = Aws(region, endpoint_url)
        self._world = Aws(GLOBAL_REGION, endpoint_url)

    def number(self) -> str:
        """The account's 12 digits. Raises NoAccount."""
        from botocore.exceptions import BotoCoreError, ClientError

        sts: Any = self.aws.client("sts")
        try:
            return str(sts.get_caller_identity()["Account"])
        except (BotoCoreError, ClientError) as error:
            raise NoCredentials(str(error)) from error

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

    def upload_site(self, bucket: str, files: Iterable[SiteFile]) -> None:
        """In the order given. Files of earlier deployments stay, for pages that are open."""
        for file in files:
            self._s3.put_object(
                Bucket=bucket,
                Key=file.key,
                Body=file.path.read_bytes(),
                ContentType=file.media_type,
                CacheControl=file.cache_control,
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
