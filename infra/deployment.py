"""The settings of one deployment. `make deploy` asks for them and saves them in a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from aws.resources import ResourceNames
from domain.sign_up_mode import SignUpMode
from infra.iam_policies import ResourceArns
from runtime import companion_apps

UNKNOWN_ORIGIN = "https://origin.invalid"
"""Our origin until CloudFront names it. No page can have this origin."""


@dataclass(frozen=True)
class Deployment:
    """`account` has 12 digits. `mail_identity` is what SES verifies: a domain, or the sender's address.

    Without `domain` CloudFront names our origin: `cdn_domain`, known after the first deployment. `domain` needs a
    certificate of ACM in us-east-1; its DNS records are created if `hosted_zone_id` is set. `sign_up` is a value of
    SignUpMode. `mails_a_day` and what follows `cdn_domain` are not asked for: edit the file. The latter are settings
    of the service (runtime/settings.py), separated by commas.
    """

    account: str
    region: str
    mail_sender: str
    mail_identity: str
    alarm_address: str
    name: str = "imgsh"
    monthly_budget_dollars: int = 20
    quota_gibibytes: int = 100
    sign_up: str = SignUpMode.INVITED.value
    mails_a_day: int = 1000
    domain: str | None = None
    certificate_arn: str | None = None
    hosted_zone_id: str | None = None
    cdn_domain: str | None = None
    app_origins: str = ""
    apple_app_ids: str = ""
    android_apps: str = ""

    def __post_init__(self) -> None:
        companion_apps.origins(self.app_origins)
        companion_apps.apple_app_ids(self.apple_app_ids)
        companion_apps.android_apps(self.android_apps)
        SignUpMode(self.sign_up)
        if self.domain and not self.certificate_arn:
            raise ValueError("`domain` needs `certificate_arn`")

    @property
    def prefix(self) -> str:
        """Prefix of every resource name. Names of buckets are global, so it contains the account."""
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
    def arns(self) -> ResourceArns:
        return ResourceArns(region=self.region, account=self.account, mail_sender=self.mail_sender)

    def logical(self, name: str, kind: str) -> str:
        """The logical id of a resource in templates: the table "imgsh-…-rate-limits" is RateLimitsTable."""
        return "".join(word.capitalize() for word in name.removeprefix(f"{self.prefix}-").split("-")) + kind

    @property
    def public_origin(self) -> str:
        host = self.domain or self.cdn_domain
        return f"https://{host}" if host else UNKNOWN_ORIGIN

    @property
    def storage_origins(self) -> tuple[str, str]:
        """The origins of signed URLs, from which pages load photos and to which they upload."""
        host = "s3" if self.region == "us-east-1" else f"s3.{self.region}"
        originals, derived = self.names.originals, self.names.derived
        return f"https://{originals}.{host}.amazonaws.com", f"https://{derived}.{host}.amazonaws.com"

    def function(self, name: str) -> str:
        """The name of a function at Lambda."""
        return f"{self.name}-{name}"

    def log_group(self, function: str) -> str:
        return f"/aws/lambda/{self.function(function)}"

    @classmethod
    def load(cls, file: Path) -> Deployment:
        """Raises ValueError for an unknown or wrong setting, TypeError for a missing one."""
        return cls.of(json.loads(file.read_text()))

    @classmethod
    def of(cls, answers: Mapping[str, str | int | None]) -> Deployment:
        unknown = set(answers) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
        return cls(**answers)  # type: ignore[arg-type] # JSON

    def save(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self), indent=2) + "\n")
