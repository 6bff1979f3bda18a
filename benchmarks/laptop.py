"""The laptop stack in this process, as the integration tests have it, with the built-in image generator."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from imagora import wiring
from infra.local.pump import EventPump, InProcess, read_functions
from infra.local.pump.peek import MotoPeek
from infra.local.services import Services
from infra.local.stack import ROOT, clients, make_gateway, provision
from tests.integration.painter import Painter
from tests.integration.stack import Api, HandSetClock, Stack

_SHELL = {
    "IMAGORA_WRITES_PER_MINUTE": "100000",
    "IMAGORA_SIGNUPS_PER_MINUTE": "100000",
    "IMAGORA_DAILY_PICTURES": "1000",
    "IMAGORA_PLANS": "free:100000:1000:1536:fast",
}
"""Nobody meets a limit of people, nor the slow lane, while something is measured."""


@contextmanager
def laptop(**shell: str) -> Iterator[Stack]:
    """A fresh stack; `shell` are IMAGORA_* variables besides those that lift the limits for people."""
    logging.getLogger().setLevel(logging.ERROR)
    services = Services()
    services.start()
    before, now = dict(os.environ), wiring.now
    try:
        applied, environment = provision(services, _SHELL | shell)
        os.environ.update(environment)
        wiring.forget()
        clock = HandSetClock()
        wiring.now = clock  # type: ignore[assignment]
        gateway = make_gateway(services, environment)
        invoke = InProcess(read_functions(applied.resources), ROOT)
        pump = EventPump(applied.resources, clients(services), invoke, peek=MotoPeek())
        yield Stack(services, gateway, pump, environment, Api(gateway), clock, Painter(), clients(services))
    finally:
        services.stop()
        os.environ.clear()
        os.environ.update(before)
        wiring.now = now
        wiring.forget()
