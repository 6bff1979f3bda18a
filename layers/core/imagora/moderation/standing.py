"""Whose texts go out while a checker is down: accounts that are no newcomers, and against whom nothing counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from imagora.kernel.clock import Clock, epoch
from imagora.kernel.ids import AccountId, time_of
from imagora.moderation.listing import CaseLists


@dataclass(frozen=True)
class Standing:
    """`days`: how old an account has to be. An id tells when its account was made."""

    cases: CaseLists
    days: int
    now: Clock

    def good(self, account: AccountId) -> bool:
        """Whether this account is in good standing: old enough, and no strike in force (at most 1 Query)."""
        now = self.now()
        if now - time_of(account) < timedelta(days=self.days):
            return False
        return not self.cases.strikes(account, epoch(now))
