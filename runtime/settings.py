"""What the doors read from the environment, checked once, at start-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, Json, SecretBytes, SecretStr, field_validator

from domain.ports.accounts import MIN_KEY_BYTES
from domain.sign_up_mode import SignUpMode


class SigningKey(BaseModel):
    """One key for tokens, by its `kid`. `secret` is base64 in the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid", val_json_bytes="base64")

    kid: Annotated[str, Field(min_length=1, max_length=64)]
    secret: SecretBytes

    @field_validator("secret")
    @classmethod
    def _long_enough(cls, secret: SecretBytes) -> SecretBytes:
        if len(secret.get_secret_value()) < MIN_KEY_BYTES:
            raise ValueError(f"a token key needs at least {MIN_KEY_BYTES} bytes")
        return secret


class Settings(BaseModel):
    """Every setting of the service. The variable of `table_prefix` is `IMGSH_TABLE_PREFIX`, and so on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    region: str = Field("eu-west-1", description="AWS region of tables, buckets and queues.")
    endpoint_url: str | None = Field(None, description="Where to find the engines; absent: AWS itself.")
    prefix: str = Field("imgsh", description="What the names of tables, buckets and queues start with.")
    public_origin: str = Field(description="Scheme, host and port that links start with, without a slash at the end.")
    mail_sender: str = Field("imgsh@localhost.localdomain", description="From whom mail comes; verified in SES.")
    token_keys: Json[tuple[SigningKey, ...]] = Field(
        (), description='JSON list of {"kid", "secret"}: the first signs, all verify.'
    )
    token_keys_secret: str | None = Field(
        None, description="Secret of Secrets Manager whose versions are the keys instead; read anew now and then."
    )
    edge_secret: SecretStr | None = Field(
        None, description="What CloudFront proves itself with; absent: there is none, and anybody may ask directly."
    )
    sign_up: SignUpMode = Field(
        SignUpMode.INVITED,
        description="Who may sign up: open (everybody), invited (by `make invite`) or closed (nobody).",
    )
    mails_a_day: int = Field(1000, gt=0, description="How many mails leave in a day (UTC); what is over it waits.")
    decoder_function: str | None = Field(
        None, description="Lambda function that opens what strangers sent; absent: a process beside the worker does."
    )
    quota_bytes: int = Field(100 * 1024**3, gt=0, description="Storage of one photographer, in bytes.")
    archive_code_bytes_a_day: int = Field(
        150 * 1024**3, gt=0, description="Bytes of new archives that one access code may ask for in a day (UTC)."
    )
    archive_event_bytes_a_day: int = Field(
        300 * 1024**3, gt=0, description="Bytes of archives that are built for one event in a day."
    )
    archive_photographer_bytes_a_day: int = Field(
        500 * 1024**3, gt=0, description="Bytes of archives that are built for one photographer's events in a day."
    )
    archive_copy_from_bytes: int | None = Field(
        1024**3, gt=0, description="From this size on, archives are copied inside storage; absent: never."
    )
    introspection: bool = Field(False, description="Whether the schema may be asked for.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Raises pydantic's ValidationError, which names each variable that is missing or wrong."""
        prefix = "IMGSH_"
        return cls.model_validate(
            {name.removeprefix(prefix).lower(): value for name, value in environment.items() if name.startswith(prefix)}
        )
