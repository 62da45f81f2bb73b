"""Sends changed copies of the samples through the worker: `python -m bench.fuzz_media [minutes] [seed]`.

Files are changed by their structure (bench/mutations) and some by bytes as well. Whatever a file is, this holds:

- it becomes READY, or REJECTED with a code, within a time limit and without a retry;
- its patches lie inside the file, and its renditions within their limits;
- the copy for viewers has the size of the original, renders to the same bytes, and needs no other patch;
- where there is a copy without a location, ExifTool finds none in it.

Anything else is a finding: its file is kept, and the command exits with 1. `--count` also limits the files. File number
n of a seed is always the same; `--first n --count 1` makes it again. `make exiftool` installs the judge.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import gettempdir

from bench.media_judge import FAULT, Judge
from bench.mutations import mutate
from media.file_type import VIDEOS, FileType, detect_file_type

SAMPLES = Path(__file__).resolve().parent.parent / "tests" / "media" / "samples"
KEPT = Path(gettempdir()) / "imgsh-fuzz"
MAX_SHOWN = 30


@dataclass
class Findings:
    """`outcomes` are counted by kind of file."""

    outcomes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    faults: list[str] = field(default_factory=list)
    slowest_seconds: float = 0.0

    @property
    def count(self) -> int:
        return sum(counted.total() for counted in self.outcomes.values())

    def __str__(self) -> str:
        unit = 1 if sys.platform == "darwin" else 1024
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6
        lines = []
        for file_type, counted in sorted(self.outcomes.items()):
            lines.append(f"{file_type}: {counted.total()}")
            lines += [f"{count:6} {outcome}" for outcome, count in counted.most_common()]
        lines.append(
            f"{self.count} files, slowest {self.slowest_seconds:.1f} s, most memory {peak:.0f} MB, "
            f"{len(self.faults)} findings"
        )
        return "\n".join(lines + self.faults[:MAX_SHOWN])


def samples(only: str) -> dict[str, tuple[FileType, bytes]]:
    """By name, those whose content type contains `only`."""
    found: dict[str, tuple[FileType, bytes]] = {}
    for path in sorted(SAMPLES.iterdir()):
        content = path.read_bytes()
        file_type = detect_file_type(content)
        if file_type and path.suffix not in (".md", ".json") and only in file_type.content_type:
            found[path.name] = (file_type, content)
    return found


def fuzz(minutes: float, seed: int, *, first: int = 0, count: int | None = None, only: str = "") -> Findings:
    """Until the minutes are over, or `count` files are done."""
    found, findings, judge = samples(only), Findings(), Judge()
    names = list(found)
    by_kind = sorted({file_type for file_type, _ in found.values()})
    end = time.monotonic() + minutes * 60
    number = first
    while time.monotonic() < end and (count is None or number < first + count):
        random = Random(f"{seed}/{number}")  # noqa: S311 - the same seed gives the same files
        wanted = random.choice(by_kind)
        name = random.choice([name for name in names if found[name][0] == wanted])
        content = mutate(random, wanted, found[name][1], found[random.choice(names)][1])
        started = time.monotonic()
        outcome = judge.outcome(content, deeply=wanted not in VIDEOS or random.random() < VIDEOS_JUDGED_DEEPLY)
        findings.slowest_seconds = max(findings.slowest_seconds, time.monotonic() - started)
        findings.outcomes[wanted.content_type][outcome.split("\n")[0]] += 1
        if outcome.startswith(FAULT):
            findings.faults.append(f"number {number}, {name}: {outcome} ({_kept(content, number, name)})")
            print(findings.faults[-1], flush=True)
        number += 1
    judge.close()
    return findings


VIDEOS_JUDGED_DEEPLY = 0.3
"""Of videos, whose packets ffmpeg compares."""


def _kept(content: bytes, number: int, name: str) -> Path:
    KEPT.mkdir(exist_ok=True)
    kept = KEPT / f"{number}-{name}"
    kept.write_bytes(content)
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("minutes", type=float, nargs="?", default=3.0)
    parser.add_argument("seed", type=int, nargs="?", default=time.time_ns() % 1_000_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first file")
    parser.add_argument("--count", type=int, help="at most so many files")
    parser.add_argument("--only", default="", help="a part of the content type, such as jpeg or video")
    given = parser.parse_args()
    print(f"{given.minutes:g} minutes, seed {given.seed}", flush=True)
    findings = fuzz(given.minutes, given.seed, first=given.first, count=given.count, only=given.only)
    print(findings)
    sys.exit(bool(findings.faults))


if __name__ == "__main__":
    main()
