"""Every test, whatever it is about, is also a test of what the service writes into its logs."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.in_memory_backend import InMemoryBackend, live_backends
from tests.log_secrets import secrets_in

TESTS = Path(__file__).parent

# The tests' own client, which is no part of the service, logs the URLs that it asks.
logging.getLogger("httpx").setLevel(logging.WARNING)

LONGEST_FIRST = ("web", "local", "infra", "aws", "media")
"""Folders whose files take long. They are begun first: two processes end at nearly the same time when the last files
are short ones."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folders = [TESTS / name for name in LONGEST_FIRST]
    items.sort(key=lambda item: [folder not in item.path.parents for folder in folders])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fails a test that passed, when something was written that no log may hold."""
    report = yield
    if call.when == "call" and report.passed:
        written = "".join(text for title, text in report.sections)
        if found := secrets_in(written, _secrets(item)):
            report.outcome = "failed"
            report.longrepr = "The log holds " + "; ".join(found)
    if call.when == "teardown":
        live_backends.clear()
    return report


def _secrets(item: pytest.Item) -> Iterator[str]:
    """The codes and keys of the backends that the test made, or was given."""
    given = (getattr(each, "backend", each) for each in getattr(item, "funcargs", {}).values())
    for backend in [*live_backends, *(each for each in given if isinstance(each, InMemoryBackend))]:
        yield from (accessor.access_code for accessor in backend.tables.accessors.values())
        yield from (event.link_secret for event in backend.tables.events.values())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Which walls around decoders stood on this machine."""
    for report in terminalreporter.getreports("passed"):
        for name, value in getattr(report, "user_properties", ()):
            if name == "walls" and report.when == "call":
                terminalreporter.write_line(f"sandbox {value}")
