"""A case's whole life over HTTP: reported, claimed, decided, explained, appealed, overturned; and who may not."""

from __future__ import annotations

import pytest

from imagora.moderation.rulebook import CODES
from tests.integration.moderation.court import Court
from tests.integration.stack import Person, Stack


@pytest.mark.parametrize(
    ("path", "accepts", "language"),
    [
        ("", "", "en"),
        ("", "de-AT,de;q=0.9,en;q=0.5", "de"),
        ("", "fr, en;q=0.4, de;q=0.3", "en"),
        ("", "*", "en"),
        ("?language=de", "en", "de"),
        ("?language=fr", "", "en"),
    ],
)
def test_the_rules_are_told_in_the_language_that_is_asked_for(
    stack: Stack, path: str, accepts: str, language: str
) -> None:
    told = stack.api("GET", f"/v1/rules{path}", **({"Accept-Language": accepts} if accepts else {}))
    assert (told.status, told["language"], told.headers["content-language"]) == (200, language, language)
    assert {rule["code"] for rule in told["items"]} == CODES
    assert all(rule["title"] and rule["text"] and rule["consequence"] for rule in told["items"])
    assert ("Keine" in told["items"][0]["title"]) == (language == "de")


def test_a_rejected_posts_whole_life(court: Court) -> None:
    ann, bob, stack = court.ann, court.bob, court.stack
    bob.follow(ann)
    root = bob.post("What do you think?")["id"]
    earlier, post = ann.post("before")["id"], ann.post("#lighthouse at night", reply_to=root)["id"]
    ann_post = ann.post("#lighthouse by day")["id"]
    after = ann.post("after")["id"]
    stack.drain()
    case = court.case_about(ann_post)
    seen = court.waiting(ann_post)
    assert seen["evidence"]["post"]["text"] == "#lighthouse by day"
    assert (seen["reports_count"], seen["reports"][0]["reason"], seen["lane"]) == (1, "spam", "normal")

    decided = court.decide(case, "reject")
    assert decided["status"] == "decided"
    assert not court.waits(ann_post)
    assert bob("GET", f"/v1/posts/{ann_post}").status == 404
    assert ann("GET", f"/v1/posts/{ann_post}")["status"] == "rejected"
    assert bob.home() == [after, post, earlier, root]
    assert ann("GET", "/v1/me")["posts_count"] == 3
    for path in ("/v1/feeds/tags/lighthouse", "/v1/search?q=lighthouse"):
        assert ann_post not in [one["id"] for one in bob("GET", path)["items"]]

    (mine,) = court.own()
    assert (mine["case_id"], mine["subject"], mine["rule"], mine["action"]) == (
        case, {"kind": "post", "id": ann_post}, "spam", "reject",
    )  # fmt: skip
    assert (mine["judged_by"], mine["note"], mine["options"]) == ({"kind": "human"}, "We looked.", ["appeal"])
    assert "No spam" in mine["reason"]
    (note,) = [one for one in ann("GET", "/v1/notifications")["items"] if one["kind"] == "moderation"]
    assert (note["case_id"], note["actors"], note["count"]) == (case, [], 0)

    appealed = court.appeal(case)
    assert appealed.status == 201, appealed
    assert appealed["appeal"]["status"] == "open"
    assert appealed["appeal"]["deadline"] > appealed["decided_at"]
    assert court.appeal(case).code == "already_appealed"
    assert (court.claim(case).status, court.claim(case).code) == (403, "first_judge")
    assert court.rule(case, "approve").code == "first_judge"

    court.decide(case, "approve", by=court.second)
    assert bob("GET", f"/v1/posts/{ann_post}")["text"] == "#lighthouse by day"
    assert bob.home() == [after, ann_post, post, earlier, root]
    assert ann("GET", "/v1/me")["posts_count"] == 4
    for path in ("/v1/feeds/tags/lighthouse", "/v1/search?q=lighthouse"):
        assert ann_post in [one["id"] for one in bob("GET", path)["items"]]
    (mine,) = court.own()
    assert (mine["in_force"], mine["appeal"]["status"], mine["options"]) == (False, "overturned", [])
    assert not any(row["SK"].startswith("STRIKE#") for row in stack.partition(f"USER#{ann.id}"))
    assert len([one for one in ann("GET", "/v1/notifications")["items"] if one["kind"] == "moderation"]) == 2
    assert bob("GET", f"/v1/posts/{post}").status == 200


def test_a_rejected_reply_is_counted_back_and_its_answers_stand_below_a_tombstone(court: Court) -> None:
    ann, bob = court.ann, court.bob
    root = bob.post("root")["id"]
    reply = ann.post("reply", reply_to=root)["id"]
    below = bob.post("below", reply_to=reply)["id"]
    quoting = bob.post("look", quote_of=reply)["id"]
    court.stack.drain()
    case = court.case_about(reply)
    court.decide(case, "reject")
    assert bob("GET", f"/v1/posts/{root}")["counts"]["replies"] == 0
    assert bob("GET", f"/v1/posts/{root}/thread")["replies"]["items"] == []
    assert bob("GET", f"/v1/posts/{below}/thread")["ancestors"][1] == {"id": reply, "tombstone": "unavailable"}
    assert bob("GET", f"/v1/posts/{quoting}")["quote"] == {"id": reply, "tombstone": "unavailable"}
    court.appeal(case)
    court.decide(case, "dismiss", by=court.second)
    assert bob("GET", f"/v1/posts/{root}")["counts"]["replies"] == 1
    assert [one["post"]["id"] for one in bob("GET", f"/v1/posts/{root}/thread")["replies"]["items"]] == [reply]
    assert bob("GET", f"/v1/posts/{quoting}")["quote"]["id"] == reply


def test_of_two_moderators_one_wins(court: Court) -> None:
    case = court.case_about(court.ann.post("hello")["id"])
    assert court.rule(case, "reject").code == "lease_required"
    assert court.claim(case)["lease"]["by"] == court.judge.id
    assert (court.claim(case, court.second).status, court.claim(case, court.second).code) == (409, "case_taken")
    assert court.rule(case, "reject", court.second).status == 409
    assert court.rule(case, "dismiss").status == 200
    for late in (court.rule(case, "reject", court.second), court.claim(case, court.second)):
        assert (late.status, late.code) == (409, "case_decided")


def test_a_lease_ends_and_can_be_given_back(court: Court) -> None:
    case = court.case_about(court.ann.post("hello")["id"])
    assert court.claim(case).status == 200
    with court.stack.later(minutes=16):
        waiting = court.waiting(str(court.judge("GET", f"/v1/moderation/cases/{case}")["subject"]["id"]))
        assert (waiting["status"], "lease" in waiting) == ("open", False)
        assert court.rule(case, "reject").code == "lease_required"
        assert court.claim(case, court.second).status == 200
    assert court.second("DELETE", f"/v1/moderation/cases/{case}/claim").status == 204
    assert court.second("DELETE", f"/v1/moderation/cases/{case}/claim").code == "lease_required"
    assert court.claim(case).status == 200


def test_nobody_judges_their_own_things_or_reports(court: Court) -> None:
    own = court.case_about(court.judge.post("a moderator's")["id"])
    court.report(by=court.second, post_id=(theirs := court.ann.post("hello")["id"]))
    reported = court.waiting(theirs)["id"]
    for case, who in ((own, court.judge), (reported, court.second)):
        for answer in (court.claim(case, who), court.rule(case, "approve", who)):
            assert (answer.status, answer.code) == (403, "own_case")


def test_an_only_moderator_answers_an_appeal_after_a_day(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    from imagora import wiring

    before = court.stack.api("GET", "/v1/transparency")["appeals"]["sole_judge"]
    case = court.case_about(court.ann.post("hello")["id"])
    court.decide(case, "warn")
    assert court.appeal(case).status == 201
    with court.stack.later(hours=25):
        assert court.claim(case).code == "first_judge"
        with monkeypatch.context() as patch:
            patch.setattr(type(wiring.directory()), "alone_in", lambda *_: True)
            court.decide(case, "warn")
    assert court.own()[0]["appeal"]["status"] == "upheld"
    assert court.stack.api("GET", "/v1/transparency")["appeals"]["sole_judge"] == before + 1


def test_a_suspension_acts_at_once_and_the_suspended_can_appeal(court: Court) -> None:
    ann, bob = court.ann, court.bob
    post = ann.post("hello")["id"]
    court.report("harassment", handle=ann.handle)
    case = court.waiting(ann.id)["id"]
    court.claim(case)
    assert court.rule(case, "reject").status == 422
    assert court.rule(case, "suspend", rule="harassment").status == 200
    assert (ann("POST", "/v1/posts", {"text": "x"}).code, bob("GET", f"/v1/posts/{post}").status) == (
        "account_suspended", 404,
    )  # fmt: skip
    court.stack.drain()
    assert [one["action"] for one in court.own()] == ["suspend"]
    assert court.appeal(case).status == 201
    court.decide(case, "approve", by=court.second)
    assert bob("GET", f"/v1/posts/{post}").status == 200
    assert ann("POST", "/v1/posts", {"text": "x"}).status == 201


def test_two_cases_hold_an_account_until_both_are_lifted(court: Court) -> None:
    ann = court.ann
    cases = [court.case_about(ann.post(text)["id"]) for text in ("one", "two")]
    for case in cases:
        court.claim(case)
    for case in cases:
        assert court.rule(case, "suspend").status == 200
    for case, status in zip(cases, (403, 201), strict=True):
        assert court.appeal(case).status == 201
        court.decide(case, "approve", by=court.second)
        assert ann("POST", "/v1/posts", {"text": "x"}).status == status


def test_reports_of_one_thing_are_one_case(court: Court, stack: Stack) -> None:
    post, carl = court.ann.post("hello")["id"], stack.person()
    first = court.report(post_id=post, note="Look")
    again = court.report(post_id=post)
    assert (again["id"], again["note"]) == (first["id"], "Look")
    court.report("harassment", by=carl, post_id=post)
    case = court.waiting(post)
    assert (case["reports_count"], {told["reason"] for told in case["reports"]}) == (2, {"spam", "harassment"})
    court.decide(case["id"], "dismiss")
    court.report(post_id=post)
    assert court.waiting(post)["id"] != case["id"]


def test_a_repeated_key_reports_once(court: Court) -> None:
    body = {"post_id": court.ann.post("hello")["id"], "reason": "spam"}
    first, again = (court.bob("POST", "/v1/reports", body, key="once") for _ in range(2))
    assert (first["id"], again.headers["idempotency-replayed"]) == (again["id"], "true")
    second, replayed = (court.bob("POST", "/v1/reports", body, key="twice") for _ in range(2))
    assert (second["id"], replayed["id"]) == (first["id"], first["id"])
    assert replayed.headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"reason": "spam"}, "invalid_input"),
        ({"reason": "spam", "post_id": "x", "handle": "y"}, "invalid_input"),
        ({"reason": "nothing", "handle": "nobody_there"}, "invalid_input"),
        ({"reason": "spam", "handle": "nobody_there"}, "account_not_found"),
        ({"reason": "spam", "post_id": "x"}, "post_not_found"),
        ({"reason": "spam", "media_id": "x"}, "media_not_found"),
    ],
)
def test_what_cannot_be_reported_is_refused(bob: Person, body: dict[str, str], code: str) -> None:
    assert bob("POST", "/v1/reports", body).code == code


def test_who_has_no_account_reports_what_is_urgent_and_it_comes_first(court: Court, stack: Stack) -> None:
    calm, bad = court.ann.post("calm")["id"], court.ann.post("bad")["id"]
    court.report(post_id=calm)
    urgent = {"post_id": bad, "reason": "nonconsensual_intimate", "contact": "me@example.org"}
    assert stack.api("POST", "/v1/reports/urgent", urgent).status == 201
    assert stack.api("POST", "/v1/reports/urgent", {**urgent, "reason": "spam"}).status == 401
    assert stack.api("POST", "/v1/reports", urgent).status == 401
    order = [case["subject"]["id"] for page in court.judge.pages("/v1/moderation/queue") for case in page["items"]]
    assert order.index(bad) < order.index(calm)
    assert court.waiting(bad)["lane"] == "urgent"


def test_a_refused_text_is_listed_and_can_be_appealed(court: Court) -> None:
    ann = court.ann
    refused = ann("POST", "/v1/posts", {"text": " ".join(f"https://example.org/{n}" for n in range(9))})
    assert refused.code == "text_blocked"
    assert ann("POST", "/v1/generations", {"prompt": "nudify her"}).code == "prompt_blocked"
    prompt, text = court.own()
    assert (text["rule"], text["subject"]["kind"], prompt["subject"]["kind"]) == ("spam_links", "text", "prompt")
    assert (text["judged_by"]["kind"], text["judged_by"]["provider"]) == ("ai", "imagora")
    assert text["judged_by"]["scores"] == {"spam_links": 1.0}
    assert text["text"].startswith("https://example.org/0")
    assert court.appeal(text["case_id"]).status == 201
    assert court.waiting(text["case_id"])["evidence"]["text"] == text["text"]
    court.decide(text["case_id"], "approve")
    assert [one["appeal"]["status"] for one in court.own() if "appeal" in one] == ["overturned"]


def test_labels_stand_on_a_post_until_they_are_overturned(court: Court) -> None:
    post = court.ann.post("Drink bleach", labels=["satire"])["id"]
    case = court.case_about(post, "health_claims")
    court.decide(case, "label", rule="health_claims")
    labels = court.bob("GET", f"/v1/posts/{post}")["labels"]
    assert sorted((one["value"], one["source"]) for one in labels) == [("health", "moderator"), ("satire", "author")]
    court.appeal(case)
    court.decide(case, "dismiss", by=court.second)
    assert [one["value"] for one in court.bob("GET", f"/v1/posts/{post}")["labels"]] == ["satire"]


def test_a_warning_is_a_strike_that_expires(court: Court) -> None:
    court.decide(court.case_about(court.ann.post("hello")["id"]), "warn")
    other = court.case_about(court.ann.post("hello again")["id"])
    (strike,) = court.claim(other)["strikes"]
    assert (strike["rule"], strike["action"]) == ("spam", "warn")
    with court.stack.later(days=91):
        assert court.judge("GET", f"/v1/moderation/cases/{other}")["strikes"] == []


def test_all_that_moderators_do_is_in_the_audit_log(court: Court) -> None:
    post = court.ann.post("hello")["id"]
    case = court.case_about(post)
    court.decide(case, "reject")
    deeds = [one for one in court.second("GET", "/v1/moderation/audit")["items"] if one["case_id"] == case]
    assert [(one["deed"], one["judge_id"]) for one in deeds] == [
        ("reject", court.judge.id), ("claim", court.judge.id),
    ]  # fmt: skip
    assert court.ann("GET", "/v1/moderation/audit").status == 403


def test_the_figures_count_what_was_done(court: Court) -> None:
    def figures() -> dict[tuple[str, str, str], int]:
        told = court.stack.api("GET", "/v1/transparency")
        return {(one["rule"], one["source"], one["outcome"]): one["count"] for one in told["decisions"]}

    before = figures()
    case = court.case_about(court.ann.post("hello")["id"], "copyright")
    court.decide(case, "reject", rule="copyright")
    court.appeal(case)
    court.decide(case, "approve", by=court.second)
    key = ("copyright", "human", "reject")
    assert figures().get(key, 0) == before.get(key, 0) + 1
    told = court.stack.api("GET", "/v1/transparency")
    assert told["appeals"]["overturned"] >= 1
    assert 0 < told["appeals"]["overturn_rate"] <= 1
    assert told["median_seconds_to_decide"] >= 60


def test_an_appeal_waits_beside_what_was_reported_since(court: Court) -> None:
    post = court.ann.post("something to say")["id"]
    first = court.case_about(post)
    court.decide(first, "warn")
    second = court.case_about(post, "harassment")
    assert court.appeal(first).status == 201
    queue = [case["id"] for page in court.judge.pages("/v1/moderation/queue") for case in page["items"]]
    assert {first, second} <= set(queue)
    assert first != second
    court.decide(first, "approve", by=court.second)
    court.decide(second, "dismiss")
    assert not court.waits(post)
