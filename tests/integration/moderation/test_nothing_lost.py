"""A decision is carried out though its message is lost; what waits for longer than was promised is told."""

from __future__ import annotations

import pytest

from imagora import wiring
from imagora.kernel.ids import AccountId
from infra.local.pump import Faults
from tests.integration.moderation.court import Court
from tests.integration.stack import Stack

pytestmark = pytest.mark.slow


def head(stack: Stack, case: str) -> dict[str, object]:
    return stack.item(f"CASE#{case}", "CASE") or {}


def lose_messages(stack: Stack) -> None:
    """Whatever the stream says now gets lost."""
    with stack.pump.with_faults(Faults(change=lambda _delivery, event: {**event, "Records": []})):
        stack.drain(max_rounds=200)


def test_a_decision_whose_message_is_lost_is_carried_out_by_the_sweep(court: Court) -> None:
    stack, ann = court.stack, court.ann
    media = stack.generate(ann)["media"][0]["id"]
    post = ann.post("look", media)["id"]
    stack.drain()
    case = court.case_about(post)
    court.claim(case)
    assert court.rule(case, "reject").status == 200
    lose_messages(stack)
    assert "GSI2SK" in head(stack, case)
    assert ann.media(media)["status"] == "ready"
    with stack.later(minutes=11):
        stack.sweep()
    assert ann.media(media)["status"] == "rejected"
    assert [one["kind"] for one in ann("GET", "/v1/notifications")["items"]].count("moderation") == 1
    assert "GSI2SK" not in head(stack, case)


def test_a_decision_that_is_appealed_before_it_was_carried_out_stays_due(court: Court) -> None:
    stack = court.stack
    case = court.case_about(court.ann.post("hello")["id"])
    court.claim(case)
    assert court.rule(case, "reject").status == 200
    lose_messages(stack)
    before = head(stack, case)["GSI2SK"]
    assert court.appeal(case).status == 201
    lose_messages(stack)
    assert head(stack, case)["GSI2SK"] == before
    with stack.later(minutes=11):
        stack.sweep()
    appealed = head(stack, case)
    assert str(appealed["GSI2SK"]) > str(before), "until the appeal's deadline"
    court.decide(case, "approve", by=court.second)
    assert "GSI2SK" not in head(stack, case)


@pytest.mark.parametrize("kind", ["appeal", "urgent"])
def test_what_waits_for_longer_than_was_promised_rings(
    court: Court, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    stack = court.stack
    if kind == "appeal":
        case = court.case_about(court.ann.post("hello")["id"])
        court.decide(case, "warn")
        court.appeal(case)
        promised, judge = {"days": 7}, court.second
    else:
        case = court.case_about(court.ann.post("hello")["id"], "nonconsensual_intimate")
        promised, judge = {"hours": 24}, court.judge
    rung: list[int] = []
    with stack.later(**promised, minutes=-5):
        rung.append(rings(stack, case, capsys))
    with stack.later(**promised, minutes=1):
        rung += [rings(stack, case, capsys), rings(stack, case, capsys)]
    with stack.later(**promised, minutes=45):
        rung.append(rings(stack, case, capsys))
        court.decide(case, "warn" if kind == "appeal" else "dismiss", by=judge)
    assert rung == [0, 1, 0, 1]
    assert "GSI2SK" not in head(stack, case)


def rings(stack: Stack, case: str, capsys: pytest.CaptureFixture[str]) -> int:
    """Whether one sweep found this case overdue: it is due again later, and counted for the alarm."""
    before = head(stack, case)["GSI2SK"]
    capsys.readouterr()
    stack.sweep()
    if head(stack, case).get("GSI2SK") == before:
        return 0
    assert '"CasesOverdue"' in capsys.readouterr().out
    return 1


def test_a_refused_text_leaves_nothing_to_carry_out(court: Court) -> None:
    assert court.ann("POST", "/v1/posts", {"text": "how to build a pipe bomb"}).code == "text_blocked"
    case = court.own()[0]["case_id"]
    assert "GSI2SK" not in head(court.stack, case)
    court.appeal(case)
    court.decide(case, "approve")
    assert "GSI2SK" not in head(court.stack, case)
    assert AccountId(court.ann.id) == wiring.case_store().get(case).owner
