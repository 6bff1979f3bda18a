"""Who leaves: cases about their things end, and none of their words are left. Who reported is told that it was read."""

from __future__ import annotations

import msgspec
import pytest

from imagora import wiring
from tests.integration.moderation.court import Court
from tests.integration.stack import Person

pytestmark = pytest.mark.slow

WORDS = "It was my late grandmother's lighthouse."


def leave(court: Court) -> None:
    assert court.ann("DELETE", "/v1/me", {"password": court.ann.password}).status == 204
    court.stack.drain()


def test_what_waits_about_an_erased_account_waits_no_more(court: Court) -> None:
    post, media = court.ann.post("hello")["id"], court.stack.generate(court.ann)["media"][0]["id"]
    court.ann.post("look", media)
    court.stack.drain()
    claimed = court.case_about(post)
    court.report(media_id=media)
    court.report("harassment", handle=court.ann.handle)
    appealed = court.case_about(court.ann.post("again")["id"])
    court.decide(appealed, "reject")
    assert court.appeal(appealed, WORDS).status == 201
    assert court.claim(claimed).status == 200
    cases = [claimed, court.waiting(media)["id"], court.waiting(court.ann.id)["id"], appealed]
    leave(court)
    told = [case for page in court.judge.pages("/v1/moderation/queue") for case in page["items"]]
    assert not {case["id"] for case in told} & set(cases)
    for case in cases:
        seen = court.judge("GET", f"/v1/moderation/cases/{case}")
        assert (seen["status"], "owner" in seen.body, seen["evidence"]["media"]) == ("closed", False, [])
        assert court.claim(case, court.second).code == court.rule(case, "dismiss", court.second).code == "case_decided"
        rows = court.stack.partition(f"CASE#{case}")
        assert WORDS not in msgspec.json.encode([{**row, "PK": ""} for row in rows], enc_hook=str).decode()
        assert not any("GSI1PK" in row or "GSI2PK" in row for row in rows)
        kept, events = wiring.case_store().get(case), wiring.case_store().events(wiring.case_store().get(case).id)
        assert len(events) == kept.rev
    left = [row["SK"] for row in court.stack.partition(f"USER#{court.ann.id}")]
    assert left == []
    assert court.stack.partition(f"SUBJECT#account#{court.ann.id}") == []


def reports_told(person: Person) -> list[str]:
    notes = person("GET", "/v1/notifications")["items"]
    return [note["report_id"] for note in notes if note["kind"] == "moderation" and "report_id" in note]


@pytest.mark.parametrize("action", ["reject", "dismiss"])
def test_who_reported_is_told_once_and_nothing_of_the_outcome(court: Court, action: str) -> None:
    post = court.ann.post("hello")["id"]
    report = court.report(post_id=post)
    case = str(court.waiting(post)["id"])
    court.decide(case, action)
    wiring.consequences().apply(case)
    assert reports_told(court.bob) == [report["id"]]
    (note,) = [one for one in court.bob("GET", "/v1/notifications")["items"] if one["kind"] == "moderation"]
    assert set(note) == {"id", "kind", "actors", "count", "report_id", "created_at", "read"}
    if action == "reject":
        court.appeal(case)
        court.decide(case, "approve", by=court.second)
        assert reports_told(court.bob) == [report["id"]]
    assert reports_told(court.ann) == []
