"""Trying again: what may be repeated, after how long, how often.

A server that is busy (429, 503) says in `Retry-After` when to come back; without it the pauses grow, with jitter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import stamina
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from imagora_cli.outcomes import Refused, Unavailable

LONGEST_WAIT = 30.0
"""Seconds that a command waits for a busy server at a time; one that asks for more is told to the person instead."""

_TRIES = 5
_TIMEOUT = 90.0


class Unreachable(Unavailable):
    """No answer came. `repeatable`: asking again can't do something twice."""

    def __init__(self, detail: str, *, repeatable: bool) -> None:
        super().__init__(detail)
        self.repeatable = repeatable


def pause(error: Exception) -> bool | float:
    """Whether to try again after this; how many seconds later, where the server said so."""
    if isinstance(error, Unreachable):
        return error.repeatable
    if not isinstance(error, Refused) or not _passing(error):
        return False
    if error.retry_after is None:
        return True
    return error.retry_after if error.retry_after <= LONGEST_WAIT else False


def _passing(error: Refused) -> bool:
    """A request that was turned away before it did anything, or whose first sending is still at work."""
    return error.code in ("rate_limited", "idempotency_in_flight") or error.status in (502, 503, 504)


def tries() -> Iterator[stamina.Attempt]:
    """`for attempt in tries(): with attempt: …`, at most five times and 90 seconds."""
    yield from stamina.retry_context(on=pause, attempts=_TRIES, timeout=_TIMEOUT, wait_initial=0.2, wait_max=5.0)


def tell(say: Callable[[str], None]) -> None:
    """Say so when something is tried again."""

    def told(details: RetryDetails) -> None:
        say(f"Busy or out of reach; trying again in {details.wait_for:.1f} s.")

    set_on_retry_hooks([told])
