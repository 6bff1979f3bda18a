"""The ceilings of what models may be paid, at the co-pilot: held before, counted after, and who answers instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC

import pytest

from imagora import wiring
from imagora.assist.builtin import Builtin
from imagora.assist.models import AssistUnsupported
from imagora.assist.port import AssistError, Brief, Reply
from imagora.credits.ceilings import Ceilings, account_key
from imagora.kernel.ids import AccountId
from imagora.table.transaction import Contended
from tests.integration.assist.scripted import ANSWER, Scripted
from tests.integration.stack import Person, Stack
from tests.integration.stack import Reply as Answer

_CENT = 10_000
_PAID = replace(ANSWER, microdollars=600)
Use = Callable[..., None]


@pytest.fixture
def use(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Use:
    """Have the route answered by these assistants, under this ceiling of an account, in microdollars."""

    def set_up(*assistants: object, account_day: int | None = 10 * _CENT, ceilings: Ceilings | None = None) -> None:
        made = replace(ceilings or wiring.ceilings(), account_day=account_day)
        watching = replace(wiring.assist_watching(), ceilings=lambda: made)
        co_pilot = replace(wiring.co_pilot(), assistants=assistants, watch=lambda: watching)
        monkeypatch.setattr(wiring, "co_pilot", lambda: co_pilot)

    return set_up


def ask(person: Person) -> Answer:
    return person("POST", "/v1/drafts/assist", {"task": "draft", "text": "we walked to the lighthouse"})


def spent(stack: Stack, person: Person) -> int:
    day = stack.clock().astimezone(UTC).date().isoformat()
    found = stack.item(*account_key(AccountId(person.id), day))
    return int(found["microdollars"]) if found else 0


def test_what_an_answer_may_cost_is_held_and_what_it_cost_is_counted(stack: Stack, use: Use, ann: Person) -> None:
    held: list[int] = []

    class Looking(Scripted):
        def assist(self, brief: Brief) -> Reply:
            held.append(spent(stack, ann))
            return super().assist(brief)

    use(Looking("ceil-1", _PAID, most=4 * _CENT))
    assert [ask(ann).status for _ in range(2)] == [200, 200]
    assert held == [4 * _CENT, 4 * _CENT + 600]
    assert spent(stack, ann) == 1_200


def test_at_the_ceiling_the_built_in_assistant_answers(stack: Stack, use: Use, ann: Person) -> None:
    model = Scripted("ceil-2", _PAID, most=4 * _CENT)
    use(model, Builtin(), account_day=_CENT)
    reply = ask(ann)
    assert (reply.status, reply["provider"], model.asked) == (200, "builtin", [])
    assert spent(stack, ann) == 0


def test_without_it_the_person_is_told_until_when(
    stack: Stack, use: Use, ann: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    model = Scripted("ceil-3", _PAID, most=4 * _CENT)
    use(model, account_day=_CENT)
    reply = ask(ann)
    assert (reply.status, reply.code, model.asked) == (429, "ceiling_reached", [])
    assert "after midnight UTC" in reply["detail"]
    assert 1 <= int(reply.headers["retry-after"]) <= 86_400
    assert '"AccountCeilingReached":' in capsys.readouterr().out


def test_it_goes_on_when_a_new_day_begins(stack: Stack, use: Use, ann: Person) -> None:
    use(Scripted("ceil-4", replace(_PAID, microdollars=4 * _CENT), most=4 * _CENT), account_day=5 * _CENT)
    assert [ask(ann).status for _ in range(2)] == [200, 429]
    with stack.later(days=1):
        assert ask(ann).status == 200


@pytest.mark.parametrize(
    ("code", "said", "counted"),
    [
        ("timed_out", None, 4 * _CENT),
        ("blocked", None, 4 * _CENT),
        ("truncated", None, 4 * _CENT),
        ("leaked", 700, 700),
        ("unavailable", None, 0),
        ("throttled", None, 0),
        ("quota", None, 0),
    ],
)
def test_what_came_to_nothing_counts_if_it_may_be_charged_for(
    stack: Stack, use: Use, ann: Person, code: str, said: int | None, counted: int
) -> None:
    error = AssistError(code)
    error.microdollars = said
    use(Scripted(f"ceil-{code}", error, most=4 * _CENT))
    assert ask(ann).status in (422, 503)
    assert spent(stack, ann) == counted


def test_a_question_that_was_not_put_costs_nothing(stack: Stack, use: Use, ann: Person) -> None:
    class Unable(Scripted):
        def assist(self, brief: Brief) -> Reply:
            raise AssistUnsupported("This picture can't be looked at.")

    use(Unable("ceil-5", _PAID, most=4 * _CENT))
    assert ask(ann).code == "assist_unsupported"
    assert spent(stack, ann) == 0


def test_what_is_built_in_answers_under_any_ceiling_and_writes_nothing(stack: Stack, use: Use, ann: Person) -> None:
    use(Builtin(), account_day=0)
    assert ask(ann)["provider"] == "builtin"
    assert spent(stack, ann) == 0


def test_an_answer_that_was_paid_for_comes_even_where_the_counters_are_too_busy(
    stack: Stack, use: Use, ann: Person
) -> None:
    class Busy(Ceilings):
        def correct(self, *_: object) -> None:
            raise Contended

    real = wiring.ceilings()
    use(Scripted("ceil-6", _PAID, most=4 * _CENT), ceilings=Busy(real.reader, None, None, real.now, real.tell))
    assert ask(ann).status == 200
    assert spent(stack, ann) == 4 * _CENT
