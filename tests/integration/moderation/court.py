"""What tests of moderation say in a word: report, claim, decide, appeal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.integration.stack import Person, Reply, Stack


def waiting_cases(moderator: Person) -> dict[str, str]:
    """Every case that waits, by what it is about, from all pages of the queue."""
    pages = moderator.pages("/v1/moderation/queue")
    return {case["subject"]["id"]: case["id"] for page in pages for case in page["items"]}


@dataclass
class Court:
    """Ann posts, Bob reports, `judge` and `second` are moderators."""

    stack: Stack
    ann: Person
    bob: Person
    judge: Person
    second: Person

    def report(self, reason: str = "spam", by: Person | None = None, **what: Any) -> Reply:
        told = (by or self.bob)("POST", "/v1/reports", {"reason": reason, **what})
        assert told.status == 201, told
        return told

    def waiting(self, subject: str, moderator: Person | None = None) -> dict[str, Any]:
        """The case about something, as it stands in the queue."""
        for page in (moderator or self.judge).pages("/v1/moderation/queue"):
            for case in page["items"]:
                if case["subject"]["id"] == subject:
                    return dict(case)
        raise AssertionError(f"nothing waits about {subject}")

    def waits(self, subject: str) -> bool:
        return subject in waiting_cases(self.judge)

    def claim(self, case: str, by: Person | None = None) -> Reply:
        return (by or self.judge)("POST", f"/v1/moderation/cases/{case}/claim")

    def rule(self, case: str, action: str, by: Person | None = None, **more: Any) -> Reply:
        ruling = {"action": action, "rule": "spam", "note": "We looked.", **more}
        return (by or self.judge)("POST", f"/v1/moderation/cases/{case}/decision", ruling)

    def decide(self, case: str, action: str, by: Person | None = None, **more: Any) -> Reply:
        """Claim, decide, and let all follow."""
        claimed = self.claim(case, by)
        assert claimed.status == 200, claimed
        decided = self.rule(case, action, by, **more)
        assert decided.status == 200, decided
        self.stack.drain()
        return decided

    def case_about(self, post: str, reason: str = "spam") -> str:
        """Have Bob report a post; the case's id."""
        self.report(reason, post_id=post)
        return str(self.waiting(post)["id"])

    def own(self, person: Person | None = None) -> list[dict[str, Any]]:
        return [d for page in (person or self.ann).pages("/v1/me/moderation") for d in page["items"]]

    def appeal(self, case: str, statement: str = "This is art.", **more: Any) -> Reply:
        return self.ann("POST", f"/v1/me/moderation/{case}/appeal", {"statement": statement}, **more)
