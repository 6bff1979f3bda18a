"""What checkers found, as cases: what is held waits for a moderator, what is rejected is decided and can be appealed.

A person's decision stands: a checker that looks at the same thing again later changes nothing about it, unless the
thing was changed since. What moderators work on at this moment is theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import msgspec

from imagora.kernel.clock import Clock, rfc3339
from imagora.kernel.errors import Unavailable
from imagora.kernel.ids import AccountId, new_id
from imagora.moderation.case import Case, CaseId, apply
from imagora.moderation.errors import CaseChanged, CaseDecided
from imagora.moderation.events import Checked, Judge, Subject
from imagora.moderation.rulebook import VERSION
from imagora.moderation.store import CaseStore
from imagora.table.transaction import Transaction

if TYPE_CHECKING:
    from imagora.moderation.checkers.judge import Ruling
    from imagora.moderation.checkers.port import Finding

_TRIES = 4
_FIGURES = {"reject": "ai#reject", "allow": "ai#approve"}


class Judgement(msgspec.Struct, frozen=True):
    """What checkers make of something, as its case keeps it. `rule` None: nobody could look.

    `evidence`: what they said in their own terms; of those that gave no answer, why.
    """

    judge: Judge
    verdict: Literal["hold", "reject", "allow"]
    rule: str | None = None
    evidence: dict[str, str | float] = msgspec.field(default_factory=dict)


def judgement_of(ruling: Ruling) -> Judgement:
    """A ruling as evidence: who decided with which scores; where a checker was down, which one and why.

    A ruling that labels is an `allow`.
    """
    verdict: Literal["hold", "reject", "allow"] = "allow"
    if ruling.action in ("hold", "reject"):
        verdict = "reject" if ruling.action == "reject" else "hold"
    evidence: dict[str, str | float] = {lost.provider: lost.reason for lost in ruling.outages}
    for finding in ruling.findings:
        evidence |= {f"{finding.provider} {what}": said for what, said in finding.evidence.items()}
    return Judgement(judge_of(ruling), verdict, ruling.rule if verdict != "allow" else None, evidence)


def checked_of(ruling: Ruling, now: datetime, *, held: Judgement | None) -> Checked:
    """A prompt's ruling as what its pictures are asked: held by this judgement, else labelled."""
    if held is not None:
        return _event(held, now)
    return Checked(
        at=rfc3339(now),
        judge=judge_of(ruling),
        verdict="label",
        rule=ruling.rule,
        labels=tuple(found.value for found in ruling.labels),
        sure={found.value: round(found.confidence, 3) for found in ruling.labels},
    )


def judge_of(ruling: Ruling) -> Judge:
    """Who made this ruling, with what was seen; the checker that is down, and why, where nobody else decided."""
    found = ruling.by or (ruling.findings[-1] if ruling.findings else None)
    if ruling.by is None and ruling.outages:
        lost = ruling.outages[0]
        return Judge(kind="ai", provider=lost.provider, model=lost.reason, version=VERSION)
    if found is None:
        return Judge(kind="ai", provider="imagora", model="none", version=VERSION)
    return judge_in(found)


def judge_in(finding: Finding) -> Judge:
    """Who found this, with what was seen."""
    scores = {rule: round(score, 4) for rule, score in sorted(finding.scores.items()) if score}
    return Judge(kind="ai", provider=finding.provider, model=finding.model, version=finding.version, scores=scores)


@dataclass(frozen=True)
class Findings:
    store: CaseStore
    now: Clock

    def hold(self, transaction: Transaction, subject: Subject, owner: AccountId, judgement: Judgement) -> CaseId:
        """Open the case of a new thing that is held, in the transaction that stores it (3 items more)."""
        now = self.now()
        case = _new(subject, owner, now)
        self._happen(transaction, case, _event(judgement, now), before=None)
        return case.id

    def found(self, subject: Subject, owner: AccountId, judgement: Judgement, *, changed_at: str = "") -> CaseId | None:
        """Open a case, or add to the one that waits (2 to 3 steps); its id, None where a person's decision stands.

        `changed_at` (RFC 3339): when the thing was made or changed last; earlier decisions are about something else.
        Retry-safe: what is rejected already, or held with the same finding, stays as it is. Raises Unavailable where
        the case keeps changing under us.
        """
        for _ in range(_TRIES):
            case, now = self.store.about(subject), self.now()
            if case is not None and (known := _stands(case, judgement, changed_at)) is not False:
                return known
            if judgement.verdict == "allow" and (case is None or not case.only_unseen):
                return None
            joined = case if case is not None and case.waits else _new(subject, owner, now)
            transaction = Transaction()
            try:
                self._happen(transaction, joined, _event(judgement, now), before=case.id if case else None)
                transaction.commit()
            except CaseDecided:
                return None  # moderators are at it
            except CaseChanged:
                continue
            return joined.id
        raise Unavailable

    def _happen(self, transaction: Transaction, case: Case, event: Checked, *, before: CaseId | None) -> None:
        after = apply(case, event)
        if case.rev:
            self.store.step(transaction, case, after)
        else:
            self.store.open(transaction, after, before=before)
        self.store.note(transaction, after, event)
        if after.first is None:
            return
        if after.first.action == "reject":
            self.store.tell_owner(transaction, after)
        self.store.count(transaction, case.id, event.rule or "none", self.now(), _FIGURES[event.verdict])


def _stands(case: Case, judgement: Judgement, changed_at: str) -> CaseId | Literal[False] | None:
    """Whether nothing is to be done: the case that says so already, None where a person decided; else False."""
    if case.waits:
        last = case.checks[-1] if case.checks else None
        same = last is not None and (last.verdict, last.rule, last.judge) == (
            judgement.verdict, judgement.rule, judgement.judge,
        )  # fmt: skip
        return case.id if same else False
    verdict = case.in_force
    if verdict is None or verdict.at < changed_at:
        return False
    if verdict.judge.kind == "human":
        return None
    return case.id if verdict.action == "reject" else False


def _new(subject: Subject, owner: AccountId, now: datetime) -> Case:
    return Case(CaseId(new_id(now)), subject, owner, rfc3339(now))


def _event(judgement: Judgement, now: datetime) -> Checked:
    return Checked(
        at=rfc3339(now),
        judge=judgement.judge,
        verdict=judgement.verdict,
        rule=judgement.rule,
        evidence=judgement.evidence,
    )
