"""How far a job is: what happens to it now, and how much of its way is behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from imagora.generation.models import Job
from imagora.media.models import Media

Stage = Literal["waiting", "retrying", "drawing", "checking", "finishing"]
"""`waiting`: for a worker, for the slow lane's turn, or for a day with money left. `retrying`: the provider didn't
deliver, and is asked again shortly. `drawing`: the provider is at work. `checking`: all is drawn, and looked at, marked
and signed. `finishing`: all is looked at, and the credits are settled.
"""

CLAIMED: Final = 5
"""Percent: a worker has it."""
DRAWN: Final = 90
"""Percent: all that comes is drawn."""
_LAST_PICTURE: Final = 85
_CHECKED: Final = 99


def drawn(pictures: int, of: int) -> int:
    """Percent while so many pictures of so many are drawn."""
    return CLAIMED + (_LAST_PICTURE - CLAIMED) * pictures // of


def stage_of(job: Job, media: Sequence[Media]) -> Stage | None:
    """What happens to a job now; None once it is over. `media`: those of its pictures that exist."""
    if job.final:
        return None
    if job.status == "queued":
        return "retrying" if job.attempts and not job.waiting else "waiting"
    if job.status == "running":
        return "drawing"
    return "finishing" if media and all(one.settled for one in media) else "checking"


def percent_of(job: Job, media: Sequence[Media]) -> int:
    """0 to 100, and never less than before: what is stored only grows, and so do the pictures that are looked at."""
    if job.status != "moderating":
        return job.progress
    return DRAWN + (_CHECKED - DRAWN) * sum(one.settled for one in media) // job.count
