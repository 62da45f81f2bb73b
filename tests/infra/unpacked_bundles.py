"""Bundles as Lambda runs them: unpacked from their archives, under AWS's own runtime client, with no other packages."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from aws.clients import AccessKey, Aws
from aws.sqs import SqsQueue
from infra.deploy.inviter import Inviter
from infra.deployment import Deployment
from infra.lambda_functions import API, DECODER, Function
from local.engine import Engine
from local.mailbox import Mailbox
from runtime import cloudfront_headers
from runtime.wiring import utc_now
from tests.api_gateway_events import ADDRESS, Client
from tests.infra.scripted_console import ScriptedConsole
from tests.lambda_runtime import ROOT, Runtime

EDGE_SECRET = "edge" * 10
BY_CLOUDFRONT = {cloudfront_headers.SECRET_HEADER: EDGE_SECRET, cloudfront_headers.VIEWER_HEADER: ADDRESS}


def install_client(folder: Path) -> None:
    """awslambdaric, where the real runtime has it: beside the bundle, not in it."""
    command = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet", "--require-hashes"]
    command += ["--python", sys.executable, "--target", str(folder), "-r", str(ROOT / "requirements" / "runtime.txt")]
    subprocess.run(command, check=True)


def unpack(bundle: Path, folder: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder)
        for entry in archive.infolist():
            (folder / entry.filename).chmod(entry.external_attr >> 16)


def start(
    described: Function,
    task: Path,
    client: Path,
    variables: Mapping[str, str],
    *,
    log: Path,
    timeout_seconds: float | None = None,
) -> Runtime:
    """`task` is an unpacked bundle and `client` has awslambdaric; `variables` are the function's own."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "LAMBDA_TASK_ROOT": str(task),
        # -S below leaves out this machine's own packages: what the bundle lacks is missed here too.
        "PYTHONPATH": f"{task}:{client}",
        "_HANDLER": described.handler,
        "AWS_LAMBDA_FUNCTION_NAME": f"imgsh-{described.name}",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(described.memory_megabytes),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        **variables,
    }
    # Not this environment's Python but the one below it, for the function's own processes too.
    command = [str(Path(sys.executable).resolve()), "-S", "-m", "awslambdaric", described.handler]
    timeout = timeout_seconds or described.timeout_seconds
    return Runtime(command, task, environment, timeout_seconds=timeout, log=log)


@dataclass(frozen=True)
class DeployedData:
    """Tables, buckets, queues and secrets at an engine, and the rights of each role there."""

    deployment: Deployment
    engine: Engine
    root: Aws
    keys: Mapping[str, AccessKey]

    def variables(self, role: str) -> dict[str, str]:
        shared = {
            "IMGSH_REGION": self.deployment.region,
            "IMGSH_PREFIX": self.deployment.prefix,
            "IMGSH_ENDPOINT_URL": self.engine.endpoint_url,
            "IMGSH_PUBLIC_ORIGIN": self.deployment.public_origin,
            "IMGSH_MAIL_SENDER": self.deployment.mail_sender,
            "AWS_ACCESS_KEY_ID": self.keys[role].access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.keys[role].secret_access_key,
        }
        of_api = {
            "IMGSH_TOKEN_KEYS_SECRET": self.deployment.names.token_keys,
            "IMGSH_EDGE_SECRET": EDGE_SECRET,
            "IMGSH_SIGN_UP": self.deployment.sign_up,
        }
        return {**shared, **of_api} if role == "api" else shared

    def codes(self) -> list[str]:
        """Every access code that there is."""
        found = self.root.client("dynamodb").scan(TableName=self.deployment.names.accessors)["Items"]
        return [str(item["access_code"]["S"]) for item in found]

    async def invitation(self, name: str) -> str:
        """What the link holds that `make invite` shows for this photographer of `tests.user_journey`."""
        terminal = ScriptedConsole()
        await Inviter.of(terminal, self.root, self.deployment).invite(f"{name}@example.com", utc_now(), is_mailed=False)
        (line,) = [line for line in terminal.output if "#invitation=" in line]
        return line.partition("#invitation=")[2].split()[0]

    async def mailed_link(self, to: str) -> str:
        """The one in the newest mail to this address."""
        mailbox = Mailbox(self.engine.endpoint_url, self.engine.admin_headers)
        (link,) = re.findall(r"https://\S+", await mailbox.newest_text(to))
        return str(link)


@dataclass
class Lambda:
    """Starts functions from their unpacked bundles."""

    folder: Path
    deployed: DeployedData
    logs: Path
    started: list[Runtime] = field(default_factory=list)

    def api(self, variables: Mapping[str, str] | None = None, timeout_seconds: float | None = None) -> Runtime:
        return self._start(API, {**self.deployed.variables("api"), **(variables or {})}, timeout_seconds)

    def worker(self, described: Function, variables: Mapping[str, str] | None = None) -> Runtime:
        return self._start(described, {**self.deployed.variables(described.role), **(variables or {})}, None)

    def decoder(self) -> Runtime:
        """In an environment without a secret, as its template says."""
        return self._start(DECODER, {}, None)

    def _start(self, described: Function, variables: Mapping[str, str], timeout_seconds: float | None) -> Runtime:
        log = self.logs / f"{described.name}-{len(self.started)}.log"
        started = start(
            described,
            self.folder / described.bundle,
            self.folder / "client",
            variables,
            log=log,
            timeout_seconds=timeout_seconds,
        )
        self.started.append(started)
        return started


def caller(runtime: Runtime) -> Client:
    return Client(runtime.invoke, dict(BY_CLOUDFRONT))


@asynccontextmanager
async def delivering(deployed: DeployedData, queue: str, function: Runtime) -> AsyncIterator[None]:
    """Hands messages of the queue to the function, and deletes what it did not name as failed, as Lambda does."""
    received = SqsQueue(deployed.root, queue, wait_seconds=1)

    async def deliver() -> None:
        while True:
            messages = await received.receive()
            batch = {"Records": [{"messageId": each.message_id, "body": each.body} for each in messages]}
            if messages:
                answer = await asyncio.to_thread(function.invoke, batch)
                failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
                await received.delete([each for each in messages if each.message_id not in failed])

    task = asyncio.create_task(deliver())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
