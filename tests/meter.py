"""What a use case asks of DynamoDB: requests, sequential steps, and units by AWS's published rules.

The local table's own `ConsumedCapacity` is wrong, so units are worked out from item sizes.

Sources: Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats", "Read and write operations" (rounding,
transactions cost double), "Using Global Secondary Indexes" (what a change of the table writes to an index). Index
writes of a transaction are counted once: an index follows asynchronously and is no part of the transaction.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any
from unittest import mock

from imagora.kernel import wire

Item = Mapping[str, Mapping[str, Any]]
"""An item in DynamoDB's JSON."""

INDEXES = (("GSI1PK", "GSI1SK"), ("GSI2PK", "GSI2SK"))
_READS = {"Query", "GetItem", "BatchGetItem"}
_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}


def item_size(item: Item) -> int:
    """Bytes of an item: names and values, without what storage adds."""
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value: Mapping[str, Any]) -> int:
    """Bytes of one tagged value."""
    ((tag, content),) = value.items()
    return _SIZES[tag](content)


def _number_size(text: str) -> int:
    """One byte for two significant digits, and one more; a sign takes another."""
    digits = text.lstrip("-").replace(".", "").strip("0")
    return ceil(len(digits) / 2) + 1 + text.startswith("-")


_SIZES: dict[str, Callable[[Any], int]] = {
    "S": lambda text: len(text.encode()),
    "N": _number_size,
    "B": len,
    "BOOL": lambda _: 1,
    "NULL": lambda _: 1,
    "SS": lambda texts: sum(len(text.encode()) for text in texts),
    "NS": lambda numbers: sum(map(_number_size, numbers)),
    "L": lambda parts: 3 + sum(1 + value_size(part) for part in parts),
    "M": lambda members: 3 + sum(1 + len(name.encode()) + value_size(part) for name, part in members.items()),
}


def read_units(size: int, *, consistent: bool = False) -> float:
    """Units of reading so many bytes at once: half a unit a started 4 KB, double when consistent."""
    return max(1, ceil(size / 4096)) * (1.0 if consistent else 0.5)


def write_units(before: Item | None, after: Item | None) -> int:
    """Units of the table's own write: the larger of both images, by the started KB."""
    return max(1, ceil(max(item_size(before or {}), item_size(after or {})) / 1024))


def index_units(before: Item | None, after: Item | None) -> int:
    """Units that a change writes to the keys-only indexes: 1 to add or to remove an entry, 2 to move one."""
    units = 0
    for names in INDEXES:
        old, new = _entry(before, names), _entry(after, names)
        if old != new:
            units += (old is not None) + (new is not None)
    return units


def _entry(item: Item | None, names: tuple[str, str]) -> tuple[str, ...] | None:
    if item is None or any(name not in item for name in names):
        return None
    return tuple(item[name]["S"] for name in names)


@dataclass
class Call:
    """One request: its operation, the step in which it was made, its units."""

    operation: str
    step: int
    read: float = 0.0
    write: float = 0.0
    items: int = 0
    partitions: tuple[str, ...] = ()


@dataclass
class Meter:
    """What was asked for while it ran."""

    calls: list[Call] = field(default_factory=list)

    @property
    def steps(self) -> int:
        return max((call.step for call in self.calls), default=0)

    @property
    def read(self) -> float:
        return sum(call.read for call in self.calls)

    @property
    def write(self) -> float:
        return sum(call.write for call in self.calls)

    def without(self, *prefixes: str) -> Meter:
        """The same without requests that touch only partitions with these prefixes; steps close up."""
        kept = [call for call in self.calls if not all(p.startswith(prefixes) for p in call.partitions)]
        order = {step: number for number, step in enumerate(sorted({call.step for call in kept}), 1)}
        return Meter([Call(c.operation, order[c.step], c.read, c.write, c.items, c.partitions) for c in kept])

    def __str__(self) -> str:
        lines = [
            f"{c.step}. {c.operation} {c.items} item(s) r{c.read} w{c.write} {c.partitions[:3]}" for c in self.calls
        ]
        return f"{self.steps} steps, {self.read} read, {self.write} write\n" + "\n".join(lines)


class _LogicalClock(threading.local):
    """How many requests this thread's work waited for, one after another. Pools hand it on, results bring it back."""

    step = 0


_clock = _LogicalClock()


@contextmanager
def metered(client: Any, look: Callable[[str, Mapping[str, Any]], Item | None]) -> Iterator[Meter]:
    """Meter all requests of a DynamoDB client, and the lean reads. `look` reads an item by table and key past both."""
    meter = Meter()
    recorder = _Recorder(meter, look)
    _clock.step = 0
    events = client.meta.events
    events.register_first("before-call.*.*", recorder.before)
    events.register_last("after-call.*.*", recorder.after)
    try:
        with _pools_keep_the_clock(), wire.surrounded(recorder.around):
            yield meter
    finally:
        events.unregister("before-call.*.*", recorder.before)
        events.unregister("after-call.*.*", recorder.after)


@contextmanager
def _pools_keep_the_clock() -> Iterator[None]:
    submit, result = ThreadPoolExecutor.submit, Future.result

    def submit_with_clock(pool: Any, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        start = _clock.step
        reached: list[int] = []

        def run() -> Any:
            _clock.step = start
            try:
                return work(*args, **kwargs)
            finally:
                reached.append(_clock.step)

        future = submit(pool, run)
        future._reached = reached  # type: ignore[attr-defined]
        return future

    def result_with_clock(future: Any, timeout: float | None = None) -> Any:
        try:
            return result(future, timeout)
        finally:
            _clock.step = max([_clock.step, *getattr(future, "_reached", [])])

    with (
        mock.patch.object(ThreadPoolExecutor, "submit", submit_with_clock),
        mock.patch.object(Future, "result", result_with_clock),
    ):
        yield


class _Recorder:
    def __init__(self, meter: Meter, look: Callable[[str, Mapping[str, Any]], Item | None]) -> None:
        self._meter = meter
        self._look = look

    def around(self, operation: str, asked: Any, call: Callable[[Any], Any]) -> Any:
        """A call past botocore: of those the table's count here."""
        if operation in _WRITES:
            before = [self._look(*target) for target in _targets(operation, asked)]
            answer = call(asked)
            _clock.step += 1
            counted = Call(operation, _clock.step)
            self._count_writes(counted, asked, before)
            self._meter.calls.append(counted)
            return answer
        answer = call(asked)
        if operation in _READS:
            _clock.step += 1
            counted = Call(operation, _clock.step)
            _count_reads(counted, asked, self._whole(asked, answer) if operation == "BatchGetItem" else answer)
            self._meter.calls.append(counted)
        return answer

    def _whole(self, asked: Any, answer: Any) -> Any:
        """The answer to a batch with all that the table read for it: a projection shortens answers, not the bill."""
        found = {
            table: [item for key in wanted["Keys"] if (item := self._look(table, key)) is not None]
            if "ProjectionExpression" in wanted
            else answer["Responses"].get(table, [])
            for table, wanted in asked["RequestItems"].items()
        }
        return {"Responses": found}

    def before(self, model: Any, params: Any, context: dict[str, Any], **_: Any) -> None:
        asked = json.loads(params["body"])
        context["meter"] = (asked, [self._look(*target) for target in _targets(model.name, asked)])

    def after(self, parsed: Any, model: Any, context: dict[str, Any], **_: Any) -> None:
        asked, before = context["meter"]
        _clock.step += 1
        call = Call(model.name, _clock.step)
        if model.name in _WRITES:
            self._count_writes(call, asked, before)
        else:
            _count_reads(call, asked, parsed)
        self._meter.calls.append(call)

    def _count_writes(self, call: Call, asked: Any, before: list[Item | None]) -> None:
        targets = _targets(call.operation, asked)
        factor = 2 if call.operation == "TransactWriteItems" else 1
        for (table, key), old in zip(targets, before, strict=True):
            new = self._look(table, key)
            call.write += factor * write_units(old, new) + index_units(old, new)
        call.items = len(targets)
        call.partitions = tuple(key["PK"]["S"] for _, key in targets)


def _count_reads(call: Call, asked: Any, parsed: Any) -> None:
    match call.operation:
        case "GetItem":
            call.read = read_units(item_size(parsed.get("Item") or {}), consistent=asked.get("ConsistentRead", False))
            call.items, call.partitions = 1, (asked["Key"]["PK"]["S"],)
        case "BatchGetItem":
            for table, wanted in asked["RequestItems"].items():
                found = parsed["Responses"].get(table, [])
                consistent = wanted.get("ConsistentRead", False)
                missing = len(wanted["Keys"]) - len(found)  # what isn't there is read too
                call.read += sum(read_units(item_size(item), consistent=consistent) for item in found)
                call.read += missing * read_units(0, consistent=consistent)
                call.items += len(wanted["Keys"])
                call.partitions += tuple(key["PK"]["S"] for key in wanted["Keys"])
        case "Query":
            items = parsed["Items"]
            call.read = read_units(sum(map(item_size, items)), consistent=asked.get("ConsistentRead", False))
            call.items = len(items)
            call.partitions = (
                (asked["ExpressionAttributeValues"][":p"]["S"],)
                if ":p" in asked["ExpressionAttributeValues"]
                else ("?",)
            )


def _targets(operation: str, asked: Any) -> list[tuple[str, dict[str, Any]]]:
    """Table and key of every item that a write touches, condition checks included."""
    match operation:
        case "PutItem":
            return [(asked["TableName"], _key(asked["Item"]))]
        case "UpdateItem" | "DeleteItem":
            return [(asked["TableName"], asked["Key"])]
        case "BatchWriteItem":
            return [
                (table, _key(put["Item"]) if (put := request.get("PutRequest")) else request["DeleteRequest"]["Key"])
                for table, requests in asked["RequestItems"].items()
                for request in requests
            ]
        case "TransactWriteItems":
            actions = [action for entry in asked["TransactItems"] for action in entry.values()]
            return [(a["TableName"], a["Key"] if "Key" in a else _key(a["Item"])) for a in actions]
    return []


def _key(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"PK": item["PK"], "SK": item["SK"]}
