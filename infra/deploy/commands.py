"""The command lines that deploy: our own programs bundle and synthesize, the CDK's command line deploys."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.deploy.console import DeployError
from infra.deployment import Deployment

ROOT = Path(__file__).resolve().parents[2]
CDK = ROOT / "infra" / "node_modules" / ".bin" / "cdk"

QUIET = {
    "CDK_DISABLE_CLI_TELEMETRY": "true",
    "CDK_DISABLE_VERSION_CHECK": "true",
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",
}
"""No telemetry. The lock file decides the version of the CDK."""

Run = Callable[[Sequence[str]], None]
"""Runs a program in the project's folder. Raises DeployError when it fails."""


@dataclass(frozen=True)
class Commands:
    """`file` contains the answers; `compiler` is a Python of Lambda's version; `site` is the built web app."""

    run: Run
    file: Path
    compiler: str
    bundles: Path = ROOT / "dist"
    site: Path = ROOT / "web" / "dist"
    assembly: Path = ROOT / "cdk.out"

    def bundle(self) -> None:
        self.run([str(ROOT / ".venv/bin/python"), "-m", "infra.bundle", str(self.bundles), "--python", self.compiler])

    def synthesize(self, *, disposable: bool = False) -> None:
        command = [str(ROOT / ".infra/bin/python"), "-m", "infra.cdk.app", str(self.assembly)]
        command += ["--deployment", str(self.file), "--bundles", str(self.bundles), "--site", str(self.site)]
        self.run([*command, *(["--disposable"] if disposable else [])])

    def bootstrap(self, deployment: Deployment) -> None:
        """Creates what the CDK itself needs in an account. Idempotent."""
        self._cdk("bootstrap", f"aws://{deployment.account}/{deployment.region}")

    def deploy(self, *stacks: str) -> None:
        self._cdk("deploy", *stacks, "--exclusively", "--require-approval", "never", "--progress", "events")

    def destroy(self, stack: str) -> None:
        self._cdk("destroy", stack, "--exclusively", "--force")

    def _cdk(self, *arguments: str) -> None:
        self.run([str(CDK), "--no-notices", "--app", str(self.assembly), *arguments])


def run(command: Sequence[str]) -> None:
    """Its output goes to the terminal."""
    done = subprocess.run(command, check=False, cwd=ROOT, env={**os.environ, **QUIET})  # noqa: S603 - the command is ours
    if done.returncode:
        raise DeployError(f"{Path(command[0]).name} {' '.join(command[1:4])} ... failed; see its output above")
