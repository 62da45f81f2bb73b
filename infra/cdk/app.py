"""Synthesizes the two stacks into a cloud assembly, which the CDK's command line deploys.

python -m infra.cdk.app OUT_DIR --deployment FILE --bundles DIR --site DIR [--disposable] [--accept-nothing]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import aws_cdk as cdk

from infra.cdk.data_stack import DataStack
from infra.cdk.nag_checks import check_nag
from infra.cdk.service_stack import ServiceStack
from infra.deployment import Deployment


def build(
    out: Path, deployment: Deployment, *, bundles: Path, site: Path, disposable: bool = False, accept: bool = True
) -> cdk.App:
    """`bundles` contains api.zip and worker.zip, `site` the built web app."""
    app = cdk.App(outdir=str(out), analytics_reporting=False)
    data = DataStack(app, deployment, disposable=disposable)
    service = ServiceStack(app, deployment, bundles=bundles, site=site)
    # They share names only, so that an export never blocks a change of the other stack.
    service.add_stack_dependency(data)
    check_nag(app, deployment, accept=accept)
    cdk.Tags.of(app).add("app", deployment.name)
    return app


def main(command_line: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--deployment", type=Path, required=True)
    parser.add_argument("--bundles", type=Path, required=True)
    parser.add_argument("--site", type=Path, required=True)
    parser.add_argument("--disposable", action="store_true", help="remove deletion protection from the data")
    parser.add_argument("--accept-nothing", action="store_true", help="fail on suppressed findings too")
    arguments = parser.parse_args(command_line)
    deployment = Deployment.load(arguments.deployment)
    app = build(
        arguments.out,
        deployment,
        bundles=arguments.bundles,
        site=arguments.site,
        disposable=arguments.disposable,
        accept=not arguments.accept_nothing,
    )
    app.synth()


if __name__ == "__main__":
    main(sys.argv[1:])
