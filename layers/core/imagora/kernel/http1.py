"""One HTTP/1.1 connection that posts JSON and stays open: what `wire` needs of the protocol, and no more.

`http.client` would do, but its parser of headers (the email package) costs a third of a bare cold start and half of a
call. Source: RFC 9112.
"""

from __future__ import annotations

import socket
from typing import IO, NamedTuple

CONNECT_SECONDS = 2
ANSWER_SECONDS = 10
_LONGEST_LINE = 16_384


class BrokenAnswer(OSError):
    """The connection ended within an answer, or what came is no HTTP."""


class Reply(NamedTuple):
    """`stays`: whether the connection may be used again."""

    status: int
    body: bytes
    stays: bool


class Connection:
    """To one host (`name` or `name:port`), with TLS where the scheme is https. One request at a time."""

    def __init__(self, scheme: str, host: str, answer_seconds: float | None = None) -> None:
        """Connect. Raises OSError when nobody answers within two seconds, or for who isn't trusted."""
        name, _, port = host.partition(":")
        address = name, int(port or (443 if scheme == "https" else 80))
        self._socket = socket.create_connection(address, CONNECT_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if scheme == "https":
            from imagora.kernel.trust import context

            self._socket = context().wrap_socket(self._socket, server_hostname=name)
        self._socket.settimeout(answer_seconds or ANSWER_SECONDS)
        self._incoming: IO[bytes] = self._socket.makefile("rb")

    def send(self, headers: dict[str, str], body: bytes) -> None:
        """Post to `/`. Raises OSError when the connection breaks: it is of no more use then."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._socket.sendall(f"POST / HTTP/1.1\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def receive(self) -> Reply:
        """The whole answer to what was sent.

        Raises OSError when the connection breaks or BrokenAnswer for nonsense: it is of no more use then.
        """
        version, _, rest = self._line().partition(b" ")
        if not version.startswith(b"HTTP/1.") or not rest[:3].isdigit():
            raise BrokenAnswer(f"no HTTP: {version[:20]!r}")
        fields = self._fields()
        if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
            content = b"".join(iter(self._chunk, b""))
        else:
            content = self._read(int(fields.get(b"content-length", b"0")))
        stays = version == b"HTTP/1.1" and fields.get(b"connection", b"").lower() != b"close"
        return Reply(int(rest[:3]), content, stays)

    def close(self) -> None:
        self._incoming.close()
        self._socket.close()

    def _fields(self) -> dict[bytes, bytes]:
        fields = {}
        while line := self._line():
            name, _, value = line.partition(b":")
            fields[name.lower()] = value.strip()
        return fields

    def _chunk(self) -> bytes:
        size = int(self._line().partition(b";")[0], 16)
        chunk = self._read(size)
        if size:
            self._line()
        else:
            self._fields()  # trailers
        return chunk

    def _line(self) -> bytes:
        line = self._incoming.readline(_LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise BrokenAnswer("the connection was closed")
        return line.rstrip(b"\r\n")

    def _read(self, size: int) -> bytes:
        content = self._incoming.read(size)
        if len(content) < size:
            raise BrokenAnswer("the connection was closed within an answer")
        return content
