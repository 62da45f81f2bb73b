"""Sends the API what nobody should: `python -m bench.fuzz_api [--minutes 10] [--count 5000] [--seed 1] [--moto]`.

Operations are made from the schema, valid and broken, with values at all edges, sent as each kind of caller. Whatever
comes, the answer is JSON below 500 and never INTERNAL, holds nothing that the caller may not see, changes nothing of
somebody else's, writes no secret into the log, and takes a bounded number of steps. Anything else is a finding: its
request is kept, and the command ends with 1. The same seed and count send the same requests.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from tempfile import gettempdir
from uuid import UUID

from graphql import build_schema

from app import build_app, lambda_handler
from aws.admin.provision import provision
from aws.clients import AccessKey, Aws
from aws.resources import ResourceNames
from bench.api_fuzzing.operations import Operations
from bench.api_fuzzing.requests import Request, wrap
from bench.api_fuzzing.scene import Caller, Scene
from bench.api_fuzzing.values import Values
from runtime.adapters import adapters_of
from runtime.wiring import RandomSources, service_of, utc_now
from tests.api_gateway_events import ApiResponse, Client, run
from tests.fake_jobs import FakeQueue
from tests.fake_storage import FakeMailer
from tests.in_memory_backend import ORIGIN, Clock, InMemoryBackend, settings_with
from tests.log_secrets import secrets_in
from tests.step_counting import steps_of

SCHEMA = build_schema((Path(__file__).resolve().parent.parent / "schema" / "schema.graphql").read_text())
KEPT = Path(gettempdir()) / "imgsh-fuzz-api"
REQUESTS_A_SCENE = 80
MAX_STEPS = 3_000_000
MAX_CPU_SECONDS = 3.0
COUNTED_EVERY = 10
CODES = {
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "NOT_FOUND",
    "RATE_LIMITED",
    "CONFLICT",
    "BAD_REQUEST",
    "PERSISTED_QUERY_NOT_FOUND",
}
ALIVE = {"accessCode", "uploadId"}
WILDNESS = (0.02, 0.02, 0.05, 0.1, 0.4)
WORD = re.compile(r"zq[a-z](?:event|shown|hidden|label|other|mark|mail)")
HASH = "plain:"

Stage = Callable[[Random], Scene]


@dataclass
class Findings:
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    most_steps: int = 0
    longest_seconds: float = 0.0

    def __str__(self) -> str:
        lines = [f"{count:7} {outcome}" for outcome, count in self.outcomes.most_common()]
        lines.append(f"most steps {self.most_steps:,}, longest {self.longest_seconds:.2f} s of CPU")
        return "\n".join([*lines, f"{len(self.faults)} findings", *self.faults[:20]])


class Written(logging.Handler):
    """The log lines since the last call."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def take(self) -> str:
        lines, self.lines = self.lines, []
        return "\n".join(lines)


@contextmanager
def listening() -> Iterator[Written]:
    written, root = Written(), logging.getLogger()
    level = root.level
    root.addHandler(written)
    root.setLevel(logging.INFO)
    logging.getLogger("imgsh").setLevel(logging.INFO)
    try:
        yield written
    finally:
        root.removeHandler(written)
        root.setLevel(level)


@dataclass
class Fuzzer:
    scene: Scene
    client: Client
    random: Random
    written: Written
    findings: Findings

    def once(self, is_counted: bool) -> None:
        caller = self.random.choices(
            self.scene.callers, [4 if each.pool.keys() & ALIVE else 1 for each in self.scene.callers]
        )[0]
        wildness = self.random.choice(WILDNESS)
        values = Values(self.random, caller.pool, wildness)
        operation = Operations(SCHEMA, self.random, values, wildness).any()
        request = wrap(operation, caller.headers, self.random, wildness)
        self.client.address = f"198.51.100.{self.random.choice((1, 1, 1, self.random.randrange(256)))}"
        before = run(self.scene.what_is_annas(counted=not caller.may_count))
        started = time.process_time()
        responses: list[ApiResponse] = []

        def send() -> None:
            responses.append(self.client.request(request.method, request.target, request.body, request.headers))

        steps = 0
        try:
            if is_counted:
                steps = steps_of(send)
            else:
                send()
        except Exception as fault:  # API Gateway turns it into a 502
            self._found(request, caller, f"{type(fault).__name__}: {fault}")
            return
        seconds = 0.0 if is_counted else time.process_time() - started
        self.findings.most_steps = max(self.findings.most_steps, steps)
        self.findings.longest_seconds = max(self.findings.longest_seconds, seconds)
        wrong = [*self._judged(responses[0], caller), *self._leaked(), *_limits(steps, seconds)]
        if before != run(self.scene.what_is_annas(counted=not caller.may_count)):
            wrong.append("something of Anna's was changed")
        for what in wrong:
            self._found(request, caller, what)

    def _judged(self, response: ApiResponse, caller: Caller) -> Iterator[str]:
        text = response.body.decode(errors="replace")
        seen = {word for word in WORD.findall(text.lower()) if not word.startswith(caller.may_see or ("-",))}
        if seen:
            yield f"somebody else's: {sorted(seen)}"
        if HASH in text or any(secret in text for secret in self.scene.kept_from(caller)):
            yield "a secret in the response"
        if response.status >= 500:
            yield f"status {response.status}"
        codes = _codes(response)
        self.findings.outcomes[" ".join(sorted(codes)) or f"status {response.status}"] += 1
        if codes - CODES:
            yield f"codes {sorted(codes)}"

    def _leaked(self) -> Iterator[str]:
        text = self.written.take()
        for what in secrets_in(text, self.scene.secrets):
            yield f"logged: {what}"
        if WORD.search(text):
            yield f"logged: {WORD.findall(text)}"

    def _found(self, request: Request, caller: Caller, what: str) -> None:
        KEPT.mkdir(exist_ok=True)
        kept = KEPT / f"{len(self.findings.faults):04}.json"
        kept.write_text(f"{what}\n{caller.name}\n{request}\n")
        self.findings.faults.append(f"{what[:200]} ({caller.name}, {kept})")


def _codes(response: ApiResponse) -> set[str]:
    """Empty if the response is not GraphQL's."""
    try:
        errors = json.loads(response.body or b"{}").get("errors", [])
    except (ValueError, AttributeError):
        return set()
    return {error.get("extensions", {}).get("code", "no code") for error in errors}


def _limits(steps: int, seconds: float) -> Iterator[str]:
    if steps > MAX_STEPS:
        yield f"{steps:,} steps"
    if seconds > MAX_CPU_SECONDS:
        yield f"{seconds:.1f} s of CPU"


def in_memory(random: Random) -> Scene:
    backend = InMemoryBackend(
        random_sources=_chance(random), settings=settings_with(introspection=random.random() < 0.1)
    )
    return Scene(backend.settings, backend.service, backend.adapters, backend.clock)


def on_moto(aws: Aws, empty: Callable[[], None]) -> Stage:
    def stage(random: Random) -> Scene:
        empty()
        names, settings, clock = ResourceNames.with_prefix("imgsh"), settings_with(), Clock(utc_now())
        provision(aws, names, app_origin=ORIGIN)
        adapters = replace(
            adapters_of(settings, aws), mailer=FakeMailer(), queue=FakeQueue(), hasher=InMemoryBackend().hasher
        )
        return Scene(settings, service_of(settings, adapters, clock, _chance(random)), adapters, clock)

    return stage


def _chance(random: Random) -> RandomSources:
    return RandomSources(
        lambda: str(UUID(int=random.getrandbits(128))), lambda: f"{random.getrandbits(96):024x}", random.randrange
    )


def fuzz(random: Random, stage: Stage, *, count: int, minutes: float = 1e9, stops_at_first: bool = False) -> Findings:
    findings, end = Findings(), time.monotonic() + minutes * 60
    with listening() as written:
        for number in range(count):
            if time.monotonic() > end or (stops_at_first and findings.faults):
                break
            if number % REQUESTS_A_SCENE == 0:
                scene = stage(random)
                run(scene.build())
                client = Client(lambda_handler(build_app(scene.settings, scene.service)))
                fuzzer = Fuzzer(scene, client, random, written, findings)
                written.take()
            fuzzer.once(is_counted=number % COUNTED_EVERY == 0)
    return findings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--count", type=int, default=10**9)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--moto", action="store_true", help="with moto's DynamoDB and S3 behind it, not in memory")
    arguments = parser.parse_args()
    print(f"{arguments.minutes:g} minutes, seed {arguments.seed}")
    random = Random(arguments.seed)  # noqa: S311 - the same seed sends the same requests
    if arguments.moto:
        from tests.engine_processes import moto  # the slowest import

        with moto() as engine:
            aws = Aws("eu-west-1", engine.endpoint_url, AccessKey("moto", "moto"))
            findings = fuzz(random, on_moto(aws, engine.empty), count=arguments.count, minutes=arguments.minutes)
    else:
        findings = fuzz(random, in_memory, count=arguments.count, minutes=arguments.minutes)
    print(findings)
    sys.exit(bool(findings.faults))


if __name__ == "__main__":
    main()
