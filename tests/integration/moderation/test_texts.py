"""Texts and prompts as a checker reads them: refused, held, labelled, in context; and all of it without one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imagora.wiring import judge_parts
from tests.integration.checkers.test_openai_wire import moderation, result
from tests.integration.moderation.court import Court
from tests.integration.moderation.reader import CLEAN, GRAPHIC, HATE, OUTAGES, UNSURE, TextReader
from tests.integration.stack import Person, Reply, Stack

pytestmark = pytest.mark.slow

WISH = {"prompt": "a calm lake", "size": "256x256"}


def _posts(person: Person) -> Reply:
    return person("POST", "/v1/posts", {"text": "what do you know"})


def _wishes(person: Person) -> Reply:
    return person("POST", "/v1/generations", WISH)


def test_clean_text_goes_out_for_one_question(openai: TextReader, ann: Person) -> None:
    assert ann.post("what do you know")["status"] == "published"
    name, *said = openai.asked
    assert (name, said) == ([ann.handle], [["what do you know"]])
    assert _wishes(ann).status == 202
    assert len(openai.asked) == 3


@pytest.mark.parametrize(
    ("send", "code", "kind"), [(_posts, "text_blocked", "text"), (_wishes, "prompt_blocked", "prompt")]
)
def test_refusal_says_who_refused_and_can_be_appealed(
    openai: TextReader, court: Court, send: Callable[[Person], Reply], code: str, kind: str
) -> None:
    openai.says(HATE)
    refused = send(court.ann)
    assert (refused.status, refused.code, refused["rule"]) == (422, code, "hate_slurs")
    (mine,) = court.own()
    assert (mine["subject"]["kind"], mine["rule"], mine["action"]) == (kind, "hate_slurs", "reject")
    judge = mine["judged_by"]
    assert (judge["kind"], judge["provider"], judge["model"], judge["version"]) == (
        "ai", "openai", "omni-moderation-latest", "omni-moderation-2024-09-26",
    )  # fmt: skip
    assert judge["scores"]["hate_slurs"] == pytest.approx(0.891)
    assert court.appeal(mine["case_id"]).status == 201
    openai.says(CLEAN)
    assert send(court.ann).status in (201, 202)


def test_held_post_waits_for_a_moderator_and_goes_out_as_of_then(openai: TextReader, court: Court) -> None:
    ann, bob, stack = court.ann, court.bob, court.stack
    bob.follow(ann)
    openai.says(UNSURE)
    held = ann.post("what do you know")
    openai.says(CLEAN)
    later = ann.post("later")["id"]
    stack.drain()
    post = held["id"]
    assert held["status"] == "pending"
    assert bob("GET", f"/v1/posts/{post}").status == 404
    assert bob.home() == [later]
    assert ann("GET", "/v1/me")["posts_count"] == 1
    case = court.waiting(post)
    assert (case["subject"], case["evidence"]["post"]["text"]) == ({"kind": "post", "id": post}, "what do you know")
    (check,) = case["checks"]
    assert (check["verdict"], check["rule"], check["judge"]["provider"]) == ("hold", "hate_slurs", "openai")
    assert check["judge"]["scores"]["hate_slurs"] == pytest.approx(0.63)
    assert check["evidence"]["openai hate"] == pytest.approx(0.7)

    with stack.later(hours=7):
        stack.sweep()
    assert ann("GET", f"/v1/posts/{post}")["status"] == "pending"

    court.decide(case["id"], "approve")
    seen = bob("GET", f"/v1/posts/{post}")
    assert (seen.status, seen["created_at"] > held["created_at"]) == (200, True)
    assert bob.home() == [post, later]
    assert ann("GET", "/v1/me")["posts_count"] == 2
    assert court.own() == []


def test_held_post_that_is_rejected_comes_back_after_an_appeal(openai: TextReader, court: Court) -> None:
    ann, bob = court.ann, court.bob
    root = bob.post("root")["id"]
    openai.says(moderation(result(hate=0.7), result(hate=0.7)))
    post = ann.post("what do you know", reply_to=root)["id"]
    court.stack.drain()
    case = court.waiting(post)["id"]
    court.decide(case, "reject", rule="hate_slurs")
    assert ann("GET", f"/v1/posts/{post}")["status"] == "rejected"
    assert bob("GET", f"/v1/posts/{root}")["counts"]["replies"] == 0
    assert [one["rule"] for one in court.own()] == ["hate_slurs"]
    court.appeal(case)
    court.decide(case, "approve", by=court.second)
    assert bob("GET", f"/v1/posts/{post}").status == 200
    assert bob("GET", f"/v1/posts/{root}")["counts"]["replies"] == 1


def test_held_post_with_pictures_waits_for_both(openai: TextReader, court: Court) -> None:
    ann, stack = court.ann, court.stack
    picture = stack.generate(ann)["media"][0]["id"]
    openai.says(UNSURE)
    post = ann.post("what do you know", picture)["id"]
    stack.drain()
    assert ann("GET", f"/v1/posts/{post}")["status"] == "pending"
    assert ann("GET", f"/v1/posts/{post}")["media"][0]["id"] == picture
    court.decide(court.waiting(post)["id"], "dismiss", rule=None)
    assert court.bob("GET", f"/v1/posts/{post}")["media"][0]["id"] == picture


def test_author_deletes_what_is_held(openai: TextReader, court: Court) -> None:
    openai.says(UNSURE)
    post = court.ann.post("what do you know")["id"]
    assert court.ann("DELETE", f"/v1/posts/{post}").status == 204
    case = court.waiting(post)["id"]
    court.decide(case, "approve", rule=None)
    assert court.ann("GET", f"/v1/posts/{post}").status == 404


def test_label_of_a_checker_stands_on_the_post_with_its_confidence(openai: TextReader, court: Court) -> None:
    openai.says(GRAPHIC)
    post = court.ann.post("what do you know", labels=["nudity"])
    label = {"value": "graphic", "source": "ai", "confidence": 0.8}
    assert sorted(post["labels"], key=str) == sorted([{"value": "nudity", "source": "author"}, label], key=str)
    openai.says(CLEAN)
    edited = court.ann("PATCH", f"/v1/posts/{post['id']}", {"text": "nothing of that"})
    assert edited["labels"] == [{"value": "nudity", "source": "author"}]


def test_edit_is_read_and_cannot_wait(openai: TextReader, court: Court) -> None:
    ann = court.ann
    post = ann.post("first")["id"]
    for answer in (HATE, UNSURE):
        openai.says(answer)
        refused = ann("PATCH", f"/v1/posts/{post}", {"text": "second"})
        assert (refused.status, refused["rule"]) == (422, "hate_slurs")
    assert ann("GET", f"/v1/posts/{post}")["text"] == "first"
    openai.says(CLEAN)
    asked = len(openai.asked)
    assert ann("PATCH", f"/v1/posts/{post}", {"gates": {"reply": "nobody"}}).status == 200
    assert len(openai.asked) == asked


def test_irony_is_judged_in_its_thread(openai: TextReader, ann: Person, bob: Person) -> None:
    root = bob.post("My cat knocked my coffee over.")["id"]
    answer = ann.post("Unforgivable.", reply_to=root)["id"]
    quoted = ann.post("A quoted post")["id"]
    openai.says(moderation(result(hate=0.98), result(hate=0.1)))
    refused = bob("POST", "/v1/posts", {"text": "All of them should be gone", "reply_to": answer, "quote_of": quoted})
    assert openai.asked[-1] == [
        "All of them should be gone",
        "My cat knocked my coffee over.\n\nUnforgivable.\n\nA quoted post\n\nAll of them should be gone",
    ]
    assert (refused.status, refused["status"]) == (201, "pending")  # by itself it would have been refused
    openai.says(moderation(result(violence_graphic=0.8), result(violence_graphic=0.1)))
    assert bob.post("I'll tear it to pieces", reply_to=answer)["labels"] == []


@pytest.mark.parametrize("outage", OUTAGES)
def test_newcomers_texts_are_held_while_the_checker_is_down(
    openai: TextReader, court: Court, outage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge_parts, "_good_standing", lambda _: False)
    judge_parts.screening.cache_clear()
    openai.says(OUTAGES[outage])
    held = _posts(court.ann)
    assert (held.status, held["status"]) == (201, "pending")
    case = court.waiting(held["id"])
    assert [check["verdict"] for check in case["checks"]] == ["hold"]
    assert "openai" in case["checks"][0]["evidence"]
    assert _wishes(court.ann).status == 202
    refused = court.ann("PATCH", "/v1/me", {"bio": "about me"})
    assert (refused.status, refused.code) == (503, "unavailable")
    assert refused.headers["retry-after"] == "30"


@pytest.mark.parametrize("outage", OUTAGES)
def test_texts_in_good_standing_go_out_while_the_checker_is_down(openai: TextReader, ann: Person, outage: str) -> None:
    openai.says(OUTAGES[outage])
    assert _posts(ann)["status"] == "published"
    assert _wishes(ann).status == 202
    assert ann("PATCH", "/v1/me", {"bio": "about me"}).status == 200
    blocked = ann("POST", "/v1/posts", {"text": "Sieg heil"})
    assert (blocked.status, blocked.code) == (422, "text_blocked")


def test_without_a_checker_nothing_is_asked_and_signs_still_count(stack: Stack, court: Court) -> None:
    told = court.ann.post("Baking soda cures cancer and they hide it")
    assert [(label["value"], label["source"]) for label in told["labels"]] == [("health", "ai")]
    fake = court.ann.post("selling fake passports and fake diplomas, fast shipping")
    assert fake["status"] == "pending"
    assert court.waiting(fake["id"])["checks"][0]["rule"] == "fake_documents"


def test_prompt_of_which_a_checker_is_unsure_is_drawn_and_its_picture_held(
    openai: TextReader, court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack, ann = court.stack, court.ann
    monkeypatch.setattr(stack.painter, "source_type", "trainedAlgorithmicMedia")
    openai.says(UNSURE, moderation(result(image=True)))
    made = stack.generate(ann)
    (picture,) = made["media"]
    assert (made["status"], picture["status"]) == ("succeeded", "held")
    case = court.waiting(picture["id"])
    assert [(check["verdict"], check["rule"]) for check in case["checks"]] == [("hold", "hate_slurs")]
    court.decide(case["id"], "approve", rule=None)
    assert ann.media(picture["id"])["status"] == "ready"


def test_label_of_a_prompt_stands_on_what_shows_its_picture(
    openai: TextReader, court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack, ann = court.stack, court.ann
    monkeypatch.setattr(stack.painter, "source_type", "trainedAlgorithmicMedia")
    openai.says(CLEAN, moderation(result(image=True)))
    (picture,) = stack.generate(ann, prompt="an election rally of the president")["media"]
    openai.says(CLEAN)
    post = ann.post("look", picture["id"])
    assert [(label["value"], label["source"]) for label in post["labels"]] == [("political_synthetic", "ai")]


def test_what_a_formula_draws_is_none_of_what_its_prompt_says(stack: Stack, ann: Person) -> None:
    (picture,) = stack.generate(ann, prompt="an election rally of the president")["media"]
    assert ann.post("look", picture["id"])["labels"] == []
