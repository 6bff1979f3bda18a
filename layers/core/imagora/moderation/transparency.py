"""The public figures: what was reported, decided, appealed, overturned, and how long it took. No one is in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from imagora.kernel.clock import Clock
from imagora.moderation.listing import STATS
from imagora.table.reader import Reader, Row

_KEYS = frozenset({"PK", "SK", "GSI1PK", "GSI1SK", "GSI2PK", "GSI2SK", "type", "expires_at"})
_MONTHS = 12
_MOST_ROWS = 3_000
"""Twelve months of sixty rules on four shards; some 300 B each, so that one Query has them all."""


class Count(msgspec.Struct, frozen=True):
    """So many decisions under this rule, made by `ai` or `human`, with this outcome."""

    rule: str
    source: str
    outcome: str
    count: int


class Figures(msgspec.Struct, frozen=True):
    """What moderation did since the first day of a month. Rates are None where nothing was decided.

    `sole_judge`: appeals that the first judge decided too, since there was no other moderator. `lifted`: decisions that
    the operator took back; no answers to appeals, and in no rate.
    """

    since: str
    reports: dict[str, int]
    decisions: list[Count]
    appeals: int
    upheld: int
    overturned: int
    sole_judge: int
    lifted: int
    overturn_rate: float | None
    median_seconds_to_decide: int | None


class Transparency(msgspec.Struct, frozen=True):
    reader: Reader
    now: Clock

    def figures(self) -> Figures:
        """The last twelve months (1 Query)."""
        since = _months_ago(self.now(), _MONTHS - 1)
        rows = self.reader.query(STATS, limit=_MOST_ROWS, between=(since, "~"))
        return figures(rows, f"{since}-01")


def figures(rows: Iterable[Row], since: str) -> Figures:
    """The figures in these rows, one a month, rule and shard."""
    reports: defaultdict[str, int] = defaultdict(int)
    decisions: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    sums: defaultdict[str, int] = defaultdict(int)
    times: defaultdict[int, int] = defaultdict(int)
    for row in rows:
        rule = row["SK"].split("#")[1]
        for name, number in row.items():
            kind, _, what = name.partition("#")
            if name in _KEYS:
                continue
            if name == "reports":
                reports[rule] += number
            elif kind in ("ai", "human"):
                decisions[rule, kind, what] += number
            elif kind == "within":
                times[int(what)] += number
            else:
                sums[name] += number
    answered = sums["upheld"] + sums["overturned"]
    return Figures(
        since=since,
        reports=dict(sorted(reports.items())),
        decisions=[Count(*key, count) for key, count in sorted(decisions.items())],
        appeals=sums["appeals"],
        upheld=sums["upheld"],
        overturned=sums["overturned"],
        sole_judge=sums["sole"],
        lifted=sums["lifted"],
        overturn_rate=round(sums["overturned"] / answered, 3) if answered else None,
        median_seconds_to_decide=_median(times),
    )


def _median(times: dict[int, int]) -> int | None:
    """The upper end, in seconds, of the power of two of minutes in which the median lies."""
    total, seen = sum(times.values()), 0
    for bucket in sorted(times):
        seen += times[bucket]
        if 2 * seen >= total:
            return int(60 * 2**bucket)
    return None


def _months_ago(now: datetime, months: int) -> str:
    first = now.replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return f"{first:%Y-%m}"
