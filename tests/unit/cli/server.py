"""A server of a few lines for the command line's tests: what it is asked, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from imagora_cli import api
from imagora_cli.cli import main
from tests.unit.cli import asked

URL = "https://imagora.test"
ULID = "01M82KQYKHY4EA39C9X905FSN1"
OTHER = "01M82KQYKH781NEFDAE90E9NHP"

Answer = Callable[[httpx.Request], httpx.Response] | tuple[int, Any] | Sequence[Any]


@dataclass
class Server:
    """Answers by `METHOD /path`; a list is answered one after the other, its last for ever."""

    answers: dict[str, Any]
    asked: list[httpx.Request] = field(default_factory=list)
    held_to_contract: bool = True

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        headers = httpx.Headers(request.headers)  # the client may reuse the request for its next try
        if self.held_to_contract and request.url.path.startswith("/v1/"):
            asked.check(request)
        self.asked.append(httpx.Request(request.method, request.url, headers=headers, content=request.content))
        found = self.answers.get(f"{request.method} {request.url.path}")
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        if callable(found):
            return found(request)
        status, body, *headers = found or (404, problem(404, "route_not_found", "There is no such route."))
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return httpx.Response(status, content=content, headers=headers[0] if headers else {})

    def bodies(self, route: str) -> list[Any]:
        """What was sent to a route."""
        return [json.loads(one.content) for one in self.requests(route)]

    def requests(self, route: str) -> list[httpx.Request]:
        return [one for one in self.asked if f"{one.method} {one.url.path}" == route]


def problem(status: int, code: str, detail: str, **more: Any) -> dict[str, Any]:
    return {"type": f"/problems/{code}", "title": "No", "status": status, "code": code, "detail": detail} | more


@dataclass
class Shell:
    """Runs commands as a shell does, in this process."""

    capture: pytest.CaptureFixture[str]
    server: Server
    out: str = ""
    err: str = ""

    def __call__(self, *arguments: str) -> int:
        """Run a command; its exit code. `out` and `err` are what it wrote."""
        code = main([*arguments])
        self.out, self.err = self.capture.readouterr()
        return code

    @property
    def documents(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


def plug(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    """Have this server asked in place of the network."""
    monkeypatch.setattr(api, "client", lambda: httpx.Client(transport=httpx.MockTransport(server)))
