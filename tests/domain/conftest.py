"""The backend that most rules are tried in."""

from __future__ import annotations

import pytest

from tests.in_memory_backend import InMemoryBackend


@pytest.fixture
def backend() -> InMemoryBackend:
    return InMemoryBackend()
