"""What is read of credits: wallets, plans, the ledger. No PynamoDB."""

from __future__ import annotations

from dataclasses import dataclass

from imagora.credits.models import Entry, Wallet
from imagora.credits.plans import FREE
from imagora.kernel.clock import parse
from imagora.kernel.ids import AccountId
from imagora.table.paging import Page, PageRequest, cut
from imagora.table.reader import Key, Reader, Row

_ENTRIES = "CREDIT#"


def wallet_key(owner: AccountId, period: str) -> Key:
    return f"USER#{owner}", f"CREDITS#{period}"


def entry_key(owner: AccountId, entry_id: str) -> Key:
    return f"USER#{owner}", f"{_ENTRIES}{entry_id}"


def plan_key(owner: AccountId) -> Key:
    return f"USER#{owner}", "PLAN"


@dataclass(frozen=True)
class Books:
    """An account's wallet, plan and ledger as they are in the table."""

    reader: Reader

    def wallet(self, owner: AccountId, period: str, *, consistent: bool) -> Wallet | None:
        """A month's wallet (1 read), None where nobody used it yet."""
        row = self.reader.get(wallet_key(owner, period), consistent=consistent)
        return _wallet(row, period) if row else None

    def plan(self, owner: AccountId) -> str:
        """The name of an account's plan (1 consistent read)."""
        row = self.reader.get(plan_key(owner), consistent=True)
        return str(row["plan"]) if row else FREE

    def ledger(self, owner: AccountId, page: PageRequest, *, consistent: bool = False) -> Page[Entry]:
        """Its entries, newest first (1 Query)."""
        after = f"{_ENTRIES}{page.after}" if page.after else None
        rows = self.reader.query(
            f"USER#{owner}", limit=page.limit + 1, after=after, prefix=_ENTRIES, consistent=consistent
        )
        return cut([_entry(row) for row in rows], page.limit, lambda entry: entry.id)

    def keys(self, owner: AccountId, limit: int) -> list[str]:
        """Sort keys of what there is of an account, `limit` at most: to be erased."""
        rows = self.reader.query(f"USER#{owner}", limit=limit, prefix="CREDIT", consistent=True)
        plan = self.reader.get(plan_key(owner), consistent=True)
        return [str(row["SK"]) for row in rows] + (["PLAN"] if plan else [])


def _wallet(row: Row, period: str) -> Wallet:
    return Wallet(
        period=period,
        plan=row["plan"],
        granted=row["granted"],
        left=row["left"],
        reserved=row["reserved"],
        used=row["used"],
        under_way=row["under_way"],
        pictures={day: row[f"d{day}"] for day in range(1, 32) if f"d{day}" in row},
    )


def _entry(row: Row) -> Entry:
    return Entry(row["kind"], row["credits"], row["period"], parse(row["created_at"]), row["about"])
