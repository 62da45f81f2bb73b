"""Our origin: CloudFront serves the web app and the API under one domain.

`infra.site` defines paths and headers, for the local service too.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_certificatemanager as certificates
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra import site
from infra.cdk import cloudfront_functions
from infra.cdk.api import PATHS
from infra.deployment import Deployment
from runtime import cloudfront_headers

TWO_YEARS = cdk.Duration.days(730)
ZONE_OF_CLOUDFRONT = "Z2FDTNDATAQYW2"
"""The hosted zone of every CloudFront distribution."""


class Origin(Construct):
    def __init__(self, scope: Construct, deployment: Deployment, *, api_id: str, edge_secret: str, site: Path) -> None:
        """`site` is the built web app. `make deploy` uploads its files after the stacks."""
        super().__init__(scope, "Origin")
        self.site = s3.Bucket(
            self,
            "Site",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            # Can be rebuilt; `make destroy` empties it.
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=deployment.name,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            # Can't be set for CloudFront's own certificate.
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021 if deployment.domain else None,
            # The router rewrites "/"; without it S3 would list the bucket.
            default_root_object="index.html",
            domain_names=[deployment.domain] if deployment.domain else None,
            certificate=self._certificate(deployment),
            default_behavior=self._pages(deployment, site),
            additional_behaviors=dict.fromkeys(PATHS.values(), self._api(deployment, api_id, edge_secret)),
        )
        self.url = f"https://{deployment.domain or self.distribution.distribution_domain_name}"
        if deployment.domain and deployment.hosted_zone_id:
            add_dns_records(self, self.distribution, deployment.domain, deployment.hosted_zone_id)

    def _pages(self, deployment: Deployment, site: Path) -> cloudfront.BehaviorOptions:
        # With LIST, S3 answers 404 for a missing file, and 403 without.
        levels = [cloudfront.AccessLevel.READ, cloudfront.AccessLevel.LIST]
        return cloudfront.BehaviorOptions(
            origin=origins.S3BucketOrigin.with_origin_access_control(self.site, origin_access_levels=levels),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            compress=True,
            response_headers_policy=self._headers(deployment, site),
            function_associations=[self._viewer_request_function("Router", cloudfront_functions.router())],
        )

    def _api(self, deployment: Deployment, api_id: str, edge_secret: str) -> cloudfront.BehaviorOptions:
        host = f"{api_id}.execute-api.{deployment.region}.amazonaws.com"
        return cloudfront.BehaviorOptions(
            origin=origins.HttpOrigin(host, custom_headers={cloudfront_headers.SECRET_HEADER: edge_secret}),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            function_associations=[self._viewer_request_function("Viewer", cloudfront_functions.viewer_address())],
        )

    def _viewer_request_function(self, id: str, script: str) -> cloudfront.FunctionAssociation:
        function = cloudfront.Function(
            self,
            id,
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            code=cloudfront.FunctionCode.from_inline(script),
        )
        return cloudfront.FunctionAssociation(event_type=cloudfront.FunctionEventType.VIEWER_REQUEST, function=function)

    def _headers(self, deployment: Deployment, folder: Path) -> cloudfront.ResponseHeadersPolicy:
        """One policy for all pages: it allows the inline scripts and styles of each, by digest."""
        texts = "".join(page.read_text() for page in sorted(folder.glob("*.html")))
        policy = site.policy(texts, storage_origins=deployment.storage_origins)
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=policy, override=True
                ),
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=True
                ),
                strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=TWO_YEARS, include_subdomains=False, override=True
                ),
            ),
            custom_headers_behavior=_custom(site.HEADERS),
        )

    def _certificate(self, deployment: Deployment) -> certificates.ICertificate | None:
        arn = deployment.certificate_arn
        return certificates.Certificate.from_certificate_arn(self, "Certificate", arn) if arn else None


def add_dns_records(scope: Construct, distribution: cloudfront.Distribution, domain: str, hosted_zone_id: str) -> None:
    for kind in ("A", "AAAA"):
        route53.CfnRecordSet(
            scope,
            kind,
            name=domain,
            type=kind,
            hosted_zone_id=hosted_zone_id,
            alias_target=route53.CfnRecordSet.AliasTargetProperty(
                dns_name=distribution.distribution_domain_name, hosted_zone_id=ZONE_OF_CLOUDFRONT
            ),
        )


def _custom(headers: Mapping[str, str]) -> cloudfront.ResponseCustomHeadersBehavior:
    """Without those for which CloudFront has own settings; it refuses them here."""
    own = {"x-content-type-options", "referrer-policy"}
    return cloudfront.ResponseCustomHeadersBehavior(
        custom_headers=[
            cloudfront.ResponseCustomHeader(header=name, value=value, override=True)
            for name, value in headers.items()
            if name not in own
        ]
    )
