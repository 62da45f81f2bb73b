"""Sends damaged copies of the samples through the decoders: `python -m bench.fuzz_media [minutes] [seed]`.

Whatever a file does, the answer is a rendition within its bounds, or a reason that a person understands. Anything
else is a finding: its file is kept, and the command ends with 1.
"""

from __future__ import annotations

import asyncio
import hashlib
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory, gettempdir

from domain.models import Watermark
from domain.rendering import RenderedPhoto, Unreadable
from domain.uploads import UNDECLARED
from media.sandbox import SandboxedRenderer

SAMPLES = Path(__file__).resolve().parent.parent / "tests" / "media" / "samples"
KEPT = Path(gettempdir()) / "imgsh-fuzz"
HEAD_BYTES = 2048
MARKS = (b"\0" * 4, b"\xff" * 4, b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\1", b"\xff\xd8", b"\xff\xd9")
MAX_SECONDS = 30.0
MOST_SHOWN = 20

Damage = Callable[[Random, bytearray, bytes], None]


def flip_bits(random: Random, content: bytearray, other: bytes) -> None:
    for _ in range(random.choice((1, 4, 32, 256))):
        content[random.randrange(len(content))] ^= 1 << random.randrange(8)


def write_marks(random: Random, content: bytearray, other: bytes) -> None:
    """Numbers at the edges of their types, where sizes and offsets stand."""
    for _ in range(random.choice((1, 3, 10))):
        mark, at = random.choice(MARKS), random.randrange(min(len(content), HEAD_BYTES))
        content[at : at + len(mark)] = mark


def cut(random: Random, content: bytearray, other: bytes) -> None:
    del content[random.randrange(12, len(content)) :]


def repeat(random: Random, content: bytearray, other: bytes) -> None:
    start = random.randrange(len(content))
    part = bytes(content[start : start + random.randrange(1, 4096)])
    content[start:start] = part * random.choice((1, 2, 50))


def drop(random: Random, content: bytearray, other: bytes) -> None:
    start = random.randrange(12, len(content))
    del content[start : start + random.randrange(1, 4096)]


def splice(random: Random, content: bytearray, other: bytes) -> None:
    start, size = random.randrange(len(other)), random.randrange(1, 8192)
    at = random.randrange(12, len(content))
    content[at : at + size] = other[start : start + size]


DAMAGES: tuple[Damage, ...] = (flip_bits, flip_bits, write_marks, write_marks, cut, repeat, drop, splice)


@dataclass
class Findings:
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest_seconds: float = 0.0
    suspicions: list[str] = field(default_factory=list)
    """What the sandbox reported of the file at work: a call that no decoder makes, or an answer out of range."""

    def report(self, outcome: str, /, **fields: object) -> None:
        if outcome != "sandbox_started":
            self.suspicions.append(f"{outcome} {fields}")

    def __str__(self) -> str:
        unit = 1 if sys.platform == "darwin" else 1024
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6
        lines = [f"{count:6} {outcome}" for outcome, count in self.outcomes.most_common()]
        lines += [f"slowest {self.slowest_seconds:.1f} s, most memory {peak:.0f} MB, {len(self.faults)} findings"]
        return "\n".join(lines + self.faults[:MOST_SHOWN])


def fuzz(minutes: float, random: Random) -> Findings:
    samples = {
        path.name: path.read_bytes() for path in sorted(SAMPLES.iterdir()) if path.suffix not in (".md", ".json")
    }
    findings = Findings()
    renditions = SandboxedRenderer(max_processor_seconds=10, max_seconds=MAX_SECONDS, report=findings.report)
    end = time.monotonic() + minutes * 60
    with TemporaryDirectory() as folder:
        file = Path(folder) / "original"
        while time.monotonic() < end:
            name = random.choice(list(samples))
            content = bytearray(samples[name])
            for _ in range(random.choice((1, 1, 2, 4))):
                random.choice(DAMAGES)(random, content, samples[random.choice(list(samples))])
            file.write_bytes(content)
            _try(file, name, renditions, findings)
    renditions.close()
    return findings


def _try(file: Path, name: str, renditions: SandboxedRenderer, findings: Findings) -> None:
    started = time.monotonic()
    try:
        outcome = _judged(asyncio.run(renditions.render(file, UNDECLARED, Watermark())), file)
    except Unreadable as unreadable:
        outcome = str(unreadable)
    except Exception as fault:
        outcome = f"FAULT {type(fault).__name__} {fault}"
    if findings.suspicions:
        outcome = f"FAULT {findings.suspicions.pop()}"
    if outcome.startswith("FAULT"):
        KEPT.mkdir(exist_ok=True)
        kept = KEPT / f"{hashlib.sha256(file.read_bytes()).hexdigest()[:12]}-{name}"
        kept.write_bytes(file.read_bytes())
        findings.faults.append(f"{outcome} ({kept})")
    findings.outcomes[outcome] += 1
    findings.slowest_seconds = max(findings.slowest_seconds, time.monotonic() - started)


def _judged(rendered: RenderedPhoto, file: Path) -> str:
    sides = (rendered.preview.width, rendered.preview.height, rendered.thumbnail.width, rendered.thumbnail.height)
    size_bytes = file.stat().st_size
    inside = all(patch.offset >= 0 and patch.offset + len(patch.body) <= size_bytes for patch in rendered.location)
    return "rendered" if inside and min(sides) >= 1 and max(sides) <= 2048 else "FAULT out of bounds"


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 1_000_000
    print(f"{minutes:g} minutes, seed {seed}")
    findings = fuzz(minutes, Random(seed))  # noqa: S311 - the same seed gives the same files
    print(findings)
    sys.exit(bool(findings.faults))


if __name__ == "__main__":
    main()
