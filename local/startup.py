"""What is done before the service answers. Everything that can be missing is explained, with what to do."""

from __future__ import annotations

import errno
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from pathlib import Path

from local import provisioning, state
from local.configuration import Configuration
from local.engine import CHECKPOINT_BYTES, Engine, EngineError
from local.errors import StartupError
from local.ministack.disk import free_bytes
from local.state import LocalState

ENGINES = Path(__file__).resolve().parents[1] / ".engines"
ADVICE = {
    errno.ENOSPC: "Free space on its disk, or choose another DATA_DIR=...",
    errno.EACCES: "Give yourself the right to write there, or choose another DATA_DIR=...",
}


@contextmanager
def data_errors_explained(data_dir: Path) -> Iterator[None]:
    """Raises StartupError."""
    try:
        yield
    except state.AlreadyRunning:
        raise StartupError(
            f"another one is running with the data in {data_dir}. Stop it, or choose another DATA_DIR=..."
        ) from None
    except state.Unreadable as unreadable:
        raise StartupError(
            f"{unreadable} is damaged. Restore it from a backup, or choose another DATA_DIR=..."
        ) from None
    except OSError as error:
        what = f"{error.filename or data_dir} can't be used ({error.strerror})"
        raise StartupError(f"{what}. {ADVICE.get(error.errno or 0, 'Choose another DATA_DIR=...')}") from None


def require_space(data_dir: Path, needed_bytes: int = CHECKPOINT_BYTES) -> None:
    """Raises StartupError if the engine could not write its journal."""
    free = free_bytes(data_dir)
    if free < needed_bytes:
        lacking = f"{free >> 20} MiB are free on the disk of {data_dir}, and a start needs {needed_bytes >> 20} MiB"
        raise StartupError(f"{lacking}. {ADVICE[errno.ENOSPC]}")


def listen_for(configured: Configuration, stack: ExitStack) -> list[socket.socket]:
    """At the app's port, and at that of photos if they have one. Raises StartupError."""
    ports = {"PORT": configured.port}
    if configured.photo_origin:
        ports["PHOTO_PORT"] = configured.photo_port
    return [stack.enter_context(_listen(configured.host, port, variable)) for variable, port in ports.items()]


def _listen(host: str, port: int, variable: str) -> socket.socket:
    """`variable` is what another port is chosen by. Raises StartupError."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise StartupError(
            f"port {port} can't be used on {host} ({error.strerror}). Choose another: make run {variable}=..."
        ) from None
    return listener


def start_engine(
    configured: Configuration, local_state: LocalState, stack: ExitStack, say: Callable[[str], None]
) -> tuple[Engine, bool]:
    """Loads the API while the engine starts in its own process. Returns also whether the engine has lost its data."""
    with ThreadPoolExecutor(1) as loader:
        loading = loader.submit(_load_api)
        engine = provisioning.start_engine(ENGINES, configured.data_dir, local_state)
        stack.callback(engine.stop)
        stack.callback(ignore_signals)
        loading.result()
    try:
        has_lost_data = provisioning.provision_engine(
            engine, local_state, origin=configured.origin, more_origins=configured.app_origins, say=say
        )
    except Exception:
        with suppress(subprocess.TimeoutExpired):
            engine.process.wait(1)
            raise EngineError(f"the storage engine ended. {last_words(configured.data_dir)}") from None
        raise
    local_state.origin, local_state.sign_up = configured.origin, configured.sign_up
    local_state.sends_mail = configured.smtp is not None
    state.save(configured.data_dir, local_state)
    return engine, has_lost_data


def ignore_signals() -> None:
    """While shutting down: a second Ctrl-C must not interrupt the engine while it saves its state."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)


def last_words(data_dir: Path) -> str:
    """The last line of the engine's log. An engine that ends by itself says why in it."""
    log = data_dir / "engine.log"
    return f"The end of {log}:\n{(log.read_text('utf-8', 'replace').splitlines() or ['(nothing)'])[-1]}"


def _load_api() -> None:
    for module in ("local.web_app", "uvicorn.config"):
        import_module(module)
