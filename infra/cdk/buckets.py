"""The S3 buckets of `aws.resources`: private, TLS only, CORS for our own origin and those of listed apps only.

CloudFront may read objects: the one distribution of photos, once it is known.
"""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import aws_s3 as s3
from constructs import Construct

from aws.resources import (
    CORS_MAX_AGE_SECONDS,
    EXPOSED_HEADERS,
    POLICY_VERSION,
    BucketDefinition,
    LifecycleRule,
    QueueDefinition,
)
from infra.deployment import Deployment
from runtime import companion_apps

MAX_SIGNATURE_AGE_MILLISECONDS = 3 * 3600 * 1000
"""Signed downloads are valid for two hours at most; this limits a mistake in the code."""

MAX_UPLOAD_SIGNATURE_AGE_MILLISECONDS = 24 * 3600 * 1000

PRIVATE = s3.CfnBucket.PublicAccessBlockConfigurationProperty(
    block_public_acls=True, block_public_policy=True, ignore_public_acls=True, restrict_public_buckets=True
)
NO_ACLS = s3.CfnBucket.OwnershipControlsProperty(
    rules=[s3.CfnBucket.OwnershipControlsRuleProperty(object_ownership="BucketOwnerEnforced")]
)
ENCRYPTED = s3.CfnBucket.BucketEncryptionProperty(
    server_side_encryption_configuration=[
        s3.CfnBucket.ServerSideEncryptionRuleProperty(
            server_side_encryption_by_default=s3.CfnBucket.ServerSideEncryptionByDefaultProperty(
                # A KMS key would be billed with every request.
                sse_algorithm="AES256"
            )
        )
    ]
)


def bucket(
    scope: Construct, deployment: Deployment, bucket: BucketDefinition, notified: Sequence[QueueDefinition]
) -> s3.CfnBucket:
    """`notified` are the queues that get a message for each new object."""
    return s3.CfnBucket(
        scope,
        deployment.logical(bucket.name, "Bucket"),
        bucket_name=bucket.name,
        public_access_block_configuration=PRIVATE,
        ownership_controls=NO_ACLS,
        bucket_encryption=ENCRYPTED,
        cors_configuration=_cors(bucket, [deployment.public_origin, *companion_apps.origins(deployment.app_origins)]),
        lifecycle_configuration=s3.CfnBucket.LifecycleConfigurationProperty(
            rules=[_lifecycle(rule) for rule in bucket.lifecycle]
        ),
        notification_configuration=_notification(deployment, notified) if notified else None,
    )


def bucket_policy(
    scope: Construct, deployment: Deployment, bucket: BucketDefinition, created: s3.CfnBucket
) -> s3.CfnBucketPolicy:
    """Denies to every role and signed URL, whatever else allows it."""
    arn = created.attr_arn
    return s3.CfnBucketPolicy(
        scope,
        deployment.logical(bucket.name, "BucketPolicy"),
        bucket=created.ref,
        policy_document={
            "Version": POLICY_VERSION,
            "Statement": [
                _deny("PlainHttp", arn, {"Bool": {"aws:SecureTransport": "false"}}),
                _deny("OldTls", arn, {"NumericLessThan": {"s3:TlsVersion": "1.2"}}),
                _deny("SignatureVersion2", arn, {"StringEquals": {"s3:signatureversion": "AWS"}}),
                _deny("OldSignature", arn, _older_than(MAX_SIGNATURE_AGE_MILLISECONDS), but="s3:PutObject"),
                _deny("OldUpload", arn, _older_than(MAX_UPLOAD_SIGNATURE_AGE_MILLISECONDS)),
                *([_allow_distribution(deployment, arn)] if deployment.photo_distribution else []),
            ],
        },
    )


def _older_than(milliseconds: int) -> dict[str, object]:
    return {"NumericGreaterThan": {"s3:signatureAge": str(milliseconds)}}


def _allow_distribution(deployment: Deployment, arn: str) -> dict[str, object]:
    """Objects only: without ListBucket a missing one looks forbidden."""
    distribution = deployment.arns.distribution(deployment.photo_distribution or "")
    return {
        "Sid": "PhotoDistribution",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": f"{arn}/*",
        "Condition": {"StringEquals": {"aws:SourceArn": distribution}},
    }


def _deny(id: str, arn: str, condition: object, *, but: str | None = None) -> dict[str, object]:
    return {
        "Sid": id,
        "Effect": "Deny",
        "Principal": "*",
        **({"NotAction": but} if but else {"Action": "s3:*"}),
        "Resource": [arn, f"{arn}/*"],
        "Condition": condition,
    }


def _cors(bucket: BucketDefinition, origins: Sequence[str]) -> s3.CfnBucket.CorsConfigurationProperty:
    rule = s3.CfnBucket.CorsRuleProperty(
        allowed_origins=list(origins),
        allowed_methods=list(bucket.methods),
        allowed_headers=["*"],
        exposed_headers=list(EXPOSED_HEADERS),
        max_age=CORS_MAX_AGE_SECONDS,
    )
    return s3.CfnBucket.CorsConfigurationProperty(cors_rules=[rule])


def _lifecycle(rule: LifecycleRule) -> s3.CfnBucket.RuleProperty:
    abort = rule.abort_uploads_after_days
    return s3.CfnBucket.RuleProperty(
        id=rule.id,
        status="Enabled",
        prefix=rule.prefix,
        expiration_in_days=rule.expire_after_days,
        abort_incomplete_multipart_upload=s3.CfnBucket.AbortIncompleteMultipartUploadProperty(
            days_after_initiation=abort
        )
        if abort
        else None,
    )


def _notification(
    deployment: Deployment, notified: Sequence[QueueDefinition]
) -> s3.CfnBucket.NotificationConfigurationProperty:
    return s3.CfnBucket.NotificationConfigurationProperty(
        queue_configurations=[
            s3.CfnBucket.QueueConfigurationProperty(event="s3:ObjectCreated:*", queue=deployment.arns.queue(queue.name))
            for queue in notified
        ]
    )
