"""The warm album through the Lambda handler, beside plain Strawberry with boto3 and Apollo Server with the AWS SDK.

All answer the same query of 100 photos with two signed URLs each, from the same tables of a local engine in a
process of its own, with a session token as on Lambda. The sides stay, and take turns in random order. Figures are CPU
milliseconds of the answering process, and ratios the median of those of each round. Only the ratios count: each figure
rises with the load of the machine. Apollo takes part if there is Node. `bench.cold_start` measures cold starts.

    python -m bench.album [rounds]
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import secrets
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
APOLLO = ROOT / "bench" / "apollo"

from aws.admin.provision import provision  # noqa: E402
from aws.clients import AccessKey, Aws  # noqa: E402
from aws.resources import ResourceNames  # noqa: E402
from bench.album_process import event_of  # noqa: E402
from domain.models import Accessor, Event, Photo, PhotoStatus, Rendition, Viewer  # noqa: E402
from domain.ports.accounts import Key  # noqa: E402
from domain.signing_keys import KeyRing  # noqa: E402
from domain.tokens import Tokens  # noqa: E402
from local.engine import Engine, start_ministack  # noqa: E402
from runtime.adapters import adapters_of  # noqa: E402
from runtime.settings import Settings  # noqa: E402
from runtime.wiring import utc_now  # noqa: E402

PREFIX, REGION, PHOTOS, ROUNDS = "bench", "eu-west-1", 100, 20
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
        "BENCH_EVENT": json.dumps(event_of(token)),
        **session_of(engine),
        "AWS_DEFAULT_REGION": REGION,
        "AWS_LAMBDA_FUNCTION_NAME": "imgsh",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


class Side:
    """A process that stays. `answers` is how many albums it gives a turn."""

    def __init__(self, command: Sequence[str | Path], environment: Mapping[str, str], *, answers: int) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )
        self._answers = answers
        self.sizes: dict[str, int] = json.loads(self._line())
        self.cpu_ms: list[float] = []

    def take_turn(self) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{self._answers}\n")
        self._process.stdin.flush()
        self.cpu_ms.append(float(self._line()))

    def _line(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, f"a side has ended: {self._process.args!r}"
        return line

    def end(self) -> None:
        self._process.communicate()


def start_sides(environment: Mapping[str, str]) -> dict[str, Side]:
    process = (sys.executable, ROOT / "bench" / "album_process.py")
    sides = {
        "imgsh": Side([*process, "app"], environment, answers=10),
        "baseline": Side([*process, "baseline"], environment, answers=1),
    }
    if node := os.environ.get("NODE") or shutil.which("node"):
        build_apollo()
        turns = APOLLO / "dist" / "turns.mjs"
        sides["apollo"] = Side([node, turns], {**environment, "NODE_ENV": "production"}, answers=5)
    return sides


def build_apollo() -> None:
    for command in (["npm", "ci", "--silent", "--no-audit", "--no-fund"], ["npm", "run", "--silent", "build"]):
        subprocess.run(command, cwd=APOLLO, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def report(sides: Mapping[str, Side]) -> None:
    ours = sides["imgsh"].cpu_ms
    for name, side in sides.items():
        ratio = statistics.median(mine / its for mine, its in zip(ours, side.cpu_ms, strict=True))
        sizes = f"{side.sizes['plain_bytes']:8} bytes, {side.sizes['gzip_bytes']:6} by gzip -1"
        print(f"{name:10} {statistics.median(side.cpu_ms):8.2f} ms CPU an album  imgsh is {ratio:.3f} of it  {sizes}")


def main(rounds: int) -> None:
    engine = start_ministack(ROOT / ".engines", region=REGION, auth=False)
    try:
        environment = environment_of(engine)
        aws = Aws(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
        provision(aws, ResourceNames.with_prefix(PREFIX), app_origin="https://imgsh.example")
        asyncio.run(fill(Settings.from_environment(environment), aws))
        sides = start_sides(environment)
        for _ in range(rounds):
            for side in random.sample([*sides.values()], len(sides)):
                side.take_turn()
        report(sides)
        for side in sides.values():
            side.end()
    finally:
        engine.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
