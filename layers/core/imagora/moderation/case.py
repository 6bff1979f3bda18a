"""A case: what its events make of it, by one pure function. Nothing here knows a table or a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import reduce
from typing import Any, Literal, NewType

import msgspec

from imagora.kernel.clock import parse, rfc3339
from imagora.kernel.ids import AccountId
from imagora.moderation.errors import (
    AlreadyAppealed,
    AppealClosed,
    CaseDecided,
    CaseNotFound,
    CaseTaken,
    FirstJudge,
    LeaseRequired,
    OwnCase,
)
from imagora.moderation.events import (
    HARMLESS,
    Action,
    AnyEvent,
    Appealed,
    Checked,
    Claimed,
    Decided,
    Ended,
    Judge,
    Overturned,
    Released,
    Reported,
    Subject,
    Upheld,
    Verdict,
)

CaseId = NewType("CaseId", str)
Status = Literal["open", "claimed", "decided", "appealed", "closed"]

TRANSITIONS: dict[Status, frozenset[Status]] = {
    "open": frozenset({"claimed", "decided", "closed"}),
    "claimed": frozenset({"open", "appealed", "decided", "closed"}),
    "decided": frozenset({"appealed", "closed"}),
    "appealed": frozenset({"claimed", "closed"}),
    "closed": frozenset(),
}
"""From → to. A claimed case goes back to what it was: `open`, or `appealed`. `decided → closed`: what a checker decided
on the strength of another decision falls with that one, the operator takes a decision back, or its owner's account is
gone. An appeal that was in vain leaves it `closed`; so does the operator who takes that decision back."""

LEASE = timedelta(minutes=15)
APPEAL_WITHIN = timedelta(days=183)
"""At least six months: Digital Services Act, Article 20 (1)."""
ANSWER_WITHIN = timedelta(days=7)
SOLE_JUDGE_WAITS = timedelta(hours=24)
"""How long an appeal waits for somebody else on an instance with one moderator."""
URGENT_WITHIN = timedelta(hours=24)
"""Half of what the TAKE IT DOWN Act (2025, section 3) gives for intimate pictures without consent."""
CARRIED_OUT_WITHIN = timedelta(minutes=10)
"""What a decision means is carried out in seconds; where it isn't by then, its message is sent again."""

NAMED_REPORTS = 20
"""So many reports a case tells in their own words; beyond that they are counted."""

MOST_CHECKS = 10
"""So many findings of checkers a case tells, the last ones; its log has all."""


class Lease(msgspec.Struct, frozen=True):
    """Who works on it, and until when."""

    by: AccountId
    until: str
    sole: bool = False


class Appeal(msgspec.Struct, frozen=True):
    """What the owner says against the decision, and until when somebody answers."""

    at: str
    statement: str
    deadline: str


class Case(msgspec.Struct, frozen=True, omit_defaults=True):
    """One subject before the moderators. `rev` counts its events; `settled` is that of the last decision.

    `owner`: whose thing it is. `first`: the first decision; `last`: the one on appeal. `carried`: the number of the
    last decision that was carried out; it isn't the fold's, but of who carries out.
    """

    id: CaseId
    subject: Subject
    owner: AccountId
    opened_at: str
    status: Status = "open"
    rev: int = 0
    settled: int = 0
    urgent: bool = False
    reports: int = 0
    named: tuple[Reported, ...] = ()
    checks: tuple[Checked, ...] = ()
    lease: Lease | None = None
    first: Decided | None = None
    appeal: Appeal | None = None
    last: Upheld | Overturned | None = None
    carried: int = 0

    @property
    def refusal(self) -> bool:
        """Whether it is about a prompt or text that was refused, and so exists nowhere but here."""
        return self.subject.id == self.id

    @property
    def unfinished(self) -> bool:
        """Whether something follows from its decision that wasn't carried out yet."""
        return self.settled > self.carried and not (self.refusal and self.last is None)

    @property
    def due(self) -> str | None:
        """When somebody has to look after it: soon while it is unfinished, later where an answer was promised."""
        verdict = self.in_force
        if verdict is not None and self.unfinished:
            return later(verdict.at, CARRIED_OUT_WITHIN)
        if not self.waits:
            return None
        if self.appeal is not None:
            return self.appeal.deadline
        return later(self.opened_at, URGENT_WITHIN) if self.urgent else None

    def leased(self, now: str) -> Lease | None:
        """The lease that holds at this moment."""
        return self.lease if self.lease is not None and now < self.lease.until else None

    def status_at(self, now: str) -> Status:
        """As `status`; a claim whose lease is over counts no more."""
        if self.status != "claimed" or self.leased(now) is not None:
            return self.status
        return "appealed" if self.appeal is not None else "open"

    @property
    def waits(self) -> bool:
        """Whether it stands in the moderators' queue."""
        return self.status in ("open", "claimed", "appealed")

    @property
    def only_unseen(self) -> bool:
        """Whether it waits for nothing but a checker's look: nobody reported it, no checker found anything."""
        return self.status == "open" and not self.reports and all(check.rule is None for check in self.checks)

    @property
    def since(self) -> str:
        """Since when it waits."""
        return self.appeal.at if self.appeal is not None else self.opened_at

    @property
    def in_force(self) -> Verdict | None:
        """What holds now: what was decided, unless an appeal changed it."""
        return self.last or self.first

    @property
    def decided_by_a_person(self) -> bool:
        verdict = self.in_force
        return verdict is not None and verdict.judge.kind == "human"

    @property
    def overturned(self) -> bool:
        return self.last is not None and self.first is not None and self.last.action != self.first.action

    @property
    def appeal_status(self) -> Literal["open", "upheld", "overturned"]:
        return "open" if self.last is None else "overturned" if self.overturned else "upheld"

    def may_appeal(self, now: str) -> bool:
        """Whether its owner can still say no to the decision."""
        return self.status == "decided" and now < self.appeal_until

    @property
    def appeal_until(self) -> str:
        return later(self.first.at, APPEAL_WITHIN) if self.first is not None else ""


def later(moment: str, by: timedelta) -> str:
    return rfc3339(parse(moment) + by)


def fold(case: Case, events: Iterable[AnyEvent]) -> Case:
    """The case after these events, in their order. Raises the error of the first that isn't legal then."""
    return reduce(apply, events, case)


def apply(case: Case, event: AnyEvent) -> Case:
    """The case after one more event.

    Raises CaseDecided, CaseTaken, OwnCase, FirstJudge, LeaseRequired, CaseNotFound, AlreadyAppealed, AppealClosed where
    it can't happen now.
    """
    step: Callable[[Case, Any], Case] = _STEPS[type(event)]
    changed = step(case, event)
    return msgspec.structs.replace(changed, rev=case.rev + 1)


def verdict_on(case: Case, judge: Judge, at: str, *, action: Action, rule: str | None, **what: Any) -> AnyEvent:
    """The event that a moderator's decision makes of this case: the first decision, or the answer to the appeal."""
    how = {"judge": judge, "at": at, "action": action, "rule": rule, **what}
    if case.appeal is None or case.first is None:
        return Decided(**how)
    return Upheld(**how) if action == case.first.action else Overturned(**how)


def expect_claimable(case: Case, by: AccountId, at: str, *, sole: bool = False) -> None:
    """Raise what keeps this moderator from working on it now: OwnCase, FirstJudge, CaseDecided, CaseTaken."""
    if by == case.owner:
        raise OwnCase
    expect_second_judge(case, by, at, sole=sole)
    if not case.waits:
        raise CaseDecided
    if case.lease is not None and case.lease.by != by and at < case.lease.until:
        raise CaseTaken


def expect_second_judge(case: Case, by: AccountId, at: str, *, sole: bool) -> None:
    """Raise FirstJudge where this moderator decided what is appealed, unless nobody else is there for a day."""
    if case.appeal is None or case.first is None or case.first.judge.account != by:
        return
    if not (sole and at >= later(case.appeal.at, SOLE_JUDGE_WAITS)):
        raise FirstJudge


def _checked(case: Case, event: Checked) -> Case:
    if case.status != "open":
        raise CaseDecided
    checks = (*case.checks, event)[-MOST_CHECKS:]
    changed = msgspec.structs.replace(case, checks=checks, urgent=case.urgent or _is_urgent(event.rule))
    if event.verdict == "hold":
        return changed
    if event.verdict != "reject" and not case.only_unseen:
        raise CaseDecided
    if event.verdict == "allow":
        let_out = Decided(at=event.at, judge=event.judge, action="approve")
        return _settled(changed, "closed", first=let_out)
    if event.verdict == "label":
        labelled = Decided(
            at=event.at, judge=event.judge, action="label", rule=event.rule, labels=event.labels, sure=event.sure
        )
        return _settled(changed, "decided", first=labelled)
    first = Decided(at=event.at, judge=event.judge, action="reject", rule=event.rule)
    return _settled(changed, "decided", first=first)


def _is_urgent(code: str | None) -> bool:
    from imagora.moderation.rulebook import CODES, rule

    return code is not None and code in CODES and rule(code).urgent


def _reported(case: Case, event: Reported) -> Case:
    if not case.waits:
        raise CaseDecided
    urgent = case.urgent or _is_urgent(event.rule)
    named = (*case.named, event) if len(case.named) < NAMED_REPORTS else case.named
    return msgspec.structs.replace(case, reports=case.reports + 1, named=named, urgent=urgent)


def _claimed(case: Case, event: Claimed) -> Case:
    expect_claimable(case, event.by, event.at, sole=event.sole)
    return msgspec.structs.replace(case, status="claimed", lease=Lease(event.by, event.until, event.sole))


def _released(case: Case, event: Released) -> Case:
    if case.lease is None or case.lease.by != event.by:
        raise LeaseRequired
    return msgspec.structs.replace(case, status="appealed" if case.appeal else "open", lease=None)


def _decided(case: Case, event: Decided) -> Case:
    if not case.waits or case.appeal is not None:
        raise CaseDecided
    _expect_lease(case, event)
    return _settled(case, "closed" if event.action in HARMLESS else "decided", first=event)


def _appealed(case: Case, event: Appealed) -> Case:
    if event.by != case.owner or case.first is None:
        raise CaseNotFound
    if case.appeal is not None:
        raise AlreadyAppealed
    if not case.may_appeal(event.at):
        raise AppealClosed
    appeal = Appeal(event.at, event.statement, event.deadline)
    return msgspec.structs.replace(case, status="appealed", appeal=appeal)


def _answered(case: Case, event: Upheld | Overturned) -> Case:
    if _followed(case, event) or _lifted(case, event):
        return _settled(case, "closed", last=event)
    if not case.waits or case.appeal is None or case.first is None:
        raise CaseDecided
    if isinstance(event, Upheld) != (event.action == case.first.action):
        raise CaseDecided
    _expect_lease(case, event)
    return _settled(case, "closed", last=event)


def _followed(case: Case, event: Upheld | Overturned) -> bool:
    """Whether a checker takes back what it decided by itself and nobody has appealed: its reason is gone."""
    by_itself = case.status == "decided" and case.first is not None and case.first.judge.kind == "ai"
    takes_back = isinstance(event, Overturned) and event.judge.kind == "ai" and event.action in HARMLESS
    return by_itself and takes_back


def _lifted(case: Case, event: Upheld | Overturned) -> bool:
    """Whether the operator takes back what is in force against somebody, without an appeal that waits for an answer."""
    decided = case.status == "decided" or (case.status == "closed" and isinstance(case.last, Upheld))
    takes_back = isinstance(event, Overturned) and event.action in HARMLESS
    return decided and takes_back and event.judge.kind == "human" and event.judge.account is None


def _ended(case: Case, _event: Ended) -> Case:
    """Without the words that its owner wrote: an account that is erased leaves none."""
    appeal = msgspec.structs.replace(case.appeal, statement="") if case.appeal is not None else None
    return msgspec.structs.replace(case, status="closed", lease=None, appeal=appeal)


def _expect_lease(case: Case, event: Verdict) -> None:
    """The operator of the instance, who has no account, needs none."""
    judge, lease = event.judge, case.lease
    if judge.kind == "human" and judge.account is None:
        return
    if lease is None or judge.account != lease.by or event.at >= lease.until:
        raise LeaseRequired


def _settled(case: Case, status: Status, **verdict: Verdict) -> Case:
    return msgspec.structs.replace(case, status=status, lease=None, settled=case.rev + 1, **verdict)


_STEPS: dict[type[Any], Callable[[Case, Any], Case]] = {
    Checked: _checked,
    Reported: _reported,
    Claimed: _claimed,
    Released: _released,
    Decided: _decided,
    Appealed: _appealed,
    Upheld: _answered,
    Overturned: _answered,
    Ended: _ended,
}
