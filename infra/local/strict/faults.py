"""What AWS may do to a good request, on demand: throttle it, break, leave part of it undone, hold a transaction up.

A test asks for it through `Services.strict.faults`; nothing happens by itself.
"""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from infra.local.s3_front import Answer
from infra.local.strict.refusal import Refused
from infra.local.strict.transactions import ItemId, TransactionsUnderWay

GATE_SECONDS = 10.0
"""How long a transaction waits at a closed gate at most."""

THROTTLES = {
    "dynamodb": "ProvisionedThroughputExceededException",
    "sqs": "RequestThrottled",
    "s3": "SlowDown",
    "cognito-idp": "TooManyRequestsException",
    "ssm": "ThrottlingException",
}

Chooser = Callable[[int], list[int]]
"""Number of entries → the places of those that are left undone."""


@dataclass
class Fault:
    """One fault that is armed: which requests it strikes, how often, and how often it did.

    `target` is `<service>:<action>` and may have wildcards; `times` None means as long as it is armed; `rate` is the
    part of the requests that it strikes, by the seed.
    """

    target: str
    times: int | None = None
    rate: float = 1.0
    matches: Callable[[Mapping[str, Any]], bool] = lambda request: True
    refusal: Refused | None = None
    leaves: Chooser | None = None
    lost: bool = False
    seed: int = 0
    hits: int = 0
    _dice: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)

    def strikes(self, service: str, action: str, request: Mapping[str, Any]) -> bool:
        if self.times is not None and self.hits >= self.times:
            return False
        if not fnmatchcase(f"{service}:{action}", self.target) or not self.matches(request):
            return False
        if self.rate < 1 and self._dice.random() >= self.rate:
            return False
        self.hits += 1
        return True


class Gate:
    """Where transactions stand, with their items in hand, until it opens."""

    def __init__(self) -> None:
        self._opened = threading.Event()
        self._arrived = threading.Semaphore(0)

    def open(self) -> None:
        self._opened.set()

    def arrived(self, timeout: float = GATE_SECONDS) -> bool:
        """Wait until one more transaction stands here."""
        return self._arrived.acquire(timeout=timeout)

    def stand(self) -> None:
        self._arrived.release()
        self._opened.wait(GATE_SECONDS)


class Faults:
    """The faults that are armed now. Each arrives by a context manager and is gone after it."""

    def __init__(self, under_way: TransactionsUnderWay) -> None:
        self._under_way = under_way
        self._armed: list[Fault] = []
        self._gate: Gate | None = None
        self._lock = threading.Lock()

    @contextmanager
    def throttling(
        self, target: str, *, times: int | None = None, rate: float = 1.0, seed: int = 0, code: str = ""
    ) -> Iterator[Fault]:
        """Throttle requests to `target`, such as `dynamodb:UpdateItem` or `sqs:*`, in the service's own words."""
        code = code or THROTTLES[target.partition(":")[0]]
        refusal = Refused(code, "The level of configured provisioned throughput was exceeded. Rate exceeded.")
        with self._arm(Fault(target, times, rate, refusal=refusal, seed=seed)) as fault:
            yield fault

    @contextmanager
    def breaking(
        self,
        target: str,
        *,
        times: int | None = None,
        rate: float = 1.0,
        seed: int = 0,
        after: bool = False,
        matches: Callable[[Mapping[str, Any]], bool] = lambda request: True,
    ) -> Iterator[Fault]:
        """Answer 500, before the request took effect or `after` it did."""
        code = "InternalError" if target.startswith(("s3", "sqs")) else "InternalServerError"
        refusal = Refused(code, "The request processing has failed because of an unknown error.")
        armed = Fault(target, times, rate, matches=matches, refusal=refusal, lost=after, seed=seed)
        with self._arm(armed) as fault:
            yield fault

    @contextmanager
    def leaving(
        self, target: str, which: Chooser | None = None, *, times: int | None = None, rate: float = 1.0, seed: int = 0
    ) -> Iterator[Fault]:
        """Leave part of a batch undone: UnprocessedItems, UnprocessedKeys, `Failed`, `Errors`. Every other by default.

        target: `dynamodb:BatchWriteItem`, `dynamodb:BatchGetItem`, `sqs:SendMessageBatch` and the like,
        `s3:DeleteObjects`.
        """
        with self._arm(Fault(target, times, rate, leaves=which or every_other, seed=seed)) as fault:
            yield fault

    @contextmanager
    def transaction_on(self, table: str, *key: str, times: int | None = None) -> Iterator[None]:
        """As if somebody else's transaction had this item in its hands: all the while, or for so many requests."""
        item: ItemId = (table, *key)
        self._under_way.hold(item, times)
        try:
            yield
        finally:
            self._under_way.release(item)

    @contextmanager
    def held_up(self) -> Iterator[Gate]:
        """Hold every transaction up, items in hand, until the gate opens (at the end of the context at the latest)."""
        gate = self._gate = Gate()
        try:
            yield gate
        finally:
            self._gate = None
            gate.open()

    @contextmanager
    def _arm(self, fault: Fault) -> Iterator[Fault]:
        with self._lock:
            self._armed.append(fault)
        try:
            yield fault
        finally:
            with self._lock:
                self._armed.remove(fault)

    def struck(self, service: str, action: str, request: Mapping[str, Any]) -> Fault | None:
        """The first armed fault that strikes this request."""
        if not self._armed:
            return None
        with self._lock:
            return next((fault for fault in self._armed if fault.strikes(service, action, request)), None)

    def stand_at_gate(self, action: str) -> None:
        gate = self._gate
        if gate is not None and action == "TransactWriteItems":
            gate.stand()


def every_other(count: int) -> list[int]:
    return list(range(0, count, 2))


def all_of_it(count: int) -> list[int]:
    return list(range(count))


def split(action: str, request: Mapping[str, Any], leave: Chooser) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """A batch request without what is left undone (None: nothing remains), and what its answer says of that."""
    if action in {"BatchWriteItem", "BatchGetItem"}:
        return _split_tables(action, request, leave)
    entries = list(request["Entries"])
    left = set(leave(len(entries)))
    failed = [
        {"Id": entry["Id"], "SenderFault": False, "Code": "InternalError", "Message": "Try again."}
        for place, entry in enumerate(entries)
        if place in left
    ]
    kept = [entry for place, entry in enumerate(entries) if place not in left]
    return ({**request, "Entries": kept} if kept else None), {"Failed": failed}


def _split_tables(
    action: str, request: Mapping[str, Any], leave: Chooser
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    writes = action == "BatchWriteItem"
    kept: dict[str, Any] = {}
    undone: dict[str, Any] = {}
    for table, wanted in request["RequestItems"].items():
        entries = wanted if writes else wanted["Keys"]
        left = set(leave(len(entries)))
        parts = [[e for place, e in enumerate(entries) if (place in left) is out] for out in (False, True)]
        for target, part in zip((kept, undone), parts, strict=True):
            if part:
                target[table] = part if writes else {**wanted, "Keys": part}
    return (
        {**request, "RequestItems": kept} if kept else None,
        {"UnprocessedItems" if writes else "UnprocessedKeys": undone},
    )


def merged(action: str, answer: Answer | None, said: Mapping[str, Any]) -> Answer:
    """The answer with what was left undone in it."""
    empty: dict[str, Any] = {"Responses": {}} if action == "BatchGetItem" else {}
    if action.endswith("MessageBatch"):
        empty = {"Successful": []}
    body = json.loads(answer.payload) if answer is not None else empty
    for name, undone in said.items():
        body[name] = [*body.get(name, ()), *undone] if isinstance(undone, list) else {**body.get(name, {}), **undone}
    headers = (
        [] if answer is None else [h for h in answer.headers if h[0].lower() not in {"content-length", "x-amz-crc32"}]
    )
    headers = headers or [("Content-Type", "application/x-amz-json-1.0")]
    return Answer("200 OK", headers, json.dumps(body).encode())
