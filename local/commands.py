"""Commands beside `make run`: invitations, backups, and renewed copies. Each ends with a sentence."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from datetime import datetime
from pathlib import Path

from infra.deploy.console import DeployError
from local.backup import back_up, restore
from local.backup_manifest import BackupError
from local.configuration import clear_aws_variables, data_dir_of
from local.copy_renewal import renew_local_copies
from local.errors import StartupError
from local.invitations import invite

BACKUPS_KEPT = "7"


def run_command(arguments: Sequence[str], environment: MutableMapping[str, str]) -> None:
    """Raises SystemExit with a sentence if it can't be done."""
    clear_aws_variables(environment)
    os.umask(0o077)  # backups are for this user only, too
    try:
        match arguments:
            case ["invite", address]:
                asyncio.run(invite(address, environment))
            case ["renew-copies"]:
                asyncio.run(renew_local_copies(environment))
            case ["backup", folder]:
                _back_up(folder, environment)
            case ["restore-backup", backup]:
                _restore(backup, environment)
            case _:
                raise StartupError("use make run, make invite, make renew-copies, make backup or make restore-backup")
    except (StartupError, DeployError, BackupError) as error:
        sys.exit(f"{error}.".replace("..", "."))
    except OSError as error:
        sys.exit(f"{error.filename or 'A file'} can't be used: {error.strerror}.")


def _back_up(folder: str, environment: Mapping[str, str]) -> None:
    keep = environment.get("KEEP") or BACKUPS_KEPT
    if not folder or not keep.isdecimal() or int(keep) < 1:
        raise StartupError("say where to: make backup TO=/mnt/backups, and KEEP=7 how many backups stay there")
    made = back_up(data_dir_of(environment), Path(folder).resolve(), datetime.now(), keep=int(keep))  # noqa: DTZ005 - a name
    print(f"Backed up to {made}")


def _restore(backup: str, environment: Mapping[str, str]) -> None:
    if not backup:
        raise StartupError("say which one: make restore-backup FROM=/mnt/backups/imgsh-20261130-120000 DATA_DIR=...")
    data_dir = data_dir_of(environment)
    count = restore(Path(backup).resolve(), data_dir)
    print(f"Restored and checked {count} files. Start it: make run DATA_DIR={data_dir}")
