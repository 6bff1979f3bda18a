"""All earlier posts are read again under new rules: everybody, once each, whatever breaks off on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imagora import wiring
from imagora.kernel.ids import AccountId
from imagora.moderation import rules
from imagora.moderation.events import Subject
from imagora.moderation.recheck_store import RecheckRuns, RecheckStore
from imagora.pipeline import rechecking
from imagora.pipeline.rechecking import Rechecking
from infra import recheck
from tests.integration.moderation.court import Court
from tests.integration.stack import Stack


@pytest.fixture(autouse=True)
def _none_left(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(rechecking, "_QUERIES", 5_000)
    yield
    recheck.recheck("stop")
    with stack.later(hours=1):
        while taken := wiring.waiting().take():
            for subject in taken:
                wiring.waiting().done(subject, wiring.waiting().noted(subject))


def walking(found: list[Subject], *, backlog: int = 0) -> Rechecking:
    reader = wiring.reader()
    return Rechecking(reader, RecheckStore(reader), found.append, lambda: backlog, wiring.now)


@pytest.mark.slow
def test_everybody_and_every_post_is_handed_over_once_in_bounded_steps(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    authors = [stack.author() for _ in range(4)]
    posts = {stack.publish(authors[0], f"number {number}").id for number in range(8)}
    posts |= {stack.publish(one, "hello").id for one in authors[1:]}
    stack.drain(max_rounds=5_000)
    monkeypatch.setattr(rechecking, "A_STEP", 20)
    monkeypatch.setattr(rechecking, "_POSTS", 3)
    found: list[Subject] = []
    walk, steps, most = walking(found), 0, 0
    walk.start()
    while (progress := walk.store.progress()) and not progress.finished_at:
        before = len(found)
        walk.step()
        steps, most = steps + 1, max(most, len(found) - before)
        assert steps < 2_000
    assert most <= 20 + 3
    ours = [one for one in found if one.id in posts or one.id in {author.id for author in authors}]
    assert len(ours) == len(set(ours)) == len(posts) + len(authors)
    assert len(found) == len(set(found))
    assert progress is not None
    assert progress.accounts + progress.posts == len(found)
    walk.step()
    assert progress.accounts + progress.posts == len(found), "it is through"


def test_a_step_that_broke_is_taken_again_and_one_that_was_overtaken_changes_nothing(stack: Stack) -> None:
    author = stack.author()
    stack.publish(author, "hello")
    stack.drain()

    def broken(_: Subject) -> None:
        raise RuntimeError

    walk = walking([])
    walk.start()
    with pytest.raises(RuntimeError):
        Rechecking(walk.reader, walk.store, broken, lambda: 0, wiring.now).step()
    began = walk.store.progress()
    assert began is not None
    assert (began.place, began.posts) == ("", 0)
    walk.step()
    after = walk.store.progress()
    walk.store.keep(began, "zz||", accounts=9, posts=9, now=wiring.now())
    assert walk.store.progress() == after
    assert after is not None
    assert after.posts > 0


def test_nothing_is_added_while_much_waits_and_none_begins_beside_another(stack: Stack) -> None:
    stack.publish(stack.author(), "hello")
    stack.drain()
    found: list[Subject] = []
    walk = walking(found, backlog=100)
    walk.start()
    walk.step()
    assert found == []
    with pytest.raises(RecheckRuns):
        walk.start()
    assert "Under way" in recheck.recheck("")


def test_a_new_rule_takes_away_what_went_out_before(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    stack, ann = court.stack, court.ann
    bad, good = ann.post("quibbling is fun")["id"], ann.post("knitting is fun")["id"]
    stack.drain()
    known = rules.first_match
    monkeypatch.setattr(
        rules, "first_match", lambda text, use: "hate_slurs" if "quibbling" in text else known(text, use)
    )
    recheck.recheck("start")
    for minute in range(1, 60):
        with stack.later(minutes=minute):
            stack.sweep()
        if recheck.recheck("").startswith("Through") and not wiring.waiting().backlog():
            break
    assert [court.bob("GET", f"/v1/posts/{post}").status for post in (bad, good)] == [404, 200]
    (mine,) = court.own()
    assert (mine["rule"], mine["judged_by"]["kind"], mine["options"]) == ("hate_slurs", "ai", ["appeal"])
    assert mine["subject"] == {"kind": "post", "id": bad}
    assert AccountId(ann.id) == wiring.case_store().get(mine["case_id"]).owner
    assert "handed to the judge" in recheck.recheck("")
