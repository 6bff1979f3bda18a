"""AWS Lambda's Runtime API on loopback, for one function run by the official Python runtime client (awslambdaric).

The function gets a Lambda-like environment: its code is read-only (no .pyc is ever written), the layer stands behind
the code on the path. Source of the protocol: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

from __future__ import annotations

import os
import queue
import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 600.0


class FunctionFailed(Exception):
    """The function's initialisation or invocation ended in an error."""


class RuntimeApi:
    """`poll` waits until the function asks for its next event, `invoke` gives it one and waits for the answer."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._polls: queue.Queue[None] = queue.Queue()
        self._events: queue.Queue[bytes | None] = queue.Queue()
        self._answers: queue.Queue[tuple[str, bytes]] = queue.Queue()
        threading.Thread(target=self._accept, daemon=True).start()

    def poll(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            try:
                return self._polls.get(timeout=0.2)
            except queue.Empty:
                if not self._answers.empty():
                    raise FunctionFailed(self._answers.get()[1].decode()[:2000]) from None
        raise FunctionFailed("the function never asked for an event")

    def invoke(self, event: bytes) -> bytes:
        """Raises FunctionFailed for an error. The function is idle again when `poll` returns."""
        self._events.put(event)
        path, body = self._answers.get(timeout=_PATIENCE)
        if not path.endswith("/response"):
            raise FunctionFailed(body.decode()[:2000])
        return body

    def close(self) -> None:
        self._events.put(None)
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            while line := lines.readline():
                path = line.split(b" ")[1].decode()
                body = self._body(connection, lines)
                if path.endswith("/invocation/next"):
                    self._polls.put(None)
                    event = self._events.get()
                    if event is None:
                        return
                    connection.sendall(_invocation(event))
                else:
                    self._answers.put((path, body))
                    connection.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}")

    @staticmethod
    def _body(connection: socket.socket, lines: object) -> bytes:
        length, chunked = 0, False
        while (header := lines.readline()) not in (b"\r\n", b""):  # type: ignore[attr-defined]
            lowered = header.lower()
            if lowered.startswith(b"content-length:"):
                length = int(header.split(b":")[1])
            chunked |= lowered.startswith(b"transfer-encoding:") and b"chunked" in lowered
            if lowered.startswith(b"expect:"):
                connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if not chunked:
            return lines.read(length)  # type: ignore[attr-defined, no-any-return]
        parts = []
        while size := int(lines.readline(), 16):  # type: ignore[attr-defined]
            parts.append(lines.read(size))  # type: ignore[attr-defined]
            lines.readline()  # type: ignore[attr-defined]
        lines.readline()  # type: ignore[attr-defined]
        return b"".join(parts)


def _invocation(event: bytes) -> bytes:
    deadline = int(time.time() * 1000) + 60_000
    return (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: {uuid.uuid4()}\r\n"
        f"Lambda-Runtime-Deadline-Ms: {deadline}\r\nLambda-Runtime-Invoked-Function-Arn: "
        "arn:aws:lambda:us-east-1:123456789012:function:bench\r\nLambda-Runtime-Trace-Id: "
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0\r\n"
        f"Content-Length: {len(event)}\r\n\r\n"
    ).encode() + event


def environment(
    code: Path, path: Sequence[Path], handler: str, address: str, more: Mapping[str, str]
) -> dict[str, str]:
    """What Lambda sets for a function."""
    return {
        "PATH": os.environ["PATH"],
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "PYTHONPATH": os.pathsep.join(map(str, (code, *path))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "AWS_LAMBDA_RUNTIME_API": address,
        "_HANDLER": handler,
        "LAMBDA_TASK_ROOT": str(code),
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/bench",
        "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "x" * 40,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        **more,
    }


@contextmanager
def running(command: Sequence[str], env: Mapping[str, str], cwd: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended, and waited for, whatever happens."""
    process = subprocess.Popen(command, env=dict(env), cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
