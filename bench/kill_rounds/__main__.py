"""`python -m bench.kill_rounds [rounds] [seed] [folder]`: fifty rounds if nothing is said.

Three photographers upload, issue and revoke codes, delete, and request archives on the service as `make run` starts it.
At a random moment every process is killed. After the next start each acknowledged change is there, every object of
every photo opens, what was cut off is there as a whole or not at all, and a search for orphans takes nothing that
belongs to a photo. Exits with an error at the first difference.

With `folder`, which should lie on a small file system of its own, the disk is filled before each kill.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections import Counter
from pathlib import Path

from bench.kill_rounds.rounds import kill_rounds
from local.engine import free_ports

ROUNDS = 50
MAX_SECONDS = 6.0


def main(rounds: int, seed: int, folder: str | None) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        running = kill_rounds(
            Path(place) / "data",
            free_ports(1)[0],
            rounds=rounds,
            seed=seed,
            max_seconds=MAX_SECONDS,
            fills_disk=folder is not None,
        )
        done = sum((photographer.done for photographer in asyncio.run(running)), Counter[str]())
    print(f"{rounds} of {rounds} rounds: nothing was missing. Acknowledged: {dict(done)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.kill_rounds")
    parser.add_argument("rounds", type=int, nargs="?", default=ROUNDS)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("folder", nargs="?", help="a folder on a small file system, which is filled before each kill")
    main(**vars(parser.parse_args()))
