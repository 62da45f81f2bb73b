"""State of the local service that survives a restart, besides the engine's own."""

from __future__ import annotations

import fcntl
import os
import secrets
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from domain.sign_up_mode import SignUpMode
from local.demo.seed import Demo


class LocalKey(BaseModel):
    """An IAM user's access key at the local engine."""

    access_key_id: str
    secret_access_key: str = Field(repr=False)


class LocalState(BaseModel):
    """`access_keys` is by role; `token_secret` is the base64 of the signing key of tokens.
    `photo_link_secret` is the text of the key of links to photos.

    `origin`, `sign_up` and `sends_mail` are those of the last start. `provisioned` is the digest
    of what the engine has been provisioned with.
    """

    engine_port: int | None = None
    provisioned: str = ""
    token_secret: str = Field(default_factory=lambda: b64encode(secrets.token_bytes(32)).decode(), repr=False)
    photo_link_secret: str = Field(default_factory=lambda: secrets.token_hex(32), repr=False)
    demo_password: str = Field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)
    access_keys: dict[str, LocalKey] = {}
    demo: Demo | None = None
    origin: str = ""
    sign_up: SignUpMode = SignUpMode.OPEN
    sends_mail: bool = False


class AlreadyRunning(Exception):
    """Another process uses the same directory."""


class Unreadable(Exception):
    """The file with the state is damaged. The message is its path."""


@contextmanager
def lock_data_dir(data_dir: Path) -> Iterator[None]:
    """Creates the directory, for this user only, and locks it. Raises AlreadyRunning."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (data_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield


def is_in_use(data_dir: Path) -> bool:
    """Whether a service is running with this directory."""
    if not (data_dir / "lock").exists():
        return False
    try:
        with lock_data_dir(data_dir):
            return False
    except AlreadyRunning:
        return True


def load(data_dir: Path) -> LocalState:
    """Returns the saved state, or a new one at the first start. Raises Unreadable."""
    file = data_dir / "local.json"
    try:
        return LocalState.model_validate_json(file.read_bytes()) if file.exists() else LocalState()
    except ValidationError:
        raise Unreadable(file) from None


def save(data_dir: Path, local_state: LocalState) -> None:
    """Writes atomically. Readable by this user only, because it contains keys."""
    new = data_dir / "local.json.new"
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as output:
        output.write(local_state.model_dump_json(indent=2))
        output.flush()
        os.fsync(descriptor)
    new.replace(data_dir / "local.json")
