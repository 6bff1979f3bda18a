"""Faults of delivery that heal: each record fails once, and comes again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from infra.local.pump import Faults, every_other, half_broken
from infra.local.pump.delivery import Delivery


def broken_once() -> Faults:
    """Every other message of a batch is unreadable when it comes for the first time."""
    seen: set[str] = set()

    def change(delivery: Delivery, event: dict[str, Any]) -> dict[str, Any]:
        if not delivery.ids:
            return event
        broken = half_broken(delivery, event)["Records"]
        records = [
            record if identifier in seen else worse
            for identifier, record, worse in zip(delivery.ids, event["Records"], broken, strict=True)
        ]
        seen.update(delivery.ids)
        return {**event, "Records": records}

    return Faults(change=change)


def unanswered_once() -> Faults:
    """The answer for every other record gets lost once: it was worked on, and comes again."""
    seen: set[str] = set()

    def fail(delivery: Delivery) -> list[str]:
        lost = [i for i in every_other(delivery) if i not in seen]
        seen.update(lost)
        return lost

    return Faults(fail=fail)


def swallowing(function: str) -> Faults:
    """What would wake this function is lost for good."""

    def change(delivery: Delivery, event: dict[str, Any]) -> dict[str, Any]:
        return {**event, "Records": []} if delivery.function.id == function else event

    return Faults(change=change)


ALL: dict[str, Callable[[], Faults]] = {
    "twice": lambda: Faults(deliver_twice=True),
    "half_broken": broken_once,
    "unanswered": unanswered_once,
}
"""Every way in which the same work may come again."""
