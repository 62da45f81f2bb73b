"""Runs the whole service on one machine, without any account: `make run`.

Reads the variables of `local/configuration.py`. The storage engine and the workers are separate processes, so that
decoding never blocks the API. They end with this process, even if it is killed.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from local import configuration, recovery, state
from local.configuration import Configuration
from local.engine import Engine, EngineError
from local.errors import StartupError
from local.progress import Step
from local.state import LocalState
from media.sandbox.confinement import deny_inspection

if TYPE_CHECKING:
    import uvicorn

KEEP_ALIVE_SECONDS = 75
"""Longer than clients keep idle connections, or a request may use one that is being closed."""


def main() -> None:
    # Our processes have keys, and decoders of strangers' files run as the same user.
    deny_inspection()
    if sys.argv[1:] in (["worker"], ["jobs"]):
        _run_worker(sys.argv[1])
        return
    if sys.argv[1:]:
        from local.commands import run_command

        run_command(sys.argv[1:], os.environ)
        return
    configuration.clear_aws_variables(os.environ)
    os.umask(0o077)  # keys, mails and photos are for this user only, wherever DATA_DIR is
    # `kill` stops it as cleanly as Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with ExitStack() as stack:
            _run(configuration.read(os.environ), stack)
    except KeyboardInterrupt:
        print("\nStopped; your data is kept.", flush=True)
    except (StartupError, EngineError) as error:
        sys.exit(f"imgsh can't start: {error}")


def _run_worker(role: str) -> None:
    os.nice(5)  # the API goes first on a machine with few cores
    from local.worker_process import process_jobs, process_uploads
    from runtime.logs import log_to_stdout
    from runtime.settings import Settings

    # The parent process stops us by closing our standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    log_to_stdout()
    settings = Settings.from_environment(os.environ)
    asyncio.run(process_jobs(settings) if role == "jobs" else process_uploads(settings, Path(os.environ["DATA_DIR"])))


def _run(configured: Configuration, stack: ExitStack) -> None:
    from local import provisioning, startup

    with startup.data_errors_explained(configured.data_dir):
        stack.enter_context(state.lock_data_dir(configured.data_dir))
        listeners = startup.listen_for(configured, stack)
        local_state = state.load(configured.data_dir)
        startup.require_space(configured.data_dir)
        with Step("Starting the storage engine and the API") as step:
            engine, has_lost_data = startup.start_engine(configured, local_state, stack, step.say)
    if sentence := recovery.read(provisioning.engine_dir(configured.data_dir)).sentence:
        print(sentence, flush=True)
    if has_lost_data:
        print("The storage engine has lost its tables: accounts, events and codes are gone.", flush=True)
    asyncio.run(_serve(configured, engine, local_state, listeners))
    if engine.process.poll() is not None:
        sys.exit(f"The storage engine ended, so imgsh stops. {startup.last_words(configured.data_dir)}")


async def _serve(
    configured: Configuration, engine: Engine, local_state: LocalState, listeners: list[socket.socket]
) -> None:
    import uvicorn

    from domain.storage_capacity import StorageCapacity
    from local.banner import announce
    from local.free_space import DiskSpace, announce_full_disk
    from local.provisioning import variables
    from local.supervisor import supervise
    from local.web_app import build
    from runtime.settings import Settings

    os.environ.update(variables(configured, engine, local_state, role="api"))
    workers = {
        role: {**os.environ, **variables(configured, engine, local_state, role=role)} for role in ("worker", "jobs")
    }
    config = uvicorn.Config(
        build(configured, engine, os.environ),
        lifespan="off",
        # Nobody but a proxy that we were told of may say what a client's address is.
        proxy_headers=bool(configured.trusted_proxies),
        forwarded_allow_ips=list(configured.trusted_proxies),
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    server = uvicorn.Server(config)
    min_free_bytes = Settings.from_environment(os.environ).min_free_bytes
    capacity = StorageCapacity(DiskSpace(configured.data_dir), min_free_bytes)
    background = [
        *(
            asyncio.create_task(supervise(_command(role), environment, configured.data_dir / f"{role}.log"))
            for role, environment in workers.items()
        ),
        asyncio.create_task(announce(configured, engine, local_state, server)),
        asyncio.create_task(announce_full_disk(capacity, configured.data_dir)),
        asyncio.create_task(_watch(engine, server)),
    ]
    try:
        await server.serve(sockets=listeners)
    finally:
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)


def _command(role: str) -> list[str]:
    return [sys.executable, "-m", "local", role]


async def _watch(engine: Engine, server: uvicorn.Server) -> None:
    while engine.process.poll() is None:  # noqa: ASYNC110 - a waiting thread would outlive the loop
        await asyncio.sleep(1)
    server.should_exit = True


if __name__ == "__main__":
    main()
