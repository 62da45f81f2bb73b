"""TLS to DynamoDB with the machine's trusted certificates, which SSL_CERT_FILE sets for OpenSSL."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from aws.clients import AccessKey, Aws
from aws.transport import json_client, pool
from aws.transport.pool import ConnectionFailed
from tests.aws import scripted_server
from tests.aws.conftest import REGION
from tests.aws.scripted_server import Server, responds

LARGE = b'{"Item":{"event_id":{"S":"%b"}}}' % (b"x" * 400_000)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A self-signed certificate of 127.0.0.1, with its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "engine")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), False)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(secret + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def engine(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(json_client, "MIN_BACKOFF_SECONDS", 0)
    tls_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls_context.load_cert_chain(certificate)
    pool._tls_context.cache_clear()
    with scripted_server.server(responds(LARGE), tls_context=tls_context) as running:
        yield running
    pool._tls_context.cache_clear()


async def test_large_requests_and_responses_share_one_connection(
    engine: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    aws, value = Aws(REGION, engine.url, AccessKey("a", "b")), "y" * 3_000_000
    for _ in range(3):
        response = await aws.call("dynamodb", "get_item", Key={"event_id": {"S": value}})
        assert len(response["Item"]["event_id"]["S"]) == 400_000
    assert engine.connections == 1
    assert all(value.encode() in body for _, body in engine.requests)


async def test_concurrent_calls_each_get_a_response(
    engine: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    aws = Aws(REGION, engine.url, AccessKey("a", "b"))
    found = await asyncio.gather(*(aws.call("dynamodb", "get_item", Key={}) for _ in range(8)))
    assert all(len(response["Item"]["event_id"]["S"]) == 400_000 for response in found)


async def test_nothing_is_sent_to_a_server_with_an_untrusted_certificate(engine: Server) -> None:
    aws = Aws(REGION, engine.url, AccessKey("a", "b"))
    with pytest.raises(ConnectionFailed, match="SSLCertVerificationError"):
        await aws.call("dynamodb", "get_item", Key={})
    assert engine.requests == []


async def test_nothing_is_sent_to_a_server_with_another_name(
    engine: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    aws = Aws(REGION, engine.url.replace("127.0.0.1", "localhost"), AccessKey("a", "b"))
    with pytest.raises(ConnectionFailed, match="SSLCertVerificationError"):
        await aws.call("dynamodb", "get_item", Key={})
    assert engine.requests == []
