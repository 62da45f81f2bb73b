"""What a month costs, by the model."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from infra.costs.__main__ import CASES, LEVERS, page, summary
from infra.costs.bill import bill
from infra.costs.delivery import (
    DATA_TRANSFER,
    LINK_KEYS,
    VIEWERS_GETS,
    Delivery,
    TooMuchForPlans,
    delivery_bill,
    plan_for,
)
from infra.costs.prices import PLANS, S3_EGRESS_GB, tiered
from infra.costs.usage import Usage

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "cost.md"


def test_the_document_says_what_the_model_says() -> None:
    assert DOCUMENT.read_text() == "\n".join(page()) + "\n", "write it again: python -m infra.costs > docs/cost.md"


def test_the_readme_says_what_the_model_says() -> None:
    assert summary() in (ROOT / "README.md").read_text(), f"it must say: {summary()}"


def test_each_part_of_an_amount_has_the_price_of_its_tier() -> None:
    assert tiered(0, S3_EGRESS_GB) == 0
    assert tiered(10_000, S3_EGRESS_GB) == pytest.approx(900)
    assert tiered(11_000, S3_EGRESS_GB) == pytest.approx(985)
    assert tiered(1_000_000, S3_EGRESS_GB) == pytest.approx(900 + 3400 + 7000 + 850_000 * 0.05)


def test_while_nobody_comes_it_costs_less_than_three_dollars_and_the_keys_of_links() -> None:
    idle = {delivery: bill(CASES["idle"], delivery) for delivery in Delivery}
    assert 0 < sum(idle[Delivery.PRESIGNED].values()) < 3
    for delivery in (Delivery.PAY_AS_YOU_GO, Delivery.FLAT_RATE):
        assert sum(idle[delivery].values()) == pytest.approx(sum(idle[Delivery.PRESIGNED].values()) + 2 * 0.40)
        assert idle[delivery]["Data transfer"] == idle[delivery]["S3 storage"] == idle[delivery]["Lambda"] == 0


def test_whatever_there_is_more_of_costs_more() -> None:
    usage = Usage(1000)
    before = bill(usage)
    for change in (
        {"photos": 1000},
        {"codes": 100},
        {"months_kept": 2},
        {"originals_saved": 20},
        {"photographers": 2000},
        {"carded_share": 0.5},
        {"photo_deletions": 10},
        {"events_deleted_early": 1},
        {"edge_hit_rate": 0},
    ):
        after = bill(replace(usage, **change))
        assert all(after[what] >= before[what] for what in before)
        assert sum(after.values()) > sum(before.values())


def test_every_lever_is_one_change_of_the_same_case() -> None:
    thousand = CASES["1,000 photographers"]
    assert all(usage != thousand and usage.photographers == thousand.photographers for usage in LEVERS.values())


@pytest.mark.parametrize(
    ("photographers", "from_s3", "as_used", "flat"),
    [(1, 0, 0, 0), (10, 25, 0, 15), (26, 79, 0, 15), (100, 331, 236, 15), (1000, 3251, 2990, 200)],
)
def test_if_cloudfront_delivers_everything_bytes_cost_what_it_charges(
    photographers: int, from_s3: int, as_used: int, flat: int
) -> None:
    usage = Usage(photographers, edge_archives=True)
    transfer = {way: round(delivery_bill(usage, way)[DATA_TRANSFER]) for way in Delivery}
    assert transfer == {Delivery.PRESIGNED: from_s3, Delivery.PAY_AS_YOU_GO: as_used, Delivery.FLAT_RATE: 0}
    assert plan_for(usage).dollars == flat == delivery_bill(usage, Delivery.FLAT_RATE)["Flat-rate plan"]


def test_archives_cost_what_s3_charges() -> None:
    usage = Usage(100)
    assert usage.archived_gb == pytest.approx(100 * 4 * 50 * 0.2 * 60 * 0.008)
    transfer = {way: delivery_bill(usage, way)[DATA_TRANSFER] for way in Delivery}
    assert transfer[Delivery.FLAT_RATE] == pytest.approx((1920 - 100) * 0.09)
    as_used = transfer[Delivery.PAY_AS_YOU_GO] - transfer[Delivery.FLAT_RATE]
    assert as_used == pytest.approx((usage.egress_gb - 1920 - 1000) * 0.085)


def test_a_plan_includes_the_months_bytes_and_its_requests() -> None:
    many_small = Usage(1000, previews_opened=0, originals_saved=0)
    assert many_small.edge_gb < 300
    assert plan_for(many_small).name == "Business", "Pro would include the bytes, but not 12 million requests"
    assert plan_for(Usage(3000)).name == "Premium 75 TB", "Business would include the requests, but not 56 TB"
    with pytest.raises(TooMuchForPlans):
        plan_for(Usage(1_000_000))


def test_a_dearer_plan_never_includes_less() -> None:
    for cheaper, dearer in pairwise(PLANS):
        assert cheaper.dollars < dearer.dollars
        assert cheaper.gb <= dearer.gb
        assert cheaper.requests < dearer.requests


def test_what_the_edge_has_in_its_caches_is_not_asked_of_s3() -> None:
    usage = Usage(1000)
    requests = {
        share: delivery_bill(replace(usage, edge_hit_rate=share), Delivery.PAY_AS_YOU_GO)[VIEWERS_GETS] / 0.4e-6
        for share in (0, 0.5, 1)
    }
    assert requests[0] == pytest.approx(usage.photo_requests + usage.archives)
    assert requests[0.5] == pytest.approx(usage.photo_requests / 2 + usage.archives)
    assert requests[1] == pytest.approx(usage.archives)
    from_s3 = {delivery_bill(replace(usage, edge_hit_rate=share), Delivery.PRESIGNED)[VIEWERS_GETS] for share in (0, 1)}
    assert len(from_s3) == 1


def test_requests_functions_and_invalidations_are_charged_beyond_what_is_free() -> None:
    """Two million of the requests are those of the pages, 1.4 million the API's."""
    charged = delivery_bill(Usage(1000), Delivery.PAY_AS_YOU_GO)
    assert charged["CloudFront requests"] == pytest.approx((20e6 + 2e6 + 1.42e6 - 10e6) * 0.01 / 10_000)
    assert charged["CloudFront Functions"] == pytest.approx((20e6 + 2e6 + 1.42e6 - 2e6) * 0.10 / 1e6)
    assert charged["Invalidations"] == pytest.approx((4000 * (1 + 0.05) * 2 - 1000) * 0.005)
    assert not any(
        delivery_bill(Usage(5), Delivery.PAY_AS_YOU_GO)[what]
        for what in charged
        if what not in (LINK_KEYS, VIEWERS_GETS)
    )
