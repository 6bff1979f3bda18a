"""What strikes come to: from the third that counts, each new one mutes its account for a day. All of it by itself ends.

Strikes are what people decided against somebody (a machine's decision alone is none). A mute follows from the strikes
that count and from nothing else, so whatever takes one back takes back what it led to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from imagora.moderation.events import Action

if TYPE_CHECKING:
    from imagora.moderation.case import Case
    from imagora.moderation.listing import Strike

STRIKING: Final[frozenset[Action]] = frozenset({"reject", "warn", "suspend"})
"""Decisions by people that count against who did it."""

STRIKES_COUNT: Final = timedelta(days=90)
MUTED_FROM: Final = 3
MUTED_FOR: Final = timedelta(hours=24)


def has_strike(case: Case) -> bool:
    """Whether this case gave a strike, which may have been taken back since."""
    first = case.first
    return first is not None and first.judge.kind == "human" and first.action in STRIKING and not case.refusal


def muted_until(strikes: Iterable[Strike], now: int) -> int | None:
    """Until when (epoch seconds) an account with these strikes is muted; None where it isn't."""
    counting = sorted(strike.expires_at for strike in strikes if strike.expires_at > now)
    if len(counting) < MUTED_FROM:
        return None
    until = counting[-1] - int((STRIKES_COUNT - MUTED_FOR).total_seconds())
    return until if until > now else None
