"""docs/credits.md says what the code has: the plans' default, and what a dry run may answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import get_args

from imagora.credits.models import WHY_SLOW, CreditsExhausted, Wallet, Want, place
from imagora.credits.plans import DEFAULT, Plans
from imagora.credits.service import Forecast
from imagora.generation.service import Estimate
from infra.local.stack import ROOT

PAGE = (ROOT / "docs" / "credits.md").read_text(encoding="utf-8")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PRICE = 3
PLANS = Plans.read("free:10:1:512:fast:8,slow:10:1:512:slow", daily=50)


def _forecast(wallet: Wallet, *, slow_lane: bool = True) -> Forecast:
    try:
        found = place(wallet, PLANS[wallet.plan], Want(PRICE, 1, 512), now=NOON, slow_lane=slow_lane)
    except CreditsExhausted as refusal:
        return Forecast(wallet.left, None, refusal.why)
    return Forecast(wallet.left, found, found.why)


def _estimates() -> Iterator[Estimate]:
    """One for each way in which a wish may go."""
    rich, poor = Wallet("2026-11", "free", 10, 10), Wallet("2026-11", "free", 10, 2)
    yield Estimate(PRICE, _forecast(rich))
    yield Estimate(PRICE, _forecast(poor))
    yield Estimate(PRICE, _forecast(Wallet("2026-11", "free", 10, 10, under_way=1)))
    yield Estimate(PRICE, _forecast(Wallet("2026-11", "slow", 10, 10)))
    yield Estimate(PRICE, _forecast(rich), waits=True)
    yield Estimate(PRICE, _forecast(Wallet("2026-11", "free", 10, 10, pictures={22: 8})))
    yield Estimate(PRICE, Forecast(10, None, "prompt_blocked"))
    yield Estimate(PRICE, _forecast(poor, slow_lane=False))


def _told() -> Iterator[tuple[str, str | None, str]]:
    """`would`, `reason` and the words about it, of each row of the page."""
    for would, reasons, words in re.findall(r"^\| `(\w+)` \| (.+?) \| (.*?) ?\|$", PAGE, re.MULTILINE):
        for reason in re.findall(r"`(\w+)`", reasons) or [None]:
            if would in ("run", "slow_lane", "refuse"):
                yield would, reason, words


def test_the_page_has_the_plans_that_an_instance_begins_with() -> None:
    assert f"\n{DEFAULT}\n" in PAGE


def test_the_page_has_every_answer_of_a_dry_run_and_no_other() -> None:
    made = [(one.would, one.why) for one in _estimates()]
    assert sorted(map(str, made)) == sorted(str((would, reason)) for would, reason, _ in _told())
    assert {why for would, why in made if would == "slow_lane"} == {*get_args(WHY_SLOW), "ceiling_reached"}


def test_a_dry_run_costs_what_the_page_says() -> None:
    words = {(would, reason): text for would, reason, text in _told()}
    for one in _estimates():
        free = "for nothing" in words[one.would, one.why]
        assert one.cost == (0 if free else PRICE), (one.would, one.why)
