"""One deployment in the cloud: what its owner decides. `make deploy` asks for it, and keeps it in a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from aws.resources import ResourceNames
from domain.sign_up_mode import SignUpMode
from infra.iam_policies import ResourceArns

UNKNOWN_ORIGIN = "https://origin.invalid"
"""Stands for our own origin until CloudFront has given it a name: no page can be of it."""


@dataclass(frozen=True)
class Deployment:
    """`account` has 12 digits. SES verifies `mail_identity`: a domain, by its DNS, or just the sender's address.

    Without `domain` CloudFront names our origin, which is known, and put into `cdn_domain`, after the first run.
    `domain` needs a certificate of ACM in us-east-1, and is put into the DNS where `hosted_zone_id` is given.
    `sign_up` is a value of SignUpMode. Nobody is asked for `mails_a_day`: it is changed in the file.
    """

    account: str
    region: str
    mail_sender: str
    mail_identity: str
    alarm_address: str
    name: str = "imgsh"
    monthly_budget_dollars: int = 20
    sign_up: str = SignUpMode.INVITED.value
    mails_a_day: int = 1000
    domain: str | None = None
    certificate_arn: str | None = None
    hosted_zone_id: str | None = None
    cdn_domain: str | None = None

    def __post_init__(self) -> None:
        SignUpMode(self.sign_up)
        if self.domain and not self.certificate_arn:
            raise ValueError("a domain needs a certificate")

    @property
    def prefix(self) -> str:
        """Of every name. Names of buckets are shared with the whole world, so it says whose they are."""
        return f"{self.name}-{self.account}-{self.region}"

    @property
    def names(self) -> ResourceNames:
        return ResourceNames.with_prefix(self.prefix)

    @property
    def data_stack(self) -> str:
        return f"{self.name}-data"

    @property
    def service_stack(self) -> str:
        return f"{self.name}-service"

    @property
    def place(self) -> ResourceArns:
        return ResourceArns(region=self.region, account=self.account, mail_sender=self.mail_sender)

    def logical(self, name: str, kind: str) -> str:
        """What a template calls the resource of this name: the table "imgsh-…-rate-limits" is RateLimitsTable."""
        return "".join(word.capitalize() for word in name.removeprefix(f"{self.prefix}-").split("-")) + kind

    @property
    def public_origin(self) -> str:
        host = self.domain or self.cdn_domain
        return f"https://{host}" if host else UNKNOWN_ORIGIN

    @property
    def storage_origins(self) -> tuple[str, str]:
        """Where pages get photos from, and send them to: the hosts that signed URLs name."""
        place = "s3" if self.region == "us-east-1" else f"s3.{self.region}"
        originals, derived = self.names.originals, self.names.derived
        return f"https://{originals}.{place}.amazonaws.com", f"https://{derived}.{place}.amazonaws.com"

    def function(self, name: str) -> str:
        """What Lambda calls it."""
        return f"{self.name}-{name}"

    def log_group(self, function: str) -> str:
        return f"/aws/lambda/{self.function(function)}"

    @classmethod
    def load(cls, file: Path) -> Deployment:
        """Raises ValueError, or TypeError where something is missing."""
        return cls.of(json.loads(file.read_text()))

    @classmethod
    def of(cls, answers: Mapping[str, str | int | None]) -> Deployment:
        unknown = set(answers) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"nobody asked for {', '.join(sorted(unknown))}")
        return cls(**answers)  # type: ignore[arg-type] # JSON

    def save(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self), indent=2) + "\n")
