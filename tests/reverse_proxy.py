"""A reverse proxy that ends TLS, as Caddy or nginx stand before the service in a studio's network."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from local.engine import HOST
from tests.threaded_server import threaded_server

CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True)
class Certificate:
    """Of `localhost` and 127.0.0.1, signed by itself."""

    file: Path

    @classmethod
    def write(cls, folder: Path) -> Certificate:
        key = ec.generate_private_key(ec.SECP256R1())
        name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), datetime.now(UTC)
        names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address(HOST))])
        made = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(names, critical=False)
            .sign(key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = folder / "localhost.pem"
        file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        return cls(file)

    def trusted(self) -> ssl.SSLContext:
        """For clients."""
        return ssl.create_default_context(cafile=str(self.file))

    def served(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        return context


@dataclass(frozen=True)
class ReverseProxy:
    """Sends each request on, with `visitor` at the end of X-Forwarded-For. One request a connection.

    The visitor's address is made up: the real one would be this machine's, as the proxy's own is.
    """

    target_port: int
    visitor: str = "192.0.2.7"

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            to_reader, to_writer = await asyncio.open_connection(HOST, self.target_port)
            to_writer.write(_rewritten(head, self.visitor))
            answered = asyncio.create_task(_pump(to_reader, writer))
            sending = asyncio.create_task(_pump(reader, to_writer))
            # Whoever closes first ends both: a client that goes away must not leave its request behind.
            await asyncio.wait((answered, sending), return_when=asyncio.FIRST_COMPLETED)
            for task in (answered, sending):
                task.cancel()
            await asyncio.gather(answered, sending, return_exceptions=True)
            to_writer.close()
        writer.close()


def _rewritten(head: bytes, visitor: str) -> bytes:
    first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    fields = [line.partition(b":") for line in lines]
    known = [value.strip() for name, _, value in fields if name.lower() == b"x-forwarded-for"]
    kept = [
        b"%b:%b" % (name, value) for name, _, value in fields if name.lower() not in (b"x-forwarded-for", b"connection")
    ]
    added = [
        b"X-Forwarded-For: " + b", ".join([*known, visitor.encode()]),
        b"X-Forwarded-Proto: https",
        b"Connection: close",
    ]
    return b"\r\n".join([first, *kept, *added]) + b"\r\n\r\n"


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(CHUNK_BYTES):
        writer.write(data)
        await writer.drain()


@contextmanager
def reverse_proxy(port: int, target_port: int, certificate: Certificate) -> Iterator[None]:
    with threaded_server(ReverseProxy(target_port).carry, port, certificate.served()):
        yield
