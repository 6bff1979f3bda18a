"""The end of the stack: in order, whole, and within its time, however busy the machine is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from infra.local import run
from infra.local.ending import Ending
from infra.local.front import Front

SERVICE_MANAGERS = 10.0
"""Seconds that are given to a service: `docker stop` kills it then."""


class Clock:
    """Moves when somebody waits."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.stopped: list[str] = []

    def __call__(self) -> float:
        return self.now

    def taking_all(self, name: str) -> Callable[[float], None]:
        """A part that isn't done in its time, and on a busy machine takes a little more."""

        def stop(timeout: float) -> None:
            assert timeout >= 0
            self.stopped.append(name)
            self.now += timeout + 0.2

        return stop


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_parts_that_all_take_their_time_share_one_limit_and_what_must_be_done_is_done(clock: Clock) -> None:
    saved: list[float] = []
    started = clock.now
    with Ending(run._STOP_SECONDS, clock) as ending:
        ending.wait("page", clock.taking_all("page"), run._PAGE_SECONDS)
        ending.call("snapshots", lambda: saved.append(clock.now))
        for name in ("quick", "pictures"):
            ending.wait(name, clock.taking_all(name), run._WORKERS_SECONDS)
        ending.wait("pump", clock.taking_all("pump"), run._PUMP_SECONDS)
        ending.wait("API", clock.taking_all("API"), run._API_SECONDS)
    assert clock.stopped == ["API", "pump", "pictures", "quick", "page"]
    assert saved[0] - started <= run._STOP_SECONDS + 4 * 0.2 + 0.001
    assert clock.now - started <= SERVICE_MANAGERS / 2


def test_time_that_nobody_took_is_there_for_the_others(clock: Clock) -> None:
    given: list[float] = []
    with Ending(4.0, clock) as ending:
        ending.wait("last", given.append, 3.0)
        ending.wait("second", clock.taking_all("second"), 2.8)
        ending.wait("first", given.append, 1.5)
    assert given == pytest.approx([1.5, 1.0])


def test_time_begins_with_the_end_not_with_the_start(clock: Clock) -> None:
    given: list[float] = []
    with Ending(4.0, clock) as ending:
        ending.wait("part", given.append, 1.5)
        clock.now += 86_400
    assert given == [1.5]


def test_part_that_fails_to_stop_keeps_no_other_from_it(clock: Clock) -> None:
    stopped: list[str] = []

    def fails() -> None:
        raise OSError("no")

    def starts() -> None:
        with Ending(4.0, clock) as ending:
            ending.call("first", lambda: stopped.append("first"))
            ending.call("second", fails)
            raise RuntimeError("the start failed")

    with pytest.raises(RuntimeError, match="the start failed"):
        starts()
    assert stopped == ["first"]


def test_api_that_does_not_end_is_ended() -> None:
    front = Front(lines=lambda _: None, log=lambda _: None)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], stdin=subprocess.PIPE, text=True)
    front._process = child
    front.stop(0.0)
    assert child.poll() is not None
    assert front.pid == 0
