"""cdk-nag checks the synthesized templates: a finding that is not suppressed fails the synthesis."""

from __future__ import annotations

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks

from infra.cdk.nag_suppressions import nag_suppressions
from infra.deployment import Deployment


def check_nag(app: cdk.App, deployment: Deployment, *, accept: bool) -> None:
    """Without `accept` nothing is suppressed, and the report lists all findings."""
    validations = cdk.Validations.of(app)
    validations.add_plugins(AwsSolutionsChecks(app))
    if accept:
        validations.acknowledge(
            *(cdk.Acknowledgment(id=finding, reason=reason) for finding, reason in nag_suppressions(deployment).items())
        )
