"""Hard ceilings: what providers may be paid in a day, for one account and for all of them, in millionths of a dollar.

What a call may cost is held before it is made, on the condition that it fits, and corrected to what it did cost. What a
worker that died held stays counted: the money may have been spent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from imagora.credits.models import next_day
from imagora.kernel.clock import Clock
from imagora.kernel.ids import AccountId
from imagora.table.reader import Key, Reader

NEAR: Final = 0.8
"""The part of the instance's ceiling from which on its operator is warned."""

Notice = Literal["CeilingReached", "AccountCeilingReached", "CeilingNear"]
"""What operators are told, as the metrics are called."""


class AtCeiling(Exception):
    """This would go over a ceiling: nothing was held, and the call must not be made.

    It may fit at `until`, when a new day begins, or once the ceiling was raised. `notice`: whose ceiling it is.
    """

    def __init__(self, until: datetime, notice: Notice) -> None:
        super().__init__(f"a ceiling is reached until {until.isoformat()}")
        self.until = until
        self.notice = notice


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
    """`day` for the instance, `account_day` for each account; None is no ceiling; it is counted all the same.

    `tell`: counts what the operator's alarms watch.
    """

    reader: Reader
    day: int | None
    account_day: int | None
    now: Clock
    tell: Callable[[Notice], None]

    def hold(self, owner: AccountId, microdollars: int) -> Hold | None:
        """Count what calls may cost before they are made (1 transaction, 1 read); None where they cost nothing.

        Raises AtCeiling; Contended with nothing counted. Not retry-safe: a second hold is counted, too.
        """
        from imagora.credits import spending_store

        if not microdollars:
            return None
        now = self.now()
        hold = Hold(owner, now.astimezone(UTC).date().isoformat(), microdollars)
        until = next_day(now)
        bounds = (
            spending_store.Bound(day_key(hold.day), self.day, AtCeiling(until, "CeilingReached")),
            spending_store.Bound(
                account_key(owner, hold.day), self.account_day, AtCeiling(until, "AccountCeilingReached")
            ),
        )
        try:
            spending_store.hold(hold, bounds, now=now)
        except AtCeiling as reached:
            self.tell(reached.notice)
            raise
        self._warn(hold)
        return hold

    def correct(self, hold: Hold, paid: int) -> None:
        """What the calls did cost, once they are over (1 transaction, none where the guess was right)."""
        from imagora.credits import spending_store

        if paid != hold.microdollars:
            spending_store.add(hold, paid - hold.microdollars)

    def _warn(self, hold: Hold) -> None:
        """Tell the operator while the day's money is nearly spent: with each hold, so that the alarm stays on."""
        if self.day is None:
            return
        row = self.reader.get(day_key(hold.day), consistent=True)
        if row is not None and int(row["microdollars"]) >= NEAR * self.day:
            self.tell("CeilingNear")

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
