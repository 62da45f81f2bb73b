"""The check of locked packages (issue 11 A1)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from infra.locked_versions import REQUIREMENTS, outdated


def test_no_package_is_locked_that_has_a_known_advisory() -> None:
    """A1: the command of `make check`."""
    command = [sys.executable, "-B", "-m", "infra.locked_versions"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_package_with_a_known_advisory_is_told_with_the_reason(tmp_path: Path) -> None:
    """A1"""
    (tmp_path / "advisories.txt").write_text((REQUIREMENTS / "advisories.txt").read_text())
    (tmp_path / "worker.txt").write_text("pi-heif==1.4.0 \\\n    --hash=sha256:0\npillow==12.2.0 \\\norjson==3.13.0\n")
    pi_heif, pillow = outdated(tmp_path)
    assert pi_heif.startswith("worker.txt: pi-heif 1.4.0 is not <0: discontinued")
    assert pillow.startswith("worker.txt: pillow 12.2.0 is not >=12.3.0: CVE-2026-54059")
