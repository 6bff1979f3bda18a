"""A webhook's receiver on loopback, with and without TLS: well-behaved, slow, endless, or pointing elsewhere."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Answer = Callable[["Receiver", socket.socket], None]


@dataclass(frozen=True)
class Arrival:
    """One POST: the request line, its headers by small names, its body."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)


def says(status: int, *headers: str, body: bytes = b"") -> Answer:
    lines = [f"HTTP/1.1 {status} X", *headers, f"Content-Length: {len(body)}", "", ""]

    def answer(_: Receiver, connection: socket.socket) -> None:
        connection.sendall("\r\n".join(lines).encode() + body)

    return answer


def hangs(receiver: Receiver, _: socket.socket) -> None:
    receiver.done.wait(20)


def drips(receiver: Receiver, connection: socket.socket) -> None:
    """A head that never ends, a byte now and then, so that no single read takes long."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not receiver.done.wait(0.05):
        connection.sendall(b"x")


def floods(receiver: Receiver, connection: socket.socket) -> None:
    """Headers without end, as fast as they go."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not receiver.done.is_set():
        connection.sendall(b"X-More: " + b"y" * 1_000 + b"\r\n")


def pours(receiver: Receiver, connection: socket.socket) -> None:
    """A good head, and a body without end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not receiver.done.is_set():
        connection.sendall(b"2710\r\n" + b"z" * 10_000 + b"\r\n")


def closes(_: Receiver, connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def babbles(_: Receiver, connection: socket.socket) -> None:
    connection.sendall(b"220 mail.example.org ESMTP\r\n")


@dataclass
class Receiver:
    """Answers each POST with the next of its script, and the last one for ever."""

    script: list[Answer] = field(default_factory=lambda: [says(204)])
    tls: ssl.SSLContext | None = None
    arrivals: list[Arrival] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.done = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}/hook?of=mine"
        threading.Thread(target=self._accept, daemon=True).start()

    def answers(self, *script: Answer) -> None:
        self.script = list(script)

    def close(self) -> None:
        if not self.done.is_set():
            self.done.set()
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes whoever waits in accept
            self._socket.close()

    def _accept(self) -> None:
        while not self.done.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with suppress(OSError):  # who posts may hang up
            connection = self.tls.wrap_socket(plain, server_side=True) if self.tls else plain
            with connection, connection.makefile("rb") as incoming:
                self.arrivals.append(_arrival(incoming))
                (self.script.pop(0) if len(self.script) > 1 else self.script[0])(self, connection)


def _arrival(incoming: Any) -> Arrival:
    line = incoming.readline().decode().strip()
    headers: dict[str, str] = {}
    while header := incoming.readline().decode().strip():
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    return Arrival(line, headers, incoming.read(int(headers.get("content-length", "0"))))


def authority(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate for `name`, and a client's that trusts who issued it and nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain, secret)
    return server, ssl.create_default_context(cafile=str(chain))
