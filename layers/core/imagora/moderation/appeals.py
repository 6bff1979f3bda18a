"""What people see of decisions about their own things, and how they say no to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imagora.kernel.clock import Clock, rfc3339
from imagora.kernel.errors import InvalidInput, Unavailable
from imagora.kernel.ids import AccountId
from imagora.moderation.case import ANSWER_WITHIN, Case, apply
from imagora.moderation.errors import CaseChanged, CaseNotFound
from imagora.moderation.events import HARMLESS, Appealed
from imagora.moderation.store import CaseStore
from imagora.table.paging import Page, PageRequest
from imagora.table.transaction import Transaction

if TYPE_CHECKING:
    from imagora.accounts.models import Profile
    from imagora.table.once import Once

MAX_STATEMENT = 2_000
_TRIES = 4

Own = Callable[[AccountId], "Profile"]
"""Expect an account that asks about itself; a suspended one may, too."""


@dataclass(frozen=True)
class Appeals:
    store: CaseStore
    own: Own
    now: Clock

    def mine(self, account: AccountId, page: PageRequest) -> tuple[Page[Case], str]:
        """Decisions about one's own things, newest first (3 steps), and until when one is muted, empty where one isn't.

        Raises Unauthenticated.
        """
        until = self.own(account).muted_until
        return self.store.about_owner(account, page), until if rfc3339(self.now()) < until else ""

    def one(self, account: AccountId, case_id: str) -> Case:
        """One of them. Raises CaseNotFound for what isn't about one's own things, or isn't decided against them."""
        case = self.store.get(case_id)
        if case.owner != account or case.first is None or (case.first.action in HARMLESS and case.appeal is None):
            raise CaseNotFound
        return case

    def appeal(self, account: AccountId, case_id: str, statement: str, *, once: Once | None) -> Case:
        """Say no to a decision, once a case (1 transaction). Somebody else than the first judge looks at it.

        A suspended account may: it is the way back. Raises Unauthenticated, CaseNotFound, AlreadyAppealed,
        AppealClosed, InvalidInput.
        """
        self.own(account)
        for _ in range(_TRIES):
            case = self.one(account, case_id)
            now = self.now()
            if not 0 < len(statement) <= MAX_STATEMENT:
                raise InvalidInput.of("statement", "length", f"A statement has 1 to {MAX_STATEMENT:,} characters.")
            event = Appealed(at=rfc3339(now), by=account, statement=statement, deadline=rfc3339(now + ANSWER_WITHIN))
            after = apply(case, event)
            transaction = Transaction()
            self.store.step(transaction, case, after)
            self.store.note(transaction, after, event)
            code = (case.first.rule if case.first else None) or "none"
            self.store.count(transaction, case.id, code, now, "appeals")
            if once is not None:
                once.join(transaction, case.id, now)
            try:
                transaction.commit()
            except CaseChanged:
                continue
            return after
        raise Unavailable
