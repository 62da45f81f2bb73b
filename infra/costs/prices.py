"""AWS's list prices in dollars, us-east-1.

CloudFront's are those of https://aws.amazon.com/cloudfront/pricing for the United States, looked up on 2026-12-01: the
free allowances and tiers in a copy of that page; the plans and their allowances in a list of 2026-09-05 of that page
and of the developer guide's "flat-rate pricing plans"; an invalidated path in AWS's "How AWS Pricing Works". DynamoDB's
units are as AWS and others have them in print. The rest is from memory. Look at https://aws.amazon.com/pricing before
you rely on any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Tiers = Sequence[tuple[float, float]]
"""(how much of it, at which price each), from the first; the last has no end."""

NO_END = float("inf")

S3_GB: Tiers = ((50_000, 0.023), (450_000, 0.022), (NO_END, 0.021))
S3_EGRESS_GB: Tiers = ((10_000, 0.09), (40_000, 0.085), (100_000, 0.07), (NO_END, 0.05))
CLOUDFRONT_GB: Tiers = (
    (10_000, 0.085),
    (40_000, 0.080),
    (100_000, 0.060),
    (350_000, 0.040),
    (524_000, 0.030),
    (4_000_000, 0.025),
    (NO_END, 0.020),
)
CLOUDFRONT_REQUEST, CLOUDFRONT_FUNCTION_CALL, INVALIDATED_PATH = 1e-6, 0.1e-6, 0.005

S3_PUT, S3_GET = 5e-6, 0.4e-6
WRITE_UNIT, READ_UNIT = 0.625e-6, 0.125e-6
TABLE_GB, RECOVERY_GB = 0.25, 0.20
LAMBDA_GB_SECOND, LAMBDA_REQUEST = 13.3334e-6, 0.2e-6
API_REQUEST = 1e-6
QUEUE_REQUEST = 0.4e-6
LOG_GB, ALARM, CUSTOM_METRIC = 0.50, 0.10, 0.30
SECRET = 0.40
MAIL = 0.1e-3
DNS_ZONE = 0.50


@dataclass(frozen=True)
class Free:
    """A month, for as long as there is an account."""

    s3_egress_gb: float = 100
    cloudfront_gb: float = 1000
    cloudfront_requests: float = 10e6
    cloudfront_function_calls: float = 2e6
    invalidated_paths: float = 1000
    lambda_gb_seconds: float = 400_000
    lambda_requests: float = 1e6
    queue_requests: float = 1e6
    table_gb: float = 25
    log_gb: float = 5
    alarms: float = 10
    metrics: float = 10


FREE = Free()


@dataclass(frozen=True)
class Plan:
    """A flat rate for one distribution of CloudFront, with what it includes a month: bytes, requests, functions."""

    name: str
    dollars: float
    gb: float
    requests: float


PLANS = (
    Plan("Free", 0, 100, 1e6),
    Plan("Pro", 15, 50_000, 10e6),
    Plan("Business", 200, 50_000, 125e6),
    Plan("Premium", 1000, 50_000, 500e6),
    Plan("Premium 75 TB", 1450, 75_000, 750e6),
    Plan("Premium 125 TB", 2250, 125_000, 1.25e9),
    Plan("Premium 200 TB", 3500, 200_000, 2e9),
    Plan("Premium 350 TB", 6000, 350_000, 3.5e9),
    Plan("Premium 600 TB", 10_000, 600_000, 6e9),
)
"""By price, which is also by allowance."""


def beyond(amount: float, free: float) -> float:
    return max(0.0, amount - free)


def tiered(amount: float, tiers: Tiers) -> float:
    """Dollars: each part of the amount at the price of its tier."""
    dollars = 0.0
    for size, price in tiers:
        part = min(amount, size)
        dollars += part * price
        amount -= part
    return dollars
