"""Renews the copies without a location of everything that is stored, in the cloud or on this machine."""

from __future__ import annotations

from collections.abc import Callable

from aws.clients import Aws
from aws.dynamodb.events import DynamoEvents
from aws.dynamodb.photos import DynamoPhotos
from aws.inventory import AwsInventory
from aws.resources import ResourceNames
from aws.s3 import keys
from aws.sqs import SqsUploads
from domain.copy_renewal import CopyRenewal
from domain.models import Clock
from infra.deploy.console import DeployError, Terminal


def copy_renewal_of(aws: Aws, names: ResourceNames, clock: Clock, say: Callable[[str], None]) -> CopyRenewal:
    return CopyRenewal(
        inventory=AwsInventory(aws, names),
        events=DynamoEvents(aws, names),
        photos=DynamoPhotos(aws, names),
        uploads=SqsUploads(aws, names),
        key_of=keys.original,
        clock=clock,
        say=say,
    )


async def renew_copies(aws: Aws, names: ResourceNames, terminal: Terminal, clock: Clock) -> None:
    """Raises DeployError if some photos were not finished."""
    report = await copy_renewal_of(aws, names, clock, terminal.say).run()
    if report.left:
        raise DeployError(
            f"{report.renewed} photos are done, but the worker did not finish {report.left}. "
            "Look at its log, then run this again"
        )
    terminal.say(
        f"All copies without a location are made by today's rules; {report.renewed} photos were looked at anew."
    )
