"""The IAM statements of each role: exactly the actions that the code calls.

The API signs URLs with its own role, so what browsers do with them is among its rights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aws.resources import BY_CAPTURE, BY_NAME, ResourceNames

Statement = Mapping[str, object]


@dataclass(frozen=True)
class ResourceArns:
    """Builds ARNs. The default matches any account and region, for the local engine."""

    region: str = "*"
    account: str = "*"
    partition: str = "aws"
    mail_sender: str = ""

    def table(self, name: str) -> str:
        return f"arn:{self.partition}:dynamodb:{self.region}:{self.account}:table/{name}"

    def queue(self, name: str) -> str:
        return f"arn:{self.partition}:sqs:{self.region}:{self.account}:{name}"

    def bucket(self, name: str) -> str:
        return f"arn:{self.partition}:s3:::{name}"

    def distribution(self, id: str) -> str:
        return f"arn:{self.partition}:cloudfront::{self.account}:distribution/{id}"

    def function(self, name: str) -> str:
        return f"arn:{self.partition}:lambda:{self.region}:{self.account}:function:{name}"

    def log_streams(self, group: str) -> str:
        return f"arn:{self.partition}:logs:{self.region}:{self.account}:log-group:{group}:*"

    def secret(self, name: str) -> str:
        """Secrets Manager appends six characters to each name."""
        return f"arn:{self.partition}:secretsmanager:{self.region}:{self.account}:secret:{name}-??????"

    @property
    def mail_identities(self) -> str:
        if self == ANY_ACCOUNT:
            return "*"  # the local engine does not check the identity
        return f"arn:{self.partition}:ses:{self.region}:{self.account}:identity/*"


ANY_ACCOUNT = ResourceArns()

_CONSUME = ("GetQueueUrl", "GetQueueAttributes", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility")


def api_statements(names: ResourceNames, arns: ResourceArns = ANY_ACCOUNT) -> tuple[Statement, ...]:
    """The API can delete neither an original nor an event: it enqueues a job for that."""
    users, events, photos = arns.table(names.users), arns.table(names.events), arns.table(names.photos)
    originals, derived = arns.bucket(names.originals), arns.bucket(names.derived)
    return (
        _allow("dynamodb", ("GetItem", "PutItem", "UpdateItem"), users, events),
        _allow("dynamodb", ("Query",), f"{users}/index/by_user_id", f"{events}/index/by_owner"),
        _allow(
            "dynamodb",
            ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"),
            arns.table(names.accessors),
        ),
        # DeleteItem rolls back a registration that was stored partly.
        _allow("dynamodb", ("BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"), photos),
        _allow("dynamodb", ("Query",), *(f"{photos}/index/{index.name}" for index in (BY_CAPTURE, BY_NAME))),
        _allow("dynamodb", ("GetItem", "PutItem", "UpdateItem"), arns.table(names.jobs)),
        _allow("dynamodb", ("PutItem", "UpdateItem", "DeleteItem", "Query"), arns.table(names.sorting)),
        _allow("sqs", ("GetQueueUrl", "SendMessage"), arns.queue(names.jobs_queue)),
        _allow("dynamodb", ("UpdateItem",), arns.table(names.rate_limits)),
        _allow("secretsmanager", ("GetSecretValue",), arns.secret(names.token_keys)),
        _allow("s3", ("GetObject", "PutObject", "AbortMultipartUpload", "ListMultipartUploadParts"), f"{originals}/*"),
        _allow("s3", ("GetObject",), f"{derived}/*"),
        _list_for_404(originals),
        _send_mail(arns),
    )


def worker_statements(
    names: ResourceNames, arns: ResourceArns = ANY_ACCOUNT, *, decoder: str | None = None
) -> tuple[Statement, ...]:
    """The worker can change the storage usage of an account, and nothing else of it. It sends no mail.

    It stores the job that follows up Live Photos; no worker of its own rights works off jobs.

    `decoder` is the name of the function that opens strangers' files, which has no rights at all.
    """
    users, photos = arns.table(names.users), arns.table(names.photos)
    originals, derived = arns.bucket(names.originals), arns.bucket(names.derived)
    return (
        _allow("dynamodb", ("GetItem", "UpdateItem"), arns.table(names.events)),
        _allow("dynamodb", ("BatchGetItem", "PutItem", "UpdateItem"), photos),
        _change_storage_usage(users),
        _allow("dynamodb", ("UpdateItem",), arns.table(names.jobs)),
        _allow("s3", ("GetObject", "DeleteObject"), f"{originals}/*"),
        _allow("s3", ("PutObject", "DeleteObject"), f"{derived}/*"),
        # The decoder plays a video's copy without its location (RenditionKind.LOCATION_STRIPPED) before it is offered.
        _allow("s3", ("GetObject",), f"{derived}/*/unlocated"),
        _list_for_404(originals),
        _allow(
            "sqs",
            _CONSUME,
            arns.queue(names.uploads),
            arns.queue(names.uploads_dead),
        ),
        *([_allow("lambda", ("InvokeFunction",), arns.function(decoder))] if decoder else []),
    )


def local_worker_statements(names: ResourceNames) -> tuple[Statement, ...]:
    """On one machine the worker polls the queue itself, and sends anew what it has not finished at its end."""
    queues = (ANY_ACCOUNT.queue(names.uploads), ANY_ACCOUNT.queue(names.uploads_dead))
    return (*worker_statements(names), _allow("sqs", ("SendMessage",), *queues))


def job_statements(
    names: ResourceNames, arns: ResourceArns = ANY_ACCOUNT, *, photo_distribution: str | None = None
) -> tuple[Statement, ...]:
    """Jobs delete, mail and build archives. They create no account, event or code, and change no original.

    They delete accounts, and change nothing of one but its storage usage.

    `photo_distribution` is the id of the CloudFront distribution that keeps copies of photos.
    """
    users, events, photos = arns.table(names.users), arns.table(names.events), arns.table(names.photos)
    accessors, jobs = arns.table(names.accessors), arns.table(names.jobs)
    originals, derived = arns.bucket(names.originals), arns.bucket(names.derived)
    queues = (arns.queue(names.jobs_queue), arns.queue(names.jobs_dead))
    return (
        _allow("dynamodb", ("GetItem", "UpdateItem", "DeleteItem"), events),
        _allow("dynamodb", ("GetItem", "DeleteItem"), users),
        _change_storage_usage(users),
        _allow("dynamodb", ("Query",), *(f"{users}/index/by_user_id", f"{events}/index/by_owner")),
        _allow("dynamodb", ("Query",), *(f"{events}/index/by_expiry", f"{jobs}/index/by_due")),
        # The search for orphans scans, marks lost photos for deletion, and enqueues uploads again.
        _allow("dynamodb", ("GetItem", "Query", "Scan", "UpdateItem", "DeleteItem"), accessors),
        _allow("dynamodb", ("BatchGetItem", "Query", "Scan", "UpdateItem", "DeleteItem"), photos),
        _allow("sqs", ("GetQueueUrl", "SendMessage"), arns.queue(names.uploads)),
        _allow("dynamodb", ("GetItem", "Query", "UpdateItem", "DeleteItem"), jobs),
        _allow("dynamodb", ("Query", "DeleteItem"), arns.table(names.sorting)),
        _allow("dynamodb", ("UpdateItem",), arns.table(names.rate_limits)),
        _allow("s3", ("GetObject", "DeleteObject", "AbortMultipartUpload"), f"{originals}/*"),
        _allow(
            "s3",
            ("GetObject", "PutObject", "DeleteObject", "AbortMultipartUpload", "ListMultipartUploadParts"),
            f"{derived}/*",
        ),
        _allow("s3", ("ListBucket", "ListBucketMultipartUploads"), originals, derived),
        _allow(
            "sqs",
            (*_CONSUME, "SendMessage"),
            *queues,
        ),
        *(
            [_allow("cloudfront", ("CreateInvalidation",), arns.distribution(photo_distribution))]
            if photo_distribution
            else []
        ),
        _send_mail(arns),
    )


def pausing_statements(name: str, stack: str, arns: ResourceArns) -> tuple[Statement, ...]:
    """What a person needs to pause and resume the deployment `name`.

    It includes writing policies of the roles, which can add rights: grant it like the right to deploy.
    """
    functions = arns.function(f"{name}-*")
    mappings = f"arn:{arns.partition}:lambda:{arns.region}:{arns.account}:event-source-mapping:*"
    of_functions = {"ArnLike": {"lambda:FunctionArn": functions}}
    stacks = f"arn:{arns.partition}:cloudformation:{arns.region}:{arns.account}:stack/{stack}/*"
    return (
        _allow("cloudformation", ("ListStackResources",), stacks),
        _allow(
            "iam",
            ("GetRole", "GetRolePolicy", "PutRolePolicy", "DeleteRolePolicy"),
            f"arn:{arns.partition}:iam::{arns.account}:role/{stack}-*",
        ),
        _allow(
            "lambda",
            ("GetFunction", "UpdateFunctionConfiguration", "ListTags", "TagResource", "UntagResource"),
            functions,
        ),
        _allow(
            "lambda",
            ("GetFunctionConcurrency", "PutFunctionConcurrency", "DeleteFunctionConcurrency"),
            functions,
        ),
        {
            **_allow("lambda", ("GetEventSourceMapping", "UpdateEventSourceMapping"), mappings),
            "Condition": of_functions,
        },
        _allow(
            "events",
            ("DescribeRule", "DisableRule", "EnableRule"),
            f"arn:{arns.partition}:events:{arns.region}:{arns.account}:rule/{name}-*",
        ),
    )


def _send_mail(arns: ResourceArns) -> Statement:
    """In the cloud from one sender only."""
    statement = _allow("ses", ("SendEmail",), arns.mail_identities)
    if arns == ANY_ACCOUNT:
        return statement
    return {**statement, "Condition": {"StringEquals": {"ses:FromAddress": arns.mail_sender}}}


def _change_storage_usage(users: str) -> Statement:
    return {
        **_allow("dynamodb", ("UpdateItem",), users),
        "Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["usage#*"]}},
    }


def _list_for_404(bucket: str) -> Statement:
    """Without ListBucket, S3 answers 403 for a missing object instead of 404."""
    return _allow("s3", ("ListBucket",), bucket)


def _allow(service: str, actions: tuple[str, ...], *resources: str) -> Statement:
    return {
        "Effect": "Allow",
        "Action": [f"{service}:{action}" for action in actions],
        "Resource": list(resources),
    }
