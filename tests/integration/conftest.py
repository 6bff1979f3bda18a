"""The stack in this process, once a test run: moto over HTTP, the template applied, handlers called by the pump."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest

from imagora import wiring
from infra.local.pump import EventPump, InProcess, read_functions
from infra.local.services import Services
from infra.local.stack import ROOT, clients, make_gateway, provision
from tests.integration.painter import Painter
from tests.integration.stack import Api, HandSetClock, Person, Stack
from tests.ministack.services import chosen


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    services, peek = chosen()
    services.start()
    before = dict(os.environ)
    provider, now = wiring.provider, wiring.now
    try:
        shell = {
            "IMAGORA_WRITES_PER_MINUTE": "100000",
            "IMAGORA_SIGNUPS_PER_MINUTE": "100000",
            "IMAGORA_ASSISTS_PER_MINUTE": "100000",
            "IMAGORA_PUSH_LIMIT": "3",
            "IMAGORA_DAILY_PICTURES": "8",
        }
        applied, environment = provision(services, shell)
        os.environ.update(environment)
        wiring.forget()
        clock, painter = HandSetClock(), Painter()
        wiring.now, wiring.provider = clock, lambda: painter  # type: ignore[assignment]
        gateway = make_gateway(services, environment)
        invoke = InProcess(read_functions(applied.resources), ROOT)
        pump = EventPump(applied.resources, clients(services), invoke, peek=peek)
        yield Stack(services, gateway, pump, environment, Api(gateway), clock, painter, clients(services))
    finally:
        services.stop()
        os.environ.clear()
        os.environ.update(before)
        wiring.provider, wiring.now = provider, now
        wiring.forget()


@pytest.fixture(autouse=True)
def _settled(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test on the stack starts with nothing under way, and leaves neither plans nor messages to the next."""
    if "stack" not in request.fixturenames:
        yield
        if Services._running is not None and "town" in request.fixturenames:
            assert Services._running.strict.take_refusals() == [], "AWS refuses what was asked of it"
        return
    stack: Stack = request.getfixturevalue("stack")
    stack.drain()
    stack.calm()
    yield
    stack.painter.forget()
    stack.clock.ahead = timedelta()
    stack.drain(redeliver=True)
    assert stack.services.strict.take_refusals() == [], "AWS refuses what was asked of it"


@pytest.fixture
def ann(stack: Stack) -> Person:
    return stack.person()


@pytest.fixture
def bob(stack: Stack) -> Person:
    return stack.person()
