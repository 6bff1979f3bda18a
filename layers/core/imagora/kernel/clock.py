"""Time: always UTC, always handed in, so that a test can hold it still."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]

_RFC3339 = r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"


def utc_now() -> datetime:
    return datetime.now(UTC)


def rfc3339(moment: datetime) -> str:
    """`2026-11-22T08:39:07.123Z`: milliseconds, UTC; sorts as text in the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse(text: str) -> datetime:
    """Read what `rfc3339` wrote."""
    return datetime.fromisoformat(text)


def from_outside(text: str) -> datetime | None:
    """A moment as RFC 3339 (section 5.6) writes it, in UTC; None for anything else, and for years past 9998."""
    if re.fullmatch(_RFC3339, text, re.ASCII) is None:
        return None
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def epoch(moment: datetime) -> int:
    """Whole seconds since 1970, as the table's TTL wants them."""
    return int(moment.timestamp())
