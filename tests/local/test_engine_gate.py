"""Issue 11 C12: what a stranger on this machine, or a page of another site, gets from the local engine: nothing."""

from __future__ import annotations

import http.client
import json
import re
import select
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from botocore.exceptions import ClientError

from aws.admin.provision import application_user, provision
from aws.clients import AccessKey, Aws
from aws.resources import ResourceNames
from aws.s3.signing import signer_of
from aws.transport.sigv4 import Scope, sign_post
from infra.iam_policies import api_statements
from local.engine import HOST, Engine
from tests.engine_processes import ENGINES, ministack

REGION = "eu-west-1"
APP_ORIGIN = "http://127.0.0.1:8000"
OTHER_ORIGIN = "http://other.example"
NAMES = ResourceNames.with_prefix("gated")
LIST_TABLES = {"x-amz-target": "DynamoDB_20120810.ListTables", "content-type": "application/x-amz-json-1.0"}
REFUSED = 403

SERVED_TO_ANYBODY = [
    ("GET", "/health"),
    ("GET", "/_localstack/health"),
    ("GET", "/_ministack/health"),
    ("GET", "/_ministack/ready"),
    ("GET", "/_ministack/ses/messages"),
    ("GET", "/_ministack/sqs/messages"),
    ("GET", "/_ministack/sns/sms-messages"),
    ("GET", "/_ministack/transfer/sftp-ports"),
    ("GET", "/_ministack/lambda-code/f"),
    ("GET", "/_ministack/lambda-layers/l/1/content"),
    ("POST", "/_ministack/config"),
    ("POST", "/_ministack/reset"),
    ("POST", "/_ministack/rds/iam-auth"),
    ("POST", "/_ministack/eks-auth/c"),
    ("PUT", "/_ministack/cfn-response/t"),
    ("PUT", "/_ministack/cfn-signal/t"),
    ("GET", "/_alb/balancer/"),
    ("GET", "/_aws/execute-api/a/prod/"),
    ("GET", "/_aws/lambda-url/f/"),
    ("GET", "/restapis/a/prod/_user_request_/"),
    ("GET", "/v2/"),
    ("GET", "/v2/_catalog"),
    ("GET", "/iceberg/v1/config"),
    ("GET", "/oauth2/authorize"),
    ("POST", "/oauth2/token"),
    ("POST", "/oauth2/login"),
    ("GET", "/logout"),
    ("GET", "/pool/.well-known/jwks.json"),
    ("POST", "/WriteGetObjectResponse"),
    ("GET", "/"),
]
"""The routes in the source of MiniStack 1.5.33 that ask for no signature, beside what a signature guards."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Gated:
    engine: Engine
    root: Aws
    api: Aws
    key: AccessKey

    def ask(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        *,
        host: str | None = None,
    ) -> Answer:
        """One request, with exactly these headers."""
        connection = http.client.HTTPConnection(HOST, self.engine.port, timeout=20)
        try:
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in {"host": host or f"{HOST}:{self.engine.port}", **(headers or {})}.items():
                connection.putheader(name, value)
            if body or method in ("POST", "PUT"):
                connection.putheader("content-length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def signed(self, key: AccessKey, headers: Mapping[str, str], body: bytes, service: str = "dynamodb") -> Answer:
        given = (("host", f"{HOST}:{self.engine.port}"), *headers.items())
        scope = Scope.at(datetime.now(UTC), REGION, service)
        credentials = self.root.credentials.now()._replace(
            access_key=key.access_key_id, secret_key=key.secret_access_key
        )
        return self.ask("POST", "/", dict(sign_post(credentials, scope, given, body)), body)

    def link(self, key: str) -> str:
        """A signed address of an object, good for some minutes."""
        now = datetime.now(UTC)
        return signer_of(self.api, NAMES.originals).get(key, now=now, until=now + timedelta(minutes=5), query=())

    def object_link(self) -> str:
        return self.link("photos/one.jpg")

    def still_has_its_tables(self) -> bool:
        return NAMES.users in self.root.client("dynamodb").list_tables()["TableNames"]


@pytest.fixture(scope="module")
def gated() -> Iterator[Gated]:
    with ministack() as engine:
        root = Aws(REGION, engine.endpoint_url, AccessKey(engine.access_key, engine.secret_key))
        provision(root, NAMES, app_origin=APP_ORIGIN)
        key = application_user(root, "api", api_statements(NAMES))
        root.client("s3").put_object(Bucket=NAMES.originals, Key="photos/one.jpg", Body=b"a photo")
        yield Gated(engine, root, Aws(REGION, engine.endpoint_url, key), key)


def claimed(access_key_id: str, service: str = "dynamodb") -> dict[str, str]:
    """The headers of somebody who knows no secret."""
    now = datetime.now(UTC)
    scope = f"{access_key_id}/{now:%Y%m%d}/{REGION}/{service}/aws4_request"
    authorization = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature={'0' * 64}"
    return {"authorization": authorization, "x-amz-date": f"{now:%Y%m%dT%H%M%SZ}"}


@pytest.mark.parametrize(("method", "target"), SERVED_TO_ANYBODY)
def test_nothing_is_served_without_a_signature(gated: Gated, method: str, target: str) -> None:
    """Issue 11 C12. Neither as it stands, nor with one that nobody has made, nor percent-encoded."""
    hidden = target.replace("_", "%5F").replace("o", "%6F")
    for headers in ({}, claimed("test"), claimed("000000000000", "s3"), {"x-imgsh-engine": "guessed"}):
        assert gated.ask(method, target, headers).status == REFUSED
        assert gated.ask(method, hidden, headers).status == REFUSED
        assert gated.ask(method, f"http://{HOST}:{gated.engine.port}{target}", headers).status in (400, REFUSED)

    assert gated.still_has_its_tables()


def test_every_route_of_the_engine_that_begins_like_the_administration_is_known() -> None:
    """Issue 11 C12. A new version with another kind of door fails here, before anybody finds it."""
    (source,) = ENGINES.glob("lib/python3*/site-packages/ministack/app.py")
    routes = set(re.findall(r'"(/[\w./-]*)"', source.read_text()))
    inner = {route for route in routes if route.startswith("/_")}

    assert all(any(known.startswith(route.rstrip("/")) for _, known in SERVED_TO_ANYBODY) for route in inner - CLOSED)
    assert '"/health"' in source.read_text()


CLOSED = {
    "/_localstack/",
    "/_ministack/elasticache/ca.pem",
    "/_ministack/iot/ca.pem",
    "/_ministack/rds/ca.pem",
}


def test_our_own_processes_read_the_mails_and_do_not_reset(gated: Gated) -> None:
    """Issue 11 C12. The secret opens what is needed, and no more."""
    ours = gated.engine.admin_headers

    assert json.loads(gated.ask("GET", "/_ministack/ses/messages", ours).body) == {"messages": {}}
    assert gated.ask("GET", "/_ministack/health", ours).status == 200
    assert gated.ask("POST", "/_ministack/reset", ours).status == REFUSED
    assert gated.ask("POST", "/_ministack/config", ours).status == REFUSED
    assert gated.still_has_its_tables()


def test_each_start_has_a_secret_of_its_own(gated: Gated) -> None:
    with ministack() as other:
        assert gated.ask("GET", "/_ministack/ses/messages", other.admin_headers).status == REFUSED


@pytest.mark.parametrize("access_key_id", ["test", "000000000000", "111111111111", "", "AKIAUNKNOWN"])
def test_a_key_without_its_secret_opens_nothing(gated: Gated, access_key_id: str) -> None:
    """Issue 11 C12. MiniStack takes "test", twelve digits and no key at all for its administrator, unchecked."""
    assert gated.ask("POST", "/", {**LIST_TABLES, **claimed(access_key_id)}, b"{}").status in (400, REFUSED)
    listing = f"/{NAMES.originals}?list-type=2"
    assert gated.ask("GET", listing, claimed(access_key_id, "s3")).status == REFUSED
    bare = urlencode({"X-Amz-Credential": f"{access_key_id}/20261129/{REGION}/s3/aws4_request"})
    assert gated.ask("GET", f"{listing}&{bare}").status == REFUSED
    old = urlencode({"AWSAccessKeyId": access_key_id, "Signature": "0", "Expires": "9999999999"})
    assert gated.ask("GET", f"{listing}&{old}").status == REFUSED


def test_the_administrators_key_needs_its_secret(gated: Gated) -> None:
    right = AccessKey(gated.engine.access_key, gated.engine.secret_key)
    wrong = AccessKey(gated.engine.access_key, "another secret")

    assert gated.signed(right, LIST_TABLES, b"{}").status == 200
    assert gated.signed(wrong, LIST_TABLES, b"{}").status in (400, REFUSED)
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        Aws(REGION, gated.engine.endpoint_url, wrong).client("s3").list_buckets()


def test_what_was_signed_is_what_is_done(gated: Gated) -> None:
    """Neither another body, nor a second key beside the one that is checked."""
    body = b"{}"
    scope = Scope.at(datetime.now(UTC), REGION, "dynamodb")
    credentials = gated.root.credentials.now()
    given = (("host", f"{HOST}:{gated.engine.port}"), *LIST_TABLES.items())
    headers = dict(sign_post(credentials, scope, given, body))

    assert gated.ask("POST", "/", headers, body).status == 200
    assert gated.ask("POST", "/", headers, b'{"Limit": 1}').status in (400, REFUSED)
    doubled = headers["authorization"].replace("Credential=", "Credential=test/x/x/x/x, Credential=", 1)
    assert gated.ask("POST", "/", {**headers, "authorization": doubled}, body).status in (400, REFUSED)
    beside = urlencode({"X-Amz-Credential": f"test/20261129/{REGION}/dynamodb/aws4_request"})
    assert gated.ask("POST", f"/?{beside}", headers, body).status in (400, REFUSED)


@pytest.mark.parametrize("service", ["lambda", "execute-api", "ecr", "eks", "ec2", "sns"])
def test_only_the_services_that_are_used_answer(gated: Gated, service: str) -> None:
    """Issue 11 C12. Not even to whoever holds a key."""
    key = AccessKey(gated.engine.access_key, gated.engine.secret_key)

    assert gated.signed(key, {"content-type": "application/json"}, b"{}", service).status == REFUSED


@pytest.mark.parametrize("host", ["other.example", "other.example:{port}", "gated-originals.s3.{port}", "127.0.0.1"])
def test_only_its_own_name_is_answered(gated: Gated, host: str) -> None:
    """Issue 11 C12. A site may let its name lead to this machine, and be of one origin with the engine."""
    host = host.replace("{port}", str(gated.engine.port))

    assert gated.ask("GET", "/_ministack/ses/messages", gated.engine.admin_headers, host=host).status == REFUSED
    target = gated.object_link().removeprefix(gated.engine.endpoint_url)
    assert gated.ask("GET", target, host=host).status == REFUSED


def test_two_hosts_or_none_are_refused(gated: Gated) -> None:
    for lines in (f"Host: {HOST}:{gated.engine.port}\r\nHost: other.example\r\n", ""):
        with socket.create_connection((HOST, gated.engine.port), timeout=20) as connection:
            connection.sendall(f"GET / HTTP/1.1\r\n{lines}Connection: close\r\n\r\n".encode())
            assert connection.recv(64).split(b" ")[1] in (b"400", b"403")


@pytest.mark.parametrize("origin", [OTHER_ORIGIN, "null", "http://127.0.0.1:8001", "http://127.0.0.1:8000.example"])
def test_no_page_of_another_origin_is_answered(gated: Gated, origin: str) -> None:
    """Issue 11 C12. Also not by a page that has come by a signed address."""
    target = gated.object_link().removeprefix(gated.engine.endpoint_url)
    wants = {"origin": origin, "access-control-request-method": "GET", "access-control-request-headers": "x-amz-target"}

    for answer in (
        gated.ask("OPTIONS", "/", wants),
        gated.ask("OPTIONS", "/_ministack/ses/messages", wants),
        gated.ask("OPTIONS", target, wants),
        gated.ask("GET", target, {"origin": origin}),
        gated.ask("POST", "/_ministack/reset", {"origin": origin, **gated.engine.admin_headers}),
    ):
        assert answer.status == REFUSED
        assert "access-control-allow-origin" not in answer.headers


def test_our_page_may_use_signed_addresses(gated: Gated) -> None:
    """The S3 CORS that uploads from the page need."""
    target = gated.object_link().removeprefix(gated.engine.endpoint_url)
    wants = {"origin": APP_ORIGIN, "access-control-request-method": "PUT", "access-control-request-headers": "x-a"}

    preflight = gated.ask("OPTIONS", target, wants)
    shown = gated.ask("GET", target, {"origin": APP_ORIGIN})

    assert (preflight.status, shown.status, shown.body) == (200, 200, b"a photo")
    assert {answer.headers["access-control-allow-origin"] for answer in (preflight, shown)} == {APP_ORIGIN}
    assert gated.ask("GET", target).body == b"a photo"


def test_our_page_has_no_way_to_anything_but_storage(gated: Gated) -> None:
    headers = {**LIST_TABLES, "origin": APP_ORIGIN}

    assert gated.ask("OPTIONS", "/", {"origin": APP_ORIGIN, "access-control-request-method": "POST"}).status == REFUSED
    assert gated.signed(gated.key, headers, b"{}").status == REFUSED


def test_a_signed_address_is_good_for_what_was_signed_alone(gated: Gated) -> None:
    link = gated.object_link()
    target = link.removeprefix(gated.engine.endpoint_url)
    path, query = urlsplit(link).path, urlsplit(link).query
    old = re.sub(r"X-Amz-Date=\d+T\d+Z", "X-Amz-Date=20261001T000000Z", target)
    forged = re.sub(r"Signature=\w{8}", "Signature=00000000", target)

    assert gated.ask("GET", target).status == 200
    for method, other in (
        ("PUT", target),
        ("DELETE", target),
        ("GET", target.replace("one.jpg", "two.jpg")),
        ("GET", old),
        ("GET", forged),
        ("GET", f"{path}?{query.replace('X-Amz-Algorithm=AWS4-HMAC-SHA256&', '')}"),
        ("GET", f"{path}?{query.replace('X-Amz-', 'x-amz-')}"),
        ("GET", f"{target}&X-Amz-Credential=test/20261129/{REGION}/s3/aws4_request"),
        ("GET", f"/_ministack/ses/messages?{query}"),
        ("GET", f"/{NAMES.originals}?{query}"),
    ):
        assert gated.ask(method, other).status == REFUSED, other
    assert gated.ask("GET", target, {"x-amz-meta-own": "1"}).status == REFUSED


def test_a_form_without_a_signature_stores_nothing(gated: Gated) -> None:
    form = b'--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nx\r\n--b--\r\n'
    content_type = {"content-type": "multipart/form-data; boundary=b"}

    assert gated.ask("POST", f"/{NAMES.originals}", content_type, form).status == REFUSED


def test_no_socket_of_the_web_is_opened(gated: Gated) -> None:
    upgrade = {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "MTIzNDU2Nzg5MDEyMzQ1Ng==",
    }

    assert gated.ask("GET", "/_aws/execute-api/a/prod", upgrade).status == REFUSED


def test_a_refused_upload_leaves_its_connection_usable(gated: Gated) -> None:
    """A browser sends the body after the headers, and its next request over the same connection."""
    head = f"Host: {HOST}:{gated.engine.port}\r\nContent-Length: 5\r\n\r\n"
    with socket.create_connection((HOST, gated.engine.port), timeout=20) as connection:
        for _ in range(2):
            connection.sendall(f"PUT /{NAMES.originals}/photos/two.jpg HTTP/1.1\r\n{head}".encode())
            readable, _, _ = select.select([connection], [], [], 0.2)
            assert not readable
            connection.sendall(b"photo")
            response = http.client.HTTPResponse(connection)
            response.begin()
            assert response.status == REFUSED
            assert b"AccessDenied" in response.read()
