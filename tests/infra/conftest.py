"""The two templates, synthesized once a run by the CDK in its own environment, and the bundles for this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from aws.admin.provision import application_user
from aws.clients import AccessKey, Aws
from infra import bundle
from infra.deploy.commands import QUIET, Commands
from infra.deployment import Deployment
from infra.iam_policies import ANY_ACCOUNT, api_statements, job_statements, worker_statements
from tests.engine_processes import ministack
from tests.infra import unpacked_bundles
from tests.infra.unpacked_bundles import DeployedData, Lambda
from tests.log_secrets import secrets_in
from tests.shared_fixture import shared_between_workers

ROOT = Path(__file__).resolve().parents[2]
INFRA = ROOT / ".infra" / "bin"

DEPLOYMENT = Deployment(
    account="000000000000",  # the one of the local engine
    region="eu-west-1",
    mail_sender="photos@example.com",
    mail_identity="example.com",
    alarm_address="owner@example.com",
    cdn_domain="d111111abcdef8.cloudfront.net",
    photo_cdn_domain="d222222abcdef8.cloudfront.net",
    photo_distribution="E2EXAMPLEPHOTOS",
)
WITH_DOMAIN = Deployment(
    **{
        **asdict(DEPLOYMENT),
        "region": "us-east-1",
        "domain": "photos.example.com",
        "certificate_arn": "arn:aws:acm:us-east-1:000000000000:certificate/8f5bb8ab",
        "hosted_zone_id": "Z0123456789ABCDEFGHIJ",
        "photo_domain": "media.photos.example.com",
        # The first half of a rotation.
        "photo_link_keys": "2,1",
    }
)
PAGES = {"album.html": "<!doctype html><script>inline()</script>", "index.html": "<!doctype html>"}

SYNTHESIZE = """
import json, sys
from infra.cdk.app import main

def error(command_line):
    try:
        main(command_line)
    except RuntimeError as error:
        return str(error)
    return ""

with open(sys.argv[2], "w") as errors:
    json.dump([error(command_line) for command_line in json.loads(sys.argv[1])], errors)
"""

Resource = dict[str, Any]


@dataclass(frozen=True)
class Template:
    file: Path

    @property
    def resources(self) -> dict[str, Resource]:
        found: dict[str, Resource] = json.loads(self.file.read_text())["Resources"]
        return found

    def of_type(self, kind: str) -> dict[str, Resource]:
        """By logical id; `kind` such as "AWS::SQS::Queue"."""
        return {id: resource for id, resource in self.resources.items() if resource["Type"] == kind}

    def properties(self, kind: str) -> list[Resource]:
        return [resource["Properties"] for resource in self.of_type(kind).values()]


def the_one(found: list[Resource]) -> Resource:
    (one,) = found
    return one


def synthesize(out: Path) -> None:
    """Runs what `make deploy` runs, three times in one process: loading the CDK takes longer than all of them."""
    command_lines = [
        command_line(out / "deployed", DEPLOYMENT),
        command_line(out / "disposable", DEPLOYMENT, disposable=True),
        [*command_line(out / "with-domain", WITH_DOMAIN), "--accept-nothing"],
    ]
    errors = out / "errors.json"
    command = [str(INFRA / "python"), "-c", SYNTHESIZE, json.dumps(command_lines), str(errors)]
    done = subprocess.run(command, check=False, cwd=ROOT, env={**os.environ, **QUIET}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    deployed, disposable, accepting_nothing = json.loads(errors.read_text())
    assert deployed == disposable == ""
    assert "ValidationFailed" in accepting_nothing


def command_line(folder: Path, deployment: Deployment, *, disposable: bool = False) -> list[str]:
    """The arguments for a synthesis into `folder`/cdk.out, with pages and bundles that stand for the built ones."""
    site, bundles = folder / "site", folder / "bundles"
    for each in (site, bundles):
        each.mkdir(parents=True)
    for name, text in PAGES.items():
        (site / name).write_text(text)
    for name in ("api", "worker"):
        (bundles / f"{name}.zip").write_text(name)
    deployment.save(folder / "deployment.json")
    ran: list[Sequence[str]] = []
    commands = Commands(ran.append, folder / "deployment.json", "", bundles, site, folder / "cdk.out")
    commands.synthesize(disposable=disposable)
    (command,) = ran
    assert command[:3] == [str(INFRA / "python"), "-m", "infra.cdk.app"]
    return list(command[3:])


def linted(*assemblies: Path) -> str:
    """What cfn-lint has to say, but for W3005: the CDK names dependencies that CloudFormation sees by itself."""
    templates = [str(file) for assembly in assemblies for file in assembly.glob("*.template.json")]
    assert len(templates) == 2 * len(assemblies)
    done = subprocess.run(
        [INFRA / "cfn-lint", "--ignore-checks", "W3005", "--", *templates],
        check=False,
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="session")
def synthesized(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    return shared_between_workers(tmp_path_factory, worker_id, "synth", synthesize)


@pytest.fixture(scope="session")
def assembly(synthesized: Path) -> Path:
    """What is deployed: templates, and a list of what they need."""
    return synthesized / "deployed" / "cdk.out"


@pytest.fixture(scope="session")
def disposable(synthesized: Path) -> Path:
    """The same without deletion protection: what `make destroy` deploys first."""
    return synthesized / "disposable" / "cdk.out"


@pytest.fixture(scope="session")
def with_domain(synthesized: Path) -> Path:
    """Another deployment, synthesized with no finding accepted."""
    return synthesized / "with-domain" / "cdk.out"


@pytest.fixture(scope="session")
def data(assembly: Path) -> Template:
    return Template(assembly / "Data.template.json")


@pytest.fixture(scope="session")
def service(assembly: Path) -> Template:
    return Template(assembly / "Service.template.json")


def build_bundle(name: str, out: Path) -> bundle.Bundle:
    """Compressed by nothing: that takes longer than all the rest."""
    return bundle.build(name, out, python=Path(sys.executable), compress_level=0)


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Both bundles, for this machine and this Python: so they can be run here."""

    def make(out: Path) -> None:
        for name in bundle.SOURCES:
            build_bundle(name, out)

    return shared_between_workers(tmp_path_factory, worker_id, "bundles", make)


@pytest.fixture(scope="session")
def deployed(data: Template) -> Iterator[DeployedData]:
    with ministack() as engine:
        root = Aws(DEPLOYMENT.region, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
        cloudformation: Any = root.client("cloudformation")
        cloudformation.create_stack(StackName=DEPLOYMENT.data_stack, TemplateBody=over_plain_http(data))
        cloudformation.get_waiter("stack_create_complete").wait(
            StackName=DEPLOYMENT.data_stack, WaiterConfig={"Delay": 0.2, "MaxAttempts": 150}
        )
        roles = {
            "api": api_statements(DEPLOYMENT.names, ANY_ACCOUNT),
            "worker": worker_statements(DEPLOYMENT.names, ANY_ACCOUNT),
            "jobs": job_statements(DEPLOYMENT.names, ANY_ACCOUNT),
        }
        yield DeployedData(
            DEPLOYMENT, engine, root, {role: application_user(root, role, may) for role, may in roles.items()}
        )


def over_plain_http(data: Template) -> str:
    """The template as it is, but for the policies' word that nothing goes without TLS: the engine has none."""
    template = json.loads(data.file.read_text())
    for resource in template["Resources"].values():
        if resource["Type"] in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy"):
            policy = resource["Properties"]["PolicyDocument"]
            policy["Statement"] = [each for each in policy["Statement"] if each["Sid"] not in ("PlainHttp", "OldTls")]
            if not policy["Statement"]:
                resource["Condition"] = "Never"
    template["Conditions"] = {"Never": {"Fn::Equals": ["this", "that"]}}
    return json.dumps(template)


@pytest.fixture(scope="session")
def unpacked(bundles: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    def make(folder: Path) -> None:
        unpacked_bundles.install_client(folder / "client")
        for name in bundle.SOURCES:
            unpacked_bundles.unpack(bundles / f"{name}.zip", folder / name)

    return shared_between_workers(tmp_path_factory, worker_id, "unpacked", make)


@pytest.fixture
def aws_lambda(unpacked: Path, deployed: DeployedData, tmp_path: Path) -> Iterator[Lambda]:
    """Ends what was started, and looks through all that it has logged."""
    made = Lambda(unpacked, deployed, tmp_path)
    yield made
    for each in made.started:
        each.close()
    written = "".join(each.log.read_text() for each in made.started)
    assert secrets_in(written, deployed.codes()) == []
