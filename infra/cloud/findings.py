"""cdk-nag looks at everything that is synthesized; what it finds and nobody accepted fails the synthesis."""

from __future__ import annotations

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks

from infra.cloud.accepted import accepted
from infra.deployment import Deployment


def look_at(app: cdk.App, deployment: Deployment, *, accept: bool) -> None:
    """Without `accept` nothing is accepted, and the report lists it all."""
    validations = cdk.Validations.of(app)
    validations.add_plugins(AwsSolutionsChecks(app))
    if accept:
        validations.acknowledge(
            *(cdk.Acknowledgment(id=finding, reason=reason) for finding, reason in accepted(deployment).items())
        )
