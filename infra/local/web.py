"""A small WSGI server for loopback: persistent connections, no Nagle delay, no log lines."""

from __future__ import annotations

import io
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from infra.local.state import REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

BODY_LIMIT = 64_000_000
"""Bytes of one request's body."""


class LoopbackServer(ThreadingHTTPServer):
    """Serves a WSGI application on 127.0.0.1, a thread a connection."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, application: Application) -> None:
        self.application = application
        self._connections: set[socket.socket] = set()
        self._connections_lock = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    def track(self, connection: socket.socket) -> None:
        with self._connections_lock:
            self._connections.add(connection)

    def untrack(self, connection: socket.socket) -> None:
        with self._connections_lock:
            self._connections.discard(connection)

    def close_connections(self) -> None:
        """End persistent connections, so that no thread outlives the server."""
        with self._connections_lock:
            connections = list(self._connections)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle of an answer is no event."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120
    server: LoopbackServer

    def setup(self) -> None:
        super().setup()
        self.server.track(self.connection)

    def finish(self) -> None:
        self.server.untrack(self.connection)
        super().finish()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Quiet: the gateway prints what people do; these are its own calls."""

    def handle_expect_100(self) -> bool:
        """Say "go on" at once: left in the buffer, every SDK's upload would wait a second for it."""
        going_on = super().handle_expect_100()
        self.wfile.flush()
        return going_on

    def _serve(self) -> None:
        body = self._read_body()
        if body is None:
            self.close_connection = True
            self.send_error(413)
            return
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            started[:] = [(status, headers)]

        chunks = self.server.application(self._environ(body), start_response)
        self._answer(*started[0], b"".join(chunks))
        close = getattr(chunks, "close", None)
        if close is not None:
            close()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = _serve  # noqa: N815

    def _answer(self, status: str, headers: list[tuple[str, str]], payload: bytes) -> None:
        code, _, reason = status.partition(" ")
        self.send_response_only(int(code), reason)
        sized = False
        for name, value in headers:
            lowered = name.lower()
            if lowered in {"connection", "transfer-encoding"}:
                continue
            if lowered == "content-length":
                sized = True
                if self.command != "HEAD" and int(value) != len(payload):
                    value = str(len(payload))  # noqa: PLW2901
            self.send_header(name, value)
        if not sized and int(code) not in {204, 304}:
            self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        if self.command != "HEAD" and int(code) not in {204, 304}:
            self.wfile.write(payload)
        self.wfile.flush()

    def _read_body(self) -> bytes | None:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._read_chunks()
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_LIMIT:
            return None
        return self.rfile.read(length)

    def _read_chunks(self) -> bytes | None:
        body = bytearray()
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            if len(body) + size > BODY_LIMIT:
                return None
            if size == 0:
                while self.rfile.readline().strip():
                    continue  # trailers: a checksum that moto works out itself
                return bytes(body)
            body += self.rfile.read(size)
            self.rfile.readline()

    def _environ(self, body: bytes) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path, "latin-1"),
            "RAW_URI": self.path,
            "REQUEST_URI": self.path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(self.server.server_port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "imagora.body": body,
            "imagora.region": REGION,
        }
        for name in self.headers:
            key = name.upper().replace("-", "_")
            if "_" in name or key in {"CONTENT_TYPE", "CONTENT_LENGTH", "TRANSFER_ENCODING"}:
                continue
            environ[f"HTTP_{key}"] = ",".join(self.headers.get_all(name, []))
        return environ
