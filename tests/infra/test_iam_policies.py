"""Who may do what in the cloud, by the synthesized template."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aws import resources
from aws.dynamodb import keys
from tests.infra.conftest import DEPLOYMENT, Template, the_one

NAMES, ARNS = DEPLOYMENT.names, DEPLOYMENT.arns
PHOTO_DISTRIBUTION = ARNS.distribution(str(DEPLOYMENT.photo_distribution))
ROLES = ("ApiRole", "WorkerRole", "JobsRole", "DecoderRole")


def rights(service: Template, role: str) -> list[dict[str, Any]]:
    """The statements of the role whose logical id starts so."""
    made = the_one([each for id, each in service.of_type("AWS::IAM::Role").items() if id.startswith(role)])
    assert "ManagedPolicyArns" not in made["Properties"]
    statements = the_one(made["Properties"]["Policies"])["PolicyDocument"]["Statement"]
    return [{**each, "Action": listed(each["Action"]), "Resource": listed(each["Resource"])} for each in statements]


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def may(service: Template, role: str, resource: str) -> set[str]:
    return {action for each in rights(service, role) if resource in each["Resource"] for action in each["Action"]}


def test_every_right_stands_in_the_role_itself(service: Template) -> None:
    """Nothing that is wired up beside it, such as a queue's delivery, may widen it unseen."""
    assert service.of_type("AWS::IAM::Policy") == {}
    assert service.of_type("AWS::IAM::ManagedPolicy") == {}


@pytest.mark.parametrize("role", ROLES)
def test_every_right_names_its_actions_and_a_resource_of_ours(service: Template, role: str) -> None:
    for statement in rights(service, role):
        assert not [action for action in statement["Action"] if "*" in action]
        for resource in statement["Resource"]:
            assert DEPLOYMENT.prefix in resource or resource in (
                ARNS.log_streams("/aws/lambda/imgsh-*"),
                ARNS.log_streams("/aws/lambda/imgsh-decoder"),
                ARNS.function("imgsh-decoder"),
                ARNS.mail_identities,
                PHOTO_DISTRIBUTION,
            )


def test_what_opens_strangers_files_may_write_its_own_log_and_nothing_else(service: Template) -> None:
    """A2: it knows no secret, and only the worker may call it."""
    (statement,) = rights(service, "DecoderRole")
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert statement["Resource"] == [ARNS.log_streams("/aws/lambda/imgsh-decoder")]
    made = the_one([each for id, each in service.of_type("AWS::Lambda::Function").items() if id.startswith("Decoder")])
    assert "Environment" not in made["Properties"]
    callers = [role for role in ROLES if "lambda:InvokeFunction" in may(service, role, ARNS.function("imgsh-decoder"))]
    assert callers == ["WorkerRole"]


def test_the_api_can_not_delete_an_original_nor_can_a_url_that_it_signed(service: Template) -> None:
    originals = ARNS.bucket(NAMES.originals)
    assert may(service, "ApiRole", f"{originals}/*") == {
        "s3:GetObject",
        "s3:PutObject",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
    }
    every = {action for statement in rights(service, "ApiRole") for action in statement["Action"]}
    assert not [action for action in every if action.startswith("s3:Delete")]
    assert not every & {"dynamodb:Scan", "dynamodb:DeleteTable"}


def test_no_url_of_the_api_can_write_what_viewers_are_shown(service: Template) -> None:
    derived = f"{ARNS.bucket(NAMES.derived)}/*"
    assert may(service, "ApiRole", derived) == {"s3:GetObject"}


def test_the_api_can_read_no_count_of_guesses_and_no_queue(service: Template) -> None:
    assert may(service, "ApiRole", ARNS.table(NAMES.rate_limits)) == {"dynamodb:UpdateItem"}
    for queue in resources.queues(NAMES):
        assert may(service, "ApiRole", ARNS.queue(queue.name)) <= {"sqs:SendMessage", "sqs:GetQueueUrl"}


@pytest.mark.parametrize("role", ["WorkerRole", "JobsRole"])
def test_what_works_in_the_background_changes_no_password_and_no_address(service: Template, role: str) -> None:
    """Checks the statement: no local engine supports the condition `dynamodb:LeadingKeys`."""
    of_users = [each for each in rights(service, role) if ARNS.table(NAMES.users) in each["Resource"]]
    changing = [each for each in of_users if {"dynamodb:UpdateItem", "dynamodb:PutItem"} & set(each["Action"])]
    usage_only = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [keys.storage_usage("*")]}}
    assert [(each["Action"], each["Condition"]) for each in changing] == [(["dynamodb:UpdateItem"], usage_only)]


def test_mail_leaves_in_the_service_s_own_name_alone(service: Template) -> None:
    for role in ROLES:
        sending = [each for each in rights(service, role) if "ses:SendEmail" in each["Action"]]
        for statement in sending:
            assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": DEPLOYMENT.mail_sender}}


def test_the_keys_of_sessions_are_read_by_the_api_alone(service: Template) -> None:
    secret = ARNS.secret(NAMES.token_keys)
    assert may(service, "ApiRole", secret) == {"secretsmanager:GetSecretValue"}
    assert may(service, "WorkerRole", secret) == may(service, "JobsRole", secret) == set()


def test_no_secret_stands_in_a_template(service: Template, data: Template) -> None:
    for secret in [*service.properties("AWS::SecretsManager::Secret"), *data.properties("AWS::SecretsManager::Secret")]:
        assert "SecretString" not in secret
        assert secret["GenerateSecretString"]["PasswordLength"] >= 40
    for each in service.properties("AWS::Lambda::Function"):
        variables = each.get("Environment", {}).get("Variables", {})
        for name in ("IMGSH_EDGE_SECRET", "IMGSH_PHOTO_LINK_KEYS"):
            assert name not in variables or "{{resolve:secretsmanager:" in json.dumps(variables[name])


def test_only_jobs_remove_copies_at_the_edge_and_only_those_of_photos(service: Template) -> None:
    rights_at_cloudfront = {
        (role, action, resource)
        for role in ROLES
        for each in rights(service, role)
        for action in each["Action"]
        for resource in each["Resource"]
        if action.startswith("cloudfront:")
    }
    assert rights_at_cloudfront == {("JobsRole", "cloudfront:CreateInvalidation", PHOTO_DISTRIBUTION)}
