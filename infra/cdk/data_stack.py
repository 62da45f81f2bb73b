"""The data stack: tables, buckets, queues, signing keys and the mail identity.

It contains no code, and no deployment deletes any of it, so that a failed deployment of the service can't lose photos.
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
        """`disposable` removes deletion protection, for `make destroy`."""
        super().__init__(
            scope,
            "Data",
            stack_name=deployment.data_stack,
            description="imgsh: data",
            env=cdk.Environment(account=deployment.account, region=deployment.region),
            termination_protection=not disposable,
            # No assets here. Their bootstrap parameter would keep other engines from deploying this template.
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
        created: dict[str, sqs.CfnQueue] = {}
        policies: dict[str, sqs.CfnQueuePolicy] = {}
        for each in queues:
            created[each.name] = queue(self, deployment, each, created)
            policies[each.name] = queue_policy(self, deployment, each, created[each.name])
        for described in resources.buckets(deployment.names):
            notified = [each for each in queues if each.notified_by == described.name]
            stored = bucket(self, deployment, described, notified)
            for each in notified:
                stored.add_resource_dependency(policies[each.name])  # S3 checks that it may send
            yield from (stored, bucket_policy(self, deployment, described, stored))
        yield from created.values()
        yield from policies.values()

    def _token_keys(self, name: str) -> cdk.CfnResource:
        """The first key. The runbook describes its rotation."""
        random = secretsmanager.CfnSecret.GenerateSecretStringProperty(
            password_length=TOKEN_KEY_CHARACTERS, exclude_punctuation=True
        )
        return secretsmanager.CfnSecret(
            self, "TokenKeys", name=name, description="Signs sessions and links", generate_secret_string=random
        )
