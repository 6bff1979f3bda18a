"""Invitations: codes that let people sign up where that isn't open to all.

An account may have ten codes at a time and invite a hundred people within thirty days; an administrator more. A use is
taken by the sign-up's own transaction, so one that fails takes none.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from imagora.accounts import invite_store
from imagora.accounts.errors import InviteNotFound, InvitesExhausted
from imagora.accounts.models import Grant, Invite
from imagora.accounts.rows import profile_key, profile_of
from imagora.accounts.service import Accounts
from imagora.kernel.clock import Clock, epoch
from imagora.kernel.errors import FieldError, InvalidInput
from imagora.kernel.ids import AccountId, new_id
from imagora.table.once import Once
from imagora.table.paging import Page, PageRequest, cut
from imagora.table.transaction import Contended, Transaction

LIFETIME = timedelta(days=30)
MAX_USES = 100

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that is misread or misheard
_LENGTH = 12  # 60 bits
_LONGEST = 40
_CODE = re.compile(f"[{_ALPHABET}]{{{_LENGTH}}}")
_LOOKALIKES = str.maketrans("OIL", "011", "- ")
_TRIES = 8
_STEP = 25


@dataclass(frozen=True, slots=True)
class Quota:
    """How many living codes an account may have, and how many uses it may give out within a code's lifetime."""

    codes: int
    uses: int


MEMBER = Quota(codes=10, uses=100)
ADMIN = Quota(codes=100, uses=1_000)

REFUSED = FieldError("invite", "unknown", "This invitation can't be used. Check the code, or ask for a new one.")
"""The same whether a code never was, expired, was withdrawn or used up: nobody learns which codes exist."""


def new_code() -> str:
    """A fresh code: 60 random bits, twelve characters."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def fold_code(typed: str) -> str | None:
    """The stored form of a code as somebody typed it, in any case, with dashes, spaces, O for 0, I or L for 1.

    None for what can't be a code. Source: Crockford, "Base 32", on decoding.
    """
    code = typed.upper().translate(_LOOKALIKES) if len(typed) <= _LONGEST else ""
    return code if _CODE.fullmatch(code) else None


def shown(code: str) -> str:
    """A code as people read it: `XXXX-XXXX-XXXX`."""
    return "-".join(code[start : start + 4] for start in range(0, _LENGTH, 4))


@dataclass(frozen=True)
class Invites:
    accounts: Accounts
    now: Clock

    def create(self, account_id: AccountId, uses: int, quota: Quota, once: Once | None) -> Invite:
        """Give out a code for this many sign-ups (1 to 100).

        Raises InvitesExhausted with when the quota allows more; AccountSuspended, Unauthenticated; InFlight; Contended.
        """
        _check_uses(uses)
        self.accounts.acting(account_id)
        for _ in range(_TRIES):
            try:
                return self._give_out(account_id, uses, quota, once)
            except invite_store.Moved:
                continue
        raise Contended

    def _give_out(self, account_id: AccountId, uses: int, quota: Quota, once: Once | None) -> Invite:
        now = self.now()
        ledger = invite_store.ledger(self.accounts.reader, account_id, now)
        _check_quota(ledger.grants, uses, quota, now)
        grant = Grant(id=new_id(now), code=new_code(), uses=uses, expires_at=epoch(now + LIFETIME))
        invite = Invite(grant.code, uses, 0, grant.expires_at, account_id)
        transaction = Transaction()
        if once is not None:
            once.join(transaction, grant.id, now)
        invite_store.create(transaction, invite, invite_id=grant.id)
        invite_store.write(transaction, account_id, ledger, (*ledger.grants, grant), now=now)
        transaction.commit()
        return invite

    def issue(self, uses: int) -> Invite:
        """Make a code that belongs to nobody, outside all quotas: for the operator of an instance."""
        _check_uses(uses)
        now = self.now()
        invite = Invite(new_code(), uses, 0, epoch(now + LIFETIME), None)
        transaction = Transaction()
        invite_store.create(transaction, invite)
        transaction.commit()
        return invite

    def browse(self, account_id: AccountId, page: PageRequest) -> Page[Invite]:
        """An account's own living codes, newest first (1 consistent read, 0.5 read units a code)."""
        self.accounts.own(account_id)
        newest = sorted(self._living(account_id), key=lambda grant: grant.id, reverse=True)
        rest = [grant for grant in newest if page.after is None or grant.id < page.after]
        found = cut(rest[: page.limit + 1], page.limit, lambda grant: grant.id)
        return Page(self._with_counts(account_id, found.items), found.next)

    def show(self, account_id: AccountId, invite_id: str) -> Invite:
        """One of an account's own living codes by its id. Raises InviteNotFound."""
        for invite in self._with_counts(account_id, [g for g in self._living(account_id) if g.id == invite_id]):
            return invite
        raise InviteNotFound

    def _living(self, account_id: AccountId) -> list[Grant]:
        grants = invite_store.ledger(self.accounts.reader, account_id, self.now()).grants
        return [grant for grant in grants if grant.code]

    def _with_counts(self, account_id: AccountId, grants: Sequence[Grant]) -> list[Invite]:
        """The ledger says what there is, the codes' items how often they were used (which may lag by a moment)."""
        keys = [invite_store.invite_key(grant.code) for grant in grants]
        rows = self.accounts.reader.batch(keys)
        used = [rows[key]["used"] if key in rows else 0 for key in keys]
        return [
            Invite(grant.code, grant.uses, count, grant.expires_at, account_id)
            for grant, count in zip(grants, used, strict=True)
        ]

    def withdraw(self, account_id: AccountId, typed: str) -> None:
        """End one of one's own codes. What it was used for still counts against the quota. Idempotent.

        Raises InviteNotFound for what is no code of this account, or expired; AccountSuspended; Contended.
        """
        self.accounts.acting(account_id)
        code = fold_code(typed)
        for _ in range(_TRIES):
            invite = self._found(code)
            if invite is None or invite.owner != account_id:
                raise InviteNotFound
            try:
                return self._take_back(account_id, invite)
            except invite_store.Moved:
                continue
        raise Contended

    def _take_back(self, account_id: AccountId, invite: Invite) -> None:
        now = self.now()
        ledger = invite_store.ledger(self.accounts.reader, account_id, now)
        if all(grant.code != invite.code for grant in ledger.grants):
            return  # it was withdrawn before
        transaction = Transaction()
        invite_store.withdraw(transaction, invite)
        grants = [grant.closed(invite.used) if grant.code == invite.code else grant for grant in ledger.grants]
        invite_store.write(transaction, account_id, ledger, [grant for grant in grants if grant.uses], now=now)
        transaction.commit()

    def admits(self, typed: str) -> bool:
        """Whether somebody may sign up by this (up to 2 reads). Not while its owner is suspended or gone."""
        invite = self._found(fold_code(typed))
        if invite is None or invite.used >= invite.uses:
            return False
        if invite.owner is None:
            return True
        row = self.accounts.reader.get(profile_key(invite.owner), consistent=True)
        return row is not None and profile_of(row).status == "active"

    def _found(self, code: str | None) -> Invite | None:
        row = self.accounts.reader.get(invite_store.invite_key(code), consistent=True) if code else None
        invite = invite_store.invite_of(row) if row else None
        return invite if invite is not None and invite.expires_at > epoch(self.now()) else None

    def redeem(self, transaction: Transaction, typed: str) -> None:
        """Take one use in a sign-up's transaction. `commit` raises InvalidInput when it has none left (any more)."""
        invite_store.redeem(transaction, fold_code(typed) or "", now=self.now(), otherwise=InvalidInput(REFUSED))

    def erase(self, account_id: AccountId) -> bool:
        """Remove a deleted account's codes, 25 a call. Returns whether more may be left. Retry-safe."""
        return invite_store.erase(self.accounts.reader, account_id, limit=_STEP)


def _check_uses(uses: int) -> None:
    if not 1 <= uses <= MAX_USES:
        raise InvalidInput.of("uses", "out_of_range", f"An invitation has 1 to {MAX_USES} uses.")


def _check_quota(grants: Sequence[Grant], uses: int, quota: Quota, now: datetime) -> None:
    """Raise InvitesExhausted where one more code, or so many more uses, would be too many."""
    living = sum(1 for grant in grants if grant.code)
    given_out = sum(grant.uses for grant in grants)
    if living >= quota.codes or given_out + uses > quota.uses:
        first = min((grant.expires_at for grant in grants), default=epoch(now + LIFETIME))
        raise InvitesExhausted(codes=quota.codes, uses=quota.uses, left=quota.uses - given_out, renews_at=first)
