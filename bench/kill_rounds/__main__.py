"""`python -m bench.kill_rounds [rounds] [seed]`: fifty rounds if nothing is said.

Three photographers upload, issue and revoke codes, delete, and request archives on the service as `make run` starts it.
At a random moment every process is killed. After the next start each acknowledged change is there, every object of
every photo opens, what was cut off is there as a whole or not at all, and a search for orphans takes nothing that
belongs to a photo. Exits with an error at the first difference.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench.kill_rounds.rounds import kill_rounds
from local.engine import free_ports

ROUNDS = 50
MAX_SECONDS = 6.0


def main(rounds: int, seed: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        running = kill_rounds(Path(place) / "data", free_ports(1)[0], rounds=rounds, seed=seed, max_seconds=MAX_SECONDS)
        done = sum((photographer.done for photographer in asyncio.run(running)), Counter[str]())
    print(f"{rounds} of {rounds} rounds: nothing was missing. Acknowledged: {dict(done)}")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*given, *[ROUNDS, 1][len(given) :])
