"""Leaving a checker alone that asked for it, or that is down: five hundred uploads shouldn't wait for it one by one."""

from __future__ import annotations

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final, Generic, TypeVar

from imagora.moderation.checkers.port import Checker, CheckerDown, CheckerRefused, Finding, Image, Text

PAUSE: Final = 10.0
"""Seconds without a question after a failure that named no time."""

LONGEST_PAUSE: Final = 60.0
"""However long it asked for: after that, one question tells whether it is back."""

C = TypeVar("C", Text, Image)


class Punctual(Generic[C]):
    """Wraps a checker: one that hasn't answered in time is down, however it tries again by itself.

    Somebody waits for their post. The question goes on in its thread until the checker's own limits end it.
    """

    def __init__(self, checker: Checker[C], seconds: float) -> None:
        self.name = checker.name
        self.floor = checker.floor
        self._checker: Checker[C] = checker
        self._seconds = seconds

    def sees(self, content: C) -> frozenset[str]:
        return self._checker.sees(content)

    def check(self, content: C) -> Finding:
        """Ask the checker. Raises as it does, and CheckerDown when the time is up."""
        answers: SimpleQueue[Finding | Exception] = SimpleQueue()
        Thread(target=self._ask, args=(content, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=self._seconds)
        except Empty as late:
            raise CheckerDown(self.name, "timeout", "out of time") from late
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _ask(self, content: C, answers: SimpleQueue[Finding | Exception]) -> None:
        try:
            answers.put(self._checker.check(content))
        except Exception as failure:
            answers.put(failure)


class Patient(Generic[C]):
    """Wraps a checker: while it is to be left alone, every question is answered CheckerDown at once.

    What it refuses for good (a used-up quota, wrong credentials) pauses it too; a single content that it won't judge
    doesn't. Each process remembers for itself. Threads may share one: two asking at a pause's end do no harm.
    """

    def __init__(self, checker: Checker[C], clock: Callable[[], float] = time.monotonic) -> None:
        self.name = checker.name
        self.floor = checker.floor
        self._checker: Checker[C] = checker
        self._clock = clock
        self._until = 0.0

    def sees(self, content: C) -> frozenset[str]:
        return self._checker.sees(content)

    def check(self, content: C) -> Finding:
        """Ask the checker, unless it is left alone. Raises as it does."""
        left = self._until - self._clock()
        if left > 0:
            raise CheckerDown(self.name, "left alone", retry_after=left)
        try:
            return self._checker.check(content)
        except CheckerDown as down:
            self._pause(down.retry_after)
            raise
        except CheckerRefused as refusal:
            if refusal.reason in {"quota", "credentials"}:
                self._pause(LONGEST_PAUSE)
            raise

    def _pause(self, seconds: float | None) -> None:
        self._until = self._clock() + min(PAUSE if seconds is None else seconds, LONGEST_PAUSE)
