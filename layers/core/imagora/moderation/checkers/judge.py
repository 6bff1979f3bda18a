"""The judge: asks checkers, cheapest first, until the answer is clear, and says what happens to what was judged.

- A list or a rule that is certain ends it at once, and nobody is paid for a second look.
- A later checker is asked only for rules that none before it could judge; so it also stands in for one that is down.
- Before a rejection by score alone, another provider that knows the rule is asked, where one is configured. Two that
  disagree leave it to a person.
- A text's thread can make a verdict milder by one step that the rule has, never harsher: one isn't refused for what
  one answers to, and a harmless thread doesn't launder a slur.
- What nobody could look at, because a checker is down or refuses, isn't passed silently: pictures are held, and so are
  texts, except those of accounts in good standing, which go out under the built-in rules and are judged again later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from imagora.moderation.checkers.port import (
    NOTHING,
    Checker,
    CheckerDown,
    CheckerFailed,
    Finding,
    Image,
    Text,
    Use,
)
from imagora.moderation.checkers.thresholds import SEVERITY, Action, milder, threshold

C = TypeVar("C", Text, Image)


@dataclass(frozen=True, slots=True)
class LabelFound:
    """A label that readers see, and how sure the checker was (0..1)."""

    value: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Outage:
    """A checker that gave no finding. `alarm`: waiting won't mend it, the operator has to look."""

    provider: str
    reason: str
    alarm: bool
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What happens, why, and who said so.

    `rule`: the code that decided, None where nothing did. `by`: the finding that decided. `looked`: whether a
    checker whose silence means something has seen it; where not, and nothing is down, the instance has none.
    `recheck`: it goes out, but has to be judged again, not before `retry_after` seconds.
    """

    action: Action
    rule: str | None = None
    by: Finding | None = None
    labels: tuple[LabelFound, ...] = ()
    findings: tuple[Finding, ...] = ()
    outages: tuple[Outage, ...] = ()
    looked: bool = False
    recheck: bool = False

    @property
    def retry_after(self) -> float | None:
        """The longest that a checker which is down asked to be left alone for; None where none said."""
        return max((outage.retry_after for outage in self.outages if outage.retry_after is not None), default=None)


@dataclass(slots=True)
class _Hearing(Generic[C]):
    """One content's way through the checkers: what was found, who failed, which rules were seen, which were missed."""

    content: C
    findings: list[Finding] = field(default_factory=list)
    outages: list[Outage] = field(default_factory=list)
    seen: frozenset[str] = NOTHING
    missed: frozenset[str] = NOTHING

    @property
    def may_wait(self) -> bool:
        """Whether it may go out now and be judged later: a text, which no checker has refused to judge at all."""
        return self.content.use != "image" and all(outage.reason != "rejected" for outage in self.outages)

    def ask(self, checker: Checker[C]) -> Finding | None:
        sees = checker.sees(self.content)
        try:
            finding = checker.check(self.content)
        except CheckerFailed as failure:
            self.outages.append(_outage(failure))
            self.missed |= sees
            return None
        self.findings.append(finding)
        self.seen |= sees
        return finding


class Judge(Generic[C]):
    """Judges texts or pictures. Nothing is stored here; judging again is safe. Thread-safe if the checkers are."""

    def __init__(self, checkers: Sequence[Checker[C]]) -> None:
        """`checkers`: cheapest first."""
        self.checkers: tuple[Checker[C], ...] = tuple(checkers)

    def judge(self, content: C, *, good_standing: bool = False) -> Ruling:
        """Say what happens to this. `good_standing`: whether its author's texts go out while a checker is down."""
        hearing = _Hearing(content)
        for checker in self.checkers:
            if _adds_nothing(checker, hearing):
                continue
            finding = hearing.ask(checker)
            if finding is None:
                continue
            action, rule = worst(finding, content.use)
            if action == "reject" and rule:
                return self._reject(hearing, finding, rule)
        return _after_all(hearing, good_standing=good_standing)

    def _reject(self, hearing: _Hearing[C], first: Finding, rule: str) -> Ruling:
        second = None if first.certain else self._second(hearing.content, first, rule)
        if second is None:
            return _ruling(hearing, "reject", rule, first)
        opinion = next((each for each in hearing.findings if each.provider == second.name), None) or hearing.ask(second)
        agrees = opinion is not None and SEVERITY[action_of(opinion, rule, hearing.content.use)] >= SEVERITY["hold"]
        return _ruling(hearing, "reject" if agrees else "hold", rule, first)

    def _second(self, content: C, first: Finding, rule: str) -> Checker[C] | None:
        """Another provider that knows this rule for this content."""
        return next((c for c in self.checkers if c.name != first.provider and rule in c.sees(content)), None)


def action_of(finding: Finding, rule: str, use: Use) -> Action:
    """What one finding leads to under one rule, its context considered."""
    row = threshold(rule, use)
    alone = row.action(finding.scores.get(rule, 0.0))
    if not finding.in_context:
        return alone
    in_context = row.action(finding.in_context.get(rule, 0.0))
    softened = milder(alone) if SEVERITY[in_context] < SEVERITY[alone] else alone
    return alone if softened == "label" and not row.value else softened


def worst(finding: Finding, use: Use) -> tuple[Action, str | None]:
    """The gravest that one finding leads to, and the rule; of several equally grave the highest score."""
    ranked = [(SEVERITY[action_of(finding, rule, use)], score, rule) for rule, score in finding.scores.items()]
    grave, _, rule = max(ranked, default=(0, 0.0, None))
    return (action_of(finding, rule, use), rule) if grave and rule else ("allow", None)


def _adds_nothing(checker: Checker[C], hearing: _Hearing[C]) -> bool:
    """Whether all that this checker knows of this content has been judged already, or it knows nothing of it."""
    return not checker.floor and checker.sees(hearing.content) <= hearing.seen


def _after_all(hearing: _Hearing[C], *, good_standing: bool) -> Ruling:
    """Nobody rejected it: the gravest of what was found, held at least where nobody could look."""
    action, rule, by = _gravest(hearing)
    if SEVERITY[action] >= SEVERITY["hold"]:
        return _ruling(hearing, action, rule, by)
    unseen = bool(hearing.missed - hearing.seen)
    if unseen and not (good_standing and hearing.may_wait):
        return _ruling(hearing, "hold", None, None)
    return _ruling(hearing, action, rule, by, recheck=unseen)


def _gravest(hearing: _Hearing[C]) -> tuple[Action, str | None, Finding | None]:
    gravest: tuple[Action, str | None, Finding | None] = ("allow", None, None)
    for finding in hearing.findings:
        action, rule = worst(finding, hearing.content.use)
        if SEVERITY[action] > SEVERITY[gravest[0]]:
            gravest = (action, rule, finding)
    return gravest


def _ruling(
    hearing: _Hearing[C], action: Action, rule: str | None, by: Finding | None, *, recheck: bool = False
) -> Ruling:
    return Ruling(
        action=action,
        rule=rule,
        by=by,
        labels=_labels(hearing),
        findings=tuple(hearing.findings),
        outages=tuple(hearing.outages),
        looked=bool(hearing.seen),
        recheck=recheck,
    )


def _labels(hearing: _Hearing[C]) -> tuple[LabelFound, ...]:
    """Every label that a finding calls for, with the highest confidence."""
    sure: dict[str, float] = {}
    for finding in hearing.findings:
        for rule, score in finding.scores.items():
            value = threshold(rule, hearing.content.use).value
            if value and action_of(finding, rule, hearing.content.use) != "allow":
                sure[value] = max(score, sure.get(value, 0.0))
    return tuple(LabelFound(value, confidence) for value, confidence in sorted(sure.items()))


def _outage(failure: CheckerFailed) -> Outage:
    if isinstance(failure, CheckerDown):
        return Outage(failure.provider, failure.reason, alarm=False, retry_after=failure.retry_after)
    return Outage(failure.provider, failure.reason, alarm=True)
