"""Removes the copies that CloudFront keeps of an event's objects."""

from __future__ import annotations

from aws.clients import Aws
from aws.s3 import keys


class CloudFrontCache:
    """Implements `EdgeCache`. `distribution` is the id of the distribution of photos."""

    def __init__(self, aws: Aws, distribution: str) -> None:
        self._aws = aws
        self._distribution = distribution

    async def invalidate_event(self, user_id: str, event_id: str, *, reference: str) -> bool:
        """One wildcard, however many photos: CloudFront permits 15 in progress, and charges for each.

        Archives are never fetched through CloudFront.
        """
        from botocore.exceptions import ClientError

        paths = {"Quantity": 1, "Items": [f"/{keys.event_prefix(user_id, event_id)}*"]}
        batch = {"CallerReference": reference, "Paths": paths}
        try:
            await self._aws.call(
                "cloudfront", "create_invalidation", DistributionId=self._distribution, InvalidationBatch=batch
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "TooManyInvalidationsInProgress":
                raise
            return False
        return True
