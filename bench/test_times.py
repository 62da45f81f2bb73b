"""Where the suite spends its time: `python -m bench.test_times [pytest arguments]`, by default all of tests/.

CPU: seconds of user and system time of pytest and everything it starts (browsers, engines, servers), counted by a
control group (cgroup v2) of their own: needs Linux and root. Idle: seconds in which none of them ran or waited for a
processor, so a busy machine does not change it. Two that ran at once count twice, so this is the least it can be.
A fixture's figure leaves out the fixtures that it asked for. The tests run in one process.
"""

from __future__ import annotations

import atexit
import os
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

LONGEST = 25


@dataclass(frozen=True)
class Spent:
    """Seconds."""

    cpu: float = 0.0
    idle: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.cpu + other.cpu, self.idle + other.idle)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.cpu - other.cpu, self.idle - other.idle)

    def __str__(self) -> str:
        return f"{self.cpu:8.1f} {max(self.idle, 0.0):8.1f}"


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
        self._statistics, self._pressure = group / "cpu.stat", group / "cpu.pressure"

    def spent(self) -> Spent:
        cpu = int(self._statistics.read_text().split()[1]) / 1e6
        stalled = int(re.findall(r"total=(\d+)", self._pressure.read_text())[0]) / 1e6
        return Spent(cpu, time.monotonic() - cpu - stalled)


def _remove(group: Path, parent: Path) -> None:
    (parent / "cgroup.procs").write_text(str(os.getpid()))
    with suppress(OSError):  # a process that a test has left keeps its group
        group.rmdir()


class Times:
    def __init__(self, clock: Callable[[], Spent]) -> None:
        self._clock = clock
        self._tests: defaultdict[str, Spent] = defaultdict(Spent)
        self._fixtures: defaultdict[str, Spent] = defaultdict(Spent)
        self._uses: Counter[str] = Counter()
        self._nested = [Spent()]

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
        self._nested.append(Spent())
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
        yield from ["", f"{'CPU s':>8} {'idle s':>8} {'uses':>6}  fixture"]
        for name, spent in _most_first(self._fixtures)[:LONGEST]:
            yield f"{spent} {self._uses[name]:6}  {name}"
        yield from ["", f"{'CPU s':>8} {'idle s':>8}  test"]
        yield from (f"{spent}  {name}" for name, spent in _most_first(self._tests)[:LONGEST])

    def _table(self, title: str, key: Callable[[str], str]) -> Iterator[str]:
        spent: defaultdict[str, Spent] = defaultdict(Spent)
        counts = Counter(map(key, self._tests))
        for test, seconds in self._tests.items():
            spent[key(test)] += seconds
        yield from ["", f"{'CPU s':>8} {'idle s':>8} {'tests':>6}  {title}"]
        yield from (f"{seconds} {counts[name]:6}  {name}" for name, seconds in _most_first(spent))
        yield f"{sum(spent.values(), Spent())} {sum(counts.values()):6}  in all"


def _most_first(spent: Mapping[str, Spent]) -> list[tuple[str, Spent]]:
    return sorted(spent.items(), key=lambda each: each[1].cpu + each[1].idle, reverse=True)


def _file(test: str) -> str:
    return test.partition("::")[0]


def _folder(test: str) -> str:
    return str(Path(_file(test)).parent)


if __name__ == "__main__":
    sys.exit(pytest.main([*(sys.argv[1:] or ["tests"]), "-n", "0"], plugins=[Times(ControlGroup().spent)]))
