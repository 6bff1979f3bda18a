"""From the third strike that counts, each new one mutes for a day; whatever takes one back takes that back, too."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from imagora.moderation.case import CaseId
from imagora.moderation.ladder import MUTED_FOR, MUTED_FROM, STRIKES_COUNT, muted_until
from imagora.moderation.listing import Strike

DAY = int(timedelta(days=1).total_seconds())
NOW = 1_800_000_000


def strike(days_ago: float) -> Strike:
    """One that was given so many days ago."""
    given = NOW - int(days_ago * DAY)
    return Strike(CaseId(f"c{days_ago}"), "spam", "reject", given + int(STRIKES_COUNT.total_seconds()))


def test_two_strikes_mute_nobody_and_the_third_does_for_a_day() -> None:
    assert muted_until([strike(3), strike(0)], NOW) is None
    assert muted_until([strike(0), strike(3), strike(5)], NOW) == NOW + DAY
    assert muted_until([strike(0.5), strike(3), strike(5)], NOW) == NOW + DAY // 2


def test_a_mute_ends_by_itself_and_the_next_strike_begins_another() -> None:
    before = [strike(1), strike(3), strike(5)]
    assert muted_until(before, NOW) is None
    assert muted_until([*before, strike(0.25)], NOW) == NOW + DAY * 3 // 4


def test_strikes_that_count_no_more_mute_nobody() -> None:
    assert muted_until([strike(0), strike(91), strike(92)], NOW) is None


@given(st.lists(st.integers(0, 100), max_size=8), st.integers(0, 7))
def test_without_one_of_its_strikes_nobody_is_muted_for_longer(ages: list[int], which: int) -> None:
    strikes = [strike(days) for days in ages]
    until = muted_until(strikes, NOW) or 0
    fewer = muted_until(strikes[:which] + strikes[which + 1 :], NOW) or 0
    assert fewer <= until <= NOW + MUTED_FOR.total_seconds()
    assert (until == 0) or len(strikes) >= MUTED_FROM
