"""Issue 11 C11: `make pause` and `make resume`, on a stack of the kinds that the service stack has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from aws.admin.event_source_mappings import MAX_POLLS
from aws.admin.provision import application_user
from aws.admin.service_switch import ServiceSwitch
from aws.clients import AccessKey, Aws
from aws.s3.signing import Signer
from aws.transport.sigv4 import Credentials
from infra.deploy.console import DeployError
from infra.deploy.pausing import Pausing, service_switch_of
from infra.iam_policies import Statement, pausing_statements
from tests.engine_processes import ministack
from tests.infra.conftest import DEPLOYMENT, Template
from tests.infra.scripted_console import ScriptedConsole

API, SWEEP, ORPHANS = (f"{DEPLOYMENT.name}-{name}" for name in ("api", "sweep", "orphans"))
BUCKET = "photos"
STARTS_FUNCTIONS = {
    "AWS::ApiGatewayV2::Integration",  # requests, to the API alone
    "AWS::Events::Rule",
    "AWS::Lambda::EventSourceMapping",
}
STARTS_NONE = {
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Route",
    "AWS::ApiGatewayV2::Stage",
    "AWS::Budgets::Budget",
    "AWS::CDK::Metadata",
    "AWS::CloudFront::CachePolicy",
    "AWS::CloudFront::Distribution",
    "AWS::CloudFront::Function",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::Dashboard",
    "AWS::IAM::Role",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::Function",
    "AWS::Lambda::Permission",
    "AWS::Logs::LogGroup",
    "AWS::Logs::MetricFilter",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::Topic",
    "AWS::SNS::TopicPolicy",
    "AWS::SecretsManager::Secret",
}


def role(actions: str) -> dict[str, Any]:
    """For Lambda in the cloud; here also for the test, which signs as a function does."""
    trusted = {"Service": "lambda.amazonaws.com", "AWS": f"arn:aws:iam::{DEPLOYMENT.account}:root"}
    may = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": trusted}],
            },
            "Policies": [
                {"PolicyName": "application", "PolicyDocument": {"Version": "2012-10-17", "Statement": [may]}}
            ],
        },
    }


def function(name: str, of: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "FunctionName": name,
            "Runtime": "python3.13",
            "Handler": "index.handler",
            "Role": {"Fn::GetAtt": [of, "Arn"]},
            "Code": {"ZipFile": "def handler(event, context): pass"},
        },
    }


def rule(name: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Events::Rule",
        "Properties": {"Name": name, "ScheduleExpression": "rate(1 minute)", "State": "ENABLED"},
    }


TEMPLATE = {
    "Resources": {
        "ApiRole": role("s3:*"),
        "JobsRole": role("s3:*"),
        "Api": function(API, "ApiRole"),
        "Jobs": function(f"{DEPLOYMENT.name}-jobs", "JobsRole"),
        "Sweep": function(SWEEP, "JobsRole"),
        "Queue": {"Type": "AWS::SQS::Queue"},
        "Delivery": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "EventSourceArn": {"Fn::GetAtt": ["Queue", "Arn"]},
                "FunctionName": {"Ref": "Jobs"},
                "Enabled": True,
            },
        },
        "CallSweep": rule(SWEEP),
        "CallOrphans": rule(ORPHANS),
    }
}


@dataclass
class Stopped(BaseException):
    """The command ends here, as by Ctrl-C or a lost network."""


@dataclass
class Paused:
    """A deployed stack, and the two commands for it."""

    root: Aws
    script: ScriptedConsole = field(default_factory=ScriptedConsole)

    def client(self, service: str) -> Any:
        return self.root.client(service)

    @property
    def switch(self) -> ServiceSwitch:
        return service_switch_of(self.root, DEPLOYMENT)

    @property
    def pausing(self) -> Pausing:
        return Pausing(self.script, self.switch)

    @property
    def hurried(self) -> Pausing:
        """Waits for nothing: a session that is given out within the second may still be refused."""
        return Pausing(self.script, service_switch_of(self.root, DEPLOYMENT, sleep=lambda seconds: None))

    def on(self) -> dict[str, bool]:
        """By the word of AWS's own calls."""
        (mapping,) = self.client("lambda").list_event_source_mappings()["EventSourceMappings"]
        reserved = self.client("lambda").get_function_concurrency(FunctionName=API)
        rules = {name: self.client("events").describe_rule(Name=name)["State"] for name in (SWEEP, ORPHANS)}
        return {
            "requests": reserved.get("ReservedConcurrentExecutions") != 0,
            "delivery": mapping["State"] == "Enabled",
            **{name: state == "ENABLED" for name, state in rules.items()},
        }

    def session(self, logical_id: str = "ApiRole") -> Credentials:
        """As Lambda gives one to each new environment."""
        resources = self.client("cloudformation").list_stack_resources(StackName=DEPLOYMENT.service_stack)
        (name,) = [
            each["PhysicalResourceId"]
            for each in resources["StackResourceSummaries"]
            if each["LogicalResourceId"] == logical_id
        ]
        arn = f"arn:aws:iam::{DEPLOYMENT.account}:role/{name}"
        given = self.client("sts").assume_role(RoleArn=arn, RoleSessionName="function")["Credentials"]
        return Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])

    def signed(self, session: Credentials, key: str = "one.jpg") -> str:
        now = datetime.now(UTC)
        signer = Signer(
            BUCKET,
            region=DEPLOYMENT.region,
            endpoint_url=self.root.endpoint_url,
            credentials=lambda: session,
        )
        return signer.get(key, now=now, until=now + timedelta(minutes=10), query=())


def get(url: str) -> int:
    return httpx.get(url, trust_env=False, timeout=20).status_code


ALL_ON = {"requests": True, "delivery": True, SWEEP: True, ORPHANS: True}
ALL_OFF = dict.fromkeys(ALL_ON, False)


@pytest.fixture(scope="module")
def deployed() -> Iterator[Aws]:
    with ministack(services="") as engine:
        root = Aws(DEPLOYMENT.region, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
        cloudformation: Any = root.client("cloudformation")
        cloudformation.create_stack(
            StackName=DEPLOYMENT.service_stack, TemplateBody=json.dumps(TEMPLATE), Capabilities=["CAPABILITY_IAM"]
        )
        cloudformation.get_waiter("stack_create_complete").wait(
            StackName=DEPLOYMENT.service_stack, WaiterConfig={"Delay": 0.2, "MaxAttempts": 150}
        )
        s3 = root.client("s3")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        s3.put_object(Bucket=BUCKET, Key="one.jpg", Body=b"a photo")
        yield root


@pytest.fixture
def service(deployed: Aws) -> Iterator[Paused]:
    """All of it serves, at the beginning of each test."""
    found = Paused(deployed)
    found.pausing.pause()
    found.pausing.resume(keep_sessions=True)
    found.script.output.clear()
    assert found.on() == ALL_ON
    yield found


def test_a_pause_stops_everything_at_once_and_a_resume_starts_it(service: Paused) -> None:
    service.pausing.pause()
    assert service.on() == ALL_OFF
    assert "Paused." in service.script.output[-1]

    service.pausing.resume(keep_sessions=False)
    assert service.on() == ALL_ON
    assert any("Resumed." in line for line in service.script.output)
    told = [line for line in service.script.output if line.startswith(("  off", "  on "))]
    assert [line[:5] for line in told] == ["  off"] * 5 + ["  on "] * 5
    named = {line[7:] for line in told if "delivery" not in line}
    assert named == {f"requests ({API})", f"schedule ({SWEEP})", f"schedule ({ORPHANS})", "sessions of the roles"}


def test_what_was_signed_before_is_refused_and_stays_so_after_the_resume(service: Paused) -> None:
    """A session that somebody has taken signs nothing any more; the functions' new ones do."""
    stolen = service.session()
    photo = service.signed(stolen)
    assert get(photo) == 200

    service.pausing.pause()
    assert get(photo) == 403
    assert get(service.signed(stolen)) == 403
    assert get(service.signed(service.session())) == 403  # not even one that is given out now

    service.pausing.resume(keep_sessions=False)
    assert get(photo) == get(service.signed(stolen)) == 403
    assert get(service.signed(service.session())) == 200
    for name in (API, SWEEP):
        found = service.client("lambda").get_function_configuration(FunctionName=name)
        assert found["Description"].startswith("Restarted")


def test_sessions_of_before_can_be_let_in_again(service: Paused) -> None:
    """After a bill that was no attack; or where AWS hands old sessions to new environments."""
    photo = service.signed(service.session())
    service.pausing.pause()
    assert get(photo) == 403
    service.pausing.resume(keep_sessions=False)
    assert get(photo) == 403

    service.pausing.resume(keep_sessions=True)
    assert get(photo) == 200
    assert service.on() == ALL_ON


def test_what_was_off_before_stays_off_and_room_that_was_reserved_is_so_again(service: Paused) -> None:
    """While records are missing the search for orphans must not run: docs/runbook.md, Restore."""
    service.client("events").disable_rule(Name=ORPHANS)
    service.client("lambda").put_function_concurrency(FunctionName=API, ReservedConcurrentExecutions=7)
    try:
        service.pausing.pause()
        service.pausing.pause()
        assert service.on() == ALL_OFF
        service.pausing.resume(keep_sessions=False)
        assert service.on() == {**ALL_ON, ORPHANS: False}
        reserved = service.client("lambda").get_function_concurrency(FunctionName=API)
        assert reserved["ReservedConcurrentExecutions"] == 7
    finally:
        service.client("events").enable_rule(Name=ORPHANS)
        service.client("lambda").delete_function_concurrency(FunctionName=API)


READS = ("Get", "List", "Describe")


class StopAfter:
    """Ends a command right after its write number `at`."""

    def __init__(self, root: Aws, at: int) -> None:
        self.clients = [root.client(name) for name in ("lambda", "events", "iam")]
        self.at, self.writes = at, 0

    def __enter__(self) -> StopAfter:
        for client in self.clients:
            client.meta.events.register("after-call", self._count)
        return self

    def __exit__(self, *_: object) -> None:
        for client in self.clients:
            client.meta.events.unregister("after-call", self._count)

    def _count(self, model: Any, **_: object) -> None:
        self.writes += not model.name.startswith(READS)
        if self.writes == self.at and not model.name.startswith(READS):
            raise Stopped


def test_a_pause_that_is_stopped_anywhere_is_completed_or_taken_back(service: Paused) -> None:
    with StopAfter(service.root, 0) as whole:
        service.pausing.pause()
    service.pausing.resume(keep_sessions=True)
    assert whole.writes >= 6
    for at in range(1, whole.writes + 1):
        for take_back in (False, True):
            with pytest.raises(Stopped), StopAfter(service.root, at):
                service.pausing.pause()
            if not take_back:
                service.pausing.pause()
                assert service.on() == ALL_OFF, at
            service.pausing.resume(keep_sessions=True)
            assert service.on() == ALL_ON, at
            assert service.switch.saved_state() is None
            assert get(service.signed(service.session())) == 200


def test_a_resume_that_is_stopped_anywhere_is_completed_or_taken_back(service: Paused) -> None:
    service.hurried.pause()
    with StopAfter(service.root, 0) as whole:
        service.hurried.resume(keep_sessions=False)
    assert whole.writes >= 9
    for at in range(1, whole.writes + 1):
        service.hurried.pause()
        with pytest.raises(Stopped), StopAfter(service.root, at):
            service.hurried.resume(keep_sessions=False)
        service.hurried.pause()
        assert service.on() == ALL_OFF, at
        with pytest.raises(Stopped), StopAfter(service.root, at):
            service.hurried.resume(keep_sessions=False)
        if service.switch.saved_state() is not None:
            service.hurried.resume(keep_sessions=False)
        assert service.on() == ALL_ON, at
        assert not service.switch.is_denied(service.switch.parts())


def test_deliveries_that_take_their_time_are_waited_for(service: Paused) -> None:
    """AWS takes up to a minute for each, and refuses a change meanwhile."""
    waited: list[float] = []
    switch = service_switch_of(service.root, DEPLOYMENT, sleep=waited.append)
    events, left = service.client("lambda").meta.events, 0

    def settle_late(model: Any, parsed: dict[str, Any], **_: object) -> None:
        nonlocal left
        if model.name == "UpdateEventSourceMapping":
            left = 3
        elif model.name == "GetEventSourceMapping" and left:
            left -= 1
            parsed["State"] = "Disabling"

    events.register("after-call", settle_late)
    try:
        Pausing(service.script, switch).pause()
    finally:
        events.unregister("after-call", settle_late)
    assert len(waited) == 3
    service.pausing.resume(keep_sessions=False)


def test_a_delivery_that_does_not_stop_is_told(service: Paused) -> None:
    waited: list[float] = []
    events = service.client("lambda").meta.events

    def never_settle(model: Any, parsed: dict[str, Any], **_: object) -> None:
        if model.name == "GetEventSourceMapping":
            parsed["State"] = "Disabling"

    events.register("after-call", never_settle)
    try:
        with pytest.raises(DeployError, match="does not stop; run `make pause` again"):
            Pausing(service.script, service_switch_of(service.root, DEPLOYMENT, sleep=waited.append)).pause()
    finally:
        events.unregister("after-call", never_settle)
    assert len(waited) == MAX_POLLS
    service.pausing.pause()
    service.pausing.resume(keep_sessions=False)
    assert service.on() == ALL_ON


def test_what_is_not_paused_is_not_resumed(service: Paused) -> None:
    with pytest.raises(DeployError, match="it is not paused"):
        service.pausing.resume(keep_sessions=False)
    assert service.on() == ALL_ON


def as_the_engine_has_it(statement: Statement) -> Statement:
    """It looks for rules of events and for deliveries at other resources, and calls one action by another name."""
    actions = json.dumps(statement["Action"])
    if "EventSourceMapping" in actions:
        renamed = json.loads(actions.replace("GetEventSourceMapping", "ListEventSourceMappings"))
        return {"Effect": "Allow", "Action": renamed, "Resource": "*"}
    return {**statement, "Resource": "*"} if "events:" in actions else statement


def test_the_rights_in_the_runbook_are_enough(service: Paused) -> None:
    """And nothing else is among them: whoever has them can not even list buckets."""
    statements = pausing_statements(DEPLOYMENT.name, DEPLOYMENT.service_stack, DEPLOYMENT.arns)
    key = application_user(service.root, "on-call", list(map(as_the_engine_has_it, statements)))
    on_call = Aws(DEPLOYMENT.region, service.root.endpoint_url, key)
    pausing = Pausing(service.script, service_switch_of(on_call, DEPLOYMENT, sleep=lambda seconds: None))

    pausing.pause()
    assert service.on() == ALL_OFF
    pausing.resume(keep_sessions=False)
    pausing.resume(keep_sessions=True)
    assert service.on() == ALL_ON
    with pytest.raises(Exception, match="AccessDenied"):
        on_call.client("s3").list_buckets()


def test_nothing_else_in_the_service_stack_starts_a_function(service_template: Template) -> None:
    """What is added there some day and could is either paused too, or known not to."""
    kinds = {resource["Type"] for resource in service_template.resources.values()}

    assert kinds <= STARTS_FUNCTIONS | STARTS_NONE
    named = {each["FunctionName"] for each in service_template.properties("AWS::Lambda::Function")}
    assert {API, SWEEP, ORPHANS} <= named
    integrations = service_template.properties("AWS::ApiGatewayV2::Integration")
    assert all("ServiceApi" in json.dumps(each) or "Api" in json.dumps(each) for each in integrations)


@pytest.fixture
def service_template(assembly: Any) -> Template:
    return Template(assembly / "Service.template.json")
