"""Lambda's runtime API on loopback, and a function process under AWS's own runtime client that is served by it.

Source: AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes".
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

PATIENCE_SECONDS = 1800
"""A cold start takes ten seconds under valgrind, and minutes where others want the same core."""


class FunctionFailed(Exception):
    """The function didn't start, or its handler raised; the message is what it reported."""


class RuntimeApi:
    """Serves one function process: hands out events, takes answers."""

    def __init__(self) -> None:
        self.events: Queue[bytes | None] = Queue()
        self.reports: Queue[tuple[str, bytes]] = Queue()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"api": self}))
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def invoke(self, event: bytes) -> bytes:
        """Hand out an event and wait until it was answered and the next one is asked for.

        Raises FunctionFailed where the function answered an error.
        """
        self.events.put(event)
        body = self.await_report("response")
        self.await_report("next")
        return body

    def await_report(self, expected: str) -> bytes:
        kind, body = self.reports.get(timeout=PATIENCE_SECONDS)
        if kind != expected:
            raise FunctionFailed(f"{kind}: {body.decode()[:4000]}")
        return body

    def close(self) -> None:
        self.events.put(None)
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    api: RuntimeApi

    def do_GET(self) -> None:
        self.api.reports.put(("next", b""))
        event = self.api.events.get()
        if event is None:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int((time.time() + 60) * 1000)))
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:bars")
        self.send_header("Lambda-Runtime-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793")
        self._finish(event)

    def do_POST(self) -> None:
        body = self._body()
        kind = "response" if self.path.endswith("/response") else "error"
        self.send_response(202)
        self._finish(b"{}")
        self.api.reports.put((kind, body))

    def _finish(self, body: bytes) -> None:
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *_: Any) -> None:
        """Say nothing: the measured process writes to the same terminal."""


@dataclass(frozen=True)
class Function:
    """A packaged function: its handler, the folders that Lambda puts on its path (its own first), its variables."""

    name: str
    handler: str
    path: tuple[Path, ...]
    environment: Mapping[str, str]

    def variables(self, api: RuntimeApi) -> dict[str, str]:
        return {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            "HOME": "/tmp",  # noqa: S108 - as in Lambda
            "PYTHONPATH": ":".join(map(str, self.path)),
            "PYTHONDONTWRITEBYTECODE": "1",  # the code's folders are read-only in Lambda
            "PYTHONHASHSEED": "0",  # in Lambda it is random; here counts have to repeat
            "AWS_LAMBDA_RUNTIME_API": api.address,
            "_HANDLER": self.handler,
            "LAMBDA_TASK_ROOT": str(self.path[0]),
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "x" * 40,
            "AWS_SESSION_TOKEN": "t" * 400,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_EXECUTION_ENV": f"AWS_Lambda_python{sys.version_info.major}.{sys.version_info.minor}",
            "AWS_LAMBDA_FUNCTION_NAME": "bars",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/bars",
            "AWS_LAMBDA_LOG_STREAM_NAME": "bars",
            **self.environment,
        }


@dataclass(frozen=True)
class Process:
    """A function that is up and waits for events."""

    api: RuntimeApi
    pid: int

    def invoke(self, event: Mapping[str, Any]) -> Any:
        return json.loads(self.api.invoke(json.dumps(event).encode()))

    def libraries(self) -> str:
        """The shared libraries that the process has loaded, as the kernel lists them."""
        return Path(f"/proc/{self.pid}/maps").read_text()


@contextmanager
def running(function: Function, python: Path, wrapper: tuple[str, ...] = ()) -> Iterator[Process]:
    """Start a function under awslambdaric (`python`'s), behind `wrapper` such as valgrind; ends it afterwards.

    Raises FunctionFailed when its module can't be imported.
    """
    api = RuntimeApi()
    process = subprocess.Popen(  # noqa: S603 - the function under test
        [*wrapper, str(python), "-m", "awslambdaric", function.handler],
        cwd=function.path[0],
        env=function.variables(api),
        stdout=subprocess.DEVNULL,
    )
    try:
        api.await_report("next")
        yield Process(api, process.pid)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        api.close()
