"""Engines end with whoever started them, and keep what they should."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engines import EngineError, free_ports, is_busy, start_ministack
from tests.engines import ENGINES

ROOT = ENGINES.parent
STARTS_AN_ENGINE_AND_WAITS = """
import sys, time
from pathlib import Path
from engines import start_ministack
start_ministack(Path(".engines"), port=int(sys.argv[1]), state_dir=Path(sys.argv[2]))
print("started", flush=True)
time.sleep(600)
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
    while not (saved := list((tmp_path / "state").glob("*.json"))) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert saved


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


def test_an_engine_that_does_not_start_says_why(tmp_path: Path) -> None:
    broken = tmp_path / "bin" / "ministack"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho no such module\nexit 1\n")
    broken.chmod(0o755)

    with pytest.raises(EngineError, match=r"ministack did not start on port [0-9]+\.\nno such module"):
        start_ministack(tmp_path, log=tmp_path / "log")
