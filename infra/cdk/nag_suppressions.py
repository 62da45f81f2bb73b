"""What cdk-nag says against us, and why it is right as it is. Anything else that it finds fails the synthesis."""

from __future__ import annotations

from infra.deployment import Deployment
from infra.lambda_functions import DECODER


def nag_suppressions(deployment: Deployment) -> dict[str, str]:
    """The reason for each finding."""
    names, place = deployment.names, deployment.place
    wildcards = {
        f"{place.bucket(names.originals)}/*": "Every object of one bucket: who may see which, the code decides.",
        f"{place.bucket(names.derived)}/*": "Every object of one bucket: who may see which, the code decides.",
        place.mail_identities: "While an account is new, the addressee has to be one; a condition fixes the sender.",
        place.log_streams(deployment.log_group("*")): "Streams have names that only Lambda knows.",
        place.log_streams(deployment.log_group(DECODER.name)): "Streams have names that only Lambda knows.",
    }
    return {
        "AwsSolutions-S1": "Access logs would hold signed URLs and names of photos. CloudTrail can tell who did what.",
        "AwsSolutions-SMG4": "Keys are rotated by the runbook: the one before has to verify for 30 days.",
        "AwsSolutions-APIG4": "Who asks is told by tokens that the service itself signs; guests have none at first.",
        "AwsSolutions-L1": "The locked packages and their bytecode are for Python 3.13.",
        "AwsSolutions-CFR1": "Guests of an event come from everywhere.",
        "AwsSolutions-CFR2": "A firewall costs more than all the rest when idle; the runbook says when to add one.",
        "AwsSolutions-CFR3": "Access logs would hold the links of events.",
        "AwsSolutions-CFR4": "Without a domain there is only CloudFront's own certificate, which takes older TLS too.",
        **{f"AwsSolutions-IAM5[Resource::{resource}]": reason for resource, reason in wildcards.items()},
    }
