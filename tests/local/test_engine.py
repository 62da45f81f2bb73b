"""Engines end with whoever started them, and keep what they should."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aws.clients import AccessKey, Aws
from local.engine import Engine, EngineError, free_ports, is_busy, start_ministack
from tests.engine_processes import ENGINES, Moto, ministack, moto, seaweedfs

ROOT = ENGINES.parent
STARTS_AN_ENGINE_AND_WAITS = """
import sys, time
from pathlib import Path
from local.engine import start_ministack
start_ministack(Path(".engines"), port=int(sys.argv[1]), state_dir=Path(sys.argv[2]))
print("started", flush=True)
time.sleep(600)
"""


READS_ENVIRONMENTS = """
import ctypes, os, sys
from pathlib import Path
libc = ctypes.CDLL(None)
if hasattr(libc, "capset"):
    libc.capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
for process in Path("/proc").glob("[0-9]*"):
    try:
        if os.getpgid(int(process.name)) == int(sys.argv[1]):
            print((process / "environ").read_text())
    except OSError:
        pass
print("itself: readable" if not sys.platform == "linux" or Path("/proc/self/environ").read_text() else "")
"""


def test_an_engine_saves_its_state_and_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    port = free_ports(1)[0]
    command = [sys.executable, "-c", STARTS_AN_ENGINE_AND_WAITS, str(port), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"started\n"

        starter.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + 20
    while is_busy(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_busy(port)
    with ministack(state_dir=tmp_path):
        assert json.loads((tmp_path / "state" / "recovery.json").read_text())["records"] == 0, "it was a clean stop"


def test_an_engine_can_be_stopped_twice() -> None:
    engine = start_ministack(ENGINES)

    engine.stop()
    engine.stop()

    assert not is_busy(engine.port)


def test_a_busy_port_is_told_in_a_sentence() -> None:
    engine = start_ministack(ENGINES)
    try:
        with pytest.raises(EngineError, match=f"Port {engine.port} of 127.0.0.1 is in use"):
            start_ministack(ENGINES, port=engine.port)
    finally:
        engine.stop()


@pytest.mark.parametrize("engine", [ministack, moto, seaweedfs])
def test_an_engine_listens_on_this_machine_alone(engine: Callable[[], AbstractContextManager[Engine | Moto]]) -> None:
    """Issue 11 C12. 127.0.0.2 is another address of this machine: there only answers who listens on all of them."""
    with engine() as started:
        port = urlsplit(started.endpoint_url).port
        assert port
        assert is_busy(port)
        with pytest.raises(OSError), socket.create_connection(("127.0.0.2", port), timeout=2):
            pass


def test_what_an_engine_keeps_is_for_this_user_alone(tmp_path: Path) -> None:
    """Issue 11 C12. State holds the keys of users, and objects are other people's photos."""
    with ministack(state_dir=tmp_path) as engine:
        aws = Aws("eu-west-1", engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
        aws.client("s3").create_bucket(Bucket="photos", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        aws.client("s3").put_object(Bucket="photos", Key="one.jpg", Body=b"a photo")

    kept = list(tmp_path.rglob("*"))
    assert any(each.is_file() and each.read_bytes() == b"a photo" for each in kept)
    assert not [each for each in kept if each.stat().st_mode & 0o077]


def test_other_processes_of_this_user_do_not_read_an_engines_keys() -> None:
    """Issue 11 C12: neither the engine's nor its guard's. As any user's process, without what root may do."""
    with ministack() as engine:
        group = engine.process.pid
        reader = [sys.executable, "-c", READS_ENVIRONMENTS, str(group)]
        read = subprocess.run(reader, capture_output=True, text=True, check=True).stdout

    assert engine.secret_key not in read
    assert engine.admin_headers["x-imgsh-engine"] not in read
    assert "itself: readable" in read


def test_an_engine_that_does_not_start_says_why(tmp_path: Path) -> None:
    broken = tmp_path / "bin" / "python"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho no such module\nexit 1\n")
    broken.chmod(0o755)

    with pytest.raises(EngineError, match=r"The storage engine did not start on port [0-9]+\.\nno such module"):
        start_ministack(tmp_path, log=tmp_path / "log")
