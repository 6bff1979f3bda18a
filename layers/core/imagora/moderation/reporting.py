"""How cases begin: somebody reports, a picture is held, a text is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from imagora.kernel.clock import Clock, rfc3339
from imagora.kernel.errors import InvalidInput, Unauthenticated, Unavailable
from imagora.kernel.ids import AccountId, new_id
from imagora.moderation.case import Case, CaseId, apply
from imagora.moderation.errors import CaseChanged
from imagora.moderation.events import HARMLESS, AnyEvent, Checked, Judge, Overturned, Reported, Subject
from imagora.moderation.listing import Report
from imagora.moderation.models import Refused
from imagora.moderation.rulebook import CODES, VERSION, rule
from imagora.moderation.store import CaseStore
from imagora.table.transaction import Transaction

if TYPE_CHECKING:
    from imagora.moderation.opinions import Opinion
    from imagora.table.once import Once

_TRIES = 6
_COUNTED = 100
"""So many reports change a case; who comes after them is noted, and changes nothing."""

MAX_NOTE = 2_000

Acting = Callable[[AccountId], object]
"""Expect an account that may write."""

OwnerOf = Callable[[Subject, AccountId | None], tuple[Subject, AccountId]]
"""Whose thing this is, and what it is by its id; raises `…_not_found` where it isn't there for this viewer."""

WORD_RULES = ("imagora", "word-rules")
NO_CHECKER = Judge(kind="ai", provider="imagora", model="none", version=VERSION)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What somebody says is wrong. `contact`: how to reach who has no account."""

    subject: Subject
    reason: str
    note: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Reporting:
    store: CaseStore
    acting: Acting
    owner_of: OwnerOf
    now: Clock

    def report(self, by: AccountId | None, complaint: Complaint, *, once: Once | None) -> Report:
        """Report something: it opens a case, or joins the one that is open (2 to 4 steps, 1 transaction).

        Somebody's second report of the same case is their first one again. Without an account (`by` None) only what is
        urgent can be reported. Raises InvalidInput, Unauthenticated, AccountSuspended, and what `owner_of` raises.
        """
        _check(complaint, anonymous=by is None)
        if by is not None:
            self.acting(by)
        subject, owner = self.owner_of(complaint.subject, by)
        for _ in range(_TRIES):
            case = self.store.about(subject)
            joined = case if case is not None and case.waits else None
            if joined is not None and by is not None and (known := self.store.reported(joined.id, by)):
                self._keep(once, f"{joined.id}{known.id}")
                return known
            now = self.now()
            event = Reported(at=rfc3339(now), by=by, rule=complaint.reason, note=complaint.note)
            report = Report(new_id(now), complaint.reason, complaint.note)
            transaction = Transaction()
            begun = joined or _new(subject, owner, now)
            if begun.reports < _COUNTED:
                self._happen(transaction, begun, event, now, before=case.id if case and not joined else None)
            self.store.report(transaction, begun.id, by or f"~{report.id}", report, complaint.contact)
            if once is not None:
                once.join(transaction, f"{begun.id}{report.id}", now)
            try:
                transaction.commit()
            except CaseChanged:
                continue
            return report
        raise Unavailable

    def _keep(self, once: Once | None, created: str) -> None:
        """Have a request that made nothing new be replayed as any other."""
        if once is not None:
            transaction = Transaction()
            once.join(transaction, created, self.now())
            transaction.commit()

    def shown(self, by: AccountId, created: str) -> Report:
        """A report that a repeated Idempotency-Key made before."""
        half = len(created) // 2
        found = self.store.reported(CaseId(created[:half]), by)
        return found or Report(created[half:], "", "")

    def hold(self, subject: Subject, owner: AccountId) -> None:
        """Have somebody look at a picture that is held. Idempotent: one that has a case keeps it."""
        if self.store.about(subject) is not None:
            return
        now = self.now()
        self._check_in(_new(subject, owner, now), Checked(at=rfc3339(now), judge=NO_CHECKER, verdict="hold"), now)

    def checked(self, subject: Subject, owner: AccountId, opinion: Opinion) -> bool:
        """Make what checkers said of something a step of its case, or its first (2 reads, 1 transaction). Idempotent.

        True where the case says it, or will never: somebody has decided since. False while a moderator works on it.
        Raises Unavailable where the case keeps changing.
        """
        for _ in range(_TRIES):
            case, now = self.store.about(subject), self.now()
            begun = _heard_in(case, subject, owner, opinion)
            if begun is None or begun.status != "open":
                return begun is None
            transaction = Transaction()
            newest = case.id if case is not None and begun is not case else None
            self._happen(transaction, begun, opinion.checked, now, before=newest)
            if opinion.follows is not None:
                self.store.follow(transaction, opinion.follows, begun.id)
            try:
                transaction.commit()
            except CaseChanged:
                continue
            self._unless_it_fell(opinion.follows, begun.id)
            return True
        raise Unavailable

    def _unless_it_fell(self, followed: CaseId | None, case: CaseId) -> None:
        """Take a case back at once whose ground was overturned while it was made."""
        if followed is not None and self.store.get(followed).overturned:
            self.take_back(case)

    def take_back(self, case_id: CaseId) -> None:
        """Overturn what a checker decided only because of another decision, which fell (1 transaction). Idempotent.

        What somebody has appealed is left to who judges that. Raises Unavailable where the case keeps changing.
        """
        for _ in range(_TRIES):
            case, now = self.store.get(case_id), self.now()
            first = case.first
            if case.status != "decided" or first is None or first.judge.kind != "ai":
                return
            event = Overturned(at=rfc3339(now), judge=first.judge, action="approve", rule=first.rule)
            after, transaction = apply(case, event), Transaction()
            self.store.step(transaction, case, after)
            self.store.note(transaction, after, event)
            self.store.tell_owner(transaction, after)
            self.store.count(transaction, case.id, first.rule or "none", now, "ai#approve")
            try:
                transaction.commit()
            except CaseChanged:
                continue
            return
        raise Unavailable

    def refuse(self, owner: AccountId, refused: Refused) -> CaseId:
        """Keep what was refused, so that its author finds it among the decisions and can appeal."""
        now = self.now()
        provider, model = WORD_RULES
        judge = refused.judge or Judge(
            kind="ai", provider=provider, model=model, version=VERSION, scores={refused.rule: 1.0}
        )
        case_id = CaseId(new_id(now))
        case = Case(case_id, Subject(refused.use, case_id), owner, rfc3339(now))
        event = Checked(at=rfc3339(now), judge=judge, verdict="reject", rule=refused.rule, text=refused.text)
        self._check_in(case, event, now)
        return case_id

    def _check_in(self, case: Case, event: Checked, now: datetime) -> None:
        transaction = Transaction()
        self._happen(transaction, case, event, now, before=None)
        try:
            transaction.commit()
        except CaseChanged:
            return  # the same message came twice, at once

    def _happen(
        self, transaction: Transaction, case: Case, event: AnyEvent, now: datetime, *, before: CaseId | None
    ) -> None:
        after = apply(case, event)
        if case.rev:
            self.store.step(transaction, case, after)
        else:
            self.store.open(transaction, after, before=before)
        self.store.note(transaction, after, event)
        if isinstance(event, Reported):
            self.store.count(transaction, case.id, event.rule, now, "reports")
        elif after.first is not None:
            if after.first.action not in HARMLESS:
                self.store.tell_owner(transaction, after)
            self.store.count(transaction, case.id, after.first.rule or "none", now, f"ai#{after.first.action}")


def _heard_in(case: Case | None, subject: Subject, owner: AccountId, opinion: Opinion) -> Case | None:
    """The case in which an opinion is to be heard: the open one, or a new one. One that isn't open: not now.

    None: in none. It was heard already, or somebody has decided since, or it would let out what a person has to see.
    """
    if case is not None and (case.id == opinion.case or opinion.checked in case.checks):
        return None
    new = Case(opinion.case, subject, owner, opinion.checked.at)
    if case is None or opinion.opens:
        return new
    verdict = opinion.checked.verdict
    if opinion.again and not case.waits:
        return new if _says_more(case, opinion.checked) else None
    if not case.waits:
        return new if verdict == "reject" else None
    return None if verdict in ("allow", "label") and case.status == "open" and not case.only_unseen else case


def _says_more(case: Case, checked: Checked) -> bool:
    """Whether a later look changes what is decided: never a person's decision, and nothing that is in force already."""
    verdict = case.in_force
    if verdict is None or verdict.judge.kind == "human":
        return False
    return checked.verdict in ("hold", "reject") or bool(set(checked.labels) - set(verdict.labels))


def _new(subject: Subject, owner: AccountId, now: datetime) -> Case:
    return Case(CaseId(new_id(now)), subject, owner, rfc3339(now))


def _check(complaint: Complaint, *, anonymous: bool) -> None:
    if complaint.reason not in CODES:
        raise InvalidInput.of("reason", "unknown", "This has to be the code of a rule: see GET /v1/rules.")
    if anonymous and not rule(complaint.reason).urgent:
        raise Unauthenticated
    if len(complaint.note) > MAX_NOTE:
        raise InvalidInput.of("note", "length", f"A note has at most {MAX_NOTE:,} characters.")
