"""What a viewer's page loads, as `make web` has built it, against its budgets."""

from __future__ import annotations

import pytest

from bench.budget import Measured
from bench.page_budgets import sizes


@pytest.mark.parametrize("measured", sizes(), ids=lambda measured: measured.name)
def test_what_the_page_loads_is_within_its_budget(measured: Measured) -> None:
    assert measured.value > 0
    assert measured.is_met, str(measured)
