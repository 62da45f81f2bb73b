"""Writes docs/cost.md: python -m infra.costs > docs/cost.md"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace

from infra.costs.bill import bill
from infra.costs.consumption import PHOTO, SORTING, VIEW
from infra.costs.delivery import Delivery
from infra.costs.delivery_section import delivery_section
from infra.costs.tables import bills, counts, head
from infra.costs.usage import Usage

CASES: Mapping[str, Usage] = {
    "idle": Usage(0),
    "hobby: one photographer": Usage(1),
    "1,000 photographers": Usage(1000),
    "1 million photographers": Usage(1_000_000),
}
THOUSAND = CASES["1,000 photographers"]
LEVERS: Mapping[str, Usage] = {
    "nobody takes an archive": replace(THOUSAND, archive_share=0),
    "nobody saves an original": replace(THOUSAND, archive_share=0, originals_saved=0),
    "all events are shot with cards": replace(THOUSAND, carded_share=1),
    "events live three months": replace(THOUSAND, months_kept=3),
    "no request for a photo is answered by a cache of CloudFront": replace(THOUSAND, edge_hit_rate=0),
    "somebody deletes photos of each event by hand on ten days": replace(THOUSAND, photo_deletions=10),
}


def page() -> Iterator[str]:
    yield HEAD
    yield from head("dollars a month", *CASES)
    yield from bills([bill(usage) for usage in CASES.values()], "together")
    yield counts("stored, GB", (usage.stored_gb for usage in CASES.values()))
    yield counts("sent, GB", (usage.egress_gb for usage in CASES.values()))
    yield from delivery_section()
    yield "\n## What changes it\n\nAt 1,000 photographers, one change at a time:\n"
    before = sum(bill(THOUSAND).values())
    for what, usage in LEVERS.items():
        yield f"- {what}: {sum(bill(usage).values()) - before:+,.0f} dollars"


def summary() -> str:
    """The README's words."""
    by_plan = bill(THOUSAND, Delivery.FLAT_RATE)
    idle, few, many = (sum(each.values()) for each in (bill(CASES["idle"]), bill(Usage(26)), by_plan))
    return (
        f"about {idle:.1f} dollars a month when nobody comes, {few:.0f} for 26 photographers, and {many:,.0f} "
        "for 1,000 with a flat-rate plan of CloudFront"
    )


HEAD = f"""\
# What it costs

Written by `python -m infra.costs`, from list prices of us-east-1 (`infra/costs/prices.py` \
says where each is from) and from what `python -m bench.usage` measures. None of it has ever been billed: there was no \
account to deploy into. Permanent free allowances are deducted; those of the first year are not. Requests and answers \
of the API are less than a hundredth of all bytes, and left out of them. In this table photos come through CloudFront, \
paid as it is used.

The model: a photographer has {THOUSAND.events:.0f} events a month of {THOUSAND.photos} photos of \
{THOUSAND.megabytes:.0f} MB, kept for {THOUSAND.months_kept:.0f} month, with {THOUSAND.codes} codes each. A code opens \
{THOUSAND.photos_of_code} photos. Its viewer loads all thumbnails and {THOUSAND.previews_opened} previews and saves \
{THOUSAND.originals_saved} originals, and one viewer in {1 / THOUSAND.archive_share:.0f} downloads all of them as an \
archive. One event in {1 / THOUSAND.carded_share:.0f} is sorted by cards.

A photo takes {PHOTO.writes:.1f} write units and {PHOTO.reads:.1f} read units of DynamoDB from its registration to its \
deletion, {PHOTO.index_writes:.0f} of the write units for the indexes that order photos, and \
{PHOTO.puts + PHOTO.gets:.1f} requests of S3. It has {PHOTO.kept_megabytes * 1000:.0f} KB of renditions. A code takes \
{VIEW.writes:.0f} write units, {VIEW.reads:.0f} read units and {VIEW.reads_a_photo} for each \
photo that it opens. Sorting an event takes {SORTING.requests:.0f} requests; it reads \
{SORTING.cold_reads * SORTING.reads_a_photo:.1f} units for each photo in all and {SORTING.reads_a_code} for each code \
in each request, and writes {SORTING.writes:.0f} units in each request and {SORTING.writes_a_code:.0f} for each code.
"""


if __name__ == "__main__":
    sys.stdout.write("\n".join(page()) + "\n")
