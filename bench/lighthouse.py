"""Lighthouse's scores of the viewer's pages, mobile preset: `python -m bench.lighthouse [rounds]`, after `make web`.

The code's page, and an album of 500 photos, as a phone would get them from the cloud (`bench.fake_event`). Each is
audited several times, by turns, and the medians count. The audit whether search engines may come is left out: they
may not. Lighthouse is fetched from npm. Ends with 1 when a budget is missed. Only a machine with nothing else to do
gives fair marks: Lighthouse stretches the time that was spent, and takes a busy neighbour for a slow page. It tells
how fast it found the machine; a laptop left alone is at 1,000 or more.
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

LIGHTHOUSE = Path(__file__).resolve().parent / "lighthouse"
PHOTOS = 500
ROUNDS = 5
ATTEMPTS = 3
"""Now and then it misses the beginning of a page load, and says so."""

PAGES = {"code": f"/{EVENT}", "album of 500": f"/{EVENT}#ABC34D"}
LEAST_PERFORMANCE = {"code": 100, "album of 500": 90}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TOLD = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocked",
}


def fetch() -> None:
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
    environment = {**os.environ, "CHROME_PATH": executable()}
    for _ in range(ATTEMPTS):
        answered = subprocess.run(command, cwd=LIGHTHOUSE, env=environment, capture_output=True, text=True, check=False)
        if not answered.returncode:
            return json.loads(answered.stdout)
    raise RuntimeError(f"Lighthouse gave up on {address}: {answered.stderr[-500:]}")


def of_page(page: str, audits: list[Any]) -> list[Measured]:
    least = {name: LEAST_PERFORMANCE[page] if name == "performance" else 100 for name in CATEGORIES}
    marks = {name: [each["categories"][name]["score"] * 100 for each in audits] for name in CATEGORIES}
    values = {name: [each["audits"][name]["numericValue"] for each in audits] for name in TOLD}
    speeds = [each["environment"]["benchmarkIndex"] for each in audits]
    shifts = [each["audits"]["cumulative-layout-shift"]["numericValue"] for each in audits]
    return [
        *(Measured(f"{page}: {name}", median(marks[name]), least[name], "", is_least=True) for name in CATEGORIES),
        Measured(f"{page}: layout shift, at worst", max(shifts), 0, ""),
        *(Measured(f"{page}: {text}", median(values[name]), None, "ms") for name, text in TOLD.items()),
        Measured(f"{page}: speed of the machine", median(speeds), None, ""),
    ]


def complaints(page: str, audits: list[Any]) -> list[str]:
    """What cost marks in the last round."""
    last = audits[-1]
    wanting = [each for each in last["audits"].values() if each["score"] is not None and each["score"] < 1]
    return [f"  {page}: {each['title']} {each.get('displayValue', '')}" for each in wanting]


async def audited(rounds: int) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {page: [] for page in PAGES}
    async with served(PHOTOS) as origin:
        for _ in range(rounds):
            for page, path in PAGES.items():
                found[page].append(await asyncio.to_thread(audit, origin + path))
    return found


def main(rounds: int) -> None:
    fetch()
    found = asyncio.run(audited(rounds))
    print(*(line for page, audits in found.items() for line in complaints(page, audits)), sep="\n")
    report([each for page, audits in found.items() for each in of_page(page, audits)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
