"""S3 buckets, as `aws.resources` has them: private, TLS only, open to pages of our own origin alone."""

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

LONGEST_SIGNATURE_MILLISECONDS = 3 * 3600 * 1000
"""Signed URLs are good for two hours at the most; a mistake in the code can't make them last for days."""

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
                # A key of KMS would have its price in every request for every photo.
                sse_algorithm="AES256"
            )
        )
    ]
)


def bucket(
    scope: Construct, deployment: Deployment, bucket: BucketDefinition, told: Sequence[QueueDefinition]
) -> s3.CfnBucket:
    """`told` are the queues that hear of each new object."""
    return s3.CfnBucket(
        scope,
        deployment.logical(bucket.name, "Bucket"),
        bucket_name=bucket.name,
        public_access_block_configuration=PRIVATE,
        ownership_controls=NO_ACLS,
        bucket_encryption=ENCRYPTED,
        cors_configuration=_cors(bucket, deployment.public_origin),
        lifecycle_configuration=s3.CfnBucket.LifecycleConfigurationProperty(
            rules=[_lifecycle(rule) for rule in bucket.lifecycle]
        ),
        notification_configuration=_notification(deployment, told) if told else None,
    )


def bucket_policy(
    scope: Construct, deployment: Deployment, bucket: BucketDefinition, made: s3.CfnBucket
) -> s3.CfnBucketPolicy:
    """What no role and no signed URL may do, whatever else allows it."""
    arn = made.attr_arn
    return s3.CfnBucketPolicy(
        scope,
        deployment.logical(bucket.name, "BucketPolicy"),
        bucket=made.ref,
        policy_document={
            "Version": POLICY_VERSION,
            "Statement": [
                _deny("PlainHttp", arn, {"Bool": {"aws:SecureTransport": "false"}}),
                _deny("OldTls", arn, {"NumericLessThan": {"s3:TlsVersion": "1.2"}}),
                _deny("SignatureVersion2", arn, {"StringEquals": {"s3:signatureversion": "AWS"}}),
                _deny(
                    "OldSignature",
                    arn,
                    {"NumericGreaterThan": {"s3:signatureAge": str(LONGEST_SIGNATURE_MILLISECONDS)}},
                ),
            ],
        },
    )


def _deny(id: str, arn: str, condition: object) -> dict[str, object]:
    return {
        "Sid": id,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": condition,
    }


def _cors(bucket: BucketDefinition, origin: str) -> s3.CfnBucket.CorsConfigurationProperty:
    rule = s3.CfnBucket.CorsRuleProperty(
        allowed_origins=[origin],
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
    deployment: Deployment, told: Sequence[QueueDefinition]
) -> s3.CfnBucket.NotificationConfigurationProperty:
    return s3.CfnBucket.NotificationConfigurationProperty(
        queue_configurations=[
            s3.CfnBucket.QueueConfigurationProperty(
                event="s3:ObjectCreated:*", queue=deployment.place.queue(queue.name)
            )
            for queue in told
        ]
    )
