"""Our origin in the cloud: the pages and the API under one name."""

from __future__ import annotations

import json
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Match, Route

from infra import link_previews, site
from runtime import cloudfront_headers
from tests.infra.conftest import DEPLOYMENT, PAGES, Resource, Template, the_one

BROWSER = {"user-agent": {"value": "Mozilla/5.0 (X11) Chrome/140"}, "sec-fetch-mode": {"value": "navigate"}}


def of_pages(service: Template, kind: str) -> Resource:
    """The one resource of this kind that is not of photos."""
    return the_one([each["Properties"] for id, each in service.of_type(kind).items() if id.startswith("Origin")])


def test_pages_and_api_share_one_origin_and_the_api_knows_cloudfront_by_a_secret(service: Template) -> None:
    distribution = of_pages(service, "AWS::CloudFront::Distribution")["DistributionConfig"]
    patterns = {each["PathPattern"] for each in distribution["CacheBehaviors"]}
    assert patterns == {"/graphql", "/healthz", "/.well-known/*"}
    api = next(each for each in distribution["CacheBehaviors"] if each["PathPattern"] == "/graphql")
    origins = {each["Id"]: each for each in distribution["Origins"]}
    (header,) = origins[api["TargetOriginId"]]["OriginCustomHeaders"]
    assert header["HeaderName"] == cloudfront_headers.SECRET_HEADER
    assert "{{resolve:secretsmanager:" in json.dumps(header["HeaderValue"])
    assert "POST" in api["AllowedMethods"]
    assert "AccessControlAllowOrigin" not in json.dumps(distribution)


def test_pages_come_with_the_headers_that_one_machine_sends(service: Template) -> None:
    made = of_pages(service, "AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeadersPolicyConfig"]
    security = made["SecurityHeadersConfig"]
    assert security["ContentSecurityPolicy"]["ContentSecurityPolicy"] == site.policy(
        "".join(PAGES.values()), storage_origins=DEPLOYMENT.storage_origins
    )
    sent = {each["Header"]: each["Value"] for each in made["CustomHeadersConfig"]["Items"]}
    sent["x-content-type-options"] = "nosniff"
    assert security["ContentTypeOptions"] == {"Override": True}
    sent["referrer-policy"] = security["ReferrerPolicy"]["ReferrerPolicy"]
    assert sent == site.HEADERS
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] > 365 * 86400
    # Other subdomains of a customer's domain may not know HTTPS.
    assert security["StrictTransportSecurity"]["IncludeSubdomains"] is False


def script(service: Template, id: str) -> str:
    made = the_one([each for name, each in service.of_type("AWS::CloudFront::Function").items() if id in name])
    code: str = made["Properties"]["FunctionCode"]
    return code


def read_tags(page: str) -> dict[str, str]:
    """The title and tags, as an HTML parser reads them."""
    found: dict[str, str] = {}

    class Reader(HTMLParser):
        in_title = False

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in ("html", "head", "meta", "title"), "an unescaped name"
            self.in_title = tag == "title"
            named = dict(attrs)
            if named.get("property") in ("og:title", "og:site_name"):
                found[str(named["property"])] = str(named["content"])

        def handle_endtag(self, tag: str) -> None:
            self.in_title = False

        def handle_data(self, data: str) -> None:
            if self.in_title:
                found["title"] = found.get("title", "") + data

    Reader().feed(page)
    return found


def run_at_the_edge(code: str, request: dict[str, Any]) -> dict[str, Any]:
    """What CloudFront would send on, by Node."""
    event = {"request": {"headers": BROWSER, **request}, "viewer": {"ip": "203.0.113.9"}}
    program = f"{code}\nprocess.stdout.write(JSON.stringify(handler({json.dumps(event)})))"
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/verify",
        "/verify%23abc",
        "/anna/wedding%23ABC34D.key",
        "/events",
        "/events/abc",
        "/albums",
        "/anna/wedding",
        "/Q/0141VQEZG4187AA5TF7P1A86H5",
        "/anna",
        "/assets/viewer-x.js",
        "/worker.js",
        "/a/b/c",
    ],
)
def test_each_path_leads_to_the_page_that_one_machine_shows_there(service: Template, path: str) -> None:
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}

    def answers(pattern: str) -> bool:
        return Route(pattern, lambda request: None).matches(scope)[0] is Match.FULL

    expected = path
    if not path.startswith("/assets/"):
        if any(answers(pattern) for pattern in site.PHOTOGRAPHER_PATHS):
            expected = "/index.html"
        elif any(answers(pattern) for pattern in site.VIEWER_PATHS):
            expected = "/album.html"
    assert run_at_the_edge(script(service, "Router"), {"uri": path})["uri"] == expected


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/anna/our_wedding", "our wedding · anna"),
        ("/anna/our_wedding%23ABC34D.s3cret", "our wedding · anna"),
        ("/anna/our_wedding%2523ABC34D.s3cret", "our wedding · anna"),
        ("/demo/%E8%8A%B1%E8%A6%8B", "花見 · demo"),
        ("/anna/%3C%2Ftitle%3E%3Cscript%3E%22'&amp;", "</title><script>\"'&amp; · anna"),
        ("/anna/%E0%A4", "%E0%A4 · anna"),
    ],
)
def test_a_preview_of_a_link_names_event_and_studio_and_shows_no_code(service: Template, path: str, title: str) -> None:
    for agent in ("WhatsApp/2.23", "Mozilla/5.0 (Macintosh) facebookexternalhit/1.1", "curl/8"):
        sent = run_at_the_edge(script(service, "Router"), {"uri": path, "headers": {"user-agent": {"value": agent}}})
        assert (sent["statusCode"], sent["headers"]["cache-control"]["value"]) == (200, "public, max-age=300")
        assert read_tags(sent["body"]) == {"title": title, "og:title": title, "og:site_name": "imgsh"}
        assert "ABC34D" not in sent["body"]
    assert link_previews.title_of(path) == title or "%E0" in path
    assert read_tags(link_previews.tags(title)) == {"title": title, "og:title": title, "og:site_name": "imgsh"}


def test_who_asks_is_told_by_cloudfront_whatever_the_request_says(service: Template) -> None:
    forged = {"uri": "/graphql", "headers": {cloudfront_headers.VIEWER_HEADER: {"value": "198.51.100.1"}}}
    sent = run_at_the_edge(script(service, "Viewer"), forged)
    assert sent["headers"][cloudfront_headers.VIEWER_HEADER] == {"value": "203.0.113.9"}


def test_with_a_domain_our_origin_is_its_own_name(with_domain: Path) -> None:
    service, data = (Template(with_domain / f"{name}.template.json") for name in ("Service", "Data"))
    distribution = of_pages(service, "AWS::CloudFront::Distribution")["DistributionConfig"]
    assert distribution["Aliases"] == ["photos.example.com"]
    assert {each["Type"] for each in service.properties("AWS::Route53::RecordSet")} == {"A", "AAAA"}
    (origin,) = {
        rule["AllowedOrigins"][0]
        for bucket in data.properties("AWS::S3::Bucket")
        for rule in bucket["CorsConfiguration"]["CorsRules"]
    }
    assert origin == "https://photos.example.com"
