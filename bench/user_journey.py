"""The whole job over HTTP with 200 photographs of 3 to 8 MB, on the service as `make run` starts it.

Sign up, confirm, create an event, upload to storage, wait until all are READY, issue codes for three overlapping
subsets. Each code is redeemed, its album paged through, downloaded and compared byte by byte. Prints how long each
step took; fails if anything differs.

    python -m bench.user_journey [number of photographs] [handler]

With `handler` the requests do not use HTTP: the Lambda handler gets them as events of API Gateway.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx

from app import build_app, lambda_handler
from aws.clients import AccessKey, Aws
from local import state
from local.engine import HOST, free_ports
from local.provisioning import MAIL_SENDER
from runtime.adapters import adapters_of
from runtime.settings import Settings
from runtime.wiring import service_of
from tests.api_gateway_events import Client, LambdaTransport
from tests.local.test_local import running
from tests.photo_files import photographs
from tests.user_journey import HttpTransport, Transport, archive_and_delete, whole_job

PHOTOGRAPHS = 200


def lambda_transport(data_dir: Path, origin: str) -> Transport:
    """The handler on the same tables and buckets, with the rights and keys of the running API."""
    kept = state.load(data_dir)
    keys = json.dumps([{"kid": "local", "secret": kept.token_secret}])
    settings = Settings(
        endpoint_url=f"http://{HOST}:{kept.engine_port}", public_origin=origin, token_keys=keys, mail_sender=MAIL_SENDER
    )
    key = kept.access_keys["api"]
    aws = Aws(settings.region, settings.endpoint_url, AccessKey(key.access_key_id, key.secret_access_key))
    return LambdaTransport(
        Client(lambda_handler(build_app(settings, service_of(settings, adapters_of(settings, aws)))))
    )


async def run_job(origin: str, count: int, handler_of: Path | None) -> None:
    begun_at = time.monotonic()
    pictures = list(photographs(count))
    sizes = [len(picture.body) / 1e6 for picture in pictures]
    made_at = time.monotonic()
    print(f"{count} JPEGs of {min(sizes):.1f} to {max(sizes):.1f} MB, {sum(sizes):.0f} MB in total, made in")
    print(f"  {made_at - begun_at:6.1f} s")
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:

        async def mailed_link(to: str) -> str:
            mails = (await client.get(f"{origin}/dev/mail", headers={"accept": "application/json"})).json()["mails"]
            newest = next(mail for mail in mails if mail["to"] == to)
            (link,) = re.findall(r"http\S+/verify#\S+", newest["text"])
            return str(link)

        stopwatch = Stopwatch()
        walked = await whole_job(
            lambda_transport(handler_of, origin) if handler_of else HttpTransport(client, origin),
            client,
            mailed_link,
            pictures,
            name="photographer",
            ready_within_seconds=10 * count,
            step=stopwatch.step,
        )
        await archive_and_delete(walked, client, within_seconds=10 * count, step=stopwatch.step)


class Stopwatch:
    def __init__(self) -> None:
        self._last = time.monotonic()

    def step(self, name: str) -> None:
        now = time.monotonic()
        print(f"  {now - self._last:6.1f} s  {name}")
        self._last = now


def main() -> None:
    count = next((int(word) for word in sys.argv[1:] if word.isdecimal()), PHOTOGRAPHS)
    with tempfile.TemporaryDirectory() as place:
        data_dir, (port,) = Path(place) / "data", free_ports(1)
        with running(data_dir, port):
            asyncio.run(run_job(f"http://{HOST}:{port}", count, data_dir if "handler" in sys.argv else None))


if __name__ == "__main__":
    main()
