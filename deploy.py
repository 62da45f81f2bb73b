"""The door into an AWS account, and out of it: what `make deploy` and `make destroy` run.

    python deploy.py [destroy]

Credentials are those of the AWS command line (AWS_PROFILE and so on). DEPLOYMENT names the file of the answers,
COMPILER the Python that Lambda runs; FORCE=1 destroys also while there are events that are not over.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from aws.account import Account, NoAccount
from deploying.commands import ROOT, Commands, run
from deploying.questions import INTRODUCTION, deployment_of, region_of
from deploying.removal import Removal
from deploying.rollout import Rollout
from deploying.terminal import Person, Terminal, Trouble
from infra.deployment import Deployment

NO_CREDENTIALS = """AWS does not know who you are. Make an IAM user or a role that may administer the account, then say
who you are, by `aws configure`, `aws sso login` or AWS_PROFILE, and start again.
What AWS says:"""


def main() -> None:
    terminal = Person()
    file = ROOT / os.environ.get("DEPLOYMENT", "deployment.json")
    commands = Commands(run, file, os.environ["COMPILER"])
    try:
        if sys.argv[1:] == ["destroy"]:
            _destroy(terminal, commands, forced=os.environ.get("FORCE") == "1")
        else:
            _deploy(terminal, commands)
    except NoAccount as error:
        sys.exit(f"{NO_CREDENTIALS} {error}")
    except Trouble as trouble:
        sys.exit(f"\nStopped: {trouble}.")


def _deploy(terminal: Terminal, commands: Commands) -> None:
    terminal.say(INTRODUCTION)
    last = _last(commands.file)
    region = region_of(terminal, last.region if last else os.environ.get("AWS_REGION", "eu-west-1"))
    account = Account(region)
    number = account.number()
    if last and last.account != number:
        raise Trouble(f"{commands.file.name} is of account {last.account}, and you are in {number}: choose one")
    deployment = deployment_of(terminal, number, region, last)
    if terminal.ask(f"Deploy it into account {number}, {region}? [yes/no]") != "yes":
        raise Trouble("nothing was deployed")
    deployment.save(commands.file)
    Rollout(terminal, account, commands).roll_out(deployment, reference=str(time.time_ns()))


def _destroy(terminal: Terminal, commands: Commands, *, forced: bool) -> None:
    deployment = _last(commands.file)
    if deployment is None:
        raise Trouble(f"{commands.file.name} is missing, so nobody knows what was deployed")
    account = Account(deployment.region)
    if account.number() != deployment.account:
        raise Trouble(f"it was deployed into account {deployment.account}, and you are in {account.number()}")
    Removal(terminal, account, commands).remove(deployment, int(time.time()), forced=forced)


def _last(file: Path) -> Deployment | None:
    return Deployment.load(file) if file.exists() else None


if __name__ == "__main__":
    main()
