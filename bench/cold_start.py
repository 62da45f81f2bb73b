"""A cold start as in Lambda: a fresh process of the built bundle, until the first album is answered.

It runs under AWS's own runtime client, from the unpacked archives, and really reads DynamoDB. Its peers are plain
Strawberry with boto3 (`bench/baseline.py`), bundled and compiled like ours, and Apollo Server with the AWS SDK,
bundled by esbuild (`bench/apollo`): with as much of the schema as the album needs, and with all of it, like ours. All
sides have their keys from the environment. Figures are CPU milliseconds of the whole life of the process, medians of
interleaved rounds; "ready" is until it asks for its first event. Apollo is installed from npm if there is Node; NODE
names another Node.

    python -m bench.cold_start [rounds]
"""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from aws.admin.provision import provision
from aws.clients import AccessKey, Aws
from aws.resources import ResourceNames
from bench.album import APOLLO, PREFIX, REGION, build_apollo, environment_of, fill
from bench.album_process import QUERY
from infra import bundle
from infra.lambda_functions import API, Function
from local.engine import Engine, start_ministack
from runtime.settings import Settings
from tests.api_gateway_events import Client
from tests.infra.unpacked_bundles import install_client, start, unpack
from tests.lambda_runtime import Exit, Runtime

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7
QUERIES = {
    "the album with 200 signed URLs": QUERY,
    "the same without URLs": QUERY.replace("thumbnail { url } preview { url }", ""),
}
BASELINE = Function("baseline", "api", "api", "baseline.handler", memory_megabytes=1024, timeout_seconds=15)

Begin = Callable[[Path], Runtime]
"""Starts a process that writes its log into this file."""


@dataclass(frozen=True)
class Side:
    """`unzipped_bytes` is what Lambda would unpack."""

    name: str
    unzipped_bytes: int
    begin: Begin


def sides(folder: Path, variables: Mapping[str, str]) -> Iterator[Side]:
    python, client = Path(sys.executable), folder / "client"
    install_client(client)
    ours = bundle.build("api", folder, python=python)
    unpack(ours.file, folder / "api")
    yield Side("imgsh", ours.unzipped_bytes, lambda log: start(API, folder / "api", client, variables, log=log))
    baseline = folder / "baseline"
    bundle_baseline(baseline, python)
    yield Side("baseline", size_of(baseline), lambda log: start(BASELINE, baseline, client, variables, log=log))
    if node := os.environ.get("NODE") or shutil.which("node"):
        build_apollo()
        for schema in ("part", "whole"):
            file = APOLLO / "dist" / f"{schema}.cjs"
            yield Side(f"apollo, {schema} schema", file.stat().st_size, apollo(node, file, variables))


def bundle_baseline(tree: Path, python: Path) -> None:
    """The packages of our own bundle, and boto3."""
    uv = [str(python.with_name("uv")), "pip", "install", "--quiet", "--python", str(python), "--target", str(tree)]
    requirements = ROOT / "requirements"
    subprocess.run([*uv, "boto3", "-r", str(requirements / "api.in"), "-c", str(requirements / "dev.txt")], check=True)
    shutil.copyfile(ROOT / "bench" / "baseline.py", tree / "baseline.py")
    bundle.compile_all(tree, python)


def apollo(node: str, file: Path, variables: Mapping[str, str]) -> Begin:
    environment = {**variables, "PATH": os.defpath, "NODE_ENV": "production"}
    command = [node, str(APOLLO / "runtime.cjs"), str(file)]
    return lambda log: Runtime(command, APOLLO, environment, timeout_seconds=15, log=log)


def size_of(tree: Path) -> int:
    return sum(path.stat().st_size for path in tree.rglob("*") if path.is_file())


def live(begin: Begin, log: Path, query: str | None, token: str) -> Exit:
    """Starts a process, asks it once or never, and ends it."""
    runtime = begin(log)
    try:
        runtime.ready.wait()
        if query:
            album = Client(runtime.invoke).bearing(token).ask(query).data["album"]
            check(album, with_urls="url" in query)
        return runtime.kill()
    finally:
        runtime.close()


def check(album: Mapping[str, object], *, with_urls: bool) -> None:
    text = str(album)
    assert text.count("'filename'") == 100, text[:500]
    assert text.count("X-Amz-Signature=") == (200 if with_urls else 0)


def measure(each: Side, log: Path, token: str, seen: dict[str, list[Exit]]) -> None:
    for name, query in {"ready": None, **QUERIES}.items():
        seen.setdefault(name, []).append(live(each.begin, log, query, token))


def median(lives: list[Exit]) -> float:
    return statistics.median(each.processor_seconds for each in lives) * 1000


def report(all_sides: list[Side], seen: Mapping[str, Mapping[str, list[Exit]]]) -> None:
    for each in all_sides:
        figures = "  ".join(f"{name} {median(lives):6.0f} ms" for name, lives in seen[each.name].items())
        most = max(exit.resident_bytes for lives in seen[each.name].values() for exit in lives) / 1e6
        print(f"{each.name:20} {each.unzipped_bytes / 1e6:6.1f} MB unzipped  {figures}  {most:4.0f} MB memory")
    for name in QUERIES:
        ours = median(seen["imgsh"][name])
        ratios = "  ".join(f": {each.name} = {ours / median(seen[each.name][name]):.2f}" for each in all_sides[1:])
        print(f"{name}: imgsh {ratios}")


def run(engine: Engine, rounds: int) -> None:
    variables = environment_of(engine)
    aws = Aws(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
    provision(aws, ResourceNames.with_prefix(PREFIX), app_origin="https://imgsh.example")
    asyncio.run(fill(Settings.from_environment(variables), aws))
    own = {name: value for name, value in variables.items() if name.startswith(("IMGSH_", "BENCH_", "AWS_"))}
    with TemporaryDirectory(prefix="imgsh-cold-") as made:
        folder = Path(made)
        all_sides = list(sides(folder, own))
        seen: dict[str, dict[str, list[Exit]]] = {}
        for _ in range(rounds):
            for each in all_sides:
                measure(each, folder / "log", own["BENCH_VIEWER_TOKEN"], seen.setdefault(each.name, {}))
        report(all_sides, seen)


def main() -> None:
    engine = start_ministack(ROOT / ".engines", region=REGION, auth=False)
    try:
        run(engine, int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
    finally:
        engine.stop()


if __name__ == "__main__":
    main()
