"""What moderation costs: steps and units of each request, the rate limit and the account's status included."""

from __future__ import annotations

from tests.integration.moderation.court import Court
from tests.meter import Meter


def test_a_case_costs_what_it_may(court: Court) -> None:
    post, stack = court.ann.post("hello")["id"], court.stack
    costs: dict[str, Meter] = {}
    with stack.metered() as costs["report"]:
        court.report(post_id=post)
    case = court.waiting(post)["id"]
    with stack.metered() as costs["claim"]:
        court.claim(case)
    with stack.metered() as costs["decide"]:
        court.rule(case, "reject")
    with stack.metered() as costs["own decisions"]:
        court.ann("GET", "/v1/me/moderation")
    told = {name: (meter.steps, meter.read, meter.write) for name, meter in costs.items()}
    at_most = {"report": (6, 5, 14), "claim": (9, 7, 8), "decide": (12, 9, 24), "own decisions": (3, 3, 0)}
    for name, budget in at_most.items():
        assert all(spent <= may for spent, may in zip(told[name], budget, strict=True)), costs[name]
