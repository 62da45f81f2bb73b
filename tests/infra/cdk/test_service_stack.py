"""What runs in the cloud, when, with what room and time, and what others say about it."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

from aws import resources
from domain.upload_processing import MAX_SECONDS_PER_FILE
from domain.uploads import SPARSE_HEAD_BYTES, SPARSE_TAIL_BYTES
from infra.cdk.nag_suppressions import nag_suppressions
from infra.lambda_functions import FUNCTIONS, LAMBDA_PYTHON, UPLOADS, Function, deliveries
from runtime.queue_consumer import MAX_CONCURRENT_FILES
from tests.infra.conftest import DEPLOYMENT, WITH_DOMAIN, Resource, Template, linted, the_one

NAMES, ARNS = DEPLOYMENT.names, DEPLOYMENT.arns


def function(service: Template, described: Function) -> Resource:
    name = f"{DEPLOYMENT.name}-{described.name}"
    return the_one([each for each in service.properties("AWS::Lambda::Function") if each["FunctionName"] == name])


@pytest.mark.parametrize("described", FUNCTIONS, ids=lambda each: each.name)
def test_a_function_is_there_as_described_and_its_handler_exists(service: Template, described: Function) -> None:
    made = function(service, described)
    assert (made["Runtime"], made["Architectures"]) == (f"python{LAMBDA_PYTHON}", ["arm64"])
    assert (made["Handler"], made["Timeout"]) == (described.handler, described.timeout_seconds)
    assert made["LoggingConfig"]["LogFormat"] == "JSON"
    module, _, name = described.handler.partition(".")
    assert callable(getattr(importlib.import_module(module), name))


def test_who_may_sign_up_and_the_quota_are_those_of_the_deployment(service: Template) -> None:
    api = next(each for each in FUNCTIONS if each.name == "api")
    variables = function(service, api)["Environment"]["Variables"]
    assert (variables["IMGSH_SIGN_UP"], variables["IMGSH_QUOTA_BYTES"]) == ("invited", "107374182400")


def test_logs_go_after_a_month(service: Template) -> None:
    groups = service.properties("AWS::Logs::LogGroup")
    assert len(groups) == len(FUNCTIONS) + 1
    assert {group["RetentionInDays"] for group in groups} == {30}


def test_every_queue_is_worked_off_in_its_own_time(service: Template) -> None:
    """A message that comes back while it is still worked on would be worked on twice."""
    hidden = {queue.name: queue.visibility_timeout_seconds for queue in resources.queues(NAMES)}
    worked_off = {each.queue for each in deliveries(NAMES)}
    assert set(hidden) - worked_off == {NAMES.jobs_dead}
    for each in deliveries(NAMES):
        assert hidden[each.queue] > each.function.timeout_seconds
    assert UPLOADS.timeout_seconds > MAX_SECONDS_PER_FILE
    mappings = service.properties("AWS::Lambda::EventSourceMapping")
    assert {each["EventSourceArn"] for each in mappings} == {ARNS.queue(name) for name in worked_off}
    assert all(each["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for each in mappings)


def test_a_batch_of_uploads_fits_on_the_disk_and_no_file_of_it_waits_for_another(service: Template) -> None:
    batch_size = next(each.batch_size for each in deliveries(NAMES) if each.function is UPLOADS)
    assert batch_size <= MAX_CONCURRENT_FILES
    made = function(service, UPLOADS)
    assert made["EphemeralStorage"]["Size"] * 2**20 >= batch_size * (SPARSE_HEAD_BYTES + SPARSE_TAIL_BYTES)


def test_the_sweep_is_called_each_minute_and_the_search_for_orphans_each_hour(service: Template) -> None:
    rules = service.properties("AWS::Events::Rule")
    pauses = {rule["Name"]: rule["ScheduleExpression"] for rule in rules}
    assert pauses == {"imgsh-sweep": "rate(1 minute)", "imgsh-orphans": "rate(1 hour)"}
    assert {rule["State"] for rule in rules} == {"ENABLED"}


def test_what_is_called_again_anyway_is_not_retried(service: Template) -> None:
    """Lambda would repeat a failed call twice, and keep a throttled one for six hours."""
    retries = {
        each["FunctionName"]["Ref"]: (each["MaximumRetryAttempts"], each["MaximumEventAgeInSeconds"])
        for each in service.properties("AWS::Lambda::EventInvokeConfig")
    }
    called = {service.resources[id]["Properties"]["Handler"]: settings for id, settings in retries.items()}
    assert called == {"jobs.sweep_handler": (0, 60), "jobs.orphans_handler": (0, 3600)}
    targets = [target for rule in service.properties("AWS::Events::Rule") for target in rule["Targets"]]
    assert {target["RetryPolicy"]["MaximumRetryAttempts"] for target in targets} == {0}


def test_the_api_answers_before_the_gateway_gives_up(service: Template) -> None:
    api = next(each for each in FUNCTIONS if each.name == "api")
    assert function(service, api)["Timeout"] < 30
    throttle = the_one(service.properties("AWS::ApiGatewayV2::Stage"))["DefaultRouteSettings"]
    assert throttle == {"ThrottlingRateLimit": 200, "ThrottlingBurstLimit": 400}


def test_the_gateway_logs_no_path_no_query_and_no_address(service: Template) -> None:
    line = the_one(service.properties("AWS::ApiGatewayV2::Stage"))["AccessLogSettings"]["Format"]
    assert set(json.loads(line)) == {"requestId", "status", "milliseconds", "fault"}
    assert not [word for word in ("path", "query", "sourceIp", "authorizer") if word in line]


def test_a_month_that_costs_more_than_meant_is_told(service: Template) -> None:
    budget = the_one(service.properties("AWS::Budgets::Budget"))
    assert budget["Budget"]["BudgetLimit"] == {"Amount": DEPLOYMENT.monthly_budget_dollars, "Unit": "USD"}
    told = {each["Address"] for row in budget["NotificationsWithSubscribers"] for each in row["Subscribers"]}
    assert told == {DEPLOYMENT.alarm_address}


def test_cfn_lint_finds_nothing(assembly: Path, with_domain: Path) -> None:
    assert linted(assembly, with_domain) == ""


def test_cdk_nag_finds_what_was_accepted_and_nothing_else(with_domain: Path) -> None:
    """Else the synthesis of the first deployment had failed; here, that no acceptance outlives its finding."""
    (report,) = json.loads((with_domain / "validation-report.json").read_text())["pluginReports"]
    found = {each["ruleName"] for each in report["violations"]}
    assert found == set(nag_suppressions(WITH_DOMAIN)) - {"AwsSolutions-CFR4"}
