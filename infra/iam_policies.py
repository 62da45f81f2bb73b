"""What each role may do, as IAM statements: what the code calls, and nothing else.

URLs that the API signs are requests in its own name, so what a browser does by them is among its rights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aws.resources import ResourceNames

"""Of the language that policies are written in."""

Statement = Mapping[str, object]


@dataclass(frozen=True)
class ResourceArns:
    """Where the resources are. The default is anywhere: names alone tell them apart on one machine."""

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

    def function(self, name: str) -> str:
        return f"arn:{self.partition}:lambda:{self.region}:{self.account}:function:{name}"

    def log_streams(self, group: str) -> str:
        return f"arn:{self.partition}:logs:{self.region}:{self.account}:log-group:{group}:*"

    def secret(self, name: str) -> str:
        """Secrets Manager puts six symbols of its own behind each name."""
        return f"arn:{self.partition}:secretsmanager:{self.region}:{self.account}:secret:{name}-??????"

    @property
    def mail_identities(self) -> str:
        if self == ANY_ACCOUNT:
            return "*"  # the local engine does not look which identity sends
        return f"arn:{self.partition}:ses:{self.region}:{self.account}:identity/*"


ANY_ACCOUNT = ResourceArns()

_RECEIVING = ("GetQueueUrl", "GetQueueAttributes", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility")


def api_statements(names: ResourceNames, place: ResourceArns = ANY_ACCOUNT) -> tuple[Statement, ...]:
    """It can delete neither an original nor an event. Deletion it asks for, by a job, and never does."""
    users, events, photos = place.table(names.users), place.table(names.events), place.table(names.photos)
    originals, derived = place.bucket(names.originals), place.bucket(names.derived)
    return (
        _allow("dynamodb", ("GetItem", "PutItem", "UpdateItem"), users, events),
        _allow("dynamodb", ("Query",), f"{users}/index/by_user_id", f"{events}/index/by_owner"),
        _allow(
            "dynamodb",
            ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query"),
            place.table(names.accessors),
        ),
        # DeleteItem takes back a registration that was stored by half.
        _allow("dynamodb", ("BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"), photos),
        _allow("dynamodb", ("GetItem", "PutItem", "UpdateItem"), place.table(names.jobs)),
        _allow("sqs", ("GetQueueUrl", "SendMessage"), place.queue(names.jobs_queue)),
        _allow("dynamodb", ("UpdateItem",), place.table(names.rate_limits)),
        _allow("secretsmanager", ("GetSecretValue",), place.secret(names.token_keys)),
        _allow("s3", ("GetObject", "PutObject", "AbortMultipartUpload", "ListMultipartUploadParts"), f"{originals}/*"),
        _allow("s3", ("GetObject",), f"{derived}/*"),
        _tell_absent_from_forbidden(originals),
        _send_mail(place),
    )


def worker_statements(
    names: ResourceNames, place: ResourceArns = ANY_ACCOUNT, *, decoder: str | None = None
) -> tuple[Statement, ...]:
    """Of an account it can change what is stored, never the account itself. It signs nobody in and sends no mail.

    `decoder` names the function that opens strangers' files, where there is one. That one has no rights at all.
    """
    users, photos = place.table(names.users), place.table(names.photos)
    originals, derived = place.bucket(names.originals), place.bucket(names.derived)
    usage_only = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["usage#*"]}}
    return (
        _allow("dynamodb", ("GetItem", "UpdateItem"), place.table(names.events)),
        _allow("dynamodb", ("BatchGetItem", "PutItem", "UpdateItem"), photos),
        {**_allow("dynamodb", ("UpdateItem",), users), "Condition": usage_only},
        _allow("s3", ("GetObject", "DeleteObject"), f"{originals}/*"),
        _allow("s3", ("PutObject", "DeleteObject"), f"{derived}/*"),
        _tell_absent_from_forbidden(originals),
        _allow(
            "sqs",
            _RECEIVING,
            place.queue(names.uploads),
            place.queue(names.uploads_dead),
        ),
        *([_allow("lambda", ("InvokeFunction",), place.function(decoder))] if decoder else []),
    )


def job_statements(names: ResourceNames, place: ResourceArns = ANY_ACCOUNT) -> tuple[Statement, ...]:
    """It deletes, mails and builds archives. It makes no account, no event and no code, and changes no original."""
    users, events, photos = place.table(names.users), place.table(names.events), place.table(names.photos)
    accessors, jobs = place.table(names.accessors), place.table(names.jobs)
    originals, derived = place.bucket(names.originals), place.bucket(names.derived)
    queues = (place.queue(names.jobs_queue), place.queue(names.jobs_dead))
    return (
        _allow("dynamodb", ("GetItem", "UpdateItem", "DeleteItem"), users, events),
        _allow("dynamodb", ("Query",), *(f"{users}/index/by_user_id", f"{events}/index/by_owner")),
        _allow("dynamodb", ("Query",), *(f"{events}/index/by_expiry", f"{jobs}/index/by_due")),
        # Scan is for the search for orphans, and so is to claim photos that are lost, and to tell of uploads again.
        _allow("dynamodb", ("Query", "Scan", "UpdateItem", "DeleteItem"), accessors),
        _allow("dynamodb", ("BatchGetItem", "Query", "Scan", "UpdateItem", "DeleteItem"), photos),
        _allow("sqs", ("GetQueueUrl", "SendMessage"), place.queue(names.uploads)),
        _allow("dynamodb", ("GetItem", "Query", "UpdateItem", "DeleteItem"), jobs),
        _allow("dynamodb", ("UpdateItem",), place.table(names.rate_limits)),
        _allow("s3", ("GetObject", "DeleteObject", "AbortMultipartUpload"), f"{originals}/*"),
        _allow(
            "s3",
            ("GetObject", "PutObject", "DeleteObject", "AbortMultipartUpload", "ListMultipartUploadParts"),
            f"{derived}/*",
        ),
        _allow("s3", ("ListBucket", "ListBucketMultipartUploads"), originals, derived),
        _allow(
            "sqs",
            (*_RECEIVING, "SendMessage"),
            *queues,
        ),
        _send_mail(place),
    )


def pausing_statements(name: str, stack: str, place: ResourceArns) -> tuple[Statement, ...]:
    """What a person needs who pauses and resumes the deployment `name` and may do nothing else.

    Whoever may write policies of the roles can also widen them: give it to those who may deploy, or nearly.
    """
    functions = place.function(f"{name}-*")
    mappings = f"arn:{place.partition}:lambda:{place.region}:{place.account}:event-source-mapping:*"
    of_functions = {"ArnLike": {"lambda:FunctionArn": functions}}
    stacks = f"arn:{place.partition}:cloudformation:{place.region}:{place.account}:stack/{stack}/*"
    return (
        _allow("cloudformation", ("ListStackResources",), stacks),
        _allow(
            "iam",
            ("GetRole", "GetRolePolicy", "PutRolePolicy", "DeleteRolePolicy"),
            f"arn:{place.partition}:iam::{place.account}:role/{stack}-*",
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
            f"arn:{place.partition}:events:{place.region}:{place.account}:rule/{name}-*",
        ),
    )


def _send_mail(place: ResourceArns) -> Statement:
    """In the cloud in one name alone."""
    sending = _allow("ses", ("SendEmail",), place.mail_identities)
    if place == ANY_ACCOUNT:
        return sending
    return {**sending, "Condition": {"StringEquals": {"ses:FromAddress": place.mail_sender}}}


def _tell_absent_from_forbidden(bucket: str) -> Statement:
    """Who may not list a bucket is told 403 for an object that is not there, as if it were another's."""
    return _allow("s3", ("ListBucket",), bucket)


def _allow(service: str, actions: tuple[str, ...], *resources: str) -> Statement:
    return {
        "Effect": "Allow",
        "Action": [f"{service}:{action}" for action in actions],
        "Resource": list(resources),
    }
