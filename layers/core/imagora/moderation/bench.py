"""What moderators do: look at what waits, claim it, decide. And who may do what to which case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import log2

from imagora.kernel.clock import Clock, epoch, parse, rfc3339
from imagora.kernel.errors import InvalidInput, Unavailable
from imagora.kernel.ids import AccountId
from imagora.moderation.case import (
    LEASE,
    Case,
    CaseId,
    apply,
    expect_claimable,
    expect_second_judge,
    verdict_on,
)
from imagora.moderation.errors import CaseChanged, CaseDecided, CaseTaken, LeaseRequired, OwnCase
from imagora.moderation.events import (
    HARMLESS,
    Action,
    AnyEvent,
    Claimed,
    Decided,
    Judge,
    Overturned,
    Released,
    Upheld,
    Verdict,
)
from imagora.moderation.ladder import STRIKES_COUNT, STRIKING
from imagora.moderation.listing import Deed, Strike
from imagora.moderation.reporting import MAX_NOTE, Acting
from imagora.moderation.rulebook import CODES, rule
from imagora.moderation.store import CaseStore
from imagora.table.paging import Page, PageRequest
from imagora.table.transaction import Transaction

OPERATOR = AccountId("")
"""Who decides at the instance's own console: no account, no lease."""

_TRIES = 4

_OF_KIND: dict[str, frozenset[Action]] = {
    "post": frozenset({"approve", "reject", "label", "warn", "suspend", "dismiss"}),
    "media": frozenset({"approve", "reject", "label", "warn", "suspend", "dismiss"}),
    "account": frozenset({"approve", "warn", "suspend", "dismiss"}),
    "prompt": frozenset({"approve", "reject", "warn", "suspend", "dismiss"}),
    "text": frozenset({"approve", "reject", "warn", "suspend", "dismiss"}),
}
"""What can be done about each kind of thing: an account can't be labelled, a text that isn't out can't either."""

SoleModerator = Callable[[AccountId], bool]
"""Whether nobody but this account has the moderator's role."""

Apply = Callable[[CaseId], object]
"""Carry a decision out, as far as that can be done at once."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a moderator decides. `note` is what the owner is told besides the rule."""

    action: Action
    rule: str | None = None
    note: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bench:
    store: CaseStore
    acting: Acting
    sole_moderator: SoleModerator
    apply: Apply
    now: Clock

    def queue(self, moderator: AccountId, page: PageRequest) -> Page[Case]:
        """What waits: urgent ones first, then the oldest. Raises Unauthenticated, AccountSuspended."""
        self.acting(moderator)
        return self.store.queue(page)

    def case(self, moderator: AccountId, case_id: str) -> Case:
        """One case. Raises CaseNotFound, Unauthenticated, AccountSuspended."""
        self.acting(moderator)
        return self.store.get(case_id)

    def strikes(self, case: Case) -> list[Strike]:
        """What counts against the owner of what it is about."""
        return self.store.strikes(case.owner, epoch(self.now()))

    def claim(self, moderator: AccountId, case_id: str) -> Case:
        """Take a case for 15 minutes, or for 15 more (1 transaction).

        Raises CaseNotFound; OwnCase and FirstJudge before anything else; CaseDecided; CaseTaken while another has it.
        """
        self.acting(moderator)
        for _ in range(_TRIES):
            case = self._judged_by(moderator, case_id)
            now = self.now()
            sole = self._sole(moderator, case, now)
            expect_claimable(case, moderator, rfc3339(now), sole=sole)
            event = Claimed(at=rfc3339(now), by=moderator, until=rfc3339(now + LEASE), sole=sole)
            try:
                return self._step(case, event, now, moderator, "claim")
            except CaseChanged:
                continue  # whoever was faster is named when it is read again
        raise Unavailable

    def release(self, moderator: AccountId, case_id: str) -> None:
        """Give a claimed case back. Raises CaseNotFound, LeaseRequired."""
        self.acting(moderator)
        for _ in range(_TRIES):
            case, now = self.store.get(case_id), self.now()
            try:
                self._step(case, Released(at=rfc3339(now), by=moderator), now, moderator, "release")
            except CaseChanged:
                continue
            return
        raise Unavailable

    def decide(self, moderator: AccountId, case_id: str, ruling: Ruling) -> Case:
        """Decide a case that one has claimed, and carry it out (1 transaction, then its consequences).

        Raises CaseNotFound; OwnCase and FirstJudge before anything else; InvalidInput; CaseDecided and CaseTaken where
        another was faster; LeaseRequired.
        """
        self.acting(moderator)
        case = self._judged_by(moderator, case_id)
        return self._decide(case, Judge(kind="human", account=moderator), ruling, moderator)

    def decide_at_the_console(self, case: Case, ruling: Ruling) -> Case:
        """As `decide`, by the operator of the instance."""
        return self._decide(case, Judge(kind="human"), ruling, OPERATOR)

    def overturn_at_the_console(self, case: Case, note: str = "") -> Case:
        """Take back a decision against somebody who didn't appeal, or in vain, by the operator of the instance.

        1 transaction, then its consequences: the same as an appeal's that was right. Raises CaseDecided where no such
        decision is in force (any more).
        """
        now = self.now()
        rule = case.first.rule if case.first is not None else None
        event = Overturned(at=rfc3339(now), judge=Judge(kind="human"), action="approve", rule=rule, note=note)
        try:
            after = self._step(case, event, now, OPERATOR, "overturn")
        except CaseChanged as error:
            raise CaseDecided from error
        self.apply(after.id)
        return after

    def _decide(self, case: Case, judge: Judge, ruling: Ruling, moderator: AccountId) -> Case:
        now = self.now()
        at = rfc3339(now)
        if moderator:
            expect_second_judge(case, moderator, at, sole=case.lease is not None and case.lease.sole)
        _check(case, ruling)
        if moderator and case.waits and case.lease is not None and case.lease.by != moderator and at < case.lease.until:
            raise CaseTaken
        event = verdict_on(
            case, judge, at, action=ruling.action, rule=ruling.rule, note=ruling.note, labels=_labels(ruling)
        )
        if moderator and case.waits and (case.lease is None or case.lease.by != moderator):
            raise LeaseRequired
        try:
            decided = self._step(case, event, now, moderator, ruling.action)
        except CaseChanged as error:
            raise CaseDecided from error
        self.apply(decided.id)
        return decided

    def audit(self, moderator: AccountId, month: str, page: PageRequest) -> Page[Deed]:
        """What moderators did in a month, newest first."""
        self.acting(moderator)
        return self.store.audit(month, page)

    def _judged_by(self, moderator: AccountId, case_id: str) -> Case:
        """A case that isn't the moderator's own business. Raises CaseNotFound, OwnCase."""
        case = self.store.get(case_id)
        if case.owner == moderator or self.store.reported(case.id, moderator) is not None:
            raise OwnCase
        return case

    def _sole(self, moderator: AccountId, case: Case, now: datetime) -> bool:
        """Whether the first judge may judge the appeal, too: asked only where that is the question."""
        if case.appeal is None or case.first is None or case.first.judge.account != moderator:
            return False
        return self.sole_moderator(moderator)

    def _step(self, case: Case, event: AnyEvent, now: datetime, moderator: AccountId, deed: str) -> Case:
        after = apply(case, event)
        transaction = Transaction()
        self.store.step(transaction, case, after)
        self.store.note(transaction, after, event)
        ruled = event.rule or "" if isinstance(event, Verdict) else ""
        self.store.audit_deed(transaction, after, judge=moderator, deed=deed, rule=ruled, at=now)
        if isinstance(event, Verdict):
            code = event.rule or (after.first.rule if after.first else None) or "none"
            self.store.count(transaction, case.id, code, now, *_figures(case, after, event))
            self._settle(transaction, after, event, code)
        transaction.commit()
        return after

    def _settle(self, transaction: Transaction, case: Case, event: Verdict, code: str) -> None:
        """What a decision means for its owner, in the same transaction. A strike counts from the first decision on."""
        if event.action not in HARMLESS or case.appeal is not None:
            self.store.tell_owner(transaction, case)
        if event.action in STRIKING and not case.refusal:
            if not isinstance(event, Upheld):
                given = case.first.at if case.first is not None else event.at
                until = epoch(parse(given) + STRIKES_COUNT)
                self.store.strike(transaction, case.owner, Strike(case.id, code, event.action, until))
        elif case.overturned:
            self.store.void_strike(transaction, case.owner, case.id)


def _figures(before: Case, case: Case, event: Verdict) -> list[str]:
    """What is counted: `lifted` is what the operator took back, which is no answer to an appeal."""
    if not isinstance(event, Decided):
        if before.appeal is None or before.last is not None:
            return ["lifted"]
        sole = case.first is not None and event.judge.account == case.first.judge.account
        return [case.appeal_status, *(["sole"] if sole and event.judge.account else [])]
    minutes = (parse(event.at) - parse(case.opened_at)).total_seconds() / 60
    return [f"human#{event.action}", f"within#{_bucket(minutes)}"]


def _bucket(minutes: float) -> int:
    """Times to decide are counted in powers of two of minutes: 0 up to one, 1 up to two, 2 up to four, ..."""
    return max(0, min(20, int(log2(max(minutes, 1)) + 0.999999)))


def _labels(ruling: Ruling) -> tuple[str, ...]:
    """What stands on it from now on: what was said, or what the rule says."""
    if ruling.action != "label":
        return ()
    own = rule(ruling.rule).label if ruling.rule else None
    return tuple(dict.fromkeys(ruling.labels)) or ((own,) if own else ())


def _check(case: Case, ruling: Ruling) -> None:
    if ruling.action not in _OF_KIND[case.subject.kind]:
        raise InvalidInput.of("action", "invalid", f"This can't be done to a {case.subject.kind}.")
    if ruling.rule is not None and ruling.rule not in CODES:
        raise InvalidInput.of("rule", "unknown", "This has to be the code of a rule: see GET /v1/rules.")
    if ruling.rule is None and ruling.action not in HARMLESS:
        raise InvalidInput.of("rule", "required", "A decision against somebody names its rule.")
    if len(ruling.note) > MAX_NOTE:
        raise InvalidInput.of("note", "length", f"A note has at most {MAX_NOTE:,} characters.")
    if ruling.action == "label" and not _labels(ruling):
        raise InvalidInput.of("labels", "required", "Say which labels.")
