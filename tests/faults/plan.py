"""Faults as data: where, at which call, what. A plan is asked once for every request of the product."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Kind(StrEnum):
    """What may befall one request. `retried`: the SDK's own retry writes a second time after a lost answer."""

    DIE_BEFORE = "dies before"
    DIE_AFTER = "dies after"
    LOST = "answer lost"
    RETRIED = "answer lost, retried"
    TIMEOUT = "timeout before"
    THROTTLE = "throttled"
    OUTAGE = "throttled for long"
    ERROR = "internal error"
    CONFLICT = "transaction conflict"
    PARTIAL = "only half of it"


SINGLE = (Kind.DIE_BEFORE, Kind.DIE_AFTER, Kind.LOST, Kind.RETRIED)
"""What every write has to survive, one at a time."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the product. `process`: API or the function's logical id; `target`: key, queue or object."""

    process: str
    seam: str
    operation: str
    target: str
    write: bool
    number: int = 0

    def __str__(self) -> str:
        return f"{self.operation} {self.target}"


class Plan(Protocol):
    """Which fault a call meets, if any."""

    def fault(self, call: Call) -> Kind | None: ...


class NoFaults:
    def fault(self, call: Call) -> Kind | None:
        return None


@dataclass
class Aimed:
    """One fault: at the n-th call (from 0) among those that fit. Fields that are None fit everything."""

    kind: Kind
    nth: int = 0
    process: str | None = None
    seam: str | None = None
    operation: str | None = None
    target: str | None = None
    writes_only: bool = True
    struck: Call | None = None
    _seen: int = 0

    def fault(self, call: Call) -> Kind | None:
        if self.struck is not None or not self._fits(call):
            return None
        self._seen += 1
        if self._seen <= self.nth:
            return None
        self.struck = call
        return self.kind

    def _fits(self, call: Call) -> bool:
        wanted = ((self.process, call.process), (self.seam, call.seam), (self.operation, call.operation))
        return (
            (call.write or not self.writes_only)
            and all(want in (None, have) for want, have in wanted)
            and (self.target is None or call.target.startswith(self.target))
        )


def may_strike(kind: Kind, call: Call) -> bool:
    """Whether this fault exists for this call at all."""
    if kind is Kind.CONFLICT:
        return call.seam == "table" and call.write and call.operation != "BatchWriteItem"
    if kind is Kind.PARTIAL:
        return call.operation in ("BatchWriteItem", "SendMessageBatch", "BatchGetItem")
    if kind is Kind.RETRIED:
        return call.write
    return True


@dataclass
class Storm:
    """Random faults: each call meets one with the rate of its seam, of the kinds that exist for it."""

    seed: int
    rates: Mapping[str, float]
    kinds: Sequence[Kind] = tuple(Kind)
    calm: bool = False
    injected: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def fault(self, call: Call) -> Kind | None:
        if self.calm or self._random.random() >= self.rates.get(call.seam, 0.0):
            return None
        kind = self._random.choice([kind for kind in self.kinds if may_strike(kind, call)])
        self.injected[f"{call.seam}: {kind}"] += 1
        return kind
