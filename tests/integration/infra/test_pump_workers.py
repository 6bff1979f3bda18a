"""Handlers in processes of their own: answers, failures, timeouts, deaths and a clean stop."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.pump.mappings import FunctionSpec
from infra.local.workers import HandlerFailed, PoolClosed, RoutedInvoker, WorkerLost, WorkerPool

HANDLER = """
import os, threading
print("loaded")

def handle(event, context):
    what = event["what"]
    if what == "raise":
        raise ValueError("no such picture")
    if what == "hang":
        threading.Event().wait(60)
    if what == "die":
        os._exit(9)
    print("drawing", what)
    return {
        "pid": os.getpid(),
        "what": what,
        "stage": os.environ["IMAGORA_STAGE"],
        "own": os.environ["OWN"],
        "name": context.function_name,
        "left": context.get_remaining_time_in_millis(),
        "request": context.aws_request_id,
    }
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "functions" / "draw_picture"
    folder.mkdir(parents=True)
    (folder / "handler.py").write_text(HANDLER)
    return tmp_path


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def pool(code: Path, lines: list[str]) -> Iterator[WorkerPool]:
    functions = {
        "DrawPicture": FunctionSpec(
            id="DrawPicture",
            name="imagora-local-draw",
            handler="handler.handle",
            timeout=1,
            memory=512,
            environment={"OWN": "yes"},
        )
    }
    pool = WorkerPool(
        functions,
        code,
        size=1,
        environment={"IMAGORA_STAGE": "local"},
        preload=["DrawPicture"],
        sink=lines.append,
    )
    pool.start()
    yield pool
    pool.stop()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_handler_answers_from_another_process_with_its_environment_and_context(
    pool: WorkerPool, lines: list[str]
) -> None:
    first: dict[str, Any] = pool("DrawPicture", {"what": "a cat"})
    second: dict[str, Any] = pool("imagora-local-draw", {"what": "a dog"})
    assert first["pid"] == second["pid"] == pool.pids()[0] != os.getpid()
    assert (first["stage"], first["own"], first["name"]) == ("local", "yes", "imagora-local-draw")
    assert 0 < first["left"] <= 1000
    assert first["request"] != second["request"]
    pool.stop()
    assert lines[0] == "loaded"
    assert lines.count("loaded") == 1
    assert "drawing a cat" in lines


def test_a_failing_handler_raises_here_and_its_worker_lives_on(pool: WorkerPool) -> None:
    pids = pool.pids()
    with pytest.raises(HandlerFailed, match="ValueError: no such picture"):
        pool("DrawPicture", {"what": "raise"})
    assert pool("DrawPicture", {"what": "a cat"})["what"] == "a cat"
    assert pool.pids() == pids


@pytest.mark.parametrize("what", ["hang", "die"])
def test_a_worker_that_hangs_or_dies_is_replaced_and_the_call_counts_as_failed(pool: WorkerPool, what: str) -> None:
    lost = pool.pids()[0]
    with pytest.raises(WorkerLost):
        pool("DrawPicture", {"what": what})
    assert not is_alive(lost)
    assert pool("DrawPicture", {"what": "a cat"})["pid"] != lost


def test_an_event_that_is_not_json_fails_its_call_only(pool: WorkerPool) -> None:
    with pytest.raises(TypeError):
        pool("DrawPicture", {"what": object()})
    assert pool("DrawPicture", {"what": "a cat"})["what"] == "a cat"


def test_stopping_ends_every_process_in_time_even_one_that_works(pool: WorkerPool) -> None:
    pool("DrawPicture", {"what": "a cat"})
    pids = pool.pids()
    outcome: list[BaseException] = []

    def call() -> None:
        try:
            pool("DrawPicture", {"what": "hang"})
        except (WorkerLost, PoolClosed) as error:
            outcome.append(error)

    caller = threading.Thread(target=call)
    caller.start()
    started = time.monotonic()
    pool.stop(timeout=0.2)
    caller.join(5)
    assert time.monotonic() - started < 8
    assert len(outcome) == 1
    assert not any(is_alive(pid) for pid in pids)
    with pytest.raises(PoolClosed):
        pool("DrawPicture", {"what": "a cat"})


def test_some_functions_can_have_workers_of_their_own() -> None:
    calls: list[tuple[str, str]] = []
    invoke = RoutedInvoker(
        default=lambda name, event: calls.append(("light", name)),
        routes={"GenerateImage": lambda name, event: calls.append(("heavy", name))},
    )
    invoke("RelayStream", {})
    invoke("GenerateImage", {})
    assert calls == [("light", "RelayStream"), ("heavy", "GenerateImage")]
