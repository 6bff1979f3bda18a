"""All earlier posts are read again under new rules: everybody, once each, whatever breaks off on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from imagora import wiring
from imagora.kernel.ids import AccountId, MediaId
from imagora.moderation import rules
from imagora.moderation.checkers.port import CheckerDown, Finding, Image
from imagora.moderation.events import Subject
from imagora.moderation.recheck_store import Handed, RecheckRuns, RecheckStore
from imagora.pipeline import rechecking
from imagora.pipeline.rechecking import Rechecking
from infra import recheck
from tests.corpus import hostile
from tests.integration.moderation.court import Court, waiting_cases
from tests.integration.moderation.looker import Looker, finding, processor_with
from tests.integration.stack import Stack
from tests.unit.provenance import drawing

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _none_left(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(rechecking, "_QUERIES", 5_000)
    yield
    recheck.recheck("stop")
    with stack.later(hours=1):
        while taken := wiring.waiting().take():
            for subject in taken:
                wiring.waiting().done(subject, wiring.waiting().noted(subject))


def walking(found: list[Subject], *, backlog: int = 0, looked: list[MediaId] | None = None) -> Rechecking:
    reader, looked = wiring.reader(), [] if looked is None else looked
    return Rechecking(reader, RecheckStore(reader), found.append, lambda: backlog, wiring.now, looked.append)


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
        Rechecking(walk.reader, walk.store, broken, lambda: 0, wiring.now, print).step()
    began = walk.store.progress()
    assert began is not None
    assert (began.place, began.posts) == ("", 0)
    walk.step()
    after = walk.store.progress()
    walk.store.keep(began, "zz||", handed=Handed(9, 9, 9), now=wiring.now())
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
    walk_comes_to(ann.handle)
    for minute in range(1, 20):
        with stack.later(minutes=minute):
            stack.sweep()
        if court.bob("GET", f"/v1/posts/{bad}").status == 404:
            break
    assert [court.bob("GET", f"/v1/posts/{post}").status for post in (bad, good)] == [404, 200]
    (mine,) = court.own()
    assert (mine["rule"], mine["judged_by"]["kind"], mine["options"]) == ("hate_slurs", "ai", ["appeal"])
    assert mine["subject"] == {"kind": "post", "id": bad}
    assert AccountId(ann.id) == wiring.case_store().get(mine["case_id"]).owner
    assert "handed to the judge" in recheck.recheck("")


def walk_comes_to(handle: str) -> None:
    """Everybody whose name sorts before this one was there already: other tests leave thousands of accounts."""
    store = wiring.rechecking().store
    progress = store.progress()
    assert progress is not None
    store.keep(progress, f"{handle[:2]}|{handle}#|", handed=Handed(), now=wiring.now())


def checking(patch: pytest.MonkeyPatch, looker: Looker) -> None:
    processor = processor_with(looker)
    patch.setattr(wiring, "processor", lambda: processor)


def shown(court: Court, seed: int) -> tuple[str, str]:
    """A published picture and its post."""
    media = court.stack.upload(court.ann, hostile.encode(drawing.scene(seed), "PNG"))
    court.stack.drain()
    post = str(court.ann.post("look", media)["id"])
    court.stack.drain()
    return media, post


def look_over(court: Court, media: str, *, minutes: int = 1) -> None:
    wiring.rechecking().look(MediaId(media))
    with court.stack.later(minutes=minutes):
        court.stack.sweep()
        court.stack.drain()


def item(court: Court, media: str) -> dict[str, Any]:
    return court.stack.item(f"MEDIA#{media}", "MEDIA") or {}


def test_pictures_that_are_shown_are_handed_over_once_each_page_by_page(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = [shown(court, seed)[0] for seed in (801, 802, 803)]
    court.ann("DELETE", f"/v1/posts/{shown(court, 804)[1]}")
    court.stack.drain()
    monkeypatch.setattr(rechecking, "_POSTS", 2)
    looked: list[MediaId] = []
    walk = walking([], looked=looked)
    step, row, place = rechecking._Step(), {"SK": f"x#{court.ann.id}"}, ""
    for _ in range(9):
        place = walk._account(step, row, place)
        if not place:
            break
    assert sorted(looked) == sorted(pictures)
    assert step.handed.pictures == 3


def test_a_new_model_judges_pictures_again_and_what_it_finds_is_decided_once(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    looker = Looker()
    checking(monkeypatch, looker)
    (clean, kept), (bad, gone), (odd, seen) = (shown(court, seed) for seed in (811, 812, 813))
    scores = {item(court, bad)["digest"]: {"minors_sexual": 0.9}, item(court, odd)["digest"]: {"sexual_explicit": 0.7}}
    looker.asked.clear()
    looker.says = lambda image: finding("looker", **scores.get(image.digest, {}))
    for media in (clean, bad, odd):
        look_over(court, media)
    court.stack.drain(redeliver=True)
    assert [court.bob("GET", f"/v1/posts/{post}").status for post in (kept, gone, seen)] == [200, 404, 200]
    assert court.waiting(odd)["checks"][0]["rule"] == "sexual_explicit"
    assert [one["subject"]["id"] for one in court.own()] == [bad]
    assert set(looker.asked.values()) == {1}
    assert not any({"again", "opinion", "GSI2PK"} & item(court, media).keys() for media in (clean, bad, odd))
    look_over(court, bad)
    assert set(looker.asked.values()) == {1}, "what is away isn't looked at"


def test_no_machine_overrules_what_a_person_decided(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    looker = Looker()
    checking(monkeypatch, looker)
    (judged, one), (posted, two) = shown(court, 821), shown(court, 822)
    court.report(media_id=judged)
    court.decide(str(court.waiting(judged)["id"]), "dismiss")
    case = court.case_about(two)
    court.decide(case, "reject")
    court.appeal(case)
    court.decide(case, "approve", by=court.second)
    looker.scores(minors_sexual=0.99)
    for media in (judged, posted):
        look_over(court, media)
    assert [court.bob("GET", f"/v1/posts/{post}").status for post in (one, two)] == [200, 200]
    assert not {judged, posted} & waiting_cases(court.judge).keys()
    assert not any({"again", "opinion", "GSI2PK"} & item(court, media).keys() for media in (judged, posted))


def test_while_the_checker_is_down_a_shown_picture_waits_on_and_is_judged_then(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    looker = Looker()
    checking(monkeypatch, looker)
    media, post = shown(court, 831)

    def down(image: Image) -> Finding:
        raise CheckerDown("looker", "timeout")

    looker.says = down
    look_over(court, media)
    assert (item(court, media)["again"], item(court, media)["GSI2PK"]) == (1, "DUE#look")
    assert court.bob("GET", f"/v1/posts/{post}").status == 200
    wiring.rechecking().look(MediaId(media))  # the step comes again, and changes nothing
    assert item(court, media)["again"] == 1
    looker.scores(minors_sexual=0.9)
    with court.stack.later(minutes=20):
        court.stack.sweep()
        court.stack.drain()
    assert court.bob("GET", f"/v1/posts/{post}").status == 404
    assert [one["subject"]["id"] for one in court.own()] == [media]


def test_without_a_checker_a_look_changes_nothing(court: Court) -> None:
    media, post = shown(court, 841)
    look_over(court, media)
    assert not {"again", "opinion", "GSI2PK"} & item(court, media).keys()
    assert court.bob("GET", f"/v1/posts/{post}").status == 200
