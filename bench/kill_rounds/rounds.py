"""Starts the service, works on it, kills every process at a random moment, starts it again, and compares."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import httpx

from bench.kill_rounds.checks import Backstage, check, check_objects
from bench.kill_rounds.full_disk import LEFT_BYTES, filled
from bench.kill_rounds.load import Killed, Photographer
from local.engine import HOST
from tests.local.test_local import descendants, is_alive, start
from tests.user_journey import Client, HttpTransport, sign_up

UP_WITHIN_SECONDS = 120
PHOTOGRAPHERS = 3


@dataclass
class Service:
    process: subprocess.Popen[bytes]
    client: httpx.AsyncClient
    origin: str
    started_after_seconds: float
    said: str
    is_killed: bool = False

    def kill(self) -> None:
        """Every process, the engine first: it would save its state if those that guard it ended before."""
        self.is_killed = True
        processes = descendants(self.process.pid)
        for pid in [*sorted(processes, reverse=True), self.process.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        while any(map(is_alive, processes)):
            time.sleep(0.02)

    async def mailed_link(self, to: str) -> str:
        mails = (await self.client.get(f"{self.origin}/dev/mail", headers={"accept": "application/json"})).json()
        newest = next(mail for mail in mails["mails"] if mail["to"] == to)
        return str(re.findall(r"http\S+/verify#\S+", newest["text"])[0])

    async def sign_in(self, name: str) -> Client:
        client = Client(HttpTransport(self.client, self.origin))
        given = {"email": f"{name}@example.com", "password": f"a long password of {name}"}
        client.token = (await client.ask("SignIn", input=given))["session"]["accessToken"]
        return client


@asynccontextmanager
async def serving(data_dir: Path, port: int, *, min_free_bytes: str = "") -> AsyncIterator[Service]:
    output = data_dir.with_suffix(".said")
    began = time.monotonic()
    process = start(data_dir, port, output, {"DEMO": "0", "MIN_FREE_BYTES": min_free_bytes})
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        service = Service(process, client, f"http://{HOST}:{port}", 0, "")
        try:
            while "Ctrl-C stops it" not in output.read_text():
                assert process.poll() is None, output.read_text()
                assert time.monotonic() - began < UP_WITHIN_SECONDS, output.read_text()
                await asyncio.sleep(0.02)
            service.started_after_seconds, service.said = time.monotonic() - began, output.read_text()
            yield service
        finally:
            if not service.is_killed:
                service.kill()


async def work_until_killed(
    service: Service, photographers: Sequence[Photographer], seconds: float, *, may_be_refused: bool = False
) -> None:
    clients = [await service.sign_in(photographer.name) for photographer in photographers]

    async def work(photographer: Photographer, client: Client) -> None:
        while True:
            try:
                await photographer.work(client, service.client)
            except (Killed, AssertionError):
                # Between the engine's end and its own, the API answers with errors: that acknowledges nothing.
                if not (service.is_killed or may_be_refused):
                    raise
                return

    working = [asyncio.ensure_future(work(*each)) for each in zip(photographers, clients, strict=True)]
    await asyncio.wait(working, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    while not any(photographer.done for photographer in photographers):  # a busy machine has done nothing yet
        ended, _ = await asyncio.wait(working, timeout=0.1, return_when=asyncio.FIRST_EXCEPTION)
        if ended:
            break
    await asyncio.to_thread(service.kill)
    await asyncio.gather(*working)


async def work_until_full(
    service: Service, photographers: Sequence[Photographer], seconds: float, folder: Path, left_bytes: int
) -> None:
    """Works, fills the disk, and works on until the kill. A refusal acknowledges nothing."""
    working = asyncio.ensure_future(work_until_killed(service, photographers, 2 * seconds, may_be_refused=True))
    await asyncio.wait([working], timeout=seconds)
    with filled(folder, left_bytes):
        await working


async def compare(service: Service, data_dir: Path, photographers: Sequence[Photographer]) -> str:
    """Returns what was found, in a few words. Fails if anything is missing."""
    backstage = Backstage.of(data_dir)
    await backstage.end_leases()
    clients = [await service.sign_in(photographer.name) for photographer in photographers]
    for photographer, client in zip(photographers, clients, strict=True):
        await check(photographer, client, service.client, backstage)
    mended, again = await backstage.mend_orphans(), await backstage.mend_orphans()
    assert (again.objects, again.photos, again.codes) == (0, 0, 0), again
    for photographer, client in zip(photographers, clients, strict=True):
        if photographer.album:
            await check_objects(photographer.album, client, service.client)
    photos = sum(len(photographer.album.photos) for photographer in photographers if photographer.album)
    return f"{photos} photos, {mended.objects + mended.photos + mended.codes} orphans mended"


async def kill_rounds(
    data_dir: Path, port: int, *, rounds: int, seed: int, max_seconds: float, fills_disk: bool = False
) -> list[Photographer]:
    """Returns the photographers, with the numbers of what was acknowledged to them.

    `fills_disk` takes the room on the disk before each kill, and gives it back after it.
    """
    random = Random(seed)  # noqa: S311 - not for secrets
    photographers = [Photographer(f"anna{number}", Random(seed + number)) for number in range(PHOTOGRAPHERS)]  # noqa: S311
    for number in range(rounds + 1):
        # Otherwise uploads are refused before the engine or the worker meets the full disk.
        async with serving(data_dir, port, min_free_bytes="0" if fills_disk else "") as service:
            if number == 0:
                transport = HttpTransport(service.client, service.origin)
                for photographer in photographers:
                    await sign_up(transport, service.mailed_link, photographer.name)
            else:
                recovered = re.findall(r"Recovered [\d,]+ changes?", service.said)
                found = await compare(service, data_dir, photographers)
                print(f"{number}: up in {service.started_after_seconds:.1f} s, {recovered}, {found}", flush=True)
            if number < rounds:
                seconds = random.uniform(0.2, max_seconds)
                if fills_disk:
                    await work_until_full(service, photographers, seconds, data_dir.parent, random.choice(LEFT_BYTES))
                else:
                    await work_until_killed(service, photographers, seconds)
    return photographers
