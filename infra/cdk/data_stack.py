"""The data stack: tables, buckets, queues, the keys of tokens and the sender of mails.

No code is in it, and no deployment deletes anything of it: what goes wrong with the service can't touch the photos.
"""

from __future__ import annotations

from collections.abc import Iterator

import aws_cdk as cdk
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from aws import resources
from infra.cdk.buckets import bucket, bucket_policy
from infra.cdk.queues import queue, queue_policy
from infra.cdk.tables import table
from infra.deployment import Deployment

TOKEN_KEY_CHARACTERS = 64


class DataStack(cdk.Stack):
    def __init__(self, scope: Construct, deployment: Deployment, *, disposable: bool = False) -> None:
        """`disposable` takes the locks off: for `make destroy`, which asks twice."""
        super().__init__(
            scope,
            "Data",
            stack_name=deployment.data_stack,
            description="imgsh: what it keeps",
            env=cdk.Environment(account=deployment.account, region=deployment.region),
            termination_protection=not disposable,
            # Nothing here is an asset, and a parameter for assets would keep other engines from this template.
            synthesizer=cdk.DefaultStackSynthesizer(generate_bootstrap_version_rule=False),
        )
        policy = cdk.RemovalPolicy.DESTROY if disposable else cdk.RemovalPolicy.RETAIN
        for resource in self._resources(deployment, locked=not disposable):
            resource.apply_removal_policy(policy)

    def _resources(self, deployment: Deployment, *, locked: bool) -> Iterator[cdk.CfnResource]:
        for each in resources.tables(deployment.names):
            yield table(self, deployment, each, locked=locked)
        yield from self._queues_and_buckets(deployment)
        yield self._token_keys(deployment.names.token_keys)
        yield ses.CfnEmailIdentity(self, "Sender", email_identity=deployment.mail_identity)

    def _queues_and_buckets(self, deployment: Deployment) -> Iterator[cdk.CfnResource]:
        queues = resources.queues(deployment.names)
        made: dict[str, sqs.CfnQueue] = {}
        policies: dict[str, sqs.CfnQueuePolicy] = {}
        for each in queues:
            made[each.name] = queue(self, deployment, each, made)
            policies[each.name] = queue_policy(self, deployment, each, made[each.name])
        for place in resources.buckets(deployment.names):
            told = [each for each in queues if each.notified_by == place.name]
            stored = bucket(self, deployment, place, told)
            for each in told:
                stored.add_resource_dependency(policies[each.name])  # S3 tries whether it may send
            yield from (stored, bucket_policy(self, deployment, place, stored))
        yield from made.values()
        yield from policies.values()

    def _token_keys(self, name: str) -> cdk.CfnResource:
        """The first key. The runbook puts the next in front of it; the one before goes on verifying."""
        random = secretsmanager.CfnSecret.GenerateSecretStringProperty(
            password_length=TOKEN_KEY_CHARACTERS, exclude_punctuation=True
        )
        return secretsmanager.CfnSecret(
            self, "TokenKeys", name=name, description="Signs sessions and links", generate_secret_string=random
        )
