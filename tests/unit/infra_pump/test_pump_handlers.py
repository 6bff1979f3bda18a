"""Handlers run in this process: loading, context, environment, plain JSON both ways."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.pump.handlers import InProcess, UnknownFunction
from infra.local.pump.mappings import FunctionSpec

HANDLER = """
import os
LOADED_FOR = os.environ["IMAGORA_TEST_STAGE"]

def handle(event, context):
    return {
        "stage": LOADED_FOR,
        "event": event,
        "name": context.function_name,
        "id": context.aws_request_id,
        "left": context.get_remaining_time_in_millis(),
        "pair": (1, 2),
    }
"""


@pytest.fixture
def invoke(tmp_path: Path) -> Iterator[InProcess]:
    folder = tmp_path / "functions" / "sweep_nothing"
    folder.mkdir(parents=True)
    (folder / "handler.py").write_text(HANDLER)
    environment = {"IMAGORA_TEST_STAGE": "local"}
    functions = {
        name: FunctionSpec(name, f"imagora-{name}", "handler.handle", 5, 128, environment)
        for name in ("SweepNothing", "NotThere")
    }
    invoke = InProcess(functions, tmp_path)
    yield invoke
    invoke.close()


@pytest.mark.parametrize("name", ["SweepNothing", "imagora-SweepNothing"])
def test_a_handler_gets_its_event_context_and_environment(invoke: InProcess, name: str) -> None:
    answer: dict[str, Any] = invoke(name, {"n": 1})
    assert answer["event"] == {"n": 1}
    assert answer["stage"] == "local"
    assert answer["name"] == "imagora-SweepNothing"
    assert 0 < answer["left"] <= 5000
    assert answer["pair"] == [1, 2]


def test_it_is_loaded_once_and_each_call_has_its_own_request_id(invoke: InProcess) -> None:
    first = invoke("SweepNothing", {})
    os.environ["IMAGORA_TEST_STAGE"] = "changed"
    second = invoke("SweepNothing", {})
    assert first["id"] != second["id"]
    assert second["stage"] == "local"


def test_closing_puts_the_environment_back(invoke: InProcess) -> None:
    invoke.load("SweepNothing")
    assert os.environ["IMAGORA_TEST_STAGE"] == "local"
    invoke.close()
    assert "IMAGORA_TEST_STAGE" not in os.environ


@pytest.mark.parametrize("name", ["Nobody", "NotThere"])
def test_a_function_that_is_not_there_is_said_to_be_missing(invoke: InProcess, name: str) -> None:
    with pytest.raises(UnknownFunction):
        invoke(name, {})


def test_an_event_that_is_not_json_is_refused_as_the_wire_would(invoke: InProcess) -> None:
    with pytest.raises(TypeError):
        invoke("SweepNothing", {"when": object()})
