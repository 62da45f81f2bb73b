"""The origin of photos in the cloud: signed links open objects, and nothing else opens anything."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from infra import site
from infra.deployment import Deployment
from infra.iam_policies import Statement
from tests.infra.conftest import DEPLOYMENT, WITH_DOMAIN, Resource, Template, the_one

NAMES, ARNS = DEPLOYMENT.names, DEPLOYMENT.arns


def of_photos(service: Template, kind: str) -> Resource:
    return the_one([each for id, each in service.of_type(kind).items() if id.startswith("Photos")])


def config(service: Template) -> Resource:
    made: Resource = of_photos(service, "AWS::CloudFront::Distribution")["Properties"]["DistributionConfig"]
    return made


def behaviors(service: Template) -> dict[str, Resource]:
    made = config(service)
    return {"default": made["DefaultCacheBehavior"], **{each["PathPattern"]: each for each in made["CacheBehaviors"]}}


def test_each_path_leads_to_its_bucket_and_any_other_path_to_an_empty_folder(service: Template) -> None:
    origins = {each["Id"]: each for each in config(service)["Origins"]}
    led = {
        path: (origin["DomainName"].partition(".")[0], origin.get("OriginPath", ""))
        for path, each in behaviors(service).items()
        if (origin := origins[each["TargetOriginId"]])
    }
    assert led == {
        "/d/*": (NAMES.derived, ""),
        "/o/*": (NAMES.originals, ""),
        "default": (NAMES.derived, "/no-photo-has-this-path"),
    }


def test_every_request_passes_the_check_of_links_and_cloudfront_signs_what_it_asks_of_s3(service: Template) -> None:
    (gate,) = [id for id in service.of_type("AWS::CloudFront::Function") if id.startswith("Photos")]
    for each in behaviors(service).values():
        (association,) = each["FunctionAssociations"]
        assert association == {
            "EventType": "viewer-request",
            "FunctionARN": {"Fn::GetAtt": [gate, "FunctionARN"]},
        }
        assert each["ViewerProtocolPolicy"] == "https-only"
        assert sorted(each["AllowedMethods"]) == ["GET", "HEAD"]
    access = of_photos(service, "AWS::CloudFront::OriginAccessControl")["Properties"]["OriginAccessControlConfig"]
    assert (access["SigningBehavior"], access["SigningProtocol"]) == ("always", "sigv4")
    for origin in config(service)["Origins"]:
        assert origin["OriginAccessControlId"]
        assert origin["S3OriginConfig"] == {"OriginAccessIdentity": ""}


def test_links_to_one_object_share_one_copy_and_cookies_go_nowhere(service: Template) -> None:
    """In the cache's key are the path, which the function has rewritten, and the name to be saved under."""
    policy = of_photos(service, "AWS::CloudFront::CachePolicy")["Properties"]["CachePolicyConfig"]
    assert policy["ParametersInCacheKeyAndForwardedToOrigin"] == {
        "CookiesConfig": {"CookieBehavior": "none"},
        "HeadersConfig": {"HeaderBehavior": "none"},
        "QueryStringsConfig": {
            "QueryStringBehavior": "whitelist",
            "QueryStrings": ["response-content-disposition"],
        },
        "EnableAcceptEncodingBrotli": False,
        "EnableAcceptEncodingGzip": False,
    }
    # CloudFront keeps what says `private` for the minimum only.
    assert policy["MinTTL"] == policy["DefaultTTL"] == policy["MaxTTL"] == 86400
    for each in behaviors(service).values():
        assert each["CachePolicyId"] == {"Ref": next(iter(service.of_type("AWS::CloudFront::CachePolicy")))}
        assert "OriginRequestPolicyId" not in each
        assert each["Compress"] is False


def test_what_a_stranger_uploaded_runs_nothing_and_only_pages_of_the_app_read_it(service: Template) -> None:
    policy = of_photos(service, "AWS::CloudFront::ResponseHeadersPolicy")
    made = policy["Properties"]["ResponseHeadersPolicyConfig"]
    security = made["SecurityHeadersConfig"]
    sent = {each["Header"]: each["Value"] for each in made["CustomHeadersConfig"]["Items"]}
    sent["content-security-policy"] = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    sent["referrer-policy"] = security["ReferrerPolicy"]["ReferrerPolicy"]
    sent["x-content-type-options"] = "nosniff" if security["ContentTypeOptions"]["Override"] else ""
    assert sent == site.PHOTO_HEADERS
    directives = sent["content-security-policy"].split("; ")
    assert {"default-src 'none'", "sandbox"} <= {*directives}
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] > 365 * 86400
    assert security["StrictTransportSecurity"]["IncludeSubdomains"] is False

    cors = made["CorsConfig"]
    (app,) = [id for id in service.of_type("AWS::CloudFront::Distribution") if id.startswith("Origin")]
    assert cors["AccessControlAllowOrigins"]["Items"] == [
        {"Fn::Join": ["", ["https://", {"Fn::GetAtt": [app, "DomainName"]}]]}
    ]
    assert cors["AccessControlAllowMethods"]["Items"] == ["GET", "HEAD"]
    assert {"Content-Length", "Content-Range"} <= {*cors["AccessControlExposeHeaders"]["Items"]}
    assert (cors["AccessControlAllowCredentials"], cors["OriginOverride"]) == (False, True)


def test_it_speaks_http_2_and_3(service: Template) -> None:
    assert config(service)["HttpVersion"] == "http2and3"


def allowed(data: Template, bucket: str) -> list[Statement]:
    (id,) = [id for id, each in data.of_type("AWS::S3::Bucket").items() if each["Properties"]["BucketName"] == bucket]
    policy = the_one([each for each in data.properties("AWS::S3::BucketPolicy") if each["Bucket"] == {"Ref": id}])
    arn = {"Fn::GetAtt": [id, "Arn"]}
    text = json.dumps(policy["PolicyDocument"]["Statement"]).replace(json.dumps(arn), json.dumps("ARN"))
    statements: list[Statement] = json.loads(text)
    return [each for each in statements if each["Effect"] == "Allow"]


@pytest.mark.parametrize("bucket", [NAMES.originals, NAMES.derived])
def test_a_bucket_lets_this_distribution_read_objects_and_nobody_else_do_anything(data: Template, bucket: str) -> None:
    (statement,) = allowed(data, bucket)
    assert statement == {
        "Sid": "PhotoDistribution",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": {"Fn::Join": ["", ["ARN", "/*"]]},
        "Condition": {"StringEquals": {"aws:SourceArn": ARNS.distribution(str(DEPLOYMENT.photo_distribution))}},
    }


def function_code(service: Template) -> str:
    return json.dumps(of_photos(service, "AWS::CloudFront::Function")["Properties"]["FunctionCode"])


def api(service: Template) -> Resource:
    return the_one([each for id, each in service.of_type("AWS::Lambda::Function").items() if id.startswith("Api")])


def test_the_edge_knows_both_keys_before_the_api_signs_with_one(service: Template) -> None:
    for kid in ("k1", "k2"):
        assert f'\\"{kid}\\": \\"{{{{resolve:secretsmanager:' in function_code(service)
    (gate,) = [id for id in service.of_type("AWS::CloudFront::Function") if id.startswith("Photos")]
    assert gate in api(service)["DependsOn"]
    variables = api(service)["Properties"]["Environment"]["Variables"]
    assert variables["IMGSH_PHOTO_ORIGIN"] == "https://d222222abcdef8.cloudfront.net"
    key = variables["IMGSH_PHOTO_LINK_KEYS"]["Fn::Join"][1]
    assert key[0] == "k1:{{resolve:secretsmanager:"
    for id, each in service.of_type("AWS::Lambda::Function").items():
        assert id.startswith("Api") or "PHOTO_LINK_KEYS" not in json.dumps(each)


def test_the_other_key_signs_after_a_rotation_and_the_edge_need_not_learn_it(
    service: Template, with_domain: Path
) -> None:
    rotated = Template(with_domain / "Service.template.json")
    assert WITH_DOMAIN.photo_link_kids == tuple(reversed(DEPLOYMENT.photo_link_kids))
    assert function_code(rotated) == function_code(service)
    variables = api(rotated)["Properties"]["Environment"]["Variables"]
    assert variables["IMGSH_PHOTO_LINK_KEYS"]["Fn::Join"][1][0] == "k2:{{resolve:secretsmanager:"


@pytest.mark.parametrize("keys", ["1", "1,1", "1,2,3", "0,1", "1,b", ""])
def test_two_different_keys_are_needed(keys: str) -> None:
    with pytest.raises(ValueError, match="photo_link_keys"):
        Deployment.of({**asdict(DEPLOYMENT), "photo_link_keys": keys})


def test_pages_may_load_photos_from_it(service: Template) -> None:
    pages = json.dumps(service.of_type("AWS::CloudFront::ResponseHeadersPolicy"))
    for directive in ("connect-src", "img-src", "media-src", "frame-src"):
        assert f"{directive} 'self' {' '.join(DEPLOYMENT.storage_origins)};" in pages
    assert DEPLOYMENT.photo_origin in DEPLOYMENT.storage_origins


def test_with_a_domain_it_has_its_own_alias_and_certificate(with_domain: Path) -> None:
    service = Template(with_domain / "Service.template.json")
    made = config(service)
    assert made["Aliases"] == ["media.photos.example.com"]
    assert made["ViewerCertificate"]["AcmCertificateArn"] == WITH_DOMAIN.certificate_arn
    assert made["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    names = [(each["Name"], each["Type"]) for each in service.properties("AWS::Route53::RecordSet")]
    assert {("media.photos.example.com", "A"), ("media.photos.example.com", "AAAA")} <= {*names}


def test_until_it_is_there_photos_come_from_s3_and_going_back_leaves_links_of_open_pages_alone() -> None:
    first = replace(DEPLOYMENT, photo_cdn_domain=None, photo_distribution=None)
    assert first.has_photo_distribution
    assert first.photo_origin is None
    assert not replace(first, cloudfront_photos=False).has_photo_distribution
    assert replace(DEPLOYMENT, cloudfront_photos=False).has_photo_distribution
    assert Deployment.of({name: value for name, value in asdict(first).items() if "photo" not in name}) == first
