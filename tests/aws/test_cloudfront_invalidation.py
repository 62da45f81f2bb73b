"""Copies at the edge are removed by CloudFront's own interface."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from aws.clients import AccessKey, Aws
from aws.cloudfront.invalidation import CloudFrontCache
from tests.aws import scripted_server
from tests.aws.scripted_server import responds

KEY = AccessKey("moto", "moto")
REFUSAL = (
    b'<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">'
    b"<Error><Type>Sender</Type><Code>%s</Code><Message>no</Message></Error><RequestId>1</RequestId></ErrorResponse>"
)


def distribution(cloudfront: Any) -> str:
    origin = {"Id": "photos", "DomainName": "photos.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    behavior = {"TargetOriginId": "photos", "ViewerProtocolPolicy": "https-only"}
    config = {
        "CallerReference": "photos",
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behavior,
    }
    return str(cloudfront.create_distribution(DistributionConfig=config)["Distribution"]["Id"])


async def test_an_event_takes_one_wildcard_in_any_region() -> None:
    with mock_aws():
        aws = Aws("eu-west-1", access_key=KEY)
        cloudfront: Any = aws.client("cloudfront")
        id = distribution(cloudfront)
        assert await CloudFrontCache(aws, id).invalidate_event("anna", "wedding", reference="wedding 1.000")
        (listed,) = cloudfront.list_invalidations(DistributionId=id)["InvalidationList"]["Items"]
        batch = cloudfront.get_invalidation(DistributionId=id, Id=listed["Id"])["Invalidation"]["InvalidationBatch"]
    assert batch["CallerReference"] == "wedding 1.000"
    assert batch["Paths"]["Items"] == ["/anna/wedding/*"]


@pytest.mark.parametrize("code", ["TooManyInvalidationsInProgress", "AccessDenied"])
async def test_too_many_requests_are_no_failure_but_any_other_refusal_is(code: str) -> None:
    refused = responds(REFUSAL % code.encode(), "Content-Type: text/xml", status="400 Bad Request")
    with scripted_server.server(refused) as server:
        cache = CloudFrontCache(Aws("eu-west-1", server.url, KEY), "E1")
        if code == "AccessDenied":
            with pytest.raises(ClientError):
                await cache.invalidate_event("anna", "wedding", reference="1")
        else:
            assert not await cache.invalidate_event("anna", "wedding", reference="1")
