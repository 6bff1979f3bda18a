"""A case is what its events make of it: whatever comes in whatever order, nothing happens that may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagora.kernel.clock import rfc3339
from imagora.kernel.errors import DomainError
from imagora.kernel.ids import AccountId
from imagora.moderation.case import LEASE, TRANSITIONS, Case, CaseId, apply, fold, verdict_on
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
    ACTIONS,
    HARMLESS,
    AnyEvent,
    Appealed,
    Checked,
    Claimed,
    Decided,
    Judge,
    Overturned,
    Released,
    Reported,
    Subject,
    Upheld,
)

START = datetime(2026, 11, 22, tzinfo=UTC)
OWNER, ANN, BOB = (AccountId(name) for name in ("owner", "ann", "bob"))
OPERATOR = Judge(kind="human")
MACHINE = Judge(kind="ai", provider="p", model="m", version="1", scores={"spam": 0.9})


def new() -> Case:
    return Case(CaseId("c"), Subject("post", "p"), OWNER, at(0))


def at(minutes: float) -> str:
    return rfc3339(START + timedelta(minutes=minutes))


def human(account: AccountId) -> Judge:
    return Judge(kind="human", account=account)


def claimed(by: AccountId, minute: float, *, sole: bool = False) -> Claimed:
    return Claimed(at=at(minute), by=by, until=at(minute + LEASE.total_seconds() / 60), sole=sole)


PEOPLE = st.sampled_from([OWNER, ANN, BOB])
MINUTES = st.integers(0, 60 * 24 * 200).map(at)
VERDICTS = {
    "at": MINUTES,
    "judge": st.one_of(PEOPLE.map(human), st.just(MACHINE), st.just(OPERATOR)),
    "action": st.sampled_from(ACTIONS),
    "rule": st.just("spam"),
}
EVENTS: st.SearchStrategy[AnyEvent] = st.one_of(
    st.builds(
        Checked, at=MINUTES, judge=st.just(MACHINE), verdict=st.sampled_from(["allow", "label", "hold", "reject"])
    ),
    st.builds(Reported, at=MINUTES, by=PEOPLE, rule=st.sampled_from(["spam", "minors_sexual"])),
    st.builds(Claimed, at=MINUTES, by=PEOPLE, until=MINUTES, sole=st.booleans()),
    st.builds(Released, at=MINUTES, by=PEOPLE),
    st.builds(Decided, **VERDICTS),
    st.builds(Appealed, at=MINUTES, by=PEOPLE, statement=st.just("no"), deadline=MINUTES),
    st.builds(Upheld, **VERDICTS),
    st.builds(Overturned, **VERDICTS),
)


@given(st.lists(EVENTS, max_size=30))
def test_whatever_comes_a_case_moves_along_its_transitions_or_not_at_all(events: list[AnyEvent]) -> None:
    case = new()
    taken: list[AnyEvent] = []
    for event in events:
        try:
            after = apply(case, event)
        except DomainError:
            continue
        assert after.status == case.status or after.status in TRANSITIONS[case.status]
        assert after.rev == case.rev + 1
        _keeps_its_promises(case, after, event)
        taken.append(event)
        case = after
    assert fold(new(), taken) == case


def _keeps_its_promises(before: Case, after: Case, event: AnyEvent) -> None:
    assert (after.id, after.subject, after.owner, after.opened_at) == (
        before.id, before.subject, before.owner, before.opened_at,
    )  # fmt: skip
    assert before.first is None or after.first == before.first  # nobody rewrites a decision
    assert before.appeal is None or after.appeal == before.appeal  # one appeal a case
    assert (after.lease is not None) == (after.status == "claimed")
    assert after.waits == (after.status in ("open", "claimed", "appealed"))
    assert (after.appeal is None) or after.first is not None
    if isinstance(event, Overturned) and event.judge.kind == "ai":  # it follows the decision that it followed before
        assert before.first is not None
        assert (before.first.judge.kind, before.status, event.action in HARMLESS) == ("ai", "decided", True)
        assert after.settled == after.rev
        return
    if isinstance(event, Overturned) and not before.waits:  # the operator takes it back, unasked
        assert (event.judge, event.action in HARMLESS, after.overturned) == (OPERATOR, True, True)
        assert before.status == "decided" or isinstance(before.last, Upheld)
        assert after.settled == after.rev
        return
    if isinstance(event, Decided | Upheld | Overturned):
        assert event.judge.account != before.owner
        assert event.judge == OPERATOR or (before.lease is not None and before.lease.by == event.judge.account)
        assert after.settled == after.rev
    else:
        assert after.settled in (before.settled, after.rev)
    if isinstance(event, Decided):
        assert after.status == ("closed" if event.action in HARMLESS else "decided")
    if isinstance(event, Appealed):
        assert event.by == before.owner
    if isinstance(event, Upheld | Overturned):
        first = before.first
        assert first is not None
        sole = before.lease is not None and before.lease.sole
        assert event.judge == OPERATOR or event.judge.account != first.judge.account or sole


def decided(action: str = "reject") -> Case:
    return fold(
        new(),
        [claimed(ANN, 1), Decided(at=at(2), judge=human(ANN), action=action, rule="spam")],  # type: ignore[arg-type]
    )


def appealed() -> Case:
    return apply(decided(), Appealed(at=at(10), by=OWNER, statement="no", deadline=at(99)))


@pytest.mark.parametrize(
    ("case", "event", "error"),
    [
        (new(), claimed(OWNER, 1), OwnCase),
        (apply(new(), claimed(ANN, 1)), claimed(BOB, 2), CaseTaken),
        (new(), Decided(at=at(1), judge=human(ANN), action="reject"), LeaseRequired),
        (apply(new(), claimed(ANN, 1)), Decided(at=at(2), judge=human(BOB), action="reject"), LeaseRequired),
        (apply(new(), claimed(ANN, 1)), Decided(at=at(16), judge=human(ANN), action="reject"), LeaseRequired),
        (new(), Released(at=at(1), by=ANN), LeaseRequired),
        (decided(), claimed(BOB, 3), CaseDecided),
        (decided(), Reported(at=at(3), by=BOB, rule="spam"), CaseDecided),
        (decided(), Appealed(at=at(3), by=BOB, statement="no", deadline=at(9)), CaseNotFound),
        (decided("dismiss"), Appealed(at=at(3), by=OWNER, statement="no", deadline=at(9)), AppealClosed),
        (decided(), Appealed(at=at(60 * 24 * 184), by=OWNER, statement="no", deadline=at(9)), AppealClosed),
        (appealed(), Appealed(at=at(11), by=OWNER, statement="no", deadline=at(9)), AlreadyAppealed),
        (appealed(), claimed(ANN, 11), FirstJudge),
        (appealed(), claimed(ANN, 11, sole=True), FirstJudge),
        (appealed(), claimed(ANN, 60 * 25), FirstJudge),
        (appealed(), Decided(at=at(11), judge=human(BOB), action="reject"), CaseDecided),
    ],
)
def test_what_may_not_happen_is_refused(case: Case, event: AnyEvent, error: type[DomainError]) -> None:
    with pytest.raises(error):
        apply(case, event)


def test_an_only_moderator_may_answer_after_a_day() -> None:
    case = apply(appealed(), claimed(ANN, 60 * 24 + 11, sole=True))
    answer = verdict_on(case, human(ANN), at(60 * 24 + 12), action="approve", rule=None)
    assert isinstance(answer, Overturned)
    assert apply(case, answer).overturned


def test_a_machines_rejection_is_decided_and_can_be_appealed() -> None:
    case = apply(new(), Checked(at=at(1), judge=MACHINE, verdict="reject", rule="spam"))
    assert (case.status, case.waits, case.settled) == ("decided", False, 1)
    assert case.in_force is not None
    assert case.in_force.judge == MACHINE
    case = apply(case, Appealed(at=at(2), by=OWNER, statement="no", deadline=at(9)))
    assert apply(case, claimed(ANN, 3)).status == "claimed"


def test_an_urgent_report_makes_a_case_urgent_for_good() -> None:
    case = fold(new(), [Reported(at=at(1), by=ANN, rule="minors_sexual"), Reported(at=at(2), by=None, rule="spam")])
    assert (case.urgent, case.reports) == (True, 2)


def test_the_operator_needs_no_lease() -> None:
    case = apply(new(), Decided(at=at(1), judge=Judge(kind="human"), action="approve"))
    assert case.status == "closed"


@pytest.mark.parametrize(
    ("verdict", "status", "action"),
    [("allow", "closed", "approve"), ("label", "decided", "label"), ("reject", "decided", "reject")],
)
def test_a_checker_that_is_back_decides_what_waited_for_nothing_else(verdict: Any, status: str, action: str) -> None:
    unseen = apply(new(), Checked(at=at(1), judge=MACHINE, verdict="hold"))
    seen = Checked(at=at(2), judge=MACHINE, verdict=verdict, rule="spam", labels=("spam",), sure={"spam": 0.7})
    case = apply(unseen, seen)
    assert case.first is not None
    assert (case.status, case.first.action, case.settled) == (status, action, 2)
    assert case.first.sure == ({"spam": 0.7} if verdict == "label" else {})
    reported = apply(unseen, Reported(at=at(1), by=BOB, rule="spam"))
    if verdict != "reject":
        with pytest.raises(CaseDecided):
            apply(reported, seen)  # somebody says otherwise: a person decides


def test_what_a_checker_decided_after_another_decision_falls_with_it_unless_somebody_appealed() -> None:
    case = apply(new(), Checked(at=at(1), judge=MACHINE, verdict="reject", rule="spam"))
    back = Overturned(at=at(3), judge=MACHINE, action="approve", rule="spam")
    fallen = apply(case, back)
    assert (fallen.status, fallen.overturned, fallen.settled) == ("closed", True, 2)
    appealed = apply(case, Appealed(at=at(2), by=OWNER, statement="no", deadline=at(99)))
    with pytest.raises((CaseDecided, LeaseRequired)):
        apply(appealed, back)


def taken_back(minute: float, *, by: Judge = OPERATOR, action: Any = "approve") -> Overturned:
    return Overturned(at=at(minute), judge=by, action=action, rule="spam")


def rejected() -> Case:
    return fold(new(), [claimed(ANN, 1), Decided(at=at(2), judge=human(ANN), action="reject", rule="spam")])


def test_the_operator_takes_a_decision_back_without_an_appeal() -> None:
    case = apply(rejected(), taken_back(3))
    assert (case.status, case.overturned, case.appeal, case.settled) == ("closed", True, None, case.rev)
    assert not case.may_appeal(at(4))
    with pytest.raises(CaseDecided):
        apply(case, taken_back(4))


def test_the_operator_takes_a_decision_back_whose_appeal_was_in_vain() -> None:
    appealed = Appealed(at=at(3), by=OWNER, statement="no", deadline=at(9))
    upheld = Upheld(at=at(5), judge=human(BOB), action="reject", rule="spam")
    case = fold(rejected(), [appealed, claimed(BOB, 4), upheld, taken_back(6)])
    assert (case.status, case.overturned) == ("closed", True)


@pytest.mark.parametrize(
    "event", [taken_back(3, by=human(BOB)), taken_back(3, action="warn"), taken_back(3, by=MACHINE)]
)
def test_nobody_else_takes_a_decision_back_and_nothing_is_put_in_its_place(event: Overturned) -> None:
    with pytest.raises(CaseDecided):
        apply(rejected(), event)


def test_what_took_nothing_from_anybody_cannot_be_taken_back() -> None:
    for case in (new(), fold(new(), [claimed(ANN, 1), Decided(at=at(2), judge=human(ANN), action="dismiss")])):
        with pytest.raises(CaseDecided):
            apply(case, taken_back(3))
