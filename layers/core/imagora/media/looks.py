"""Pictures that are shown and wait to be looked at once more, on their lane of the sparse index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from imagora.kernel.clock import Clock, rfc3339
from imagora.table.reader import Reader, Row

LANE: Final = "DUE#look"
"""A lane of its own: what piles up there while a checker is down keeps nothing else waiting."""

A_TICK: Final = 100
"""So many a minute are looked at at most."""


@dataclass(frozen=True)
class Looks:
    reader: Reader
    now: Clock

    def backlog(self) -> int:
        """How much waits, counted up to what one tick takes (1 Query)."""
        return len(self.reader.query(LANE, index="GSI2", limit=A_TICK, ascending=True))

    def due(self) -> list[Row]:
        """What is to be looked at now, oldest first (1 Query)."""
        until = rfc3339(self.now())
        return self.reader.query(LANE, index="GSI2", limit=A_TICK, between=("0", until), ascending=True)
