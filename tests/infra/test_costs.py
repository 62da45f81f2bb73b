"""What a month costs, by the model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from infra.costs.__main__ import CASES, LEVERS, page
from infra.costs.bill import bill
from infra.costs.prices import S3_EGRESS_GB, tiered
from infra.costs.usage import Usage

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "cost.md"


def test_the_document_says_what_the_model_says() -> None:
    assert DOCUMENT.read_text() == "\n".join(page()) + "\n", "write it again: python -m infra.costs > docs/cost.md"


def test_each_part_of_an_amount_has_the_price_of_its_tier() -> None:
    assert tiered(0, S3_EGRESS_GB) == 0
    assert tiered(10_000, S3_EGRESS_GB) == pytest.approx(900)
    assert tiered(11_000, S3_EGRESS_GB) == pytest.approx(985)
    assert tiered(1_000_000, S3_EGRESS_GB) == pytest.approx(900 + 3400 + 7000 + 850_000 * 0.05)


def test_while_nobody_comes_it_costs_less_than_three_dollars() -> None:
    idle = bill(CASES["idle"])
    assert 0 < sum(idle.values()) < 3
    assert idle["Data transfer"] == idle["S3 storage"] == idle["Lambda"] == 0


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
    ):
        after = bill(replace(usage, **change))
        assert all(after[what] >= before[what] for what in before)
        assert sum(after.values()) > sum(before.values())


def test_every_lever_is_one_change_of_the_same_case() -> None:
    thousand = CASES["1,000 photographers"]
    assert all(usage != thousand and usage.photographers == thousand.photographers for usage in LEVERS.values())
