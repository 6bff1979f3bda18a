"""Whose email an address is: claims are kept under a keyed hash, so that the table lists nobody's address."""

from __future__ import annotations

from dataclasses import dataclass

from imagora.accounts import rows, rules
from imagora.kernel.ids import AccountId
from imagora.kernel.keys import KeyRing
from imagora.table.reader import Reader


@dataclass(frozen=True)
class Emails:
    reader: Reader
    keys: KeyRing

    def pseudonym(self, email: str) -> str:
        """The same for every spelling of one address. Any text has one, valid or not."""
        return self.keys.pseudonym("email", rules.fold_email(email))

    def owner(self, email: str) -> AccountId | None:
        """Whose it is (1 consistent read), None for nobody's."""
        row = self.reader.get(rows.email_key(self.pseudonym(email)), consistent=True)
        return AccountId(row["account_id"]) if row else None
