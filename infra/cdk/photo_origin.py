"""The origin of photos: a CloudFront distribution of its own, since strangers' files must not share that of the app.

A function at the edge checks the signature in the path and takes it away. Its key is never in a template.
"""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_certificatemanager as certificates
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra import site
from infra.cdk import cloudfront_functions
from infra.cdk.origin import TWO_YEARS, add_dns_records
from infra.deployment import Deployment
from runtime import companion_apps

KEPT_FOR = cdk.Duration.days(1)
"""Deletion removes copies at once (domain/deletion_worker.py). This limits what a mistake there would show."""

DISPOSITION = "response-content-disposition"
"""The query parameter by which S3 replaces the header of that name."""

NOTHING = "/no-photo-has-this-path"
"""The folder for paths that are no links. It is empty, so that they open nothing even if the function does not run."""

LINK_KEY_CHARACTERS = 43


class PhotoOrigin(Construct):
    def __init__(self, scope: Construct, deployment: Deployment, *, app_origin: str) -> None:
        super().__init__(scope, "Photos")
        self._deployment = deployment
        self._secrets = {kid: self._secret(kid) for kid in sorted(deployment.photo_link_kids)}
        self._access = cloudfront.S3OriginAccessControl(self, "Access", signing=cloudfront.Signing.SIGV4_ALWAYS)
        self._cache_policy = self._cached_by_object()
        self._headers_policy = self._headers(app_origin)
        self._gate = cloudfront.FunctionAssociation(
            event_type=cloudfront.FunctionEventType.VIEWER_REQUEST,
            function=cloudfront.Function(
                self,
                "Gate",
                function_name=f"{deployment.prefix}-photo-links",
                runtime=cloudfront.FunctionRuntime.JS_2_0,
                code=cloudfront.FunctionCode.from_inline(cloudfront_functions.photo_links(self._secrets)),
            ),
        )
        names = deployment.names
        originals, derived = self._bucket("Originals", names.originals), self._bucket("Derived", names.derived)
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"{deployment.name}: photos",
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021
            if deployment.photo_domain
            else None,
            domain_names=[deployment.photo_domain] if deployment.photo_domain else None,
            certificate=self._certificate(),
            default_behavior=self._behavior(derived, origin_path=NOTHING),
            additional_behaviors={"/d/*": self._behavior(derived), "/o/*": self._behavior(originals)},
        )
        self.url = f"https://{deployment.photo_domain or self.distribution.distribution_domain_name}"
        if deployment.photo_domain and deployment.hosted_zone_id:
            add_dns_records(self, self.distribution, deployment.photo_domain, deployment.hosted_zone_id)

    @property
    def signing_key(self) -> str:
        """KID:SECRET. A reference that CloudFormation resolves, so that no template contains the secret."""
        kid = self._deployment.photo_link_kids[0]
        return f"{kid}:{self._secrets[kid]}"

    def _secret(self, kid: str) -> str:
        random = secretsmanager.SecretStringGenerator(password_length=LINK_KEY_CHARACTERS, exclude_punctuation=True)
        made = secretsmanager.Secret(
            self, f"LinkKey{kid[1:]}", description="Signs links to photos", generate_secret_string=random
        )
        return made.secret_value.unsafe_unwrap()

    def _bucket(self, id: str, name: str) -> s3.IBucket:
        """The data stack has its policy: it names this distribution."""
        region = self._deployment.region
        return s3.Bucket.from_bucket_attributes(self, id, bucket_name=name, region=region)

    def _behavior(self, bucket: s3.IBucket, *, origin_path: str | None = None) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=origins.S3BucketOrigin.with_origin_access_control(
                bucket, origin_access_control=self._access, origin_path=origin_path
            ),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD,
            # Photos are compressed already.
            compress=False,
            cache_policy=self._cache_policy,
            response_headers_policy=self._headers_policy,
            function_associations=[self._gate],
        )

    def _cached_by_object(self) -> cloudfront.CachePolicy:
        """The function has taken the signature away: all links to an object share one copy.

        The minimum overrides `private`, which stored objects say to other caches.
        """
        return cloudfront.CachePolicy(
            self,
            "CachedByObject",
            cache_policy_name=f"{self._deployment.prefix}-photos",
            min_ttl=KEPT_FOR,
            default_ttl=KEPT_FOR,
            max_ttl=KEPT_FOR,
            cookie_behavior=cloudfront.CacheCookieBehavior.none(),
            header_behavior=cloudfront.CacheHeaderBehavior.none(),
            query_string_behavior=cloudfront.CacheQueryStringBehavior.allow_list(DISPOSITION),
            enable_accept_encoding_gzip=False,
            enable_accept_encoding_brotli=False,
        )

    def _headers(self, app_origin: str) -> cloudfront.ResponseHeadersPolicy:
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            cors_behavior=cloudfront.ResponseHeadersCorsBehavior(
                access_control_allow_credentials=False,
                access_control_allow_headers=["Range"],
                access_control_allow_methods=["GET", "HEAD"],
                access_control_allow_origins=[app_origin, *companion_apps.origins(self._deployment.app_origins)],
                access_control_expose_headers=list(site.PHOTO_EXPOSED_HEADERS),
                origin_override=True,
            ),
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=site.PHOTO_HEADERS["content-security-policy"], override=True
                ),
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=True
                ),
                strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=TWO_YEARS, include_subdomains=False, override=True
                ),
            ),
            custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(
                custom_headers=[
                    cloudfront.ResponseCustomHeader(
                        header="cross-origin-resource-policy",
                        value=site.PHOTO_HEADERS["cross-origin-resource-policy"],
                        override=True,
                    )
                ]
            ),
        )

    def _certificate(self) -> certificates.ICertificate | None:
        arn = self._deployment.photo_certificate_arn or self._deployment.certificate_arn
        if not self._deployment.photo_domain or not arn:
            return None
        return certificates.Certificate.from_certificate_arn(self, "Certificate", arn)
