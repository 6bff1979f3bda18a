"""The public figures, from what was counted."""

from __future__ import annotations

from imagora.moderation.bench import _bucket
from imagora.moderation.transparency import figures


def test_figures_add_up_over_months_rules_and_shards() -> None:
    rows = [
        {"PK": "STATS", "SK": "2026-11#spam#0", "reports": 2, "human#reject": 1, "within#3": 1, "appeals": 1},
        {
            "PK": "STATS",
            "SK": "2026-11#spam#1",
            "reports": 1,
            "human#reject": 2,
            "within#5": 2,
            "overturned": 1,
            "lifted": 2,
        },
        {"PK": "STATS", "SK": "2026-10#harassment#0", "ai#reject": 4, "upheld": 3, "sole": 1},
    ]
    told = figures(rows, "2026-10-01")
    assert told.reports == {"spam": 3}
    assert [(one.rule, one.source, one.outcome, one.count) for one in told.decisions] == [
        ("harassment", "ai", "reject", 4),
        ("spam", "human", "reject", 3),
    ]
    assert (told.appeals, told.upheld, told.overturned, told.sole_judge, told.lifted) == (1, 3, 1, 1, 2)
    assert told.overturn_rate == 0.25
    assert told.median_seconds_to_decide == 60 * 32


def test_nothing_decided_has_no_rate_and_no_median() -> None:
    told = figures([], "2026-10-01")
    assert (told.overturn_rate, told.median_seconds_to_decide, told.decisions) == (None, None, [])


def test_times_fall_into_powers_of_two_of_minutes() -> None:
    assert [_bucket(minutes) for minutes in (0, 1, 2, 3, 4, 5, 60, 10**9)] == [0, 0, 1, 2, 2, 3, 6, 20]


def test_a_year_of_every_rule_fits_one_query() -> None:
    from imagora.moderation import transparency
    from imagora.moderation.rulebook import CODES

    shards, no_rule = 4, 1
    assert (len(CODES) + no_rule) * shards * transparency._MONTHS < transparency._MOST_ROWS
    assert 300 * transparency._MOST_ROWS < 1_000_000, "what a Query answers at most"
