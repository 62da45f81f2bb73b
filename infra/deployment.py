"""The settings of one deployment. `make deploy` asks for them and saves them in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from aws.resources import ResourceNames
from domain.sign_up_mode import SignUpMode
from infra.iam_policies import ResourceArns
from runtime import companion_apps

_TWO_NUMBERS = re.compile(r"[1-9]\d{0,8},[1-9]\d{0,8}")

UNKNOWN_ORIGIN = "https://origin.invalid"
"""Our origin until CloudFront names it. No page can have this origin."""


@dataclass(frozen=True)
class Deployment:
    """`account` has 12 digits. `mail_identity` is what SES verifies: a domain, or the sender's address.

    Without `domain` CloudFront names our origin: `cdn_domain`, known after the first deployment. `domain` needs a
    certificate of ACM in us-east-1; its DNS records are created if `hosted_zone_id` is set. `sign_up` is a value of
    SignUpMode. With `cloudfront_photos` photos come from a CloudFront distribution of their own: `photo_distribution`
    is its id, and `photo_cdn_domain` its name, both known after the first deployment.

    `mails_a_day` and what follows `photo_distribution` are not asked for: edit the file. `photo_domain` needs a
    certificate, too: `certificate_arn`, unless `photo_certificate_arn` is set. `photo_link_keys` are the numbers of two
    secrets: links are signed with the first, and accepted with both. The last three are settings of the service
    (runtime/settings.py), separated by commas.
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
    cloudfront_photos: bool = True
    photo_cdn_domain: str | None = None
    photo_distribution: str | None = None
    photo_domain: str | None = None
    photo_certificate_arn: str | None = None
    photo_link_keys: str = "1,2"
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
        if self.photo_domain and not (self.photo_certificate_arn or self.certificate_arn):
            raise ValueError("`photo_domain` needs `photo_certificate_arn`")
        if not _TWO_NUMBERS.fullmatch(self.photo_link_keys) or len({*self.photo_link_kids}) < 2:
            raise ValueError("`photo_link_keys` are two different numbers, such as 1,2")

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
    def has_photo_distribution(self) -> bool:
        """It stays when photos come from S3 again: links of open pages still lead to it."""
        return self.cloudfront_photos or self.photo_distribution is not None

    @property
    def photo_origin(self) -> str | None:
        """None until the distribution is there."""
        host = self.photo_domain or self.photo_cdn_domain
        return f"https://{host}" if self.photo_distribution and host else None

    @property
    def photo_link_kids(self) -> tuple[str, ...]:
        """The ids of the two keys in links."""
        return tuple(f"k{number}" for number in self.photo_link_keys.split(","))

    @property
    def storage_origins(self) -> tuple[str, ...]:
        """The origins of signed URLs, from which pages load photos and to which they upload."""
        host = "s3" if self.region == "us-east-1" else f"s3.{self.region}"
        originals, derived = self.names.originals, self.names.derived
        buckets = (f"https://{originals}.{host}.amazonaws.com", f"https://{derived}.{host}.amazonaws.com")
        return (*buckets, self.photo_origin) if self.photo_origin else buckets

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
    def of(cls, answers: Mapping[str, str | int | bool | None]) -> Deployment:
        unknown = set(answers) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
        return cls(**answers)  # type: ignore[arg-type] # JSON

    def save(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self), indent=2) + "\n")
