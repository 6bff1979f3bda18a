"""Invitations in the table: one item a code, and for each account a ledger of what it gave out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from imagora.accounts.models import Grant, Invite
from imagora.accounts.rows import profile_key, signup_key
from imagora.accounts.store import ProfileItem, SignupItem
from imagora.kernel.clock import epoch
from imagora.kernel.errors import AccountSuspended
from imagora.kernel.ids import AccountId, new_id
from imagora.table.item import Item
from imagora.table.reader import Key, Reader, Row
from imagora.table.transaction import Transaction

_KEEP_EMPTY = timedelta(days=1)


class InviteItem(Item):
    """`INVITE#<code>` / `INVITE`: how often it may be used, and was. TTL: its expiry.

    An account's own are on GSI1 (`INVITES#<uid>` / `<id>`), for its erasure; an operator's belong to nobody. Withdrawn
    ones have no uses. Who came by a code isn't kept, only how many.
    """

    owner = UnicodeAttribute(null=True)
    uses = NumberAttribute()
    used = NumberAttribute(default=0)


class LedgerItem(Item):
    """`INVITES#<uid>` / `LEDGER`: what an account gave out and still counts, as one JSON array. TTL: the last expiry.

    `revision` is another with each write, so that of two changes that read the same ledger one is refused.
    """

    grants = UnicodeAttribute()
    revision = UnicodeAttribute()


class Moved(Exception):
    """The ledger or the code was changed since it was read: read again, start over."""


class _AlreadyGivenBack(Exception):
    """There is nothing to give back (any more)."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What an account gave out and has not expired, oldest first; `revision` None where there is no item yet."""

    grants: tuple[Grant, ...]
    revision: str | None


def invite_key(code: str) -> Key:
    return f"INVITE#{code}", "INVITE"


def ledger_key(account_id: str) -> Key:
    return f"INVITES#{account_id}", "LEDGER"


def invite_of(row: Row) -> Invite:
    """The invitation in a row that `Reader` gave."""
    code = row["PK"].removeprefix("INVITE#")
    return Invite(code, row["uses"], row["used"], row["expires_at"], row.get("owner"))


def ledger(reader: Reader, account_id: AccountId, now: datetime) -> Ledger:
    """What an account gave out (1 consistent read)."""
    row = reader.get(ledger_key(account_id), consistent=True)
    if row is None:
        return Ledger((), None)
    grants = msgspec.json.decode(row["grants"], type=tuple[Grant, ...])
    return Ledger(tuple(grant for grant in grants if grant.expires_at > epoch(now)), row["revision"])


def create(transaction: Transaction, invite: Invite, *, invite_id: str = "") -> None:
    """Add a new code to the transaction. `commit` raises Moved for one that exists already: make another."""
    item = InviteItem(*invite_key(invite.code), owner=invite.owner, uses=invite.uses, used=0)
    item.expires_at = invite.expires_at
    if invite.owner:
        item.GSI1PK, item.GSI1SK = f"INVITES#{invite.owner}", invite_id
    transaction.create(item, otherwise=Moved())


def write(
    transaction: Transaction, account_id: AccountId, seen: Ledger, grants: Sequence[Grant], *, now: datetime
) -> None:
    """Replace the ledger that was seen, for an account that is active.

    `commit` raises Moved where somebody else replaced it, AccountSuspended where the account isn't active any more.
    """
    transaction.check(
        ProfileItem(*profile_key(account_id)), ProfileItem.status == "active", otherwise=AccountSuspended()
    )
    item = LedgerItem(
        *ledger_key(account_id), grants=msgspec.json.encode(grants).decode(), revision=new_id(now),
        expires_at=max((grant.expires_at for grant in grants), default=epoch(now + _KEEP_EMPTY)),
    )  # fmt: skip
    unchanged = LedgerItem.PK.does_not_exist() if seen.revision is None else LedgerItem.revision == seen.revision
    transaction.put(item, unchanged, otherwise=Moved())


def withdraw(transaction: Transaction, invite: Invite) -> None:
    """Leave a code without uses. `commit` raises Moved where it was used since it was read."""
    transaction.update(
        InviteItem(*invite_key(invite.code)),
        [InviteItem.uses.set(0)],
        InviteItem.used == invite.used,
        otherwise=Moved(),
    )


def redeem(transaction: Transaction, code: str, *, now: datetime, otherwise: Exception) -> None:
    """Use a code once, if it has a use left and hasn't expired; else `commit` raises `otherwise`."""
    transaction.update(
        InviteItem(*invite_key(code)),
        [InviteItem.used.add(1)],
        (InviteItem.used < InviteItem.uses) & (InviteItem.expires_at > epoch(now)),
        otherwise=otherwise,
    )


def give_back(account_id: AccountId, code: str) -> None:
    """Undo the use of a sign-up that was never confirmed. Exactly once: its note forgets the code with it."""
    transaction = Transaction()
    transaction.update(
        SignupItem(*signup_key(account_id)),
        [SignupItem.invite.remove()],
        SignupItem.invite == code,
        otherwise=_AlreadyGivenBack(),
    )
    transaction.update(
        InviteItem(*invite_key(code)), [InviteItem.used.add(-1)], InviteItem.used > 0, otherwise=_AlreadyGivenBack()
    )
    with suppress(_AlreadyGivenBack):  # also for a code that is gone
        transaction.commit()


def erase(reader: Reader, account_id: AccountId, *, limit: int) -> bool:
    """Remove up to `limit` codes of a deleted account, and its ledger. Returns whether more may be left. Retry-safe."""
    rows = reader.query(f"INVITES#{account_id}", index="GSI1", limit=limit)
    for row in rows:
        InviteItem(row["PK"], row["SK"]).delete()
    LedgerItem(*ledger_key(account_id)).delete()
    return bool(rows)
