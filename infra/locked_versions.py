"""Whether a package is locked that has a known advisory: `python -m infra.locked_versions`.

The versions that have none are in requirements/advisories.txt. No network is asked.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"
ADVISORIES = "advisories.txt"
LOCKED = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)


def outdated(folder: Path = REQUIREMENTS) -> Iterator[str]:
    """A sentence for each locked package that is not as advisories.txt of the same folder wants it."""
    wanted = {requirement.name: (requirement, reason) for requirement, reason in _advisories(folder / ADVISORIES)}
    for file in sorted(folder.glob("*.txt")):
        for name, version in LOCKED.findall(file.read_text()):
            requirement, reason = wanted.get(name, (None, ""))
            if requirement and not requirement.specifier.contains(version, prereleases=True):
                yield f"{file.name}: {name} {version} is not {requirement.specifier}: {reason}"


def _advisories(file: Path) -> Iterator[tuple[Requirement, str]]:
    for line in file.read_text().splitlines():
        requirement, _, reason = line.partition("#")
        if requirement.strip():
            yield Requirement(requirement), reason.strip()


def main() -> None:
    wrong = list(outdated())
    sys.stdout.write("".join(f"{sentence}\n" for sentence in wrong))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
