"""Times and numbers as people say them."""

from __future__ import annotations

from datetime import UTC, datetime

_STEPS = ((60, 1, "s"), (3600, 60, "min"), (86_400, 3600, "h"), (7 * 86_400, 86_400, "d"))


def ago(moment: str, now: datetime | None = None) -> str:
    """How long ago, for a week; the date before that. What is no moment is told as nothing."""
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    seconds = ((now or datetime.now(UTC)) - then).total_seconds()
    if seconds < 1:
        return "now"
    for bound, unit, name in _STEPS:
        if seconds < bound:
            return f"{int(seconds // unit)} {name}"
    return then.date().isoformat()


def counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
