"""The backend that most tests of rules use."""

from __future__ import annotations

import pytest

from tests.in_memory_backend import InMemoryBackend


@pytest.fixture
def backend() -> InMemoryBackend:
    return InMemoryBackend()
