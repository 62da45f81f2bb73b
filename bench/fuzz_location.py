"""Searches for locations that are left: `python -m bench.fuzz_location [examples] [seed]`.

Random structures with locations anywhere lose all of them and keep their pixels. ExifTool is the judge.
"""

from __future__ import annotations

import sys
import time

from hypothesis import HealthCheck, given, seed, settings

from tests.media.location.test_location_anywhere import files, judge


def main() -> None:
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    number = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 1_000_000
    print(f"{examples} files, seed {number}")
    bounded = settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    started = time.monotonic()
    seed(number)(bounded(given(files)(judge)))()
    print(f"No location is left in any of them; {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
