"""The gateway and the app in a process of their own.

Measured on two busy cores, speed does not decide it: a home page takes 7 ms at rest and 11 to 15 ms (median) while
twenty pictures are drawn, in a process of its own as in that of the services. What does: its imports run beside the
services', which makes a start two seconds shorter, and an app that breaks takes no data with it. It costs 85 MB.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from infra.local.datadir import CannotStart

_ROOT = Path(__file__).resolve().parents[2]
_BOOT_SECONDS = 60.0
_STOP_SECONDS = 1.5
"""How long the child lets requests under way finish."""
_OUTPUT_SECONDS = 0.2
_LIBRARIES = ("aws_lambda_powertools", "boto3", "chalice", "jwt", "msgspec", "pynamodb.models", "infra.local.gateway")

Sink = Callable[[str], None]


class Front:
    """The parent's end of the gateway's process.

    lines: gets request lines; log: what the app logs. The process starts with `start` and loads what it needs while the
    parent is still busy with the services; `serve` tells it the environment and waits until it listens.
    """

    def __init__(self, *, lines: Sink, log: Sink) -> None:
        self._lines = lines
        self._log = log
        self._process: subprocess.Popen[str] | None = None
        self._readers: list[threading.Thread] = []
        self._last_line = ""

    def start(self, *, port: int, static: Path, colour: bool = False) -> None:
        arguments = ["--port", str(port), "--static", str(static), *(["--colour"] if colour else [])]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "infra.local.front", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=_ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._read(self._process.stderr, self._take_log)

    def serve(self, environment: Mapping[str, str]) -> str:
        """The address that it listens on, with this environment of the API. Raises `CannotStart` when it does not."""
        process = self._process
        if process is None or process.stdout is None:
            raise CannotStart("the API's process was not started")
        too_long = threading.Timer(_BOOT_SECONDS, process.kill)
        too_long.start()
        try:
            self._order({"environment": dict(environment)})
            url = self._address(process.stdout.readline())
        finally:
            too_long.cancel()
        self._read(process.stdout, self._lines)
        return url

    def _address(self, line: str) -> str:
        """Where it listens, from its first line. Raises `CannotStart` with its own reason, or the last that it said."""
        answer: dict[str, str] = json.loads(line) if line else {"error": f"the API did not start: {self._last_words()}"}
        if "url" not in answer:
            raise CannotStart(answer["error"])
        return answer["url"]

    def _last_words(self) -> str:
        for reader in self._readers:
            reader.join(1.0)
        return f"{self._last_line or 'it ended'} (logs/functions.log in DATA_DIR has more)"

    def _take_log(self, line: str) -> None:
        self._last_line = line
        self._log(line)

    def make_demo(self, progress: Path) -> None:
        """Make demo people in the background; `progress` is the file that keeps how far that is."""
        self._order({"demo": str(progress)})

    def _order(self, order: Mapping[str, object]) -> None:
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):  # it is gone, which whoever waits for its answer or end notices
                self._process.stdin.write(json.dumps(order) + "\n")
                self._process.stdin.flush()

    @property
    def pid(self) -> int:
        return 0 if self._process is None else self._process.pid

    def wait(self) -> int:
        """Wait until the process is gone, for whatever reason; its exit status."""
        return 0 if self._process is None else self._process.wait()

    def stop(self, timeout: float = _STOP_SECONDS + 1) -> None:
        """Let it answer what is under way and go, for up to `timeout` seconds; then end the process by its pid.

        It keeps nothing that could be lost.
        """
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for reader in self._readers:
            reader.join(_OUTPUT_SECONDS)
        self._process = None

    def _read(self, stream: IO[str] | None, sink: Sink) -> None:
        def forward() -> None:
            for line in stream or ():
                sink(line.rstrip("\n"))

        reader = threading.Thread(target=forward, name="front-output", daemon=True)
        reader.start()
        self._readers.append(reader)


class _Terminal(io.TextIOWrapper):
    """Request lines on their way to the parent, coloured when its output is a terminal."""

    colour = False

    def isatty(self) -> bool:
        return self.colour

    def say(self, line: str) -> None:
        self.write(line + "\n")
        self.flush()


def _take_stdout(*, colour: bool) -> _Terminal:
    """Keep standard output for request lines: what the app prints and logs goes to standard error from here on."""
    lines = _Terminal(os.fdopen(os.dup(1), "wb"), encoding="utf-8")
    lines.colour = colour
    sys.stdout = sys.stderr
    return lines


def _load() -> None:
    """Import what the app will need and what reads no environment: most of the time that a start takes."""
    for name in _LIBRARIES:
        importlib.import_module(name)


def _start_gateway(arguments: argparse.Namespace, lines: _Terminal) -> Any:
    from infra.local.stack import gateway_of

    gateway = gateway_of(os.environ, port=arguments.port, static=Path(arguments.static), access_log=lines)
    try:
        gateway.start()
    except OSError as error:
        raise CannotStart(f"cannot listen on port {arguments.port}: {error.strerror}") from error
    return gateway


def main() -> None:
    """The child: serves until its standard input ends, which it does when the parent is gone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--static", required=True)
    parser.add_argument("--colour", action="store_true")
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lines = _take_stdout(colour=arguments.colour)
    _load()
    order = sys.stdin.readline()
    if order:
        _serve(arguments, json.loads(order), lines)


def _serve(arguments: argparse.Namespace, order: Mapping[str, Any], lines: _Terminal) -> None:
    os.environ.update(order["environment"])
    try:
        gateway = _start_gateway(arguments, lines)
    except CannotStart as error:
        lines.say(json.dumps({"error": str(error)}))
        return
    lines.say(json.dumps({"url": gateway.url}))
    for line in sys.stdin:
        _make_demo(gateway, Path(json.loads(line)["demo"]), lines)
    gateway.stop(_STOP_SECONDS)


def _make_demo(gateway: Any, progress: Path, lines: _Terminal) -> None:
    from infra.local import demo

    threading.Thread(target=demo.make, args=(gateway.handle, progress, lines.say), name="demo", daemon=True).start()


if __name__ == "__main__":
    main()
