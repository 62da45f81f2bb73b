"""The findings of cdk-nag that are accepted, each with its reason. Any other finding fails the synthesis."""

from __future__ import annotations

from infra.deployment import Deployment
from infra.lambda_functions import DECODER


def nag_suppressions(deployment: Deployment) -> dict[str, str]:
    """Returns the reason by finding."""
    names, arns = deployment.names, deployment.arns
    wildcards = {
        f"{arns.bucket(names.originals)}/*": "All objects of one bucket: the code decides who may access which.",
        f"{arns.bucket(names.derived)}/*": "All objects of one bucket: the code decides who may access which.",
        f"{arns.bucket(names.derived)}/*/unlocated": "All copies without a location: they are checked like originals.",
        arns.mail_identities: "In the SES sandbox recipients are identities too; a condition fixes the sender.",
        arns.log_streams(deployment.log_group("*")): "Lambda chooses the names of log streams.",
        arns.log_streams(deployment.log_group(DECODER.name)): "Lambda chooses the names of log streams.",
    }
    return {
        "AwsSolutions-S1": "Access logs would contain signed URLs and filenames. CloudTrail can record access.",
        "AwsSolutions-SMG4": "Keys are rotated by the runbook: the previous key must verify for 30 days.",
        "AwsSolutions-APIG4": "The service checks its own tokens; guests start without one.",
        "AwsSolutions-L1": "The locked packages and their bytecode are for Python 3.13.",
        "AwsSolutions-CFR1": "Guests come from every country.",
        "AwsSolutions-CFR2": "A firewall costs more than everything else when idle; the runbook says when to add one.",
        "AwsSolutions-CFR3": "Access logs would contain links of events.",
        "AwsSolutions-CFR4": "Without a domain CloudFront uses its own certificate, which allows older TLS.",
        **{f"AwsSolutions-IAM5[Resource::{resource}]": reason for resource, reason in wildcards.items()},
    }
