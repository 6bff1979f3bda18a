"""The stack in this process, once a test run: moto over HTTP, the template applied, handlers called by the pump."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import msgspec
import pytest
from imagora import wiring
from infra.local.gateway import Gateway
from infra.local.pump import EventPump, InProcess, read_functions
from infra.local.services import Services
from infra.local.stack import ROOT, clients, make_gateway, provision

_PASSWORD = "correct horse battery"
_names = count(1)


@dataclass(frozen=True)
class Reply:
    """An answer of the API, its body decoded."""

    status: int
    headers: dict[str, str]
    body: Any

    def __getitem__(self, name: str) -> Any:
        return self.body[name]


@dataclass
class Api:
    """Calls the gateway without a socket."""

    gateway: Gateway

    def __call__(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, key: str | None = None, **headers: str
    ) -> Reply:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if key:
            sent["Idempotency-Key"] = key
        raw = b"" if body is None else body if isinstance(body, bytes) else msgspec.json.encode(body)
        if raw and "Content-Type" not in sent:
            sent["Content-Type"] = "application/json"
        answer = self.gateway.handle(method, path, sent, raw)
        content = answer.headers.get("content-type") or ""
        decoded = msgspec.json.decode(answer.body) if "json" in content and answer.body else answer.body
        return Reply(answer.status, {name.lower(): value for name, value in answer.headers.items()}, decoded)


@dataclass
class Person:
    """Somebody with an account, signed in."""

    api: Api
    handle: str
    email: str
    password: str
    id: str
    token: str
    refresh_token: str = ""

    def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> Reply:
        return self.api(method, path, body, token=self.token, **options)


@dataclass
class Stack:
    """What an integration test works with."""

    services: Services
    gateway: Gateway
    pump: EventPump
    environment: dict[str, str]
    api: Api
    clients: Any = field(repr=False)

    def person(self, **profile: Any) -> Person:
        """Sign somebody up and in."""
        handle = profile.pop("handle", f"person_{next(_names)}_{os.getpid()}"[:30])
        email = f"{handle}@example.org"
        made = self.api(
            "POST", "/v1/accounts", {"email": email, "password": _PASSWORD, "handle": handle, "name": handle} | profile
        )
        assert made.status == 201, made
        session = self.api("POST", "/v1/sessions", {"email": email, "password": _PASSWORD})
        assert session.status == 201, session
        return Person(
            self.api, handle, email, _PASSWORD, made["id"], session["access_token"], session["refresh_token"]
        )

    def upload(self, person: Person, data: bytes, content_type: str = "image/png", **draft: Any) -> str:
        """Upload a picture the way a browser does; its id, still `processing` until the pump delivers."""
        made = person("POST", "/v1/uploads", {"content_type": content_type, "bytes": len(data), **draft})
        assert made.status == 201, made
        form = made["upload"]
        sent = httpx.post(form["url"], data=form["fields"], files={"file": ("picture", data, content_type)})
        assert sent.is_success, sent.text
        return str(made["media"]["id"])


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    services = Services()
    services.start()
    before = dict(os.environ)
    try:
        shell = {"IMAGORA_WRITES_PER_MINUTE": "100000", "IMAGORA_SIGNUPS_PER_MINUTE": "100000", "IMAGORA_PUSH_LIMIT": "3"}
        applied, environment = provision(services, shell)
        os.environ.update(environment)
        wiring.forget()
        gateway = make_gateway(services, environment)
        invoke = InProcess(read_functions(applied.resources), ROOT)
        pump = EventPump(applied.resources, clients(services), invoke)
        yield Stack(services, gateway, pump, environment, Api(gateway), clients(services))
    finally:
        services.stop()
        os.environ.clear()
        os.environ.update(before)
        wiring.forget()
