"""The whole service on one machine, with no account anywhere: what `make run` starts.

PORT and DATA_DIR say where. The storage engine is a process of its own, and so are the workers: pixels never keep
the API waiting. Whatever is started here ends with it, also when it is killed.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from local import state
from local.engine import HOST, Engine, EngineError
from local.state import LocalAddress, LocalState
from media.sandbox.confinement import deny_inspection

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

HERE = Path(__file__).resolve().parents[1]
KEPT_OPEN_SECONDS = 75
"""Longer than clients keep idle connections: or a request meets one that is just being closed."""


class StartupError(Exception):
    """The service can't start; the message says why and what to do."""


def main() -> None:
    # Each of our processes here has keys, and runs as the same user as what opens strangers' files.
    deny_inspection()
    if sys.argv[1:] in (["worker"], ["jobs"]):
        _work(sys.argv[1])
        return
    _forget_aws()
    os.umask(0o077)  # what is kept here holds keys, mails and photos: for this user alone, wherever DATA_DIR is
    # A stop by `kill` is as clean as Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with ExitStack() as stack:
            _run(_address(), stack)
    except KeyboardInterrupt:
        print("\nStopped; your data is kept.", flush=True)
    except (StartupError, EngineError) as trouble:
        sys.exit(f"imgsh can't start: {trouble}")


def _work(role: str) -> None:
    os.nice(5)  # the API goes first on a machine with few cores
    from local.worker_process import process_jobs, process_uploads
    from runtime.logs import log_to_stdout
    from runtime.settings import Settings

    # The process that started us says when to stop, by closing our standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    log_to_stdout()
    asyncio.run((process_jobs if role == "jobs" else process_uploads)(Settings.from_environment(os.environ)))


def _forget_aws() -> None:
    """Nothing of the user's own AWS set-up may reach the service: here it must never talk to the real one."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "IMGSH_")):
            del os.environ[name]


def _address() -> LocalAddress:
    port = os.environ.get("PORT", "8000")
    if not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise StartupError(f"PORT={port} is no port. Choose a number from 1 to 65535.")
    return LocalAddress(int(port), Path(os.environ.get("DATA_DIR", ".imgsh")).resolve())


def _run(place: LocalAddress, stack: ExitStack) -> None:
    from local import provisioning

    try:
        stack.enter_context(state.lock_data_dir(place.data_dir))
    except state.AlreadyRunning:
        raise StartupError(
            f"it already runs with the data in {place.data_dir}. Stop it, or choose DATA_DIR=..."
        ) from None
    listener = stack.enter_context(_listener(place.port))
    kept = state.load(place.data_dir)
    engine = provisioning.start_engine(HERE / ".engines", place.data_dir, kept)
    stack.callback(engine.stop)
    stack.callback(ignore_signals)
    provisioning.make(engine, kept, origin=place.origin)
    state.save(place.data_dir, kept)
    asyncio.run(_serve(place, engine, kept, listener))


def _listener(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise StartupError(f"port {port} can't be used ({error.strerror}). Choose another: make run PORT=...") from None
    return listener


def ignore_signals() -> None:
    """On the way out: a second Ctrl-C must not keep the engine from saving its state."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)


async def _serve(place: LocalAddress, engine: Engine, kept: LocalState, listener: socket.socket) -> None:
    import uvicorn

    from local.banner import announce
    from local.provisioning import variables
    from local.supervisor import supervise

    os.environ.update(variables(engine, kept, origin=place.origin, role="api"))
    workers = {
        role: {**os.environ, **variables(engine, kept, origin=place.origin, role=role)} for role in ("worker", "jobs")
    }
    # Behind no proxy: whoever connects is who asks, whatever a header says.
    config = uvicorn.Config(
        _app(place, engine),
        lifespan="off",
        proxy_headers=False,
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEPT_OPEN_SECONDS,
    )
    server = uvicorn.Server(config)
    beside = [
        *(
            asyncio.create_task(supervise(_command(role), environment, place.data_dir / f"{role}.log"))
            for role, environment in workers.items()
        ),
        asyncio.create_task(announce(place, engine, kept, server)),
        asyncio.create_task(_watch(engine, server)),
    ]
    try:
        await server.serve(sockets=[listener])
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


def _command(role: str) -> list[str]:
    return [sys.executable, "-m", "local", role]


def _app(place: LocalAddress, engine: Engine) -> ASGIApp:
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from app import build_app
    from local import pages
    from local.mailbox import Mailbox
    from runtime.settings import Settings
    from runtime.wiring import adapters_of, service_of

    # Of the libraries only warnings: some would log the URLs that they are given, signatures and all.
    logging.basicConfig(filename=place.data_dir / "api.log", filemode="w", level=logging.WARNING, format="%(message)s")
    logging.getLogger("imgsh").setLevel(logging.INFO)
    settings = Settings.from_environment(os.environ)
    mailbox = Mailbox(engine.endpoint_url, engine.admin_headers).routes()
    shown = pages.routes(HERE / "web/dist", HERE / "web/graphiql/dist", storage_origin=engine.endpoint_url)
    app = build_app(settings, service_of(settings, adapters_of(settings, environment=os.environ)), [*mailbox, *shown])
    # A web site may point a name of its own at this machine and be of its origin: it could read the mails.
    return TrustedHostMiddleware(app, allowed_hosts=[HOST, "localhost"], www_redirect=False)


async def _watch(engine: Engine, server: uvicorn.Server) -> None:
    while engine.process.poll() is None:  # noqa: ASYNC110 - a thread that waits would outlast the loop
        await asyncio.sleep(1)
    print("The storage engine has ended, so imgsh stops. Why is in engine.log.", flush=True)
    server.should_exit = True


if __name__ == "__main__":
    main()
