"""The album through the Lambda handler, warm and from a cold start, beside a baseline of Strawberry with boto3.

Both answer the same query of 100 photos with two signed URLs each, from the same tables of a local engine in a
process of its own, with a session token as on Lambda. Figures are CPU milliseconds of the answering process,
medians of interleaved rounds. Only the ratio counts.

    python -m bench.album
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import secrets
import statistics
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from aws.admin.provision import provision  # noqa: E402
from aws.clients import AccessKey, Aws  # noqa: E402
from aws.resources import ResourceNames  # noqa: E402
from domain.models import Accessor, Event, Photo, PhotoStatus, Rendition, Viewer  # noqa: E402
from domain.ports.accounts import Key  # noqa: E402
from domain.signing_keys import KeyRing  # noqa: E402
from domain.tokens import Tokens  # noqa: E402
from local.engine import Engine, start_ministack  # noqa: E402
from runtime.adapters import adapters_of  # noqa: E402
from runtime.settings import Settings  # noqa: E402
from runtime.wiring import utc_now  # noqa: E402

PREFIX, REGION, PHOTOS, ROUNDS = "bench", "eu-west-1", 100, 5
SIDES = ("baseline", "imgsh", "imgsh gzip")
EVENT_ID, USER_ID = "cd20a0b0-556e-4c8d-8550-0a26c1c668c4", "df632a03-0222-412f-874d-29525c226fc6"
CODE = "ABC34D"


FILENAMES = tuple(f"IMG_{number:04}.jpg" for number in range(PHOTOS))


async def fill(settings: Settings, aws: Aws, filenames: Sequence[str] = FILENAMES) -> None:
    """One event with these photos, all READY, and one code for them all."""
    adapters = adapters_of(settings, aws)
    now = utc_now()
    event = Event(
        event_id=EVENT_ID,
        user_id=USER_ID,
        name="Wedding",
        public_url="anna/wedding",
        created_at=now,
        seconds_to_live=604_800,
        link_secret="secret",
    )
    rendition = Rendition(content_type="image/webp", width=512, height=341, size_bytes=30_000)
    photos = [
        Photo(
            event_id=EVENT_ID,
            user_id=USER_ID,
            filename=filename,
            content_type="image/jpeg",
            size_bytes=5_000_000 + number,
            registered_at=now,
        )
        for number, filename in enumerate(filenames)
    ]
    await adapters.events.add(event)
    await adapters.photos.register(event, photos, quota_bytes=10**12, now=now)
    for photo in photos:
        ready = {
            "status": PhotoStatus.READY,
            "uploaded_at": now,
            "taken_at": now - timedelta(days=1),
            "width": 6000,
            "height": 4000,
            "placeholder": base64.b64encode(secrets.token_bytes(24)).decode(),
            "sha256": base64.b64encode(secrets.token_bytes(32)).decode(),
            "crc32": 1234,
            "thumbnail": rendition,
            "preview": rendition,
        }
        await adapters.photos.finish(photo.model_copy(update=ready))
    images = frozenset(photo.filename for photo in photos)
    await adapters.accessors.add([Accessor(event_id=EVENT_ID, access_code=CODE, created_at=now, images=images)])


def session_of(engine: Engine) -> dict[str, str]:
    """Credentials with a session token, as a role's are on Lambda: signed URLs contain it."""
    aws = Aws(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
    session = asyncio.run(aws.call("sts", "get_session_token"))["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": session["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
        "AWS_SESSION_TOKEN": session["SessionToken"],
    }


def environment_of(engine: Engine) -> dict[str, str]:
    secret = base64.b64encode(secrets.token_bytes(32)).decode()
    keys = KeyRing(utc_now, fixed=[Key("bench", base64.b64decode(secret))])
    token = Tokens(keys, utc_now).viewer(Viewer(EVENT_ID, CODE), utc_now() + timedelta(days=1)).text
    return {
        **os.environ,
        "IMGSH_PUBLIC_ORIGIN": "https://imgsh.example",
        "IMGSH_ENDPOINT_URL": engine.endpoint_url,
        "IMGSH_REGION": REGION,
        "IMGSH_PREFIX": PREFIX,
        "IMGSH_TOKEN_KEYS": json.dumps([{"kid": "bench", "secret": secret}]),
        "BENCH_TOKEN_SECRET": secret,
        "BENCH_VIEWER_TOKEN": token,
        **session_of(engine),
        "AWS_DEFAULT_REGION": REGION,
        "AWS_LAMBDA_FUNCTION_NAME": "imgsh",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def measure(mode: str, environment: dict[str, str], sides: Sequence[str], rounds: int) -> dict[str, dict[str, float]]:
    """The median of each figure over rounds in which the sides take turns."""
    measured: dict[str, list[dict[str, float]]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side in sides:
            command = [sys.executable, str(ROOT / "bench" / "album_process.py"), mode, *side.split()]
            done = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
            measured[side].append(json.loads(done.stdout.splitlines()[-1]))
    return {
        side: {name: statistics.median(each[name] for each in rows) for name in rows[0]}
        for side, rows in measured.items()
    }


def main() -> None:
    engine = start_ministack(ROOT / ".engines", region=REGION, auth=False)
    environment = environment_of(engine)
    aws = Aws(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
    provision(aws, ResourceNames.with_prefix(PREFIX), app_origin="https://imgsh.example")
    asyncio.run(fill(Settings.from_environment(environment), aws))
    warm = measure("warm", environment, SIDES, ROUNDS)
    for side, figures in warm.items():
        print(f"warm  {side:10} {figures['cpu_ms']:8.2f} ms CPU an album   {figures['body_bytes']:9.0f} bytes")
    print(f"warm  imgsh : baseline = {warm['imgsh']['cpu_ms'] / warm['baseline']['cpu_ms']:.3f}")
    cold = measure("cold", environment, SIDES[:2], ROUNDS)
    for side, figures in cold.items():
        print(
            f"cold  {side:10} {figures['import_cpu_ms']:8.0f} ms CPU import"
            f" {figures['first_cpu_ms']:8.0f} ms CPU first album {figures['cpu_ms']:8.0f} ms CPU in total"
        )
    print(f"cold  imgsh : baseline = {cold['imgsh']['cpu_ms'] / cold['baseline']['cpu_ms']:.3f}")
    engine.stop()


if __name__ == "__main__":
    main()
