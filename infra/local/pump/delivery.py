"""One delivery: a batch goes to a function, and what the function answers decides what happens to each record."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.local.pump.mappings import FunctionSpec

log = logging.getLogger("imagora.pump")

Invoker = Callable[[str, dict[str, Any]], Any]
"""(function's logical id, event) → what the handler returned. Raises when the handler failed, in any way."""


@dataclass(frozen=True)
class Delivery:
    """A batch on its way: `ids` are the item identifiers of its records, in order."""

    function: FunctionSpec
    source: str
    event: dict[str, Any]
    ids: tuple[str, ...]
    partial: bool


@dataclass(frozen=True)
class Outcome:
    """Which records count as failed (all of them when the handler raised, and then `error` says how)."""

    failed: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True)
class Faults:
    """What a test may do to deliveries, to prove that handlers stand it.

    deliver_twice: the function gets every batch once more before anything is settled, as at-least-once allows.
    change: rewrites the event before it is delivered (break half of a batch, for example).
    fail: names records that count as failed after the function ran, as after a crash between work and answer.
    """

    deliver_twice: bool = False
    change: Callable[[Delivery, dict[str, Any]], dict[str, Any]] | None = None
    fail: Callable[[Delivery], Iterable[str]] | None = None


def every_other(delivery: Delivery) -> tuple[str, ...]:
    """A `Faults.fail` that loses the answer for half of each batch: the second record, the fourth, …"""
    return delivery.ids[1::2]


def half_broken(delivery: Delivery, event: dict[str, Any]) -> dict[str, Any]:
    """A `Faults.change` that makes every other SQS body unreadable; other events stay as they are."""
    records = [
        {**record, "body": "{not json"} if number % 2 and "body" in record else record
        for number, record in enumerate(event["Records"])
    ]
    return {**event, "Records": records} if delivery.ids else event


def failed_items(response: Any, ids: tuple[str, ...]) -> tuple[str, ...]:
    """The records that a `ReportBatchItemFailures` answer names; all of them when the answer is malformed.

    Empty and missing lists mean success. A null, empty or unknown identifier fails the whole batch, as in
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
    """
    if response is None or response == {}:
        return ()
    failures = response.get("batchItemFailures", _MALFORMED) if isinstance(response, Mapping) else _MALFORMED
    if failures is None:
        return ()
    if not isinstance(failures, list):
        return ids
    named = [item.get("itemIdentifier") if isinstance(item, Mapping) else None for item in failures]
    if any(not isinstance(identifier, str) or identifier not in ids for identifier in named):
        return ids
    return tuple(identifier for identifier in ids if identifier in named)


_MALFORMED = object()


class Deliverer:
    """Invokes functions and reads their answers. Never raises for what a handler does."""

    def __init__(self, invoke: Invoker) -> None:
        self._invoke = invoke
        self.faults = Faults()

    def deliver(self, delivery: Delivery) -> Outcome:
        faults = self.faults
        started = time.monotonic()
        outcome = self._run(delivery, faults)
        if faults.deliver_twice and not outcome.failed:
            outcome = self._run(delivery, faults)
        if faults.fail is not None:
            lost = set(faults.fail(delivery))
            outcome = Outcome(tuple(i for i in delivery.ids if i in lost or i in outcome.failed), outcome.error)
        _report(delivery, outcome, milliseconds=(time.monotonic() - started) * 1000)
        return outcome

    def _run(self, delivery: Delivery, faults: Faults) -> Outcome:
        event = delivery.event if faults.change is None else faults.change(delivery, delivery.event)
        try:
            response = self._invoke(delivery.function.id, event)
        except Exception as error:
            log.debug("%s raised", delivery.function.id, exc_info=True)
            return Outcome(delivery.ids, f"{type(error).__name__}: {error}")
        return Outcome(failed_items(response, delivery.ids) if delivery.partial else ())


def _report(delivery: Delivery, outcome: Outcome, *, milliseconds: float) -> None:
    what = f"{delivery.function.id} ← {delivery.source}, {len(delivery.ids)} record(s), {milliseconds:.0f} ms"
    if outcome.error:
        log.error("%s: failed: %s", what, outcome.error)
    elif outcome.failed:
        log.warning("%s: %d to be delivered again", what, len(outcome.failed))
    else:
        log.debug("%s: done", what)
