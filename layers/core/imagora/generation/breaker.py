"""A circuit breaker a provider: who fails again and again is left alone, and asked now and then whether it is back.

`closed` lets everything through. Five failures in a row, each within a minute of the one before, open it. `open` lets
nothing through until its next probe is due: 15 s later, or when the provider said (a minute at most). Then one call is
let through as the probe (`half_open`), and one more every 15 s as long as none has come back. A probe that succeeds
closes it, one that fails opens it again. So at most two probes go out in any 15 s, and with people asking it is closed
15 s (60 s where the provider asked for that) and one call after the provider's recovery.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

State = Literal["closed", "open", "half_open"]

THRESHOLD: Final = 5
FORGET: Final = timedelta(seconds=60)
PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Breaker:
    """`failures` in a row, the last one at `failed_at`; `probe_at`: when the next probe may go out."""

    state: State = "closed"
    failures: int = 0
    failed_at: datetime | None = None
    probe_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a call may be made now; `probe`: it alone, to see. Otherwise `wait` seconds.

    `clean`: nothing failed lately, so that a success is no news.
    """

    admitted: bool
    probe: bool = False
    wait: float = 0.0
    clean: bool = True


THROUGH: Final = Admission(admitted=True)


def admit(breaker: Breaker, now: datetime) -> tuple[Admission, Breaker]:
    """Whether a call may be made, and the breaker after that. A probe is granted by whoever can write that breaker."""
    if breaker.state == "closed" or breaker.probe_at is None:
        return THROUGH if breaker == Breaker() else Admission(admitted=True, clean=False), breaker
    if now < breaker.probe_at:
        return Admission(admitted=False, wait=(breaker.probe_at - now).total_seconds()), breaker
    return Admission(admitted=True, probe=True, clean=False), replace(breaker, state="half_open", probe_at=now + PAUSE)


def succeeded(breaker: Breaker, *, probe: bool) -> Breaker:
    """After a call that was answered: with a picture, or with a refusal of this very prompt.

    A call that was under way when the breaker opened is no probe, and closes nothing.
    """
    return Breaker() if probe or breaker.state == "closed" else breaker


def failed(breaker: Breaker, now: datetime, *, probe: bool, retry_after: float | None = None) -> Breaker:
    """After a call that the provider was too busy, too slow or too broken for."""
    if breaker.state != "closed" and not probe:
        return breaker
    recent = breaker.failed_at is not None and now - breaker.failed_at <= FORGET
    failures = breaker.failures + 1 if recent or probe else 1
    if failures < THRESHOLD and not probe:
        return Breaker("closed", failures, now)
    pause = max(PAUSE, min(timedelta(seconds=retry_after or 0.0), LONGEST_PAUSE))
    return Breaker("open", failures, now, now + pause)
