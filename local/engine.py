"""Starts and stops MiniStack, which stands in for AWS on one machine (tests start SeaweedFS by it too).

Blocking, and free of the environment: paths and ports are arguments, and an engine sees no variable of ours.
Every engine listens on 127.0.0.1 alone. It runs under a guard, which is this very file: when the process
that started it ends, however suddenly, the guard tells the engine to stop, so that it still saves its state.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
ADMIN_HEADER = "x-imgsh-engine"
LAUNCHER = Path(__file__).resolve().with_name("engine_launcher.py")
SERVICES = "s3,dynamodb,sqs,ses,iam,sts,secretsmanager,cloudformation"
READY_WITHIN_SECONDS = 30.0
STOPPED_WITHIN_SECONDS = 20.0
PR_SET_DUMPABLE = 4


class EngineError(Exception):
    """An engine did not start. The message ends with the last lines of its log, if it has one."""


@dataclass(frozen=True)
class RootKey:
    """The engine's own administrator. Fresh for each start: nothing that is kept depends on it."""

    access_key: str = field(default_factory=lambda: f"ROOT{secrets.token_hex(8).upper()}")
    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(30), repr=False)
    admin_secret: str = field(default_factory=lambda: secrets.token_urlsafe(30), repr=False)


@dataclass(frozen=True)
class Engine:
    """A running engine, with its administrator's key. It is stopped at exit in any case."""

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
        """Opens what our own processes read of the engine's administration: its health and the mails."""
        return {ADMIN_HEADER: self.root.admin_secret}

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Lets the engine save its state, and ends it by force if it hangs. May be called again."""
        atexit.unregister(self.stop)
        _end(self.process, how)


def start_ministack(
    engines: Path,
    *,
    port: int | None = None,
    state_dir: Path | None = None,
    auth: bool = True,
    region: str = "eu-west-1",
    log: Path | None = None,
    services: str = SERVICES,
) -> Engine:
    """S3, DynamoDB, SQS, SES and IAM on one port (None: a free one), or every service that it knows for `services` "".

    `engines` is the virtual environment that holds MiniStack. With `state_dir` everything outlives a clean
    stop, and the objects of S3 outlive a kill too. Every request needs a signature (local/engine_launcher.py);
    with `auth` the policies of IAM users are enforced too. Raises EngineError.
    """
    root = RootKey()
    port = port or free_ports(1)[0]
    environment = {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,  # or queues would be told as localhost, which may mean IPv6
        "MINISTACK_REGION": region,
        "AUTH": str(auth).lower(),
        "AWS_ACCESS_KEY_ID": root.access_key,
        "AWS_SECRET_ACCESS_KEY": root.secret_key,
        "ENGINE_ADMIN_SECRET": root.admin_secret,
        "SERVICES": services,
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",  # it would listen on every interface
        "LOG_LEVEL": "WARNING",
    }
    if state_dir is not None:
        environment |= {"PERSIST_STATE": "1", "STATE_DIR": str(state_dir.resolve() / "state")}
        environment |= {"S3_PERSIST": "1", "S3_DATA_DIR": str(state_dir.resolve() / "s3")}
    command = [str(engines / "bin" / "python"), str(LAUNCHER)]
    return start(command, port=port, health="/_ministack/health", root=root, environment=environment, log=log)


def start(
    command: Sequence[str],
    *,
    port: int,
    health: str,
    root: RootKey,
    environment: Mapping[str, str],
    log: Path | None = None,
) -> Engine:
    """Runs `command` and waits until it answers at the path `health` of `port`. Raises EngineError."""
    if is_busy(port):
        raise EngineError(f"Port {port} of {HOST} is in use by another program.")
    with (log or Path(os.devnull)).open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - the command is ours
            [sys.executable, "-I", str(Path(__file__).resolve()), *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", **environment},
            start_new_session=True,  # Ctrl-C in the terminal is for us: we stop the engine in our own order
        )
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while not _answers(port, health):
        if process.poll() is not None or time.monotonic() > deadline:
            _end(process, signal.SIGKILL)
            last_lines = log.read_text("utf-8", "replace").splitlines()[-10:] if log else []
            raise EngineError("\n".join([f"{Path(command[-1]).stem} did not start on port {port}.", *last_lines]))
        time.sleep(0.02)
    engine = Engine(port, root, process)
    atexit.register(engine.stop)
    return engine


def free_ports(count: int) -> list[int]:
    """Different ports of 127.0.0.1 on which nobody listens at this moment."""
    with contextlib.ExitStack() as probes:
        open_probes = [probes.enter_context(socket.socket()) for _ in range(count)]
        for probe in open_probes:
            probe.bind((HOST, 0))
        return [int(probe.getsockname()[1]) for probe in open_probes]


def is_busy(port: int) -> bool:
    """Whether somebody listens on this port of 127.0.0.1."""
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


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if process.poll() is None:
        # The guard leads a process group: the signal reaches the engine itself, whoever else holds the pipe.
        os.killpg(process.pid, how)
        try:
            process.wait(STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _guard(command: Sequence[str]) -> int:
    """Runs the engine until it ends; tells it to end when the other side of our standard input is gone."""
    if sys.platform == "linux":
        # Other processes of this user then do not read the keys in our environment; the engine does the same.
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    engine = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - see `start`
    # After the start, or the engine would inherit it: the guard outlives the signal, to wait for the engine.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)

    def watch() -> None:
        os.read(0, 1)
        engine.terminate()

    threading.Thread(target=watch, daemon=True).start()
    return engine.wait()


if __name__ == "__main__":
    sys.exit(_guard(sys.argv[1:]))
