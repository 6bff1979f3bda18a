"""Connections: a thread each, kept alive, with limits on size and time."""

from __future__ import annotations

import contextlib
import logging
import socket
import socketserver
import threading
import time
import uuid
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

from infra.local.gateway.http1 import HEAD_LIMIT, Head, parse_head, read_chunks
from infra.local.gateway.messages import Answer, Request
from infra.local.gateway.problems import Problem

if TYPE_CHECKING:
    from infra.local.gateway.access_log import AccessLog

log = logging.getLogger("imagora.gateway")

BODY_LIMIT = 6 * 1024 * 1024
"""Bytes; Lambda takes no more in one synchronous call."""

_IDLE_SECONDS = 75.0
_REQUEST_SECONDS = 60.0
_CONNECTIONS = 256
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class Responder(Protocol):
    """What stands behind the connections: `Gateway`."""

    def respond(self, request: Request) -> Answer: ...

    def refuse(self, problem: Problem, request_id: str) -> Answer: ...


class GatewayServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], responder: Responder, access_log: AccessLog) -> None:
        self.responder = responder
        self.access_log = access_log
        self._open: set[Connection] = set()
        self._changed = threading.Condition()
        self.stopping = False
        super().__init__(address, Connection)

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, args=(0.1,), name="gateway", daemon=True).start()

    def stop(self, timeout: float) -> None:
        """Close idle connections at once, busy ones when they have answered or time is up."""
        self.stopping = True
        self.shutdown()
        self.server_close()
        with self._changed:
            for connection in self._open:
                if not connection.busy:
                    connection.hang_up()
            self._changed.wait_for(lambda: not self._open, timeout)
            for connection in self._open:
                connection.hang_up()

    def opened(self, connection: Connection) -> bool:
        """Note a connection; False when there are too many."""
        with self._changed:
            if len(self._open) >= _CONNECTIONS:
                return False
            self._open.add(connection)
            return True

    def closed(self, connection: Connection) -> None:
        with self._changed:
            self._open.discard(connection)
            self._changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.exception("a connection broke")  # noqa: LOG004 - called while it is handled


class _Gone(Exception):
    """The client closed the connection, or was too slow."""


class Connection(socketserver.BaseRequestHandler):
    """One client: requests are read, answered and logged in turn."""

    server: GatewayServer
    request: socket.socket

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray()
        self._deadline = 0.0
        self.busy = False

    def handle(self) -> None:
        if not self.server.opened(self):
            self._refuse(Problem("unavailable", "Too many connections.", [("Retry-After", "1")]))
            return
        try:
            while not self.server.stopping and self._serve_one():
                pass
        except (_Gone, OSError):
            pass
        finally:
            self.server.closed(self)

    def hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self.request.shutdown(socket.SHUT_RDWR)

    def _serve_one(self) -> bool:
        """Read and answer one request; whether another may follow."""
        try:
            self._await_request()
            started = time.monotonic()
            head = parse_head(self._read_head())
            body = self._read_body(head)
        except Problem as problem:
            self._refuse(problem)
            return False
        request = Request(head.method, head.target, head.headers, body, self.client_address[0], str(uuid.uuid4()))
        answer = self.server.responder.respond(request)
        keep_alive = head.keep_alive and not self.server.stopping
        self._send(answer, with_body=head.method != "HEAD", keep_alive=keep_alive)
        self.server.access_log.write(
            request.method, request.path, answer.status, time.monotonic() - started, len(answer.body)
        )
        self.busy = False
        return keep_alive

    def _await_request(self) -> None:
        self._deadline = time.monotonic() + _IDLE_SECONDS
        while not self._buffer:
            self._fill()
        self.busy = True
        self._deadline = time.monotonic() + _REQUEST_SECONDS

    def _fill(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise _Gone
        self.request.settimeout(left)
        data = self.request.recv(65536)
        if not data:
            raise _Gone
        self._buffer += data

    def _read_head(self) -> bytes:
        if self._buffer.startswith(b"\r\n"):
            del self._buffer[:2]
        searched = 0
        while (end := self._buffer.find(b"\r\n\r\n", searched)) < 0:
            if len(self._buffer) > HEAD_LIMIT:
                raise Problem("headers_too_large", f"The head is larger than {HEAD_LIMIT} bytes.")
            searched = max(0, len(self._buffer) - 3)
            self._fill()
        if end > HEAD_LIMIT:
            raise Problem("headers_too_large", f"The head is larger than {HEAD_LIMIT} bytes.")
        return self._take(end, skip=4)

    def _read_body(self, head: Head) -> bytes:
        if head.length is not None and head.length > BODY_LIMIT:
            raise Problem("too_large", f"A body has at most {BODY_LIMIT} bytes.")
        if head.length == 0:
            return b""
        if head.expects_continue and not self._buffer:
            self.request.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if head.length is None:
            return read_chunks(self._read_line, self._read_exactly, BODY_LIMIT)
        return self._read_exactly(head.length)

    def _read_exactly(self, count: int) -> bytes:
        while len(self._buffer) < count:
            self._fill()
        return self._take(count)

    def _read_line(self, limit: int) -> bytes:
        while (end := self._buffer.find(b"\r\n")) < 0:
            if len(self._buffer) > limit:
                raise Problem("malformed_request", "A line is too long.")
            self._fill()
        return self._take(end, skip=2)

    def _take(self, count: int, *, skip: int = 0) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[: count + skip]
        return taken

    def _refuse(self, problem: Problem) -> None:
        """Answer what could not be read, and close: where its end is, nobody knows."""
        started = time.monotonic()
        answer = self.server.responder.refuse(problem, str(uuid.uuid4()))
        with contextlib.suppress(OSError):
            self._send(answer, with_body=True, keep_alive=False)
            self._drain()
        self.server.access_log.write("-", "(unreadable)", answer.status, time.monotonic() - started, len(answer.body))

    def _drain(self) -> None:
        """Read on for a moment, so that closing does not reset the answer away under a client still sending."""
        self.request.shutdown(socket.SHUT_WR)
        self.request.settimeout(0.5)
        end = time.monotonic() + 2
        while time.monotonic() < end and self.request.recv(65536):
            pass

    def _send(self, answer: Answer, *, with_body: bool, keep_alive: bool) -> None:
        lines = [f"HTTP/1.1 {answer.status} {_PHRASES.get(answer.status, '')}"]
        lines += [f"{name}: {value}" for name, value in answer.headers.items()]
        if answer.status not in (204, 304):
            lines.append(f"Content-Length: {len(answer.body)}")
        lines.append(f"Date: {formatdate(usegmt=True)}")
        lines.append(f"Connection: {'keep-alive' if keep_alive else 'close'}")
        head = "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"
        self.request.settimeout(_REQUEST_SECONDS)
        self.request.sendall(head + answer.body if with_body else head)
