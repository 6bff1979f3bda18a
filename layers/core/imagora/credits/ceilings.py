"""Hard ceilings: what providers may be paid in a day, for one account and for all of them, in millionths of a dollar.

What a call may cost is held before it is made, on the condition that it fits, and corrected to what it did cost. What a
worker that died held stays counted: the money may have been spent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from imagora.credits.models import next_day
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId
from imagora.table.reader import Key, Reader


class AtCeiling(Exception):
    """This would go over a ceiling: nothing was held, and the call must not be made.

    It may fit at `until`, when a new day begins, or once the ceiling was raised.
    """

    def __init__(self, until: datetime) -> None:
        super().__init__(f"a ceiling is reached until {until.isoformat()}")
        self.until = until


@dataclass(frozen=True, slots=True)
class Hold:
    """What was held for calls of one account, on the day that they count for."""

    owner: AccountId
    day: str
    microdollars: int


def day_key(day: str) -> Key:
    return f"SPENDING#{day}", "SPENDING"


def account_key(owner: AccountId, day: str) -> Key:
    return f"USER#{owner}", f"CREDITDAY#{day}"


@dataclass(frozen=True)
class Ceilings:
    """`day` for the instance, `account_day` for each account; None is no ceiling; it is counted all the same."""

    reader: Reader
    day: int | None
    account_day: int | None
    now: Clock

    def hold(self, owner: AccountId, microdollars: int) -> Hold | None:
        """Count what calls may cost before they are made (1 transaction); None where they cost nothing.

        Raises AtCeiling. Not retry-safe: a second hold is counted, too.
        """
        from imagora.credits import spending_store

        if not microdollars:
            return None
        now = self.now()
        hold = Hold(owner, now.astimezone(UTC).date().isoformat(), microdollars)
        spending_store.hold(hold, self.day, self.account_day, otherwise=AtCeiling(next_day(now)), now=now)
        return hold

    def correct(self, hold: Hold, paid: int) -> None:
        """What the calls did cost, once they are over (1 transaction, none where the guess was right)."""
        from imagora.credits import spending_store

        if paid != hold.microdollars:
            spending_store.add(hold, paid - hold.microdollars)

    def room(self, owner: AccountId, microdollars: int) -> bool:
        """Whether as much could be held now (1 consistent batch of 2; none without a ceiling)."""
        if not microdollars or (self.day is None and self.account_day is None):
            return True
        day = self.now().astimezone(UTC).date().isoformat()
        found = self.reader.batch([day_key(day), account_key(owner, day)], consistent=True)
        spent = {key: int(row["microdollars"]) for key, row in found.items()}
        return _fits(spent.get(day_key(day), 0), microdollars, self.day) and _fits(
            spent.get(account_key(owner, day), 0), microdollars, self.account_day
        )


def _fits(spent: int, more: int, ceiling: int | None) -> bool:
    return ceiling is None or spent + more <= ceiling
