"""The operator takes a decision back that nobody appealed; strikes that came to a mute, and what ends it."""

from __future__ import annotations

import pytest

from imagora import wiring
from infra import moderate
from tests.corpus import hostile
from tests.integration.moderation.court import Court
from tests.unit.provenance import drawing

pytestmark = pytest.mark.slow


def overturned(court: Court, case: str) -> None:
    moderate.decide_case(case, "approve")
    court.stack.drain()


def strikes(court: Court) -> int:
    return sum(row["SK"].startswith("STRIKE#") for row in court.stack.partition(f"USER#{court.ann.id}"))


def listed(court: Court, digest: str) -> bool:
    return any(row.get("entries") for row in court.stack.partition(f"BLOCKED#sha256#{digest}"))


def lifted(court: Court) -> tuple[int, int]:
    figures = court.stack.api("GET", "/v1/transparency")
    return figures["lifted"], figures["appeals"]["overturned"]


def test_a_rejection_is_taken_back_with_all_that_came_of_it(court: Court) -> None:
    """A listed rule: the post, its picture, the blocklist and the strike are as before, as after an appeal."""
    media = court.stack.upload(court.ann, hostile.encode(drawing.scene(991), "PNG"))
    court.stack.drain()
    post = str(court.ann.post("a lake", media)["id"])
    court.stack.drain()
    before, counted = court.bob("GET", f"/v1/posts/{post}").body, lifted(court)
    case = court.case_about(post)
    court.decide(case, "reject", rule="terror_propaganda")
    digest = (court.stack.item(f"MEDIA#{media}", "MEDIA") or {})["digest"]
    assert listed(court, digest)
    assert (court.bob("GET", f"/v1/posts/{post}").status, strikes(court)) == (404, 1)

    overturned(court, case)
    assert court.bob("GET", f"/v1/posts/{post}").body == before
    assert (strikes(court), listed(court, digest)) == (0, False)
    (told,) = court.own()
    assert (told["in_force"], told["options"], "appeal" in told) == (False, [], False)
    assert lifted(court) == (counted[0] + 1, counted[1])
    deeds = court.judge("GET", "/v1/moderation/audit")["items"]
    assert [one["deed"] for one in deeds if one["case_id"] == case] == ["overturn", "reject", "claim"]
    assert court.appeal(case).code == "appeal_closed"
    with pytest.raises(moderate.CannotModerate):
        moderate.decide_case(case, "approve")
    assert lifted(court)[0] == counted[0] + 1


def test_a_suspension_is_lifted_without_an_appeal_unless_another_case_holds_it(court: Court) -> None:
    cases = [court.case_about(str(court.ann.post(text)["id"])) for text in ("one", "two")]
    for case in cases:
        court.decide(case, "suspend")
    overturned(court, cases[0])
    assert court.ann("POST", "/v1/posts", {"text": "hello"}).code == "account_suspended"
    overturned(court, cases[1])
    assert court.ann("POST", "/v1/posts", {"text": "hello"}).status == 201


def test_a_label_is_taken_back_and_so_is_what_an_appeal_left_in_force(court: Court) -> None:
    post = str(court.ann.post("look")["id"])
    case = court.case_about(post)
    court.decide(case, "label", labels=["gore"])
    assert court.appeal(case).status == 201
    court.decide(case, "label", by=court.second, labels=["gore"])
    assert court.stack.api("GET", f"/v1/posts/{post}")["labels"]
    counted = lifted(court)
    overturned(court, case)
    assert court.stack.api("GET", f"/v1/posts/{post}")["labels"] == []
    assert lifted(court) == (counted[0] + 1, counted[1])


def test_the_console_says_what_it_cannot_do(court: Court) -> None:
    case = court.case_about(str(court.ann.post("hello")["id"]))
    moderate.decide_case(case, "reject", "spam")
    with pytest.raises(moderate.CannotModerate, match="decided"):
        moderate.decide_case(case, "reject", "spam")
    with pytest.raises(moderate.CannotModerate, match="no case"):
        moderate.decide_case("nonsense", "approve")
    dismissed = court.case_about(str(court.ann.post("hello again")["id"]))
    court.decide(dismissed, "dismiss")
    with pytest.raises(moderate.CannotModerate, match="nothing"):
        moderate.decide_case(dismissed, "approve")


def warned(court: Court, times: int) -> list[str]:
    cases = [court.case_about(str(court.ann.post(f"number {number}")["id"])) for number in range(times)]
    for case in cases:
        court.decide(case, "warn")
    return cases


def test_the_third_strike_mutes_for_a_day_and_taking_one_back_ends_that(court: Court) -> None:
    ann, post = court.ann, str(court.bob.post("hello")["id"])
    cases = warned(court, 2)
    assert ann.post("still here")["id"]
    assert "muted_until" not in ann("GET", "/v1/me/moderation").body
    own = str(ann.post("the third")["id"])
    third = court.case_about(own)
    court.decide(third, "warn")
    refused = ann("POST", "/v1/posts", {"text": "hello"})
    assert (refused.status, refused.code) == (403, "account_muted")
    assert ann("GET", "/v1/me/moderation")["muted_until"] in refused["detail"]
    for method, path, body in (
        ("POST", "/v1/posts", {"text": "well", "reply_to": post}),
        ("PATCH", f"/v1/posts/{own}", {"text": "changed"}),
        ("PUT", f"/v1/posts/{post}/repost", None),
        ("PATCH", "/v1/me", {"bio": "changed"}),
        ("POST", "/v1/generations", {"prompt": "a lake"}),
    ):
        assert ann(method, path, body).code == "account_muted", path
    assert ann("GET", "/v1/feeds/home").status == 200
    assert ann("PUT", f"/v1/posts/{post}/like").status == 204
    assert court.appeal(third).status == 201
    overturned(court, cases[0])
    assert ann("POST", "/v1/posts", {"text": "back"}).status == 201
    assert "muted_until" not in ann("GET", "/v1/me/moderation").body


def test_a_mute_ends_by_itself_and_what_comes_late_changes_nothing(court: Court) -> None:
    cases = warned(court, 3)
    until = court.ann("GET", "/v1/me/moderation")["muted_until"]
    for case in cases:
        wiring.consequences().apply(case)  # the message comes again
    assert court.ann("GET", "/v1/me/moderation")["muted_until"] == until
    with court.stack.later(hours=25):
        assert court.ann("POST", "/v1/posts", {"text": "back"}).status == 201
