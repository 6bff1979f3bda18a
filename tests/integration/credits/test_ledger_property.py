"""Whatever comes, in whatever order and however often: the ledger's sums are right, to the credit."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imagora import wiring
from imagora.credits.models import CreditsExhausted, Entry, Outcome, Place, Wallet, Want, balances
from imagora.credits.plans import Plans
from imagora.credits.service import Credits
from imagora.credits.store import settle
from imagora.kernel.ids import AccountId, JobId, new_id
from imagora.table.item import Item
from imagora.table.paging import PageRequest
from imagora.table.transaction import Transaction
from tests.integration.stack import Stack

PLANS = Plans.read("free:12:3:1536:fast,plus:20:4:1536:fast", daily=200)

step = st.one_of(
    st.tuples(st.just("reserve"), st.integers(1, 4)),
    st.tuples(st.just("settle"), st.integers(0, 20), st.integers(0, 4)),
    st.tuples(st.just("plan"), st.sampled_from(["free", "plus"])),
    st.tuples(st.just("look"), st.just(0)),
)
fault = st.sampled_from(["none", "none", "none", "before", "after"])


class Crash(Exception):
    """The process is gone: before the write, or after it and before anybody was told."""


@dataclass
class Account:
    """What somebody's jobs should have left behind. A job is final from its first settling on."""

    credits: Credits
    owner: AccountId
    jobs: dict[str, Place] = field(default_factory=dict)
    wanted: dict[str, int] = field(default_factory=dict)

    def do(self, what: tuple[Any, ...]) -> None:
        match what:
            case ("reserve", pictures):
                self._reserve(pictures)
            case ("settle", which, made) if self.wanted:
                self._settle(sorted(self.wanted)[which % len(self.wanted)], made)
            case ("plan", name):
                self.credits.give(self.owner, name)
            case ("look", _):
                self.credits.statement(self.owner, PageRequest(5))

    def _reserve(self, pictures: int) -> None:
        job = JobId(new_id(self.credits.now()))
        item = Item(f"JOB#{job}", "JOB", type="queued")

        def along(transaction: Transaction, _: Wallet, place: Place) -> None:
            transaction.create(item)
            self.jobs[job], self.wanted[job] = place, pictures

        with suppress(CreditsExhausted):
            self.credits.reserve(self.owner, job, Want(pictures, pictures, 256), along=along)

    def _settle(self, job: str, made: int) -> None:
        """As the last stage of a job does: on the condition that it isn't over, in one transaction."""
        place, pictures, now = self.jobs[job], self.wanted[job], self.credits.now()
        made = min(made, pictures)
        spent = made if place.credits else 0
        over = LookupError("it is over, or it never was")
        transaction = Transaction()
        item = Item(f"JOB#{job}", "JOB")
        transaction.update(item, [Item.type.set("final")], Item.type == "queued", otherwise=over)
        period = self.credits.statement(self.owner, PageRequest(1)).wallet.period
        outcome = Outcome(JobId(job), period, place, now, spent, pictures - made)
        settle(transaction, self.owner, outcome, now=now, otherwise=over)
        with suppress(LookupError):
            transaction.commit()

    def entries(self) -> list[Entry]:
        found: list[Entry] = []
        after = None
        while True:
            page = self.credits.statement(self.owner, PageRequest(7, after)).ledger
            found += page.items
            if page.next is None:
                return found
            after = page.next


def crashing(when: str) -> Any:
    """The next transaction's process dies before it is written, or right after."""
    write = Transaction._write
    died = []

    def dying(self: Transaction) -> None:
        if died or when == "none":
            return write(self)
        died.append(when)
        if when == "after":
            write(self)
        raise Crash

    return mock.patch.object(Transaction, "_write", dying)


def run(stack: Stack, steps: list[tuple[tuple[Any, ...], str, int]]) -> None:
    credits_ = Credits(wiring.credits().books, PLANS, slow_lane=True, now=stack.clock)
    account = Account(credits_, AccountId(new_id(stack.clock())))
    for what, crash, times in steps:
        for _ in range(times):
            with suppress(Crash), crashing(crash):
                account.do(what)
    hold_to_the_books(stack, account)
    stack.drain(redeliver=True)  # what these leave to deliver is theirs, not the next test's


def hold_to_the_books(stack: Stack, account: Account) -> None:
    wallet = account.credits.statement(account.owner, PageRequest(1)).wallet
    entries = account.entries()
    held = balances(entries)
    assert sum(held.values()) == 0
    assert min(held["available"], held["reserved"], held["spent"]) >= 0
    assert (wallet.granted, wallet.left, wallet.reserved, wallet.used) == (
        -held["issued"], held["available"], held["reserved"], held["spent"],
    )  # fmt: skip
    assert len({(entry.kind, entry.about) for entry in entries}) == len(entries)
    alive = [job for job in account.jobs if (stack.item(f"JOB#{job}", "JOB") or {}).get("type") == "queued"]
    assert wallet.reserved == sum(account.jobs[job].credits for job in alive)
    assert wallet.under_way == sum(account.jobs[job].lane == "fast" for job in alive)
    assert {entry.about for entry in entries if entry.kind == "reserve"} == {
        job for job, place in account.jobs.items() if place.credits and stack.item(f"JOB#{job}", "JOB")
    }


interleavings = st.lists(st.tuples(step, fault, st.integers(1, 2)), min_size=1, max_size=14)
_QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@given(interleavings)
@settings(max_examples=8, deadline=None, suppress_health_check=_QUIET, derandomize=True, database=None)
def test_the_ledger_is_exact_whatever_comes(stack: Stack, steps: list[tuple[tuple[Any, ...], str, int]]) -> None:
    run(stack, steps)


@pytest.mark.slow
@given(interleavings)
@settings(max_examples=150, deadline=timedelta(minutes=5), suppress_health_check=_QUIET, database=None)
def test_the_ledger_is_exact_in_many_more_orders(stack: Stack, steps: list[tuple[tuple[Any, ...], str, int]]) -> None:
    run(stack, steps)
