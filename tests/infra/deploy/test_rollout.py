"""`make deploy` and `make destroy`: the questions, and both rehearsed with the CDK's own tool on a local engine.

Nobody here has an AWS account: that AWS does what the engine does is not shown by this.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from aws.admin.account import Account, NoCredentials, SiteFile
from aws.admin.service_switch import DENY_POLICY, ServiceSwitch
from bench.album import fill
from infra import site
from infra.deploy.commands import QUIET, ROOT, Commands, run
from infra.deploy.console import DeployError
from infra.deploy.destroy import Destroy
from infra.deploy.pausing import Pausing, service_switch_of
from infra.deploy.prompts import deployment_of, region_of
from infra.deploy.rollout import Rollout
from infra.deployment import Deployment
from infra.lambda_functions import FUNCTIONS, SCHEDULES, deliveries
from runtime.settings import Settings
from tests.engine_processes import ministack
from tests.infra.conftest import DEPLOYMENT, PAGES, WITH_DOMAIN
from tests.infra.scripted_console import ScriptedConsole

BESIDE = {
    "site/assets/viewer-x.js": "",
    "site/made-from-123": "",
    "bundles/api.zip": "api",
    "bundles/worker.zip": "worker",
}
UNNAMED = replace(DEPLOYMENT, cdn_domain=None, photo_cdn_domain=None, photo_distribution=None)
FIRST = replace(UNNAMED, mail_identity=DEPLOYMENT.mail_sender)
EDITED = replace(
    DEPLOYMENT, name="anna", mails_a_day=9, app_origins="capacitor://localhost", apple_app_ids="ABCDE12345.a.b"
)
"""With settings of which none is asked for."""


def test_what_is_asked_becomes_the_deployment() -> None:
    answers = ["photos@example.com", "owner@example.com", "50", "open", "200", "no", "example.com", "none"]
    deployment = deployment_of(ScriptedConsole(answers), "000000000000", "eu-west-1", None)
    assert deployment == replace(
        UNNAMED, monthly_budget_dollars=50, sign_up="open", quota_gibibytes=200, cloudfront_photos=False
    )


@pytest.mark.parametrize(
    ("sender", "warned"),
    [("anna.photos@Gmail.com", True), ("anna@gmx.de", True), ("me@gmail.example.com", False), ("a@mygmail.com", False)],
)
def test_a_sender_at_a_public_mail_host_is_warned_of(sender: str, warned: bool) -> None:
    script = ScriptedConsole([sender])
    assert deployment_of(script, "000000000000", "eu-west-1", None).mail_sender == sender
    assert any("DMARC" in line for line in script.output) is warned


def test_an_answer_that_can_not_be_is_asked_for_again() -> None:
    assert region_of(ScriptedConsole(["Frankfurt", "eu-central-1"]), "eu-west-1") == "eu-central-1"
    answers = [
        "photos",
        "photos@example.com",
        "",
        "-3",
        "",
        "anybody",
        "",
        "0",
        "",
        "maybe",
        "",
        "example.org",
        "",
        "https://example.com",
        "none",
    ]
    script = ScriptedConsole(answers)
    assert deployment_of(script, "000000000000", "eu-west-1", None) == replace(
        FIRST, alarm_address=DEPLOYMENT.mail_sender
    )
    assert len([line for line in script.output if line.startswith("  ")]) == 7


@pytest.mark.parametrize(
    "last",
    [DEPLOYMENT, WITH_DOMAIN, FIRST, replace(DEPLOYMENT, cloudfront_photos=False), EDITED],
    ids=["cdn", "domain", "first", "back-to-s3", "edited"],
)
def test_the_second_time_enter_is_enough(last: Deployment) -> None:
    assert region_of(ScriptedConsole(), last.region) == last.region
    assert deployment_of(ScriptedConsole(), last.account, last.region, last) == last


def test_a_domain_comes_with_its_certificate() -> None:
    answers = ["", "", "", "", "", "", "", WITH_DOMAIN.domain or "", "arn:aws:acm:eu-west-1:1:certificate/1"]
    answers += [WITH_DOMAIN.certificate_arn or "", WITH_DOMAIN.hosted_zone_id or ""]
    assert deployment_of(
        ScriptedConsole(answers), WITH_DOMAIN.account, "us-east-1", replace(DEPLOYMENT, region="us-east-1")
    ) == replace(WITH_DOMAIN, photo_domain=None, photo_link_keys=DEPLOYMENT.photo_link_keys)


def test_a_program_that_fails_stops_everything_and_says_which_it_was() -> None:
    with pytest.raises(DeployError, match=r"python3? -c import sys"):
        run([str(ROOT / ".venv/bin/python"), "-c", "import sys; sys.exit(3)"])


def test_without_credentials_nothing_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(NoCredentials):
        Account("eu-west-1").account_id()


class FakeAccount(Account):
    """Records the calls."""

    def __init__(self, origin: str, *, sandbox: bool = False) -> None:
        self.origin = origin
        self.sandbox = sandbox
        self.calls: list[str] = []

    def outputs(self, stack: str) -> dict[str, str] | None:
        outputs = {"PublicOrigin": self.origin, "SiteBucket": "site", "Distribution": "E123"}
        photos = {"PhotoOrigin": str(DEPLOYMENT.photo_origin), "PhotoDistribution": str(DEPLOYMENT.photo_distribution)}
        return {**outputs, **photos}

    def upload_site(self, bucket: str, files: Iterable[SiteFile]) -> None:
        self.calls.append(f"upload {', '.join(file.key for file in files)} to {bucket}")

    def invalidate(self, distribution: str, reference: str) -> None:
        self.calls.append(f"invalidate {distribution}")

    def has_mail_production_access(self) -> bool:
        return not self.sandbox


@pytest.mark.parametrize(
    ("before", "rounds"),
    [(FIRST, ["Data Service", "Data Service"]), (DEPLOYMENT, ["Data Service"])],
    ids=["first", "later"],
)
def test_pages_come_after_the_stacks_and_the_buckets_learn_the_origin_once(
    before: Deployment, rounds: list[str], tmp_path: Path
) -> None:
    account, script, ran = FakeAccount(DEPLOYMENT.public_origin, sandbox=True), ScriptedConsole(), list[str]()
    commands = Commands(lambda command: ran.append(" ".join(command)), tmp_path / "deployment.json", "python3.13")
    assert Rollout(script, account, commands).roll_out(before, "now") == replace(
        DEPLOYMENT, mail_identity=before.mail_identity
    )
    cdk = f"{ROOT}/infra/node_modules/.bin/cdk --no-notices --app {ROOT}/cdk.out"
    assert [line for line in ran if line.startswith(cdk)] == [
        f"{cdk} bootstrap aws://000000000000/eu-west-1",
        *(f"{cdk} deploy {stacks} --exclusively --require-approval never --progress events" for stacks in rounds),
    ]
    assert ran[0].endswith(f"-m infra.bundle {ROOT}/dist --python python3.13")
    assert len([line for line in ran if "-m infra.cdk.app" in line]) == len(rounds)
    upload, invalidation = account.calls
    assert upload.endswith("index.html to site")
    assert invalidation == "invalidate E123"
    assert [line for line in script.output if "production access" in line]


@dataclass
class Rehearsal:
    """An account at an engine that knows every service but one."""

    account: Account
    assembly: Path
    disposable: Path
    environment: Mapping[str, str]
    folder: Path

    @property
    def commands(self) -> Commands:
        folder = self.folder
        return Commands(
            self.run, folder / "deployment.json", "", folder / "bundles", folder / "site", folder / "cdk.out"
        )

    def client(self, service: str) -> Any:
        return self.account.aws.client(service)

    def run(self, command: Sequence[str]) -> None:
        if "infra.bundle" in command:
            return  # what it would build, other tests look at
        if "infra.cdk.app" in command:
            self.take_what_was_synthesized(self.disposable if "--disposable" in command else self.assembly)
        else:
            done = subprocess.run(command, check=False, cwd=ROOT, env=self.environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stdout + done.stderr

    def take_what_was_synthesized(self, assembly: Path) -> None:
        """The templates of the other tests, under another name of ours: making them takes too long."""
        made = self.commands.assembly
        shutil.copytree(assembly, made, dirs_exist_ok=True)
        template = (made / "Data.template.json").read_text()
        known_as = hashlib.sha256(template.encode()).hexdigest()
        template = template.replace(DEPLOYMENT.public_origin, Deployment.load(self.commands.file).public_origin)
        (made / "Data.template.json").write_text(template)
        for name in ("manifest.json", "Data.assets.json"):
            text = (made / name).read_text()
            assert known_as in text
            # What is called as it was before, the CDK does not send again.
            (made / name).write_text(text.replace(known_as, hashlib.sha256(template.encode()).hexdigest()))
        forget_the_budget(made / "Service.template.json")


@pytest.fixture
def rehearsal(tmp_path: Path, assembly: Path, disposable: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rehearsal]:
    for name, text in {**{f"site/{page}": text for page, text in PAGES.items()}, **BESIDE}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    with ministack(auth=False, services="") as engine:
        keys = {"AWS_ACCESS_KEY_ID": engine.access_key, "AWS_SECRET_ACCESS_KEY": engine.secret_key}
        for name, value in keys.items():
            monkeypatch.setenv(name, value)
        environment = {
            **os.environ,
            **QUIET,
            "HOME": str(tmp_path),
            "AWS_ENDPOINT_URL": engine.endpoint_url,
            "AWS_REGION": DEPLOYMENT.region,
            "NO_PROXY": "127.0.0.1",
        }
        account = Account(DEPLOYMENT.region, endpoint_url=engine.endpoint_url)
        yield Rehearsal(account, assembly, disposable, environment, tmp_path)


def forget_the_budget(file: Path) -> None:
    """Of all resources the one kind that the engine's CloudFormation does not know."""
    template = json.loads(file.read_text())
    resources = {id: each for id, each in template["Resources"].items() if each["Type"] != "AWS::Budgets::Budget"}
    assert len(resources) == len(template["Resources"]) - 1
    file.write_text(json.dumps({**template, "Resources": resources}))


async def test_it_goes_into_an_account_and_comes_out_again(rehearsal: Rehearsal) -> None:
    account, commands, script = rehearsal.account, rehearsal.commands, ScriptedConsole()
    FIRST.save(commands.file)
    assert account.account_id() == FIRST.account
    deployed = Rollout(script, account, commands).roll_out(FIRST, "first")

    # CloudFront has named our origin, and the buckets know it.
    assert Deployment.load(commands.file) == deployed
    assert deployed.cdn_domain
    (cors,) = rehearsal.client("s3").get_bucket_cors(Bucket=FIRST.names.originals)["CORSRules"]
    assert cors["AllowedOrigins"] == [f"https://{deployed.cdn_domain}"]
    assert any(deployed.public_origin in line for line in script.output)
    sent_as_meant(rehearsal, deployed)

    await there_is_a_live_event(rehearsal, deployed)
    switch = service_switch_of(account.aws, deployed)
    removal, now = Destroy(script, account, commands, switch), 0
    with pytest.raises(DeployError, match="1 events have not expired"):
        removal.remove(deployed, now)
    script.answers = ["no"]
    with pytest.raises(DeployError, match="nothing was deleted"):
        removal.remove(deployed, now, forced=True)
    assert account.live_events(deployed.names.events, now) == 1

    paused_and_resumed(Pausing(script, switch), switch)
    script.answers = [deployed.name]
    roles = switch.parts().roles
    with deleted_policies(account) as deleted:
        removal.remove(deployed, now, forced=True)
    assert deleted == [(role, DENY_POLICY) for role in roles]
    assert rehearsal.client("dynamodb").list_tables()["TableNames"] == []
    left = [bucket["Name"] for bucket in rehearsal.client("s3").list_buckets()["Buckets"]]
    assert not [name for name in left if not name.startswith("cdk-")]
    with pytest.raises(DeployError, match="nothing to delete"):
        removal.remove(deployed, now)


def paused_and_resumed(pausing: Pausing, switch: ServiceSwitch) -> None:
    """All that the synthesized stack makes."""
    parts = switch.parts()
    assert [len(each) for each in (parts.functions, parts.mappings, parts.rules)] == [
        len(FUNCTIONS),
        len(deliveries(DEPLOYMENT.names)),
        len(SCHEDULES),
    ]
    assert all(switch.state(parts).values())
    pausing.pause()
    assert not any(switch.state(parts).values())
    pausing.resume(keep_sessions=False)
    assert all(switch.state(parts).values())


@contextmanager
def deleted_policies(account: Account) -> Iterator[list[tuple[str, str]]]:
    """Inline policies that were deleted before the first stack was: a role with one is not deleted by AWS."""
    deleted: list[tuple[str, str]] = []
    client: Any = account.aws.client("iam")

    def note(params: dict[str, Any], **_: object) -> None:
        deleted.append((params["RoleName"], params["PolicyName"]))

    client.meta.events.register("provide-client-params.iam.DeleteRolePolicy", note)
    try:
        yield deleted
    finally:
        client.meta.events.unregister("provide-client-params.iam.DeleteRolePolicy", note)


def sent_as_meant(rehearsal: Rehearsal, deployed: Deployment) -> None:
    told = rehearsal.account.outputs(deployed.service_stack) or {}
    s3 = rehearsal.client("s3")
    sent = {name: s3.head_object(Bucket=told["SiteBucket"], Key=name) for name in ("index.html", "assets/viewer-x.js")}
    assert s3.list_objects_v2(Bucket=told["SiteBucket"])["KeyCount"] == len(PAGES) + 1
    kept = {name: (each["ContentType"], each["CacheControl"]) for name, each in sent.items()}
    assert kept == {
        "index.html": ("text/html", site.REVALIDATE),
        "assets/viewer-x.js": ("text/javascript", site.IMMUTABLE),
    }


async def there_is_a_live_event(rehearsal: Rehearsal, deployed: Deployment) -> None:
    settings = Settings(prefix=deployed.prefix, region=deployed.region, public_origin=deployed.public_origin)
    await fill(settings, rehearsal.account.aws, ["pic1.png"])
    rehearsal.client("s3").put_object(Bucket=deployed.names.originals, Key="user/event/pic1.png", Body=b"PHOTO")
