"""The section of docs/cost.md about the ways by which photos reach viewers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from infra.costs.bill import bill
from infra.costs.consumption import DELETION, VIEW
from infra.costs.delivery import Delivery, delivery_bill, plan_for
from infra.costs.prices import FREE
from infra.costs.tables import bills, counts, head, row
from infra.costs.usage import Usage

USAGES = tuple(Usage(photographers) for photographers in (1, 10, 26, 100, 1000))


def delivery_section() -> Iterator[str]:
    yield TEXT
    yield from head("dollars a month", *(f"{usage.photographers:,}" for usage in USAGES))
    for delivery in Delivery:
        each = [delivery_bill(usage, delivery) for usage in USAGES]
        used = [{what: one[what] for what in one if any(other[what] for other in each)} for one in each]
        yield from bills(used, delivery)
    yield row("which plan", *(plan_for(usage).name for usage in USAGES))
    yield counts("sent, GB", (usage.egress_gb for usage in USAGES))
    yield counts("of it archives, GB", (usage.archived_gb for usage in USAGES))
    yield counts("requests for photos, thousands", (usage.photo_requests / 1000 for usage in USAGES))
    yield "\nThe whole service:\n"
    yield from head("dollars a month", *(f"{usage.photographers:,}" for usage in USAGES))
    for delivery in Delivery:
        yield _whole(delivery, delivery, USAGES)
    everything = [replace(usage, edge_archives=True) for usage in USAGES]
    for delivery in (Delivery.PAY_AS_YOU_GO, Delivery.FLAT_RATE):
        yield _whole(f"{delivery}, archives too (not built)", delivery, everything)


def _whole(name: str, delivery: Delivery, usages: Iterable[Usage]) -> str:
    return row(name, *(f"{sum(bill(usage, delivery).values()):,.2f}" for usage in usages))


_MODEL = USAGES[-1]
TEXT = f"""
## How photos reach viewers

Photos are fetched from S3 by presigned URLs, or through a distribution of CloudFront that holds nothing else. \
Archives are always fetched from S3. What S3 sends to CloudFront is free. CloudFront is paid as it is used \
({FREE.cloudfront_gb / 1000:.0f} TB, {FREE.cloudfront_requests / 1e6:.0f} million requests, \
{FREE.cloudfront_function_calls / 1e6:.0f} million calls of CloudFront Functions and {FREE.invalidated_paths:,.0f} \
invalidated paths are free each month, for ever), or by a flat rate. The columns are photographers; the bytes of 26, \
with their archives, are just below a terabyte.

Assumed: CloudFront answers {_MODEL.edge_hit_rate:.0%} of the requests for photos from its caches, because a photo is \
in the albums of {_MODEL.codes * _MODEL.photos_of_code / _MODEL.photos:.0f} codes; the rest, and all archives, are \
requests of S3. Each request calls one function. An event has \
{_MODEL.photo_deletions:.0f} deletion of photos by hand, of one or of many at once, and one event in \
{1 / _MODEL.events_deleted_early:.0f} is deleted as a whole; each time takes {DELETION.invalidated_paths:.0f} \
invalidated paths. A viewer's pages take {VIEW.page_requests:.0f} requests, and they \
and the API share the free allowances. Viewers are in the United States: Europe's bytes cost the same, its requests a \
fifth more.

A plan holds for one distribution. Chosen is the cheapest that includes the month's bytes and requests; beyond its \
allowance AWS slows delivery down, and charges nothing. The pages' distribution stays without a plan, invalidations \
are reckoned as without one, and the S3 storage that plans include is not deducted. An account on AWS's own free plan \
can't have any, and every other one can have three plans that are called Free.
"""
