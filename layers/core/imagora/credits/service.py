"""What people and operators do with credits: see them, have a job paid from them, be given a plan."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal, TypeVar

from imagora.credits.models import CreditsExhausted, Entry, Place, Wallet, Want, ends_at, period_of, place
from imagora.credits.plans import Plan, Plans
from imagora.credits.reading import Books
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId, JobId
from imagora.table.paging import Page, PageRequest

if TYPE_CHECKING:
    from imagora.table.transaction import Transaction

_TRIES = 5

Accepted = TypeVar("Accepted")


@dataclass(frozen=True, slots=True)
class Statement:
    """A month's credits and a page of the ledger, which goes back further."""

    wallet: Wallet
    period_ends_at: datetime
    ledger: Page[Entry]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What would become of a wish now. `place` None: it would be refused, `why` says what for."""

    balance: int
    place: Place | None
    why: str | None

    @property
    def would(self) -> Literal["run", "slow_lane", "refuse"]:
        if self.place is None:
            return "refuse"
        return "run" if self.place.lane == "fast" else "slow_lane"


@dataclass(frozen=True)
class Credits:
    """Use cases of credits. `slow_lane`: whether who has none left is served when nobody else waits."""

    books: Books
    plans: Plans
    slow_lane: bool
    now: Clock

    def statement(self, owner: AccountId, page: PageRequest) -> Statement:
        """A month's credits (2 reads). Who looks first in a month is granted it by that (1 transaction)."""
        wallet = self._wallet(owner, consistent=True)
        return Statement(wallet, ends_at(wallet.period), self.books.ledger(owner, page, consistent=True))

    def forecast(self, owner: AccountId, want: Want) -> Forecast:
        """What would become of a wish now; nothing is stored (1 read, 2 before the month's first use).

        Raises InvalidInput for pictures that are larger than the plan has them.
        """
        wallet = self._seen(owner, consistent=False)
        try:
            found = self._place(wallet, want)
        except CreditsExhausted as refusal:
            return Forecast(wallet.left, None, refusal.why)
        return Forecast(wallet.left, found, found.why)

    def reserve(
        self,
        owner: AccountId,
        job_id: JobId,
        want: Want,
        *,
        along: Callable[[Transaction, Wallet, Place], Accepted],
    ) -> Accepted:
        """Reserve a job's credits in one transaction with what `along` adds to it (1 read before, mostly).

        Answers what `along` did for the transaction that was committed; it is called once for each that is tried.
        Raises CreditsExhausted, InvalidInput for pictures too large for the plan; and what `along`'s writes do.
        """
        from imagora.credits import store
        from imagora.table.transaction import Contended, Transaction

        for attempt in range(_TRIES):
            now = self.now()
            wallet = self._wallet(owner, consistent=attempt > 0)
            found = self._place(wallet, want)
            transaction = Transaction()
            plan = self.plans[wallet.plan]
            store.reserve(transaction, owner, wallet, plan, want, found, job_id=job_id, now=now)
            accepted = along(transaction, wallet, found)
            try:
                transaction.commit()
            except store.Moved:
                continue  # others of this account's wishes were faster
            return accepted
        raise Contended

    def give(self, owner: AccountId, name: str) -> Plan:
        """Give an account a plan, for this month at once and for all that follow. Retry-safe."""
        from imagora.credits import store
        from imagora.table.transaction import Contended

        plan = self.plans[name]
        for _ in range(_TRIES):
            try:
                store.change_plan(owner, plan, self._seen(owner, consistent=True), self.now())
            except store.Moved:
                continue
            return plan
        raise Contended

    def erase(self, owner: AccountId, *, limit: int) -> bool:
        """Delete some of a deleted account's wallets, ledger and plan; whether there were any. Retry-safe."""
        from imagora.credits import store

        keys = self.books.keys(owner, limit)
        store.erase(owner, keys)
        return bool(keys)

    def _place(self, wallet: Wallet, want: Want) -> Place:
        return place(wallet, self.plans[wallet.plan], want, now=self.now(), slow_lane=self.slow_lane)

    def _seen(self, owner: AccountId, *, consistent: bool) -> Wallet:
        """This month's wallet, or what it will hold when it is opened."""
        period = period_of(self.now())
        wallet = self.books.wallet(owner, period, consistent=consistent)
        if wallet is not None:
            return wallet
        plan = self.plans[self.books.plan(owner)]
        return Wallet(period, plan.name, plan.credits, plan.credits, opened=False)

    def _wallet(self, owner: AccountId, *, consistent: bool) -> Wallet:
        """This month's wallet; the first use of a month opens it."""
        from imagora.credits import store
        from imagora.table.transaction import Contended, Transaction

        for attempt in range(_TRIES):
            wallet = self._seen(owner, consistent=consistent or attempt > 0)
            if wallet.opened:
                return wallet
            transaction = Transaction()
            store.grant(transaction, owner, wallet, self.now())
            with suppress(store.Moved):  # another request was faster
                transaction.commit()
                return replace(wallet, opened=True)
        raise Contended
