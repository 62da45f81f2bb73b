"""Writes the two templates and what they need into a folder: a cloud assembly, which the CDK's own tool deploys.

python -m infra.cdk.app OUT_DIR --deployment FILE --bundles DIR --site DIR [--disposable] [--accept-nothing]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import aws_cdk as cdk

from infra.cdk.data_stack import DataStack
from infra.cdk.nag_checks import check_nag
from infra.cdk.service_stack import ServiceStack
from infra.deployment import Deployment


def build(
    out: Path, deployment: Deployment, *, bundles: Path, site: Path, disposable: bool = False, accept: bool = True
) -> cdk.App:
    """`bundles` holds api.zip and worker.zip, `site` the built web app."""
    app = cdk.App(outdir=str(out), analytics_reporting=False)
    data = DataStack(app, deployment, disposable=disposable)
    service = ServiceStack(app, deployment, bundles=bundles, site=site)
    # By names alone they know each other, so that neither ever keeps the other from being changed.
    service.add_stack_dependency(data)
    check_nag(app, deployment, accept=accept)
    cdk.Tags.of(app).add("app", deployment.name)
    return app


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--deployment", type=Path, required=True)
    parser.add_argument("--bundles", type=Path, required=True)
    parser.add_argument("--site", type=Path, required=True)
    parser.add_argument("--disposable", action="store_true", help="take the locks off the data, to delete it")
    parser.add_argument("--accept-nothing", action="store_true", help="fail by every finding, also by the accepted")
    given = parser.parse_args()
    deployment = Deployment.load(given.deployment)
    app = build(
        given.out,
        deployment,
        bundles=given.bundles,
        site=given.site,
        disposable=given.disposable,
        accept=not given.accept_nothing,
    )
    app.synth()


if __name__ == "__main__":
    main()
