"""The calls to an AWS account that deploying and destroying need besides the CDK.

Blocking, with the owner's credentials as botocore finds them. The service itself needs none of this.
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
"""The region of AWS's global services: CloudFront, and its certificates."""


class NoCredentials(Exception):
    """There are no credentials, or AWS rejects them. The message has the reason."""


@dataclass(frozen=True)
class SiteFile:
    """One file of the web app. `key` is its URL path without the leading slash."""

    path: Path
    key: str
    media_type: str
    cache_control: str


class Account:
    def __init__(self, region: str, *, endpoint_url: str | None = None) -> None:
        """`endpoint_url` is for tests, with an engine instead of AWS."""
        self.aws = Aws(region, endpoint_url)
        self._global = Aws(GLOBAL_REGION, endpoint_url)

    def account_id(self) -> str:
        """12 digits. Raises NoCredentials."""
        from botocore.exceptions import BotoCoreError, ClientError

        sts: Any = self.aws.client("sts")
        try:
            return str(sts.get_caller_identity()["Account"])
        except (BotoCoreError, ClientError) as error:
            raise NoCredentials(str(error)) from error

    def outputs(self, stack: str) -> dict[str, str] | None:
        """The outputs of a stack; None if it does not exist."""
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
        """In the given order. Files of earlier deployments stay, for pages that are open."""
        for file in files:
            self._s3.put_object(
                Bucket=bucket,
                Key=file.key,
                Body=file.path.read_bytes(),
                ContentType=file.media_type,
                CacheControl=file.cache_control,
            )

    def invalidate(self, distribution: str, reference: str) -> None:
        """Removes every page from CloudFront's caches. `reference` must be new each time."""
        cloudfront: Any = self._global.client("cloudfront")
        batch = {"CallerReference": reference, "Paths": {"Quantity": 1, "Items": ["/*"]}}
        cloudfront.create_invalidation(DistributionId=distribution, InvalidationBatch=batch)

    def has_mail_production_access(self) -> bool:
        """False in SES's sandbox, where every account starts: SES then delivers to verified addresses only."""
        return bool(self.aws.client("sesv2").get_account().get("ProductionAccessEnabled"))

    def live_events(self, table: str, now_seconds: int) -> int:
        """The number of events that have neither expired nor been deleted."""
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
        """Deletes every object and aborts every incomplete upload."""
        for page in self._s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
            for upload in page.get("Uploads", ()):
                self._s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
        for keys in self._list_keys(bucket):
            self._s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys], "Quiet": True})

    def _list_keys(self, bucket: str) -> Iterator[list[str]]:
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            if found := [each["Key"] for each in page.get("Contents", ())]:
                yield found

    @property
    def _s3(self) -> S3Client:
        return self.aws.client("s3")
