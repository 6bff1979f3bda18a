"""What went out, or was held, while a checker was down is judged when it is back: once, whatever fails on the way."""

from __future__ import annotations

from typing import Any

import pytest

from imagora import wiring
from imagora.kernel.messages import JudgeAgain
from imagora.moderation.events import Subject
from imagora.wiring import judge_parts
from tests.integration import faults
from tests.integration.checkers.test_openai_wire import moderation, result
from tests.integration.moderation.court import Court
from tests.integration.moderation.reader import CLEAN, GRAPHIC, HATE, OUTAGES, UNSURE, TextReader
from tests.integration.stack import Person, Stack

pytestmark = pytest.mark.slow


def _waits(stack: Stack, post: str, kind: str = "post") -> Any:
    return stack.item(f"JUDGE#{kind}#{post}", "JUDGE")


def _sweep_later(stack: Stack, minutes: float = 3) -> None:
    with stack.later(minutes=minutes):
        stack.sweep()
        stack.drain()


def _newcomers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge_parts, "_good_standing", lambda _: False)
    judge_parts.screening.cache_clear()


def test_post_that_went_out_is_withheld_when_the_checker_is_back(openai: TextReader, court: Court) -> None:
    ann, bob, stack = court.ann, court.bob, court.stack
    bob.follow(ann)
    openai.says(OUTAGES["throttled"])
    bad, good = ann.post("what do you know")["id"], ann.post("what do I know")["id"]
    stack.drain()
    assert bob.home() == [good, bad]
    _sweep_later(stack)
    assert _waits(stack, bad)["tries"] == 2  # still down
    openai.is_back(HATE, CLEAN)
    _sweep_later(stack, minutes=14)
    assert bob.home() == [good]
    assert ann("GET", f"/v1/posts/{bad}")["status"] == "rejected"
    assert (_waits(stack, bad), _waits(stack, good)) == (None, None)
    (mine,) = court.own()
    assert (mine["rule"], mine["judged_by"]["provider"], mine["options"]) == ("hate_slurs", "openai", ["appeal"])
    (note,) = [one for one in ann("GET", "/v1/notifications")["items"] if one["kind"] == "moderation"]
    assert note["case_id"] == mine["case_id"]
    assert not any(row["SK"].startswith("STRIKE#") for row in stack.partition(f"USER#{ann.id}"))

    court.appeal(mine["case_id"])
    court.decide(mine["case_id"], "approve")
    assert bob.home() == [good, bad]
    openai.is_back(HATE)
    wiring.rejudging().judge_again(Subject("post", bad))
    stack.drain()
    assert bob.home() == [good, bad], "what a person decided stands"


def test_held_post_goes_out_by_itself_when_the_checker_is_back(
    openai: TextReader, court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    _newcomers(monkeypatch)
    openai.says(OUTAGES["timeout"])
    clean, bad, unsure = (court.ann.post(f"what do you know {number}")["id"] for number in range(3))
    court.stack.drain()
    openai.is_back(GRAPHIC, HATE, UNSURE)
    _sweep_later(court.stack)
    shown = court.bob("GET", f"/v1/posts/{clean}")
    assert [label["value"] for label in shown["labels"]] == ["graphic"]
    assert court.ann("GET", f"/v1/posts/{bad}")["status"] == "rejected"
    assert court.ann("GET", f"/v1/posts/{unsure}")["status"] == "pending"
    assert not court.waits(clean)
    assert not court.waits(bad)
    assert [check["rule"] for check in court.waiting(unsure)["checks"][1:]] == ["hate_slurs"]


@pytest.mark.parametrize("fault", faults.ALL)
def test_each_is_judged_whatever_comes_twice_or_broken(openai: TextReader, court: Court, fault: str) -> None:
    openai.says(OUTAGES["broken"])
    posts = [court.ann.post(f"what do you know {number}")["id"] for number in range(4)]
    court.stack.drain()
    openai.is_back(HATE)
    with court.stack.later(minutes=3):
        court.stack.pump.tick("SweepStalled")
        with court.stack.pump.with_faults(faults.ALL[fault]()):
            court.stack.drain(redeliver=True)
        court.stack.drain(redeliver=True)
    assert {court.ann("GET", f"/v1/posts/{post}")["status"] for post in posts} == {"rejected"}
    assert len(court.own()) == len(posts)
    assert len([n for n in court.ann("GET", "/v1/notifications")["items"] if n["kind"] == "moderation"]) == len(posts)


def test_unsure_verdict_leaves_a_post_out_until_somebody_has_looked(openai: TextReader, court: Court) -> None:
    openai.says(OUTAGES["garbage"])
    post = court.ann.post("what do you know")["id"]
    court.stack.drain()
    openai.is_back(UNSURE)
    _sweep_later(court.stack)
    assert court.bob("GET", f"/v1/posts/{post}").status == 200
    assert court.waiting(post)["checks"][0]["rule"] == "hate_slurs"


def test_what_may_show_minors_does_not_stay_out_until_then(openai: TextReader, court: Court) -> None:
    openai.says(OUTAGES["broken"])
    post = court.ann.post("what do you know")["id"]
    openai.is_back(moderation(result(sexual_minors=0.2)))
    _sweep_later(court.stack)
    assert court.bob("GET", f"/v1/posts/{post}").status == 404
    assert [one["rule"] for one in court.own()] == ["minors_sexual"]


def test_bio_that_went_out_goes_to_the_moderators(openai: TextReader, court: Court) -> None:
    openai.says(OUTAGES["broken"])
    assert court.ann("PATCH", "/v1/me", {"bio": "what do you know"}).status == 200
    openai.is_back(HATE)
    _sweep_later(court.stack)
    case = court.waiting(court.ann.id)
    assert (case["subject"]["kind"], case["checks"][0]["rule"]) == ("account", "hate_slurs")
    assert court.bob("GET", f"/v1/accounts/{court.ann.handle}")["bio"] == "what do you know"


def test_deleted_post_is_forgotten(openai: TextReader, stack: Stack, ann: Person) -> None:
    openai.says(OUTAGES["broken"])
    post = ann.post("what do you know")["id"]
    assert _waits(stack, post) is not None
    ann("DELETE", f"/v1/posts/{post}")
    asked = len(openai.asked)
    _sweep_later(stack)
    assert (_waits(stack, post), len(openai.asked)) == (None, asked)


def test_message_alone_has_something_judged_again(openai: TextReader, court: Court) -> None:
    """As a sweep over what was posted before sends it; while the checker is down, it waits like anything else."""
    post = court.ann.post("what do you know")["id"]
    court.stack.drain()
    openai.says(OUTAGES["broken"])
    wiring.queues()["activity"].send([JudgeAgain(subject_kind="post", subject_id=post)])
    court.stack.drain()
    assert _waits(court.stack, post)["tries"] == 1
    openai.is_back(HATE)
    _sweep_later(court.stack)
    assert court.ann("GET", f"/v1/posts/{post}")["status"] == "rejected"


def test_hundreds_that_wait_keep_nothing_else_waiting(
    openai: TextReader, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imagora.moderation.waiting.A_TICK", 3)
    for number in range(5):
        wiring.waiting().add(Subject("post", f"nothing{number}"))
    with stack.later(minutes=2):
        assert len(wiring.waiting().take()) == 3
        assert len(wiring.waiting().take()) == 2
        assert len(wiring.waiting().take()) == 0
    stack.drain()
