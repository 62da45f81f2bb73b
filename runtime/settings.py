"""The settings that the doors read from the environment, validated at start-up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Json, SecretBytes, SecretStr, field_validator, model_validator

from domain.ports.accounts import MIN_KEY_BYTES
from domain.sign_up_mode import SignUpMode
from runtime import companion_apps


class SigningKey(BaseModel):
    """A signing key of tokens. `secret` is base64 in the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid", val_json_bytes="base64")

    kid: Annotated[str, Field(min_length=1, max_length=64)]
    secret: SecretBytes

    @field_validator("secret")
    @classmethod
    def _long_enough(cls, secret: SecretBytes) -> SecretBytes:
        if len(secret.get_secret_value()) < MIN_KEY_BYTES:
            raise ValueError(f"a token key needs at least {MIN_KEY_BYTES} bytes")
        return secret


class PhotoLinkKey(BaseModel):
    """A key of links to photos. HMAC takes the text of `secret`, so that CloudFront's function decodes nothing."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    kid: Annotated[str, Field(pattern="^[a-z][0-9]{0,9}$")]
    secret: SecretStr

    @field_validator("secret")
    @classmethod
    def _plain(cls, secret: SecretStr) -> SecretStr:
        if not re.fullmatch("[A-Za-z0-9]{32,64}", secret.get_secret_value()):
            raise ValueError("the secret of a link key has 32 to 64 letters and digits")
        return secret


class Settings(BaseModel):
    """Every setting of the service. The variable of `table_prefix` is `IMGSH_TABLE_PREFIX`, and so on."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    region: str = Field("eu-west-1", description="AWS region of tables, buckets and queues.")
    endpoint_url: str | None = Field(None, description="URL of a local engine; absent: AWS.")
    storage_url: str | None = Field(
        None, description="What signed URLs begin with if a proxy is before the engine; absent: endpoint_url."
    )
    photo_origin: Annotated[str, Field(pattern=r"^https?://[a-z0-9.:-]+$")] | None = Field(
        None, description="Origin of photos, without a trailing slash; absent: they are fetched from storage itself."
    )
    photo_link_keys: tuple[PhotoLinkKey, ...] = Field(
        (), description="Keys of links to `photo_origin`: KID:SECRET, separated by commas; the first signs, all verify."
    )
    prefix: str = Field("imgsh", description="Prefix of the names of tables, buckets and queues.")
    public_origin: str = Field(description="Scheme, host and port of links, without a trailing slash.")
    mail_sender: str = Field("imgsh@localhost.localdomain", description="Sender of mails; verified in SES.")
    token_keys: Json[tuple[SigningKey, ...]] = Field(
        (), description='JSON list of {"kid", "secret"}: the first signs, all verify.'
    )
    token_keys_secret: str | None = Field(
        None, description="Secret of Secrets Manager with the keys instead; reread regularly."
    )
    edge_secret: SecretStr | None = Field(
        None, description="Secret in the header of CloudFront; absent: direct requests are allowed."
    )
    photo_distribution: str | None = Field(
        None, description="Id of the CloudFront distribution that keeps copies of photos; absent: none does."
    )
    sign_up: SignUpMode = Field(
        SignUpMode.INVITED,
        description="Who may sign up: open (everybody), invited (by `make invite`) or closed (nobody).",
    )
    mails_a_day: int = Field(1000, gt=0, description="Maximum of mails a day (UTC); others wait.")
    decoder_function: str | None = Field(
        None, description="Lambda function that decodes files; absent: a sandboxed process does."
    )
    quota_bytes: int = Field(100 * 1024**3, gt=0, description="Storage of one photographer, in bytes.")
    min_free_bytes: int = Field(
        1024**3, ge=0, description="Free bytes of the disk below which uploads are refused (one machine only)."
    )
    archive_code_bytes_a_day: int = Field(
        150 * 1024**3, gt=0, description="Bytes of new archives that one access code may request a day (UTC)."
    )
    archive_event_bytes_a_day: int = Field(
        300 * 1024**3, gt=0, description="Bytes of archives that are built for one event a day."
    )
    archive_photographer_bytes_a_day: int = Field(
        500 * 1024**3, gt=0, description="Bytes of archives that are built for one photographer's events a day."
    )
    archive_copy_from_bytes: int | None = Field(
        1024**3, gt=0, description="Minimum size of archives that are copied inside storage; absent: none."
    )
    app_origins: tuple[str, ...] = Field(
        (), description="Origins of apps whose pages may call the API (CORS), separated by commas; absent: none."
    )
    apple_app_ids: tuple[str, ...] = Field(
        (), description="Ids of iOS apps that open the service's links, separated by commas."
    )
    android_apps: tuple[str, ...] = Field(
        (), description="Android apps that open them: package=SHA-256 of the certificate, separated by commas."
    )
    introspection: bool = Field(False, description="Whether introspection is allowed.")

    @field_validator("photo_link_keys", mode="before")
    @classmethod
    def _photo_link_keys(cls, text: str) -> list[dict[str, str]]:
        pairs = (pair.partition(":") for pair in text.split(",") if pair)
        return [{"kid": kid, "secret": secret} for kid, _, secret in pairs]

    @model_validator(mode="after")
    def _photo_origin_has_keys(self) -> Settings:
        kids = [key.kid for key in self.photo_link_keys]
        if self.photo_origin is not None and not kids:
            raise ValueError("photo_origin needs photo_link_keys")
        if len(set(kids)) < len(kids):
            raise ValueError("two photo_link_keys have the same kid")
        return self

    @field_validator("app_origins", mode="before")
    @classmethod
    def _origins(cls, text: str) -> tuple[str, ...]:
        return companion_apps.origins(text)

    @field_validator("apple_app_ids", mode="before")
    @classmethod
    def _apple_app_ids(cls, text: str) -> tuple[str, ...]:
        return companion_apps.apple_app_ids(text)

    @field_validator("android_apps", mode="before")
    @classmethod
    def _android_apps(cls, text: str) -> tuple[str, ...]:
        return companion_apps.android_apps(text)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Raises pydantic's ValidationError, which names each variable that is missing or wrong."""
        prefix = "IMGSH_"
        return cls.model_validate(
            {name.removeprefix(prefix).lower(): value for name, value in environment.items() if name.startswith(prefix)}
        )
