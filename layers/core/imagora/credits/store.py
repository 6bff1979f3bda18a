"""Wallets and their ledger in the table: `USER#<uid>` / `CREDITS#<month>` and `CREDIT#<entry>`; the plan in `PLAN`.

An entry is written in the transaction that changes the wallet, and that is the one which changes the job: so both say
the same at every moment, and a message that comes twice finds the job moved on and writes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from imagora.credits.models import SIDES, Entry, Outcome, Place, Wallet, Want, day_of, ends_at
from imagora.credits.plans import Plan
from imagora.credits.reading import entry_key, plan_key, wallet_key
from imagora.kernel.clock import epoch, rfc3339
from imagora.kernel.ids import AccountId, JobId
from imagora.table.item import Item
from imagora.table.transaction import Transaction

_KEPT = timedelta(days=400)
"""How long the ledger goes back."""


class WalletItem(Item):
    """`USER#<uid>` / `CREDITS#<month>`: below 1 KB. Besides these, `d1` to `d31`: pictures of each day."""

    plan = UnicodeAttribute()
    granted = NumberAttribute()
    left = NumberAttribute()
    reserved = NumberAttribute(default=0)
    used = NumberAttribute(default=0)
    under_way = NumberAttribute(default=0)


class EntryItem(Item):
    kind = UnicodeAttribute()
    credits = NumberAttribute()
    gives = UnicodeAttribute()
    takes = UnicodeAttribute()
    period = UnicodeAttribute()
    about = UnicodeAttribute()
    created_at = UnicodeAttribute()


class PlanItem(Item):
    plan = UnicodeAttribute()


class Moved(Exception):
    """The wallet isn't as it was read: look again."""


def grant(transaction: Transaction, owner: AccountId, wallet: Wallet, now: datetime) -> None:
    """Open a month's wallet with what its plan grants. `commit` raises Moved where somebody else did."""
    transaction.create(
        WalletItem(
            *wallet_key(owner, wallet.period),
            type="wallet",
            plan=wallet.plan,
            granted=wallet.granted,
            left=wallet.left,
            expires_at=epoch(ends_at(wallet.period) + _KEPT),
        ),
        otherwise=Moved(),
    )
    _record_grant(transaction, owner, wallet, wallet.granted, now)


def reserve(
    transaction: Transaction,
    owner: AccountId,
    wallet: Wallet,
    plan: Plan,
    want: Want,
    place: Place,
    *,
    job_id: JobId,
    now: datetime,
) -> None:
    """Take a job's credits and pictures out of a wallet that is open, and note where it stands.

    `commit` raises Moved where the wallet doesn't hold as much, or would send the job elsewhere, by now.
    """
    today = Path(f"d{day_of(now)}")
    room: Condition = today.does_not_exist() | (today <= _number(plan.daily - want.pictures))
    actions: list[Action] = [today.add(_number(want.pictures))]
    if place.credits:
        room &= WalletItem.left >= place.credits
        actions += [WalletItem.left.add(-place.credits), WalletItem.reserved.add(place.credits)]
    if place.lane == "fast":
        actions.append(WalletItem.under_way.add(1))
    room &= WalletItem.PK.exists()
    transaction.update(WalletItem(*wallet_key(owner, wallet.period)), actions, room, otherwise=Moved())
    if place.credits:
        _record(transaction, owner, Entry("reserve", place.credits, wallet.period, now, job_id), otherwise=Moved())


def settle(
    transaction: Transaction, owner: AccountId, outcome: Outcome, *, now: datetime, otherwise: Exception
) -> None:
    """Turn a job's reservation into what was really spent, and give the rest back.

    Exactly once: with the job's last move, whose condition keeps a second one out. `otherwise` as for that.
    """
    place, spent = outcome.place, outcome.spent
    back = place.credits - spent
    actions: list[Action] = []
    if place.credits:
        actions += [WalletItem.reserved.add(-place.credits), WalletItem.used.add(spent), WalletItem.left.add(back)]
    if place.lane == "fast":
        actions.append(WalletItem.under_way.add(-1))
    if outcome.missing:
        actions.append(Path(f"d{day_of(outcome.asked_at)}").add(_number(-outcome.missing)))
    if actions:
        wallet = WalletItem(*wallet_key(owner, outcome.period))
        transaction.update(wallet, actions, WalletItem.PK.exists(), otherwise=otherwise)
    if spent:
        entry = Entry("spend", spent, outcome.period, now, outcome.job_id)
        _record(transaction, owner, entry, otherwise=otherwise)
    if back:
        entry = Entry("refund", back, outcome.period, now, outcome.job_id)
        _record(transaction, owner, entry, otherwise=otherwise)


def change_plan(owner: AccountId, plan: Plan, wallet: Wallet, now: datetime) -> None:
    """Give an account another plan. A wallet that is open gets what the new plan grants beyond it, never less.

    Repeating it changes nothing. Raises Moved where the wallet isn't as it was read.
    """
    transaction = Transaction()
    transaction.put(PlanItem(*plan_key(owner), type="plan", plan=plan.name))
    item = WalletItem(*wallet_key(owner, wallet.period))
    if not wallet.opened:
        transaction.check(item, WalletItem.PK.does_not_exist(), otherwise=Moved())
        transaction.commit()
        return
    more = max(0, plan.credits - wallet.granted)
    transaction.update(
        item,
        [WalletItem.plan.set(plan.name), WalletItem.granted.add(more), WalletItem.left.add(more)],
        WalletItem.granted == wallet.granted,
        otherwise=Moved(),
    )
    _record_grant(transaction, owner, replace(wallet, plan=plan.name, granted=wallet.granted + more), more, now)
    transaction.commit()


def erase(owner: AccountId, keys: list[str]) -> None:
    """Delete these of an account's items (sort keys) for good. Idempotent."""
    for key in keys:
        Item(f"USER#{owner}", key).delete()


def _record_grant(transaction: Transaction, owner: AccountId, wallet: Wallet, more: int, now: datetime) -> None:
    if more:
        about = f"{wallet.period} {wallet.plan} {wallet.granted}"
        _record(transaction, owner, Entry("grant", more, wallet.period, now, about), otherwise=Moved())


def _record(transaction: Transaction, owner: AccountId, entry: Entry, *, otherwise: Exception) -> None:
    gives, takes = SIDES[entry.kind]
    transaction.create(
        EntryItem(
            *entry_key(owner, entry.id),
            type="credit",
            kind=entry.kind,
            credits=entry.credits,
            gives=gives,
            takes=takes,
            period=entry.period,
            about=entry.about,
            created_at=rfc3339(entry.created_at),
            expires_at=epoch(entry.created_at + _KEPT),
        ),
        otherwise=otherwise,
    )


def _number(value: int) -> dict[str, str]:
    return {"N": str(value)}
