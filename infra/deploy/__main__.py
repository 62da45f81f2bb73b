"""The command line of deployments: what `make deploy`, `destroy`, `pause`, `resume`, `restore`, `invite`
and `renew-copies` run.

    python -m infra.deploy [destroy | pause | resume | restore TABLE MOMENT | invite ADDRESS | renew-copies]

Credentials are those of the AWS command line (AWS_PROFILE and so on). Environment variables: DEPLOYMENT is the file of
the answers, COMPILER an interpreter of the Python version that Lambda runs. FORCE=1 destroys even if events have not
expired. KEEP_SESSIONS=1 resumes with the signed URLs and role sessions from before the pause. OVERWRITE=1 also restores
items that exist. MAIL=1 mails the invitation instead of showing its link.

TABLE is users, events, accessors, photos, jobs or sorting; MOMENT is a time such as 2026-11-22T20:00:00Z; ADDRESS is
the e-mail address of a photographer.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from aws import resources
from aws.admin.account import Account, NoCredentials
from aws.admin.restore import TableRestore
from infra.deploy.commands import ROOT, Commands, run
from infra.deploy.console import ConsoleTerminal, DeployError, Terminal
from infra.deploy.copy_renewal import renew_copies
from infra.deploy.destroy import Destroy
from infra.deploy.inviter import Inviter
from infra.deploy.pausing import Pausing, service_switch_of
from infra.deploy.prompts import INTRODUCTION, deployment_of, region_of
from infra.deploy.rollout import Rollout
from infra.deployment import Deployment

NO_CREDENTIALS = """No AWS credentials were found. Create an IAM user or a role that may administer the account,
sign in with `aws configure`, `aws sso login` or AWS_PROFILE, and run this again.
AWS reports:"""


def main() -> None:
    terminal = ConsoleTerminal()
    file = ROOT / os.environ.get("DEPLOYMENT", "deployment.json")
    commands = Commands(run, file, os.environ["COMPILER"])
    try:
        match sys.argv[1:]:
            case ["destroy"]:
                _destroy(terminal, commands, forced=os.environ.get("FORCE") == "1")
            case ["pause"]:
                _pausing(terminal, commands).pause()
            case ["resume"]:
                _pausing(terminal, commands).resume(keep_sessions=os.environ.get("KEEP_SESSIONS") == "1")
            case ["restore", table, moment]:
                _restore(terminal, commands, table, moment, overwrite=os.environ.get("OVERWRITE") == "1")
            case ["invite", address]:
                _invite(terminal, commands, address, is_mailed=os.environ.get("MAIL") == "1")
            case ["renew-copies"]:
                _renew_copies(terminal, commands)
            case []:
                _deploy(terminal, commands)
            case _:
                raise DeployError(
                    "unknown command. Usage: python -m infra.deploy "
                    "[destroy | pause | resume | restore TABLE MOMENT | invite ADDRESS | renew-copies]"
                )
    except NoCredentials as error:
        sys.exit(f"{NO_CREDENTIALS} {error}")
    except DeployError as error:
        sys.exit(f"\nStopped: {error}.")


def _deploy(terminal: Terminal, commands: Commands) -> None:
    terminal.say(INTRODUCTION)
    last = _last(commands.file)
    region = region_of(terminal, last.region if last else os.environ.get("AWS_REGION", "eu-west-1"))
    account = Account(region)
    number = account.account_id()
    if last and last.account != number:
        raise DeployError(f"{commands.file.name} is for account {last.account}, but you are signed in to {number}")
    deployment = deployment_of(terminal, number, region, last)
    if terminal.ask(f"Deploy to account {number}, {region}? [yes/no]") != "yes":
        raise DeployError("nothing was deployed")
    deployment.save(commands.file)
    deployment = Rollout(terminal, account, commands).roll_out(deployment, reference=str(time.time_ns()))
    if service_switch_of(account.aws, deployment).saved_state() is not None:
        terminal.say("- Still paused, except for resources that this deployment created: make pause, or make resume.")


def _destroy(terminal: Terminal, commands: Commands, *, forced: bool) -> None:
    deployment, account = _deployed(commands.file)
    switch = service_switch_of(account.aws, deployment)
    Destroy(terminal, account, commands, switch).remove(deployment, int(time.time()), forced=forced)


def _pausing(terminal: Terminal, commands: Commands) -> Pausing:
    deployment, account = _deployed(commands.file)
    terminal.say(f"{deployment.name} in account {deployment.account}, {deployment.region}")
    return Pausing(terminal, service_switch_of(account.aws, deployment))


def _restore(terminal: Terminal, commands: Commands, table: str, moment: str, *, overwrite: bool) -> None:
    deployment, account = _deployed(commands.file)
    tables = {each.name.removeprefix(f"{deployment.prefix}-"): each.name for each in resources.tables(deployment.names)}
    if table not in tables:
        raise DeployError(f"there is no table {table}; choose one of {', '.join(tables)}")
    at = _moment(moment)
    restore = TableRestore(account.aws, tables[table])
    terminal.say(f"Restoring {tables[table]} as of {at.isoformat()}; this takes several minutes")
    restore.restore(at)
    terminal.say(f"{restore.copy_missing(overwrite=overwrite)} items were restored")
    if tables[table] == deployment.names.photos:
        restore.raise_photos_versions(deployment.names.events)
    restore.drop()


def _invite(terminal: Terminal, commands: Commands, address: str, *, is_mailed: bool) -> None:
    deployment, account = _deployed(commands.file)
    inviter = Inviter.of(terminal, account.aws, deployment)
    asyncio.run(inviter.invite(address, datetime.now(UTC), is_mailed=is_mailed))


def _renew_copies(terminal: Terminal, commands: Commands) -> None:
    deployment, account = _deployed(commands.file)
    terminal.say(f"{deployment.name} in account {deployment.account}, {deployment.region}")
    asyncio.run(renew_copies(account.aws, deployment.names, terminal, lambda: datetime.now(UTC)))
    if deployment.photo_distribution:
        account.invalidate(deployment.photo_distribution, str(time.time_ns()))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise DeployError(f"{text} is not a time such as 2026-11-22T20:00:00Z")
    return moment


def _deployed(file: Path) -> tuple[Deployment, Account]:
    deployment = _last(file)
    if deployment is None:
        raise DeployError(f"{file.name} is missing; it describes what was deployed")
    account = Account(deployment.region)
    if account.account_id() != deployment.account:
        raise DeployError(f"it is in account {deployment.account}, but you are signed in to {account.account_id()}")
    return deployment, account


def _last(file: Path) -> Deployment | None:
    return Deployment.load(file) if file.exists() else None


if __name__ == "__main__":
    main()
