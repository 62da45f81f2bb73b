"""Checks the locked packages for known advisories: `python -m infra.locked_versions`.

requirements/advisories.txt contains the safe versions. Uses no network.
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
    """Returns a message for each locked package that advisories.txt in the same folder excludes."""
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
    messages = list(outdated())
    sys.stdout.write("".join(f"{message}\n" for message in messages))
    sys.exit(1 if messages else 0)


if __name__ == "__main__":
    main()
