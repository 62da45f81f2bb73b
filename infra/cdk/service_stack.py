"""The service stack: functions, API, schedules, CloudFront and monitoring. It stores no data."""

from __future__ import annotations

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra import lambda_functions as described
from infra.cdk import functions
from infra.cdk.api import Api
from infra.cdk.monitoring import Monitoring
from infra.cdk.origin import Origin
from infra.cdk.photo_origin import PhotoOrigin
from infra.deployment import Deployment
from infra.iam_policies import api_statements, job_statements, worker_statements


class ServiceStack(cdk.Stack):
    def __init__(self, scope: Construct, deployment: Deployment, *, bundles: Path, site: Path) -> None:
        super().__init__(
            scope,
            "Service",
            stack_name=deployment.service_stack,
            description="imgsh: service",
            env=cdk.Environment(account=deployment.account, region=deployment.region),
        )
        self._deployment = deployment
        self._bundles = bundles
        edge_secret = self._edge_secret()
        api = Api(self, deployment)
        origin = Origin(self, deployment, api_id=api.http.api_id, edge_secret=edge_secret, site=site)
        photos = PhotoOrigin(self, deployment, app_origin=origin.url) if deployment.has_photo_distribution else None
        made = self._functions(origin.url, edge_secret, photos)
        api.serve(made[described.API.name])
        if photos:
            # The edge must know a key before the API signs with it.
            made[described.API.name].node.add_dependency(photos)
            cdk.CfnOutput(self, "PhotoOrigin", value=photos.url)
            cdk.CfnOutput(self, "PhotoDistribution", value=photos.distribution.distribution_id)
        for delivery in described.deliveries(deployment.names):
            functions.deliver(self, deployment, delivery, made[delivery.function.name])
        for each, pause in described.SCHEDULES.items():
            functions.schedule(self, deployment, each, made[each.name], pause)
        Monitoring(self, deployment, made, api.http)
        cdk.CfnOutput(self, "PublicOrigin", value=origin.url)
        cdk.CfnOutput(self, "SiteBucket", value=origin.site.bucket_name)
        cdk.CfnOutput(self, "Distribution", value=origin.distribution.distribution_id)

    def _edge_secret(self) -> str:
        """Returns a reference that CloudFormation resolves, so that no template contains the secret."""
        random = secretsmanager.SecretStringGenerator(password_length=40, exclude_punctuation=True)
        made = secretsmanager.Secret(
            self, "EdgeSecret", description="By which the API knows CloudFront", generate_secret_string=random
        )
        return made.secret_value.unsafe_unwrap()

    def _functions(
        self, public_origin: str, edge_secret: str, photos: PhotoOrigin | None
    ) -> dict[str, lambda_.Function]:
        deployment, names, arns = self._deployment, self._deployment.names, self._deployment.arns
        statements = {
            "api": api_statements(names, arns),
            "worker": worker_statements(names, arns, decoder=deployment.function(described.DECODER.name)),
            "jobs": job_statements(names, arns, photo_distribution=deployment.photo_distribution),
            "decoder": (),
        }
        roles = {role: functions.role(self, deployment, role, may) for role, may in statements.items()}
        variables = {
            "IMGSH_REGION": deployment.region,
            "IMGSH_PREFIX": deployment.prefix,
            "IMGSH_PUBLIC_ORIGIN": public_origin,
            "IMGSH_MAIL_SENDER": deployment.mail_sender,
            "IMGSH_MAILS_A_DAY": str(deployment.mails_a_day),
        }
        of_api = {
            "IMGSH_TOKEN_KEYS_SECRET": names.token_keys,
            "IMGSH_EDGE_SECRET": edge_secret,
            "IMGSH_SIGN_UP": deployment.sign_up,
            "IMGSH_QUOTA_BYTES": str(deployment.quota_gibibytes * 1024**3),
            "IMGSH_APP_ORIGINS": deployment.app_origins,
            "IMGSH_APPLE_APP_IDS": deployment.apple_app_ids,
            "IMGSH_ANDROID_APPS": deployment.android_apps,
        }
        # Not in the first round of a deployment, when the buckets do not admit the distribution yet.
        if photos and deployment.cloudfront_photos and deployment.photo_origin:
            of_api |= {"IMGSH_PHOTO_ORIGIN": deployment.photo_origin, "IMGSH_PHOTO_LINK_KEYS": photos.signing_key}
        of_jobs = {"IMGSH_PHOTO_DISTRIBUTION": deployment.photo_distribution} if deployment.photo_distribution else {}
        environments = {
            "api": {**variables, **of_api},
            "worker": {**variables, "IMGSH_DECODER_FUNCTION": deployment.function(described.DECODER.name)},
            "jobs": {**variables, **of_jobs},
            "decoder": {},
        }
        return {
            each.name: functions.function(
                self,
                deployment,
                each,
                bundles=self._bundles,
                role=roles[each.role],
                environment=environments[each.role],
            )
            for each in described.FUNCTIONS
        }
