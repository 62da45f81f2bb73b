"""Photos a second with one renderer, two, and so on up to one a core: `python -m bench.renderers`.

Each is the sandbox in which `make run` decodes, with its fork, walls and checks. The pools take turns, so that a busy
machine slows all of them.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.media import SIZE, make_photo
from domain.models import Watermark
from domain.rendering import Original
from media.sandbox.renderer import SandboxedRenderer
from media.sandbox.renderer_pool import RendererPool

ROUNDS = 5
PHOTOS_A_RENDERER = 4
MAX_RENDERERS = 8


async def render(pool: RendererPool, photo: Path, count: int) -> float:
    """Returns photos a second."""
    started = time.monotonic()
    renders = (pool.render(Original(photo, ""), "image/jpeg", Watermark()) for _ in range(count))
    await asyncio.gather(*renders)
    return count / (time.monotonic() - started)


async def measure(photo: Path) -> dict[int, list[float]]:
    """Returns photos a second by number of renderers, for each round."""
    counts = range(1, min(MAX_RENDERERS, os.cpu_count() or 1) + 1)
    pools = {count: RendererPool([SandboxedRenderer() for _ in range(count)], SandboxedRenderer()) for count in counts}
    for count, pool in pools.items():
        await render(pool, photo, count)  # starts all of its fork servers
    found: dict[int, list[float]] = {count: [] for count in counts}
    for _ in range(ROUNDS):
        for count, pool in pools.items():
            found[count].append(await render(pool, photo, count * PHOTOS_A_RENDERER))
    print(f"fork servers: {', '.join(f'{size:.0f}' for size in fork_servers_mb())} MB")
    for pool in pools.values():
        await asyncio.to_thread(pool.close)
    return found


def fork_servers_mb() -> list[float]:
    listed = subprocess.run(["ps", "-axo", "ppid=,rss=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    return [int(rss) * 1024 / 1e6 for parent, rss, args in rows if int(parent) == os.getpid() and "fork_server" in args]


def main() -> None:
    with TemporaryDirectory() as folder:
        photo = Path(folder) / "photo.jpg"
        make_photo(photo)
        print(
            f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {SIZE[0]} x {SIZE[1]}, medians of {ROUNDS} rounds"
        )
        found = asyncio.run(measure(photo))
    for count, rates in found.items():
        ratio = median(rate / first for rate, first in zip(rates, found[1], strict=True))
        print(f"{count} at a time: {median(rates):5.1f} photos/s, {ratio:.2f} x one")


if __name__ == "__main__":
    main()
