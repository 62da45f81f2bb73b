"""Starts and stops MiniStack, the local replacement of AWS. Tests also start SeaweedFS with it.

Blocking. Reads no environment: paths and ports are arguments, and an engine inherits no variable. Every engine
listens on 127.0.0.1 only, under a guard (engine_guard.py) that stops it when the process that started it ends.
"""

from __future__ import annotations

import atexit
import contextlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
ADMIN_HEADER = "x-imgsh-engine"
ROOT = Path(__file__).resolve().parents[1]
LAUNCHER = "local.ministack.launcher"
GUARD = Path(__file__).resolve().with_name("engine_guard.py")
SERVICES = "s3,dynamodb,sqs,ses,iam,sts,secretsmanager,cloudformation"
READY_WITHIN_SECONDS = 30.0
RECOVERED_WITHIN_SECONDS = 600.0
"""For an engine that reads a large journal, and the names of all objects."""

DISK_RESERVE_BYTES = 256 << 20
"""Uploads leave this much of the disk free, so that other changes, also deletions, can still be recorded."""

CHECKPOINT_BYTES = 32 << 20
"""The journal is compacted when it is larger than this and than the tables."""

STOPPED_WITHIN_SECONDS = 20.0


class EngineError(Exception):
    """An engine did not start. The message ends with the last lines of its log, if there is one."""


@dataclass(frozen=True)
class RootKey:
    """The engine's administrator. New at each start: no stored data depends on it."""

    access_key: str = field(default_factory=lambda: f"ROOT{secrets.token_hex(8).upper()}")
    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(30), repr=False)
    admin_secret: str = field(default_factory=lambda: secrets.token_urlsafe(30), repr=False)


@dataclass(frozen=True)
class Engine:
    """A running engine with its administrator's key. Stopped at exit at the latest."""

    port: int
    root: RootKey
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def endpoint_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def access_key(self) -> str:
        return self.root.access_key

    @property
    def secret_key(self) -> str:
        return self.root.secret_key

    @property
    def admin_headers(self) -> dict[str, str]:
        """Headers for the administration that we use: health and mails."""
        return {ADMIN_HEADER: self.root.admin_secret}

    def stop(self, stop_signal: signal.Signals = signal.SIGTERM) -> None:
        """Stops the engine so that it saves its state, and kills it if it hangs. Idempotent."""
        atexit.unregister(self.stop)
        _end(self.process, stop_signal)


def start_ministack(
    engines: Path,
    *,
    port: int | None = None,
    state_dir: Path | None = None,
    auth: bool = True,
    region: str = "eu-west-1",
    log: Path | None = None,
    services: str = SERVICES,
    disk_reserve_bytes: int = DISK_RESERVE_BYTES,
    checkpoint_bytes: int = CHECKPOINT_BYTES,
) -> Engine:
    """Starts the comma-separated `services` on one port (None: a free one); "" starts all that MiniStack has.

    `engines` is the virtual environment with MiniStack. With `state_dir` all data survives: see
    local/ministack/durability.py. Every request needs a signature (local/ministack/gate.py); `auth` also enforces the
    policies of IAM users. Raises EngineError.
    """
    root = RootKey()
    port = port or free_ports(1)[0]
    environment = {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,  # or URLs of queues would contain localhost, which may be IPv6
        "MINISTACK_REGION": region,
        "AUTH": str(auth).lower(),
        "AWS_ACCESS_KEY_ID": root.access_key,
        "AWS_SECRET_ACCESS_KEY": root.secret_key,
        "ENGINE_ADMIN_SECRET": root.admin_secret,
        "SERVICES": services,
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",  # would listen on every interface
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT),
    }
    if state_dir is not None:
        environment |= {"PERSIST_STATE": "1", "STATE_DIR": str(state_dir.resolve() / "state")}
        environment |= {"S3_DATA_DIR": str(state_dir.resolve() / "s3")}
        environment |= {"DISK_RESERVE_BYTES": str(disk_reserve_bytes), "CHECKPOINT_BYTES": str(checkpoint_bytes)}
    command = [str(engines / "bin" / "python"), "-P", "-m", LAUNCHER]
    return start(
        command,
        port=port,
        health="/_ministack/health",
        root=root,
        environment=environment,
        log=log,
        ready_within_seconds=RECOVERED_WITHIN_SECONDS if state_dir else READY_WITHIN_SECONDS,
    )


def start(
    command: Sequence[str],
    *,
    port: int,
    health: str,
    root: RootKey,
    environment: Mapping[str, str],
    log: Path | None = None,
    ready_within_seconds: float = READY_WITHIN_SECONDS,
) -> Engine:
    """Runs `command` and waits for a response at the path `health` of `port`. Raises EngineError."""
    if is_busy(port):
        raise EngineError(f"Port {port} of {HOST} is in use by another program.")
    with (log or Path(os.devnull)).open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - the command is ours
            [sys.executable, "-I", str(GUARD), *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", **environment},
            start_new_session=True,  # Ctrl-C in the terminal is for us: we stop the engine in our own order
        )
    deadline = time.monotonic() + ready_within_seconds
    while not _answers(port, health):
        if process.poll() is not None or time.monotonic() > deadline:
            _end(process, signal.SIGKILL)
            last_lines = log.read_text("utf-8", "replace").splitlines()[-10:] if log else []
            raise EngineError("\n".join([f"The storage engine did not start on port {port}.", *last_lines]))
        time.sleep(0.02)
    engine = Engine(port, root, process)
    atexit.register(engine.stop)
    return engine


def free_ports(count: int) -> list[int]:
    """Returns different ports of 127.0.0.1 that are free at the moment."""
    with contextlib.ExitStack() as probes:
        open_probes = [probes.enter_context(socket.socket()) for _ in range(count)]
        for probe in open_probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in open_probes]


def is_busy(port: int) -> bool:
    """Whether a process listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end(process: subprocess.Popen[bytes], stop_signal: signal.Signals) -> None:
    if process.poll() is None:
        # The guard leads a process group: the signal reaches the engine itself, whoever else holds the pipe.
        os.killpg(process.pid, stop_signal)
        try:
            process.wait(STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.stdin is not None:
        process.stdin.close()
