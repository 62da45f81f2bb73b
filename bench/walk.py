"""The whole job over HTTP with 200 photographs of 3 to 8 MB, on the service as `make run` starts it.

Sign up, confirm, event, upload straight to storage, all READY, codes for three overlapping subsets; each is redeemed,
paged through, downloaded and compared byte by byte. Says how long each step took; fails where anything differs.

    python bench/walk.py [number of photographs]
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx

from engines import free_ports
from tests.photographs import photographs
from tests.test_local import running
from tests.walk import HttpDoor, whole_job

PHOTOGRAPHS = 200


async def walk(origin: str, count: int) -> None:
    begun_at = time.monotonic()
    pictures = list(photographs(count))
    sizes = [len(picture.body) / 1e6 for picture in pictures]
    made_at = time.monotonic()
    print(f"{count} JPEGs of {min(sizes):.1f} to {max(sizes):.1f} MB, {sum(sizes):.0f} MB in all, made in")
    print(f"  {made_at - begun_at:6.1f} s")
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:

        async def mailed_link(to: str) -> str:
            mails = (await client.get(f"{origin}/dev/mail", headers={"accept": "application/json"})).json()["mails"]
            newest = next(mail for mail in mails if mail["to"] == to)
            (link,) = re.findall(r"http\S+/verify#\S+", newest["text"])
            return str(link)

        await whole_job(
            HttpDoor(client, origin),
            client,
            mailed_link,
            pictures,
            name="walker",
            ready_within_seconds=10 * count,
            step=Stopwatch().step,
        )


class Stopwatch:
    def __init__(self) -> None:
        self._last = time.monotonic()

    def step(self, name: str) -> None:
        now = time.monotonic()
        print(f"  {now - self._last:6.1f} s  {name}")
        self._last = now


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PHOTOGRAPHS
    with tempfile.TemporaryDirectory() as data_dir:
        (port,) = free_ports(1)
        with running(Path(data_dir) / "data", port):
            asyncio.run(walk(f"http://127.0.0.1:{port}", count))


if __name__ == "__main__":
    main()
