"""Plans, wallets and entries: what may be said of them without a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations

import pytest

from imagora.credits.models import (
    SIDES,
    CreditsExhausted,
    Entry,
    Wallet,
    Want,
    balances,
    day_of,
    ends_at,
    next_day,
    period_of,
    place,
)
from imagora.credits.plans import DEFAULT, Plans
from imagora.kernel.config import Misconfigured
from imagora.kernel.errors import InvalidInput
from imagora.kernel.ids import is_id, time_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLANS = Plans.read("free:10:2:512:fast:8,later:10:2:512:slow", daily=50)
WALLET = Wallet("2026-11", "free", granted=10, left=10)


def test_a_period_is_a_month_in_utc() -> None:
    late = datetime(2026, 11, 30, 23, 30, tzinfo=timezone(timedelta(hours=-5)))  # 04:30 on the 1st
    assert (period_of(late), day_of(late)) == ("2026-12", 1)
    assert ends_at("2026-11") == datetime(2026, 12, 1, tzinfo=UTC)
    assert ends_at("2026-12") == datetime(2027, 1, 1, tzinfo=UTC)
    assert next_day(late) == datetime(2026, 12, 2, tzinfo=UTC)


def test_every_entry_has_two_sides_that_sum_to_zero() -> None:
    for kind in SIDES:
        sides = Entry(kind, 7, "2026-11", NOON, "a job").sides()
        assert len(sides) == 2
        assert sum(sides.values()) == 0


def test_balances_do_not_depend_on_the_order_of_entries() -> None:
    entries = [
        Entry("grant", 10, "2026-11", NOON, "2026-11 free 10"),
        Entry("reserve", 4, "2026-11", NOON, "one"),
        Entry("spend", 3, "2026-11", NOON, "one"),
        Entry("refund", 1, "2026-11", NOON, "one"),
    ]
    held = {"issued": -10, "available": 7, "reserved": 0, "spent": 3}
    assert all(balances(order) == held for order in permutations(entries))


def test_an_entry_is_written_to_the_same_place_again() -> None:
    entry = Entry("spend", 3, "2026-11", NOON, "01KAN0000000000000000000AB")
    assert entry.id == replace(entry, credits=4).id
    assert len({entry.id, replace(entry, kind="refund").id, replace(entry, about="another").id}) == 3
    assert is_id(entry.id)
    assert time_of(entry.id) == NOON
    assert entry.job == "01KAN0000000000000000000AB"
    assert replace(entry, kind="grant").job is None


@pytest.mark.parametrize(
    ("wallet", "plan", "expected"),
    [
        (WALLET, "free", ("fast", 3, None)),
        (replace(WALLET, left=2), "free", ("slow", 0, "credits_exhausted")),
        (replace(WALLET, under_way=2), "free", ("slow", 3, "parallel_jobs")),
        (WALLET, "later", ("slow", 3, "plan")),
    ],
    ids=["enough", "too_few_credits", "too_many_jobs", "a_plan_that_waits"],
)
def test_a_wish_comes_to_stand_where_wallet_and_plan_say(
    wallet: Wallet, plan: str, expected: tuple[str, int, str | None]
) -> None:
    found = place(wallet, PLANS[plan], Want(3, 3, 512), now=NOON, slow_lane=True)
    assert (found.lane, found.credits, found.why) == expected


def test_without_a_slow_lane_everything_is_fast_or_refused() -> None:
    crowded = replace(WALLET, under_way=9)
    assert place(crowded, PLANS["later"], Want(3, 3, 512), now=NOON, slow_lane=False).lane == "fast"
    with pytest.raises(CreditsExhausted) as raised:
        place(replace(WALLET, left=2), PLANS["free"], Want(3, 3, 512), now=NOON, slow_lane=False)
    assert raised.value.members() == {"renews_at": "2026-12-01T00:00:00.000Z"}


def test_beyond_a_days_pictures_nothing_is_taken_until_midnight() -> None:
    used_up = replace(WALLET, pictures={22: 6, 21: 50})
    assert place(used_up, PLANS["free"], Want(2, 2, 512), now=NOON, slow_lane=True).lane == "fast"
    with pytest.raises(CreditsExhausted) as raised:
        place(used_up, PLANS["free"], Want(0, 3, 512), now=NOON, slow_lane=True)
    assert raised.value.members() == {"renews_at": "2026-11-23T00:00:00.000Z"}
    assert raised.value.retry_after() == 12 * 3600


def test_plans_are_read_from_one_line() -> None:
    plans = Plans.read("", daily=50)
    assert plans == Plans.read(DEFAULT, daily=50)
    assert [plan.name for plan in plans.by_name.values()] == ["free", "plus", "pro"]
    assert (plans["free"].daily, plans["plus"].daily) == (50, 200)
    assert plans["gone"] is plans["free"]
    plans["free"].admit(1_536)
    with pytest.raises(InvalidInput):
        PLANS["free"].admit(513)


@pytest.mark.parametrize(
    "text",
    [
        "plus:10:2:512:fast",
        "free:10:2:512",
        "free:ten:2:512:fast",
        "free:10:0:512:fast",
        "free:10:2:2048:fast",
        "free:10:2:512:first",
        "free:10:2:512:fast:many",
        "free:10:2:512:fast,free:20:2:512:fast",
        ":10:2:512:fast",
    ],
)
def test_plans_that_make_no_sense_are_named(text: str) -> None:
    with pytest.raises(Misconfigured, match="IMAGORA_PLANS"):
        Plans.read(text, daily=50)
