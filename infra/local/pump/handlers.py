"""Running function handlers as Lambda does: loaded once, called with an event and a context."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from infra.local.pump.mappings import FunctionSpec

Handler = Callable[[dict[str, Any], "LambdaContext"], Any]


class LambdaContext:
    """The second argument of a handler, with what Lambda's has.

    https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
    """

    function_version = "$LATEST"
    identity = None
    client_context = None

    def __init__(self, function: FunctionSpec) -> None:
        self.function_name = function.name
        self.invoked_function_arn = function.arn
        self.memory_limit_in_mb = str(function.memory)
        self.aws_request_id = str(uuid.uuid4())
        self.log_group_name = f"/aws/lambda/{function.name}"
        self.log_stream_name = "local"
        self._deadline = time.monotonic() + function.timeout

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._deadline - time.monotonic()) * 1000))


class UnknownFunction(LookupError):
    """No function of that name is in the template, or its handler file is missing."""


class Handlers:
    """The handlers below `<code>/functions/`, each imported on its first call, once.

    A function's own environment is set just before its import and never again, as a Lambda's is at its start.
    """

    def __init__(self, functions: Mapping[str, FunctionSpec], code: Path) -> None:
        self._functions = functions
        self._code = code
        self._loaded: dict[str, Handler] = {}
        self._lock = threading.Lock()
        self._environment_before: dict[str, str | None] = {}

    def call(self, name: str, event: dict[str, Any]) -> Any:
        """Run a handler by logical id or name. Event and answer are made plain JSON, as on the wire."""
        function = self._find(name)
        handler = self._handler(function)
        answer = handler(json.loads(json.dumps(event)), LambdaContext(function))
        return json.loads(json.dumps(answer))

    def load(self, name: str) -> None:
        """Import a handler ahead of its first call."""
        self._handler(self._find(name))

    def restore_environment(self) -> None:
        """Put the process's environment back as it was before the first handler was loaded."""
        for name, value in self._environment_before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._environment_before.clear()

    def _find(self, name: str) -> FunctionSpec:
        for function in self._functions.values():
            if name in (function.id, function.name):
                return function
        raise UnknownFunction(f"no function is called {name!r}")

    def _handler(self, function: FunctionSpec) -> Handler:
        with self._lock:
            if function.id not in self._loaded:
                self._set_environment(function)
                self._loaded[function.id] = self._import(function)
            return self._loaded[function.id]

    def _set_environment(self, function: FunctionSpec) -> None:
        for name, value in function.environment.items():
            self._environment_before.setdefault(name, os.environ.get(name))
            os.environ[name] = value

    def _import(self, function: FunctionSpec) -> Handler:
        module_name, _, attribute = function.handler.rpartition(".")
        path = self._code / "functions" / function.folder / f"{module_name.replace('.', '/')}.py"
        if not path.is_file():
            raise UnknownFunction(f"{function.id}: there is no {path}")
        full_name = f"functions.{function.folder}.{module_name}"
        module = sys.modules.get(full_name)
        if module is None or getattr(module, "__file__", None) != str(path):
            spec = importlib.util.spec_from_file_location(full_name, path)
            assert spec is not None and spec.loader is not None  # noqa: PT018, S101 - a .py file has a loader
            module = importlib.util.module_from_spec(spec)
            sys.modules[full_name] = module
            try:
                spec.loader.exec_module(module)
            except BaseException:
                del sys.modules[full_name]
                raise
        handler: Handler = getattr(module, attribute)
        return handler


class InProcess:
    """An Invoker that runs handlers in this process: for tests, and for functions that are light."""

    def __init__(self, functions: Mapping[str, FunctionSpec], code: Path) -> None:
        self._handlers = Handlers(functions, code)

    def __call__(self, name: str, event: dict[str, Any]) -> Any:
        return self._handlers.call(name, event)

    def load(self, name: str) -> None:
        self._handlers.load(name)

    def close(self) -> None:
        self._handlers.restore_environment()
