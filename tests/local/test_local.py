"""`make run` without make: the real program, its real engine, and its demo."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from aws.resources import ResourceNames
from local import startup, state
from local.demo.pictures import SCENES
from local.engine import free_ports
from local.errors import StartupError
from local.provisioning import PREFIX
from tests.log_secrets import secrets_in

ROOT = Path(__file__).resolve().parents[2]
UP_WITHIN_SECONDS = 60.0
REDEEM = """mutation ($input: RedeemAccessCodeInput!) {
  redeemAccessCode(input: $input) {
    album {
      eventName
      photos { nodes { filename status width height takenAt thumbnail { url } original { downloadUrl sizeBytes } } }
    }
    userErrors { code }
  }
}"""


@dataclass
class Running:
    process: subprocess.Popen[bytes]
    client: httpx.Client
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text()

    @property
    def photo_origin(self) -> str | None:
        """None: photos are fetched from storage by presigned URLs."""
        found = re.search(r"^Photos +(http[^\s,]+)", self.said, re.MULTILINE)
        return found[1] if found else None

    def album(self, public_url: str, access_code: str, link_key: str | None = None) -> Any:
        value = {"publicUrl": public_url, "accessCode": access_code, "linkKey": link_key}
        answer = self.client.post("/graphql", json={"query": REDEEM, "variables": {"input": value}}).json()
        return answer["data"]["redeemAccessCode"]["album"]


def ports(port: int | str) -> dict[str, str]:
    """The variables of the port, and of a free one for photos: the one next to it may be taken."""
    photo_port = next(other for other in free_ports(2) if other != port)
    return {"PORT": str(port), "PHOTO_PORT": str(photo_port)}


def start(data_dir: Path, port: int, output: Path, variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **ports(port), "DATA_DIR": str(data_dir), "AWS_PROFILE": "nobody", **variables}
    with output.open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "local"], cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT
        )


@contextmanager
def running(data_dir: Path, port: int, *, demo: str = "0", **variables: str) -> Iterator[Running]:
    output = data_dir.with_suffix(".said")
    process = start(data_dir, port, output, {"DEMO": demo, **variables})
    try:
        wait_until(lambda: "Ctrl-C stops it" in output.read_text() or process.poll() is not None, UP_WITHIN_SECONDS)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=20) as client:
            yield Running(process, client, output)
        assert not secrets_in("".join(log.read_text() for log in data_dir.glob("*.log")))
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        process.wait()


def wait_until(is_so: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def descendants(pid: int) -> set[int]:
    """Everything that a process has started, and what that has started."""
    listed = subprocess.run(["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, listed.splitlines())}
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def is_alive(pid: int) -> bool:
    state_of = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return state_of.stdout.strip()[:1] not in ("", "Z")


def check_the_pages(service: Running, public_url: str) -> None:
    for path in ("/", "/verify", "/reset", f"/{public_url}"):
        page = service.client.get(path)
        assert page.status_code == 200, path
        assert "default-src 'none'; script-src 'self'" in page.headers["content-security-policy"]
    graphiql = service.client.get("/graphiql")
    script = re.search(r'src="(/graphiql/assets/[^"]+\.js)"', graphiql.text)
    assert script
    assert service.client.get(script[1]).headers["content-type"].startswith("text/javascript")
    assert service.client.get("/", headers={"host": "elsewhere.example"}).status_code == 400


def check_the_photos(service: Running, album: Any) -> None:
    photos = album["photos"]["nodes"]
    assert {photo["status"] for photo in photos} == {"READY"}
    assert all(photo["takenAt"] and photo["width"] and photo["height"] for photo in photos)
    for photo in photos:
        original = service.client.get(photo["original"]["downloadUrl"])
        assert len(original.content) == photo["original"]["sizeBytes"]
        assert original.headers["content-disposition"].startswith("attachment")
        thumbnail = service.client.get(photo["thumbnail"]["url"])
        assert thumbnail.content[8:12] == b"WEBP"


def test_a_start_shows_the_demo_and_the_next_one_still_has_it_and_nothing_is_left_running(tmp_path: Path) -> None:
    port, photo_port = free_ports(2)
    (tmp_path / "data" / "engine").mkdir(parents=True)  # as an earlier version may have left them
    with running(tmp_path / "data", port, demo="1", PHOTO_PORT=str(photo_port)) as service:
        demo = state.load(tmp_path / "data").demo
        assert demo, service.said
        assert service.said.replace("\n", "").isprintable()  # it is piped
        assert f"Painting the demo's photos: {len(SCENES)} of {len(SCENES)}, " in service.said
        some, others, everybody = demo.codes
        assert all(code.url in service.said and code.access_code in service.said for code in demo.codes)
        check_the_pages(service, demo.public_url)
        everything = service.album(demo.public_url, everybody.access_code.lower())
        check_the_photos(service, everything)
        names = {photo["filename"] for photo in everything["photos"]["nodes"]}
        of_some, of_others = (
            {
                photo["filename"]
                for photo in service.album(demo.public_url, *code.url.partition("#")[2].split("."))["photos"]["nodes"]
            }
            for code in (some, others)
        )
        assert len(names) == len(SCENES)
        assert of_some < names
        assert of_others < names
        assert of_some & of_others
        (mail,) = service.client.get("/dev/mail", headers={"accept": "application/json"}).json()["mails"]
        assert mail["to"] == "demo@example.com"
        verify = re.search(r"http\S+/verify#\S+", mail["text"])
        assert verify
        assert f'<a href="{verify[0]}">' in service.client.get("/dev/mail").text
        assert_for_this_user_alone(tmp_path / "data")
        assert_on_this_machine_alone(port)
        assert_on_this_machine_alone(photo_port)
        link = everything["photos"]["nodes"][0]["thumbnail"]["url"]
        assert link.startswith(f"http://127.0.0.1:{photo_port}/d/")
        started = descendants(service.process.pid)
        assert started
        service.process.send_signal(signal.SIGINT)
        assert service.process.wait(30) == 0
        assert not any(map(is_alive, started))

    with running(tmp_path / "data", port, demo="1", PHOTO_PORT=str(photo_port)) as service:
        assert everybody.url in service.said
        assert service.client.get(link).status_code == 200, "the key of links is kept"
        check_the_photos(service, service.album(demo.public_url, everybody.access_code))
        started = descendants(service.process.pid)
        service.process.kill()
        wait_until(lambda: not any(map(is_alive, started)), 30)


def assert_for_this_user_alone(data_dir: Path) -> None:
    """Issue 11 C12. `data_dir` itself was there before, for everybody to read."""
    open_to_others = [each for each in data_dir.iterdir() if each.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    assert not open_to_others


def assert_on_this_machine_alone(port: int) -> None:
    """127.0.0.2 is another address of this machine: there only answers who listens on all of them."""
    with pytest.raises(OSError), socket.create_connection(("127.0.0.2", port), timeout=2):
        pass


def refusal(data_dir: Path, port: int | str, demo: str = "0", *, prefix: Sequence[str] = (), **chosen: str) -> str:
    process = subprocess.run(
        [*prefix, sys.executable, "-m", "local"],
        cwd=ROOT,
        env={**os.environ, **ports(port), "DATA_DIR": str(data_dir), "DEMO": demo, **chosen},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert process.returncode == 1
    assert "Traceback" not in process.stderr
    return process.stderr


def test_a_port_in_use_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"port {port} can't be used" in refusal(tmp_path, port)
        said = refusal(tmp_path, free_ports(1)[0], PHOTO_PORT=str(port))
        assert f"port {port} can't be used" in said
        assert "make run PHOTO_PORT=" in said


def test_data_in_use_are_told_in_a_sentence(tmp_path: Path) -> None:
    with state.lock_data_dir(tmp_path):
        assert "another one is running" in refusal(tmp_path, free_ports(1)[0])


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert f"{tmp_path}/file/data can't be used (Not a directory)" in refusal(tmp_path / "file/data", free_ports(1)[0])


def test_a_damaged_state_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "local.json").write_text('{"engine_port":')

    assert f"{tmp_path}/local.json is damaged" in refusal(tmp_path, free_ports(1)[0])


def test_what_is_new_or_lost_is_provisioned_again(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    for port in free_ports(2):
        with running(data_dir, port) as service:
            assert allows_pages_of(data_dir, f"http://127.0.0.1:{port}")
            assert "has lost its tables" not in service.said

    shutil.rmtree(data_dir / "engine")
    with running(data_dir, port) as service:
        assert "The storage engine has lost its tables" in service.said
        assert allows_pages_of(data_dir, f"http://127.0.0.1:{port}")
        assert service.album("anna/wedding", "AAAAAA") is None


def test_a_killed_engine_ends_the_service_and_nothing_is_lost(tmp_path: Path) -> None:
    data_dir, (port,) = tmp_path / "data", free_ports(1)
    with running(data_dir, port) as service:
        assert "Recovered" not in service.said
        os.kill(engine_of(service), signal.SIGKILL)
        assert service.process.wait(30) == 1
        assert "The storage engine ended" in service.said

    with running(data_dir, port) as service:
        assert re.search(r"Recovered [\d,]+ changes since the last clean stop\.", service.said)
        assert "has lost its tables" not in service.said


def engine_of(service: Running) -> int:
    listed = subprocess.run(["ps", "-axww", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
    commands = {int(pid): command for pid, _, command in (line.strip().partition(" ") for line in listed.splitlines())}
    ours = {pid: commands[pid] for pid in descendants(service.process.pid) if "ministack" in commands.get(pid, "")}
    (engine,) = (pid for pid, command in ours.items() if "engine_guard" not in command)
    return engine


def allows_pages_of(data_dir: Path, origin: str) -> bool:
    bucket = ResourceNames.with_prefix(PREFIX).originals
    wants = {"origin": origin, "access-control-request-method": "PUT", "access-control-request-headers": "content-type"}
    storage = f"http://127.0.0.1:{state.load(data_dir).engine_port}/{bucket}/a/b/c.jpg"
    return httpx.options(storage, headers=wants, trust_env=False).is_success


def test_an_engine_that_cannot_write_is_told_with_its_reason(tmp_path: Path) -> None:
    """No file may be larger than 16 KiB: a journal of that size is refused as on a full disk."""
    said = refusal(tmp_path, free_ports(1)[0], prefix=["sh", "-c", 'ulimit -f 32; exec "$@"', "sh"])

    assert "the storage engine ended" in said
    assert "the journal can't be written" in said


def test_too_little_space_is_told_in_a_sentence(tmp_path: Path) -> None:
    free_mib = shutil.disk_usage(tmp_path).free >> 20

    with pytest.raises(StartupError, match=r"a start needs \d+ MiB\. Free space"):
        startup.require_space(tmp_path, (2 * free_mib) << 20)


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1", "٨٠"])
def test_what_is_no_port_is_told_in_a_sentence(tmp_path: Path, port: str) -> None:
    assert f"PORT={port} is not a port" in refusal(tmp_path, port)


@pytest.mark.parametrize("demo", ["no", "", "2"])
def test_what_neither_wants_nor_refuses_the_demo_is_told_in_a_sentence(tmp_path: Path, demo: str) -> None:
    assert f"DEMO={demo} is neither 0" in refusal(tmp_path, free_ports(1)[0], demo)


def test_keys_are_kept_for_this_user_alone(tmp_path: Path) -> None:
    state.save(tmp_path, state.LocalState())

    assert (tmp_path / "local.json").stat().st_mode & 0o777 == 0o600
    assert state.load(tmp_path).token_secret
