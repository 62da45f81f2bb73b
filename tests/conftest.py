"""Every test, whatever it is about, is also a test of what the service writes into its logs."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator

import pytest

from tests.leaks import leaks
from tests.world import World, worlds

# The tests' own client, which is no part of the service, logs the URLs that it asks.
logging.getLogger("httpx").setLevel(logging.WARNING)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fails a test that passed, when something was written that no log may hold."""
    report = yield
    if call.when == "call" and report.passed:
        written = "".join(text for title, text in report.sections)
        if found := leaks(written, _secrets(item)):
            report.outcome = "failed"
            report.longrepr = "The log holds " + "; ".join(found)
    if call.when == "teardown":
        worlds.clear()
    return report


def _secrets(item: pytest.Item) -> Iterator[str]:
    """The codes and keys of the worlds that the test made, or was given."""
    given = (getattr(each, "world", each) for each in getattr(item, "funcargs", {}).values())
    for world in [*worlds, *(each for each in given if isinstance(each, World))]:
        yield from (accessor.access_code for accessor in world.tables.accessors.values())
        yield from (event.link_secret for event in world.tables.events.values())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Which walls around decoders stood on this machine."""
    for report in terminalreporter.getreports("passed"):
        for name, value in getattr(report, "user_properties", ()):
            if name == "walls" and report.when == "call":
                terminalreporter.write_line(f"sandbox {value}")
