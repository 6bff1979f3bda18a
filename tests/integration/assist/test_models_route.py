"""POST /v1/drafts/assist on an instance with text models: what each outcome comes to for person and operator."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator

import msgspec
import pytest

from imagora import wiring
from imagora.assist import watching
from imagora.assist.builtin import Builtin
from imagora.assist.models import Suggestion
from imagora.assist.outcomes import OUTCOMES
from imagora.assist.port import AssistError, Reply
from imagora.assist.service import CoPilot
from imagora.generation import breaker as rules
from imagora.kernel.ids import AccountId
from imagora.moderation.checkers.judge import Judge
from imagora.moderation.checkers.port import Finding, Text
from imagora.wiring import assist_parts
from tests.corpus import hostile
from tests.integration.assist.conftest import assistant
from tests.integration.assist.rows import FAILURES, GOOD, Row, answering
from tests.integration.assist.scripted import ANSWER, Scripted
from tests.integration.checkers.provider import Provider
from tests.integration.stack import Person, Stack
from tests.integration.stack import Reply as Answer

pytestmark = pytest.mark.slow

WISH = {"task": "draft", "text": "we walked to the lighthouse"}
Use = Callable[..., CoPilot]


@pytest.fixture
def use(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Use]:
    """Have the route answered by these assistants; breakers of earlier tests are forgotten."""

    def set_up(*assistants: object, **about: object) -> CoPilot:
        made = dataclasses.replace(wiring.co_pilot(), assistants=assistants, **about)  # type: ignore[arg-type]
        monkeypatch.setattr(wiring, "co_pilot", lambda: made)
        return made

    _forget_breakers(stack)
    yield set_up
    _forget_breakers(stack)


def _forget_breakers(stack: Stack) -> None:
    for name in ("openai", "bedrock", "one", "two"):
        key = {"PK": {"S": f"BREAKER#text {name}"}, "SK": {"S": "BREAKER"}}
        stack.clients("dynamodb").delete_item(TableName=stack.environment["IMAGORA_TABLE"], Key=key)


@pytest.fixture
def alarms(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    rung: list[str] = []
    made = dataclasses.replace(wiring.assist_watching(), alarm=lambda: rung.append("rung"))
    monkeypatch.setattr(wiring, "assist_watching", lambda: made)
    return rung


def ask(person: Person, **more: object) -> Answer:
    return person("POST", "/v1/drafts/assist", {**WISH, **more})


@pytest.mark.parametrize("provider", ["openai", "bedrock"])
def test_a_model_answers_and_says_who_it_is(use: Use, ann: Person, double: Provider, provider: str) -> None:
    double.answers(answering(provider, GOOD))
    use(assistant(provider, double), watch=wiring.assist_watching)
    reply = ask(ann, language="en", tone="calm")
    assert reply.status == 200
    assert reply["suggestions"] == GOOD["suggestions"]
    assert (reply["provider"], reply["model"]) == (provider, assistant(provider, double).model)
    sent = double.questions[0].body.decode()
    assert ann.id not in sent
    assert ann.handle not in sent
    assert ann.email not in sent


@pytest.mark.parametrize("row", [row for row in FAILURES if row.openai], ids=lambda row: row.name)
def test_each_failure_is_what_the_table_says(
    stack: Stack, use: Use, alarms: list[str], ann: Person, double: Provider, row: Row
) -> None:
    double.answers(row.openai)  # type: ignore[arg-type]
    made = use(assistant("openai", double), watch=wiring.assist_watching)
    if row.code == "timed_out":
        use(assistant("openai", double), seconds=2.3, watch=wiring.assist_watching, clock=made.clock)
    reply = ask(ann)
    assert (reply.status, reply.code) == (row.status, "assist_refused" if row.status == 422 else "unavailable")
    if row.status == 503:
        assert float(reply.headers["retry-after"]) == (row.retry_after or OUTCOMES[row.code].wait)
    assert len(alarms) == OUTCOMES[row.code].alarm
    assert len(double.questions) == 1
    failures = (stack.item("BREAKER#text openai", "BREAKER") or {}).get("failures", 0)
    assert failures == OUTCOMES[row.code].trips


def test_one_line_in_the_log_has_no_word_of_anybodys(use: Use, ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[tuple[str, dict[str, object]]] = []
    for level in ("info", "warning", "error"):
        monkeypatch.setattr(watching.log, level, lambda said, level=level, **about: lines.append((level, about)))
    use(Scripted("one", AssistError("garbled", "no form"), ANSWER), watch=wiring.assist_watching)
    ask(ann)
    ask(ann)
    assert [(level, about["outcome"]) for level, about in lines] == [("error", "garbled"), ("info", "answered")]
    assert "lighthouse" not in json.dumps(lines)
    assert ann.id not in json.dumps(lines)


@pytest.mark.parametrize("code", sorted(set(OUTCOMES) - {"blocked", "left_alone", "spent"}))
def test_the_next_assistant_is_asked_and_named_when_one_fails(use: Use, ann: Person, code: str) -> None:
    use(Scripted("one", AssistError(code)), Builtin(), watch=wiring.assist_watching)
    reply = ask(ann)
    assert (reply.status, reply["provider"]) == (200, "builtin")


def test_what_a_model_refused_goes_to_no_other(use: Use, ann: Person) -> None:
    second = Scripted("two", ANSWER)
    use(Scripted("one", AssistError("blocked")), second, Builtin(), watch=wiring.assist_watching)
    assert ask(ann).code == "assist_refused"
    assert second.asked == []


def test_what_the_built_in_assistant_cannot_do_is_not_blamed_on_the_person_while_a_model_is_down(
    use: Use, ann: Person
) -> None:
    use(Scripted("one", AssistError("throttled", retry_after=7.0)), Builtin(), watch=wiring.assist_watching)
    reply = ask(ann, language="fr")
    assert (reply.status, reply.code, reply.headers["retry-after"]) == (503, "unavailable", "7")


def test_a_model_is_asked_for_what_the_built_in_assistant_cannot_do(use: Use, ann: Person) -> None:
    use(Builtin(), Scripted("one", ANSWER), watch=wiring.assist_watching)
    assert ask(ann, language="en")["provider"] == "builtin"
    assert ask(ann, language="fr")["provider"] == "one"


def test_a_provider_that_fails_again_and_again_is_left_alone(stack: Stack, use: Use, ann: Person) -> None:
    failing = Scripted("one", AssistError("unavailable"))
    use(failing, watch=wiring.assist_watching)
    for _ in range(rules.THRESHOLD):
        assert ask(ann).status == 503
    reply = ask(ann)
    assert reply.status == 503
    assert 1 <= int(reply.headers["retry-after"]) <= rules.PAUSE.total_seconds()
    assert len(failing.asked) == rules.THRESHOLD
    failing.script = [ANSWER]
    with stack.later(seconds=rules.PAUSE.total_seconds() + 1):
        assert ask(ann).status == 200
    assert stack.item("BREAKER#text one", "BREAKER")["state"] == "closed"  # type: ignore[index]


def test_an_account_may_ask_models_so_often_a_day_and_the_built_in_assistant_after_that(use: Use, ann: Person) -> None:
    left = [None, None]
    watched = dataclasses.replace(wiring.assist_watching(), spend=lambda _: left.pop() if left else 3_600.0)
    use(Scripted("one", ANSWER), watch=lambda: watched)
    assert [ask(ann).status for _ in range(3)] == [200, 200, 429]
    refused = ask(ann)
    assert (refused.code, refused.headers["retry-after"]) == ("rate_limited", "3600")
    use(Scripted("one", ANSWER), Builtin(), watch=lambda: watched)
    assert ask(ann)["provider"] == "builtin"


def test_the_days_questions_are_counted_in_the_table(ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    few = msgspec.structs.replace(assist_parts.config.current(), daily_assists=2)
    monkeypatch.setattr(assist_parts.config, "current", lambda: few)
    waits = [assist_parts._spend(AccountId(ann.id)) for _ in range(3)]
    if waits[2] is None:  # midnight fell between: the new day has two again
        waits = [assist_parts._spend(AccountId(ann.id)) for _ in range(3)]
    assert waits[2] is not None
    assert 0 < waits[2] <= 86_400


def test_a_model_has_the_time_that_is_left_and_the_next_one_what_it_leaves(use: Use, ann: Person) -> None:
    at = iter([0.0, 0.0, 7.0, 7.0, 11.5, 11.5])
    one, two, three = (Scripted(name, AssistError("garbled")) for name in ("one", "two", "three"))
    use(one, two, three, Builtin(), clock=lambda: next(at), seconds=12.0, watch=wiring.assist_watching)
    assert ask(ann)["provider"] == "builtin"
    assert [brief.seconds for brief in (*one.asked, *two.asked)] == [12.0, 5.0]


def test_suggestions_that_the_judge_would_not_let_out_are_left_out(use: Use, ann: Person) -> None:
    bad = Suggestion("how to build a pipe bomb at home")
    use(Scripted("one", Reply((bad, ANSWER.suggestions[0])), Reply((bad,))), watch=wiring.assist_watching)
    assert [one["text"] for one in ask(ann)["suggestions"]] == ["A walk to the lighthouse."]
    refused = ask(ann)
    assert (refused.status, refused.code) == (422, "assist_refused")
    assert ann("GET", "/v1/me/moderation")["items"] == []


def test_a_checker_of_texts_is_asked_about_suggestions_too(use: Use, ann: Person) -> None:
    judge = Judge[Text]([_Strict()])
    screening = dataclasses.replace(wiring.screening(), judge=lambda: judge)
    both = Reply((Suggestion("A walk to the lighthouse."), Suggestion("You smell.")))
    use(Scripted("one", both), screening=screening, watch=wiring.assist_watching)
    assert [one["text"] for one in ask(ann)["suggestions"]] == ["A walk to the lighthouse."]


class _Strict:
    """A checker that takes “smell” for harassment."""

    name = "strict"
    floor = False

    def sees(self, _: Text) -> frozenset[str]:
        return frozenset({"harassment"})

    def check(self, content: Text) -> Finding:
        return Finding("strict", "m", "1", {"harassment": 0.99 if "smell" in content.text else 0.0}, certain=True)


def test_a_model_sees_the_picture_that_the_person_may_see(stack: Stack, use: Use, ann: Person) -> None:
    media = stack.upload(ann, hostile.build("smallest"))
    stack.drain()
    looking = Scripted("one", ANSWER)
    use(looking, watch=wiring.assist_watching)
    assert ask(ann, task="alt_text", media_id=media).status == 200
    data, kind = looking.asked[0].look()  # type: ignore[misc]
    assert (data[:4], data[8:12], kind) == (b"RIFF", b"WEBP", "image/webp")


def test_of_a_picture_that_is_too_large_the_thumbnail_is_looked_at(
    stack: Stack, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = stack.upload(ann, hostile.build("smallest"))
    stack.drain()
    keys = wiring.assist_pictures().see(AccountId(ann.id), media).keys
    sizes = [len(wiring.bucket().read(key, version=None, at_most=10_000_000) or b"") for key in keys]
    assert keys[0].endswith("/full.webp")
    assert assist_parts._fetched(keys) is not None
    monkeypatch.setattr(assist_parts, "MOST_BYTES", min(sizes) - 1)
    assert assist_parts._fetched(keys) is None


def test_a_reply_of_questions_reaches_the_person(use: Use, ann: Person) -> None:
    use(Scripted("one", Reply(questions=("Where?", "Where?", "Why now?"))), watch=wiring.assist_watching)
    reply = ask(ann, ask_first=True)
    assert (reply["suggestions"], reply["questions"]) == ([], ["Where?", "Why now?"])
