"""Has an account's profile say until when it is muted, as its strikes have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from imagora.accounts import store as account_store
from imagora.accounts.rows import profile_key
from imagora.kernel.clock import Clock, epoch, rfc3339
from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import AccountId
from imagora.moderation.ladder import muted_until
from imagora.moderation.listing import CaseLists

_TRIES = 4


@dataclass(frozen=True)
class Muting:
    cases: CaseLists
    now: Clock

    def settle(self, owner: AccountId) -> None:
        """Mute an account, or end that (2 reads, 1 update). Retry-safe, in any order.

        Each strike that is given or taken back is followed by a call of this, and each call leaves its mark on the
        profile: so whoever read the strikes before another changed them finds that out, and reads them again. Raises
        Unavailable where that goes on.
        """
        for _ in range(_TRIES):
            row = self.cases.reader.get(profile_key(owner), consistent=True)
            if row is None or row["status"] not in ("active", "suspended"):
                return
            now = epoch(self.now())
            until = muted_until(self.cases.strikes(owner, now, consistent=True), now)
            told = rfc3339(datetime.fromtimestamp(until, UTC)) if until is not None else None
            try:
                account_store.mute(owner, told, seen=row.get("mutes_settled"))
            except account_store.ProfileChanged:
                continue
            return
        raise Unavailable
