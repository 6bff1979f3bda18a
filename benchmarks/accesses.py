"""What an access of the table costs: the measured rows of docs/access-patterns.md, so that none is a guess here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from benchmarks.results import ROOT

PAGE = ROOT / "docs" / "access-patterns.md"


@dataclass(frozen=True)
class Access:
    steps: int
    requests: int
    read: float
    write: float


def of(name: str) -> Access:
    """A row by what stands in its first column. Raises KeyError for one that isn't there."""
    return _all()[name]


@cache
def _all() -> dict[str, Access]:
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines()]
    return {
        row[0]: Access(int(row[1]), int(row[2]), float(row[3]), float(row[4]))
        for row in rows
        if len(row) >= 5 and row[1].isdecimal()
    }
