"""How photos reach viewers, and what each way costs a month."""

from __future__ import annotations

from enum import StrEnum

from infra.costs.consumption import VIEW
from infra.costs.prices import (
    CLOUDFRONT_FUNCTION_CALL,
    CLOUDFRONT_GB,
    CLOUDFRONT_REQUEST,
    FREE,
    INVALIDATED_PATH,
    PLANS,
    S3_EGRESS_GB,
    S3_GET,
    SECRET,
    Plan,
    beyond,
    tiered,
)
from infra.costs.usage import Usage


class Delivery(StrEnum):
    PRESIGNED = "S3, presigned"
    PAY_AS_YOU_GO = "CloudFront, pay-as-you-go"
    FLAT_RATE = "CloudFront, flat-rate plan"


DATA_TRANSFER, LINK_KEYS, VIEWERS_GETS = "Data transfer", "Secrets for links", "S3 requests for viewers"


class TooMuchForPlans(Exception):
    """No flat-rate plan includes that much."""


def plan_for(usage: Usage) -> Plan:
    """The cheapest plan that includes a month's bytes and requests: beyond its allowance AWS throttles."""
    for plan in PLANS:
        if usage.edge_gb <= plan.gb and usage.edge_requests <= plan.requests:
            return plan
    raise TooMuchForPlans(f"{usage.edge_gb:,.0f} GB, {usage.edge_requests:,.0f} requests")


def delivery_bill(usage: Usage, delivery: Delivery) -> dict[str, float]:
    """Dollars for photos and archives on their way to viewers, and for the pages and the API behind CloudFront.

    Those have a distribution of their own, which is always paid as it is used. The same lines for each way.
    """
    keys = 0 if delivery is Delivery.PRESIGNED else 2  # one signs, both verify
    shared = usage.views * VIEW.page_requests + usage.api_requests
    metered = shared + usage.edge_requests if delivery is Delivery.PAY_AS_YOU_GO else shared
    return {
        DATA_TRANSFER: _data_transfer(usage, delivery),
        "Flat-rate plan": plan_for(usage).dollars if delivery is Delivery.FLAT_RATE else 0.0,
        "CloudFront requests": beyond(metered, FREE.cloudfront_requests) * CLOUDFRONT_REQUEST,
        "CloudFront Functions": beyond(metered, FREE.cloudfront_function_calls) * CLOUDFRONT_FUNCTION_CALL,
        "Invalidations": 0.0
        if delivery is Delivery.PRESIGNED
        else beyond(usage.invalidated_paths, FREE.invalidated_paths) * INVALIDATED_PATH,
        LINK_KEYS: keys * SECRET,
        VIEWERS_GETS: _gets(usage, delivery) * S3_GET,
    }


def _data_transfer(usage: Usage, delivery: Delivery) -> float:
    """S3 asks nothing for what it sends to CloudFront."""
    edge_gb = 0 if delivery is Delivery.PRESIGNED else usage.edge_gb
    from_s3 = tiered(beyond(usage.egress_gb - edge_gb, FREE.s3_egress_gb), S3_EGRESS_GB)
    if delivery is not Delivery.PAY_AS_YOU_GO:
        return from_s3
    return from_s3 + tiered(beyond(edge_gb, FREE.cloudfront_gb), CLOUDFRONT_GB)


def _gets(usage: Usage, delivery: Delivery) -> float:
    """An archive is downloaded once, so no cache holds it."""
    missed = 1.0 if delivery is Delivery.PRESIGNED else 1 - usage.edge_hit_rate
    return usage.photo_requests * missed + usage.archives
