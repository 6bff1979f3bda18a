"""Function handlers in processes of their own, so that drawing pictures does not hold up everything else.

`python -m infra.local.workers <fd>` is the child's side of `WorkerPool`; nobody else runs it.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from infra.local.pump.delivery import Invoker
from infra.local.pump.handlers import Handlers, UnknownFunction
from infra.local.pump.mappings import FunctionSpec

Sink = Callable[[str], None]
"""Takes one line that a handler wrote to its standard output or error, without the line break."""

_ROOT = Path(__file__).resolve().parents[2]
_STOP_SECONDS = 3.0
_BOOT_SECONDS = 60.0
"""For starting Python and importing a handler with all it needs, on a busy laptop."""
_OUTPUT_SECONDS = 0.2
"""For the last lines of a process that has ended."""


class HandlerFailed(RuntimeError):
    """The handler raised; the message is what it raised. Its traceback went to the worker's output."""


class WorkerLost(RuntimeError):
    """The worker died, or was killed for taking longer than its function's timeout. It has been replaced."""


class PoolClosed(RuntimeError):
    """The pool is stopping, or has not been started."""


class WorkerPool:
    """An Invoker over `size` processes. Calls beyond that wait their turn; waiting costs no function time.

    functions: the template's, with their timeouts and environments. code: where `functions/` lies.
    environment: what the processes get on top of this one's own. preload: functions imported at the start.
    sink: gets the handlers' output line by line; by default it goes to this process's standard error.
    """

    def __init__(
        self,
        functions: Mapping[str, FunctionSpec],
        code: Path,
        *,
        size: int = 2,
        environment: Mapping[str, str] | None = None,
        preload: Sequence[str] = (),
        sink: Sink | None = None,
    ) -> None:
        self._functions = functions
        self._setup = {
            "functions": [asdict(function) for function in functions.values()],
            "code": str(code),
            "preload": list(preload),
        }
        self._environment = dict(environment or {})
        self._size = size
        self._sink = sink or _to_stderr
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        self._workers: set[_Worker] = set()
        self._lock = threading.Lock()
        self._running = False

    def start(self) -> None:
        """Start the processes; the first call need not wait for all of them to be ready."""
        with self._lock:
            if self._running:
                return
            self._running = True
            self._idle = queue.LifoQueue()
        for _ in range(self._size):
            self._add_worker()

    def __call__(self, name: str, event: dict[str, Any]) -> Any:
        """Run a function and return its answer. Raises HandlerFailed, WorkerLost, UnknownFunction, PoolClosed."""
        function = self._find(name)
        worker = self._idle.get() if self._running else None
        if worker is None or not self._running:
            self._idle.put(None)
            raise PoolClosed("the workers are not running")
        try:
            answer = worker.call(function, event)
        except BaseException:
            self._replace(worker)
            raise
        self._idle.put(worker)
        if "error" in answer:
            raise HandlerFailed(answer["error"])
        return answer["result"]

    def stop(self, timeout: float = _STOP_SECONDS) -> None:
        """End all processes: those that work get `timeout` seconds to finish, then they are killed by pid."""
        with self._lock:
            if not self._running:
                return
            self._running = False
            workers = list(self._workers)
            self._workers.clear()
        self._idle.put(None)
        deadline = time.monotonic() + timeout
        for worker in workers:
            worker.ask_to_end()
        for worker in workers:
            worker.end(max(0.0, deadline - time.monotonic()))

    def pids(self) -> list[int]:
        with self._lock:
            return sorted(worker.pid for worker in self._workers)

    def _find(self, name: str) -> FunctionSpec:
        for function in self._functions.values():
            if name in (function.id, function.name):
                return function
        raise UnknownFunction(f"no function is called {name!r}")

    def _add_worker(self) -> None:
        """Put a new process at the callers' disposal, or, where the pool is stopping, tell them so."""
        with self._lock:
            worker = None
            if self._running:
                worker = _Worker(self._setup, {**os.environ, **self._environment}, self._sink)
                self._workers.add(worker)
            self._idle.put(worker)

    def _replace(self, worker: _Worker) -> None:
        worker.end(0.0)
        with self._lock:
            self._workers.discard(worker)
        self._add_worker()


class RoutedInvoker:
    """Sends some functions to an invoker of their own, so that slow ones cannot keep quick ones waiting."""

    def __init__(self, default: Invoker, routes: Mapping[str, Invoker]) -> None:
        self._default = default
        self._routes = dict(routes)

    def __call__(self, name: str, event: dict[str, Any]) -> Any:
        return self._routes.get(name, self._default)(name, event)


class _Worker:
    """The parent's end of one process."""

    def __init__(self, setup: Mapping[str, Any], environment: Mapping[str, str], sink: Sink) -> None:
        ours, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "infra.local.workers", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=[theirs.fileno()],
                cwd=_ROOT,
                env={**environment, "PYTHONUNBUFFERED": "1"},
                start_new_session=True,
            )
        self._connection: Connection = ours
        self._sending = threading.Lock()
        self._ready = False
        self._send(setup)
        self._output = threading.Thread(target=self._forward, args=(sink,), name="worker-output", daemon=True)
        self._output.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def call(self, function: FunctionSpec, event: dict[str, Any]) -> dict[str, Any]:
        """The child's answer: {"result"} or {"error"}. Raises WorkerLost past the function's timeout.

        Starting the process and importing the handler are not the function's time, as in Lambda.
        """
        if not self._ready:
            self._await("its start", _BOOT_SECONDS)
            self._ready = True
        self._send({"function": function.id, "event": event})
        answer = self._await(f"loading {function.id}", _BOOT_SECONDS)
        return self._await(function.id, function.timeout) if "loaded" in answer else answer

    def ask_to_end(self) -> None:
        """A child that works reads this when it is done."""
        self._send(None)

    def end(self, timeout: float) -> None:
        """Wait for the child to go, then kill it by its pid."""
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._output.join(_OUTPUT_SECONDS)

    def _await(self, what: str, seconds: float) -> dict[str, Any]:
        try:
            if not self._connection.poll(seconds):
                raise WorkerLost(f"{what} took longer than {seconds:g} s; the worker was stopped")
            answer: dict[str, Any] = json.loads(self._connection.recv_bytes())
        except (EOFError, OSError):
            raise WorkerLost(f"the worker died in {what}") from None
        return answer

    def _send(self, message: Mapping[str, Any] | None) -> None:
        """A child that is gone is noticed where its answer is awaited."""
        with self._sending, contextlib.suppress(OSError):
            self._connection.send_bytes(json.dumps(message).encode())

    def _forward(self, sink: Sink) -> None:
        output = self._process.stdout
        if output is None:
            return
        with output:
            for line in output:
                sink(line.decode(errors="replace").rstrip("\n"))


def _to_stderr(line: str) -> None:
    sys.stderr.write(line + "\n")


def _serve(connection: Connection) -> None:
    """The child: one setup, then a call at a time until the parent says None or is gone."""
    setup = json.loads(connection.recv_bytes())
    functions = {entry["id"]: FunctionSpec(**entry) for entry in setup["functions"]}
    handlers = Handlers(functions, Path(setup["code"]))
    for name in setup["preload"]:
        _attempt(partial(handlers.load, name))
    _reply(connection, {"ready": True})
    while (message := json.loads(connection.recv_bytes())) is not None:
        name, event = message["function"], message["event"]
        failed = _attempt(partial(handlers.load, name))
        if "error" in failed:
            _reply(connection, failed)
            continue
        _reply(connection, {"loaded": True})
        _reply(connection, _attempt(partial(handlers.call, name, event)))


def _attempt(action: Callable[[], Any]) -> dict[str, Any]:
    try:
        return {"result": action()}
    except Exception as error:
        traceback.print_exc()
        return {"error": f"{type(error).__name__}: {error}"}


def _reply(connection: Connection, message: Mapping[str, Any]) -> None:
    connection.send_bytes(json.dumps(message).encode())


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        _serve(Connection(int(sys.argv[1])))


if __name__ == "__main__":
    main()
