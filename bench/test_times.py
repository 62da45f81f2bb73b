"""Where the suite spends processor time: `python -m bench.test_times [pytest arguments]`, by default all of tests/.

Seconds of user and system time of pytest and everything it starts (browsers, engines, servers), counted by a control
group (cgroup v2) of their own: needs Linux and root. A fixture's figure leaves out the fixtures that it asked for.
The tests run in one process.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

LONGEST = 25


class ControlGroup:
    """Counts the processor time of this process and of all that it starts from now on."""

    def __init__(self) -> None:
        mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
        root = next(Path(path) for _, path, kind, *_ in mounts if kind == "cgroup2")
        own = next(line for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::"))
        parent = root / own.removeprefix("0::/")
        group = parent / f"test_times.{os.getpid()}"
        group.mkdir()
        atexit.register(_remove, group, parent)
        (group / "cgroup.procs").write_text(str(os.getpid()))
        self._statistics = group / "cpu.stat"

    def seconds(self) -> float:
        return int(self._statistics.read_text().split()[1]) / 1e6


def _remove(group: Path, parent: Path) -> None:
    (parent / "cgroup.procs").write_text(str(os.getpid()))
    with suppress(OSError):  # a process that a test has left keeps its group
        group.rmdir()


class Times:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._tests: defaultdict[str, float] = defaultdict(float)
        self._fixtures: defaultdict[str, float] = defaultdict(float)
        self._uses: Counter[str] = Counter()
        self._nested = [0.0]

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        before = self._clock()
        try:
            return (yield)
        finally:
            self._tests[item.nodeid] += self._clock() - before

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
        name = f"{fixturedef.argname} ({fixturedef.scope}, {fixturedef.baseid or 'built in'})"
        self._uses[name] += 1
        with self._leaving_out_nested(name):
            return (yield)

    @contextmanager
    def _leaving_out_nested(self, fixture: str) -> Iterator[None]:
        before = self._clock()
        self._nested.append(0.0)
        try:
            yield
        finally:
            spent = self._clock() - before
            self._fixtures[fixture] += spent - self._nested.pop()
            self._nested[-1] += spent

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self._report():
            terminalreporter.write_line(line)

    def _report(self) -> Iterator[str]:
        for title, key in (("folder", _folder), ("file", _file)):
            yield from self._table(title, key)
        yield from ["", f"{'CPU s':>8} {'uses':>6}  fixture"]
        for name, seconds in _most_first(self._fixtures)[:LONGEST]:
            yield f"{seconds:8.1f} {self._uses[name]:6}  {name}"
        yield from ["", f"{'CPU s':>8}  test"]
        yield from (f"{seconds:8.1f}  {name}" for name, seconds in _most_first(self._tests)[:LONGEST])

    def _table(self, title: str, key: Callable[[str], str]) -> Iterator[str]:
        spent: defaultdict[str, float] = defaultdict(float)
        counts = Counter(map(key, self._tests))
        for test, seconds in self._tests.items():
            spent[key(test)] += seconds
        yield from ["", f"{'CPU s':>8} {'tests':>6}  {title}"]
        yield from (f"{seconds:8.1f} {counts[name]:6}  {name}" for name, seconds in _most_first(spent))
        yield f"{sum(spent.values()):8.1f} {sum(counts.values()):6}  in all"


def _most_first(seconds: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(seconds.items(), key=lambda each: each[1], reverse=True)


def _file(test: str) -> str:
    return test.partition("::")[0]


def _folder(test: str) -> str:
    return str(Path(_file(test)).parent)


if __name__ == "__main__":
    sys.exit(pytest.main([*(sys.argv[1:] or ["tests"]), "-n", "0"], plugins=[Times(ControlGroup().seconds)]))
