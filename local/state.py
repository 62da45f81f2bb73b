"""What one machine keeps between two starts, beside the engine's own state."""

from __future__ import annotations

import fcntl
import os
import secrets
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, Field

from local.demo.seed import Demo
from local.engine import HOST


@dataclass(frozen=True)
class LocalAddress:
    """Where the service listens, and where it keeps its data."""

    port: int
    data_dir: Path

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"


class LocalKey(BaseModel):
    """An IAM user's access key at the local engine."""

    access_key_id: str
    secret_access_key: str = Field(repr=False)


class LocalState(BaseModel):
    """`access_keys` is by role; `token_secret` is base64 of the key that signs tokens."""

    engine_port: int | None = None
    token_secret: str = Field(default_factory=lambda: b64encode(secrets.token_bytes(32)).decode(), repr=False)
    demo_password: str = Field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)
    access_keys: dict[str, LocalKey] = {}
    demo: Demo | None = None


class AlreadyRunning(Exception):
    """Another start uses the same directory."""


@contextmanager
def lock_data_dir(data_dir: Path) -> Iterator[None]:
    """Makes the directory, for this user alone, and holds it until the end. Raises AlreadyRunning."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield


def load(data_dir: Path) -> LocalState:
    """What the last start kept; all new the first time."""
    file = data_dir / "local.json"
    return LocalState.model_validate_json(file.read_bytes()) if file.exists() else LocalState()


def save(data_dir: Path, kept: LocalState) -> None:
    """In one step, readable by this user alone: it holds keys."""
    new = data_dir / "local.json.new"
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as output:
        output.write(kept.model_dump_json(indent=2))
    new.replace(data_dir / "local.json")
