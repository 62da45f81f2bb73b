"""Lighthouse's scores of the viewer's pages, mobile preset: `python -m bench.lighthouse [rounds]`, after `make web`.

Audits the code page, and an album of 500 photos, as a phone would get them from the cloud (`bench.fake_event`). Each
is audited several times, in turns, and the medians count. The audit of crawlability is skipped, because search
engines are not allowed. Lighthouse is installed from npm. Exits with 1 if a budget is missed. Only an idle machine
gives fair scores: Lighthouse scales the time that was spent, so a busy machine looks like a slow page. It reports how
fast the machine is; an idle laptop has 1,000 or more.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from bench.budget import Measured, report
from bench.fake_event import EVENT, served
from tests.web.browser import QUIET, executable

LIGHTHOUSE = Path(__file__).resolve().parent / "lighthouse_package"
PHOTOS = 500
ROUNDS = 5
ATTEMPTS = 3
"""Now and then it fails because it missed the start of a page load."""

PAGES = {"code": f"/{EVENT}", "album of 500": f"/{EVENT}#ABC34D"}
MIN_PERFORMANCE = {"code": 100, "album of 500": 90}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TIMINGS = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocked",
}


def install() -> None:
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=LIGHTHOUSE, check=True)


def audit(address: str) -> Any:
    command = [
        "node_modules/.bin/lighthouse",
        address,
        "--quiet",
        "--output=json",
        "--form-factor=mobile",
        "--skip-audits=is-crawlable",
        f"--chrome-flags={' '.join(QUIET)}",
    ]
    environment = {**os.environ, "CHROME_PATH": executable("chromium")}
    for _ in range(ATTEMPTS):
        finished = subprocess.run(command, cwd=LIGHTHOUSE, env=environment, capture_output=True, text=True, check=False)
        if not finished.returncode:
            return json.loads(finished.stdout)
    raise RuntimeError(f"Lighthouse gave up on {address}: {finished.stderr[-500:]}")


def measurements(page: str, audits: list[Any]) -> list[Measured]:
    minima = {name: MIN_PERFORMANCE[page] if name == "performance" else 100 for name in CATEGORIES}
    scores = {name: [each["categories"][name]["score"] * 100 for each in audits] for name in CATEGORIES}
    values = {name: [each["audits"][name]["numericValue"] for each in audits] for name in TIMINGS}
    speeds = [each["environment"]["benchmarkIndex"] for each in audits]
    shifts = [each["audits"]["cumulative-layout-shift"]["numericValue"] for each in audits]
    return [
        *(Measured(f"{page}: {name}", median(scores[name]), minima[name], "", is_minimum=True) for name in CATEGORIES),
        Measured(f"{page}: worst layout shift", max(shifts), 0, ""),
        *(Measured(f"{page}: {text}", median(values[name]), None, "ms") for name, text in TIMINGS.items()),
        Measured(f"{page}: speed of the machine", median(speeds), None, ""),
    ]


def complaints(page: str, audits: list[Any]) -> list[str]:
    """What cost points in the last round."""
    last = audits[-1]
    failed = [each for each in last["audits"].values() if each["score"] is not None and each["score"] < 1]
    return [f"  {page}: {each['title']} {each.get('displayValue', '')}" for each in failed]


async def audit_all(rounds: int) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {page: [] for page in PAGES}
    async with served(PHOTOS) as origin:
        for _ in range(rounds):
            for page, path in PAGES.items():
                found[page].append(await asyncio.to_thread(audit, origin + path))
    return found


def main(rounds: int) -> None:
    install()
    found = asyncio.run(audit_all(rounds))
    print(*(line for page, audits in found.items() for line in complaints(page, audits)), sep="\n")
    report([each for page, audits in found.items() for each in measurements(page, audits)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
