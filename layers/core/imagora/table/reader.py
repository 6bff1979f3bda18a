"""Lean reads: Query and BatchGetItem into plain dicts, past PynamoDB's parser (which dominates a page's CPU).

Whoever reads here reads eventually consistent data unless they say otherwise, pays half a read unit per started 4 KB
of a query or per item of a batch, and gets what the table holds: types are the store's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

import msgspec

from imagora.kernel.errors import Unavailable
from imagora.kernel.parallel import together
from imagora.kernel.retry import back_off

Key = tuple[str, str]
Row = dict[str, Any]

_BATCH = 100  # BatchGetItem: at most 100 keys a request
_TRIES = 6


T = TypeVar("T")


class Text(msgspec.Struct, gc=False, frozen=True):
    """A string as DynamoDB's JSON has it."""

    S: str


class Number(msgspec.Struct, gc=False, frozen=True):
    """A whole number as DynamoDB's JSON has it: digits in a string, read as a number."""

    N: int


class Flag(msgspec.Struct, gc=False, frozen=True):
    """A truth value as DynamoDB's JSON has it."""

    BOOL: bool


class _Found(msgspec.Struct):
    """Query's answer, its items unread."""

    Items: list[msgspec.Raw]


class _Rows(msgspec.Struct, Generic[T]):
    """Query's answer, its items read."""

    Items: list[T]


class _Batch(msgspec.Struct, Generic[T]):
    """BatchGetItem's answer."""

    Responses: dict[str, list[T]] = msgspec.field(default_factory=dict)
    UnprocessedKeys: dict[str, Any] = msgspec.field(default_factory=dict)


class TableBusy(Unavailable):
    """The table did not answer for all that was asked. Try again shortly."""


class Reader(msgspec.Struct, frozen=True):
    """`dynamodb` is `kernel.aws.dynamodb()`, or whatever has the same three calls (a botocore client does)."""

    dynamodb: Any
    table: str

    def query(
        self,
        partition: str,
        *,
        index: str | None = None,
        limit: int,
        after: str | None = None,
        prefix: str | None = None,
        between: tuple[str, str] | None = None,
        ascending: bool = False,
        consistent: bool = False,
    ) -> list[Row]:
        """At most `limit` items of one partition, one request: newest first unless `ascending`, beyond `after`.

        A request reads at most 1 MB, so a page may be shorter than asked on items over 10 KB; ours are far smaller.
        """
        how = {"ConsistentRead": True} if consistent else {}
        answer = self._query(partition, index, limit, after, prefix, between, ascending=ascending, **how)
        return [plain(item) for item in answer["Items"]]

    def query_raw(
        self, partition: str, *, limit: int, after: str | None = None, between: tuple[str, str] | None = None
    ) -> list[msgspec.Raw]:
        """As `query`, each item as the bytes that came: for who reads them into structs of `Text` and `Number`.

        Takes `kernel.aws.dynamodb()`, nothing else.
        """
        answer = self._query(partition, None, limit, after, None, between, ascending=False, shape=_Found)
        found: list[msgspec.Raw] = answer.Items
        return found

    def query_as(
        self,
        shape: type[T],
        partition: str,
        *,
        limit: int,
        after: str | None = None,
        between: tuple[str, str] | None = None,
    ) -> list[T]:
        """As `query`, each item read into this struct, whose fields are `Text`, `Number` and `Flag`.

        Takes `kernel.aws.dynamodb()`, nothing else.
        """
        answer = self._query(partition, None, limit, after, None, between, ascending=False, shape=_Rows[shape])  # type: ignore[valid-type]
        found: list[T] = answer.Items
        return found

    def _query(
        self,
        partition: str,
        index: str | None,
        limit: int,
        after: str | None,
        prefix: str | None,
        between: tuple[str, str] | None,
        *,
        ascending: bool,
        **how: Any,
    ) -> Any:
        pk, sk = ("GSI1PK", "GSI1SK") if index == "GSI1" else ("GSI2PK", "GSI2SK") if index else ("PK", "SK")
        names, values, condition = _condition(pk, sk, partition, after, prefix, between, ascending=ascending)
        return self.dynamodb.query(
            TableName=self.table,
            KeyConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            ScanIndexForward=ascending,
            Limit=limit,
            **({"IndexName": index} if index else {}),
            **how,
        )

    def get(self, key: Key, *, consistent: bool = False) -> Row | None:
        """One item, or None."""
        answer = self.dynamodb.get_item(
            TableName=self.table, Key={"PK": {"S": key[0]}, "SK": {"S": key[1]}}, ConsistentRead=consistent
        )
        item = answer.get("Item")
        return plain(item) if item else None

    def batch(self, keys: Iterable[Key], *, consistent: bool = False) -> dict[Key, Row]:
        """The items under these keys that exist, by key; 100 a request, what was left unprocessed asked for again.

        Raises TableBusy when the table keeps leaving keys out.
        """
        found: dict[Key, Row] = {}
        wanted = list(dict.fromkeys(keys))
        for start in range(0, len(wanted), _BATCH):
            for item in self._batch(wanted[start : start + _BATCH], consistent=consistent):
                row = plain(item)
                found[row["PK"], row["SK"]] = row
        return found

    def batch_as(self, shape: type[T], keys: Iterable[Key]) -> list[T]:
        """As `batch`, each item read into this struct, whose fields are `Text`, `Number` and `Flag`; in any order.

        1 step, however many. Half the work of rows, where many of the same kind are read.
        Takes `kernel.aws.dynamodb()`, nothing else.
        """
        wanted = list(dict.fromkeys(keys))
        read = partial(self._batch, shape=_Batch[shape])  # type: ignore[valid-type]
        if len(wanted) <= _BATCH:
            return read(wanted) if wanted else []
        pages = together([partial(read, wanted[start : start + _BATCH]) for start in range(0, len(wanted), _BATCH)])
        return [item for page in pages for item in page]

    def _batch(self, keys: Sequence[Key], *, consistent: bool = False, **how: Any) -> list[Any]:
        items: list[Any] = []
        asked: dict[str, Any] = {self.table: {"Keys": [{"PK": {"S": pk}, "SK": {"S": sk}} for pk, sk in keys]}}
        if consistent:
            asked[self.table]["ConsistentRead"] = True
        for attempt in range(_TRIES):
            answer = self.dynamodb.batch_get_item(RequestItems=asked, **how)
            if isinstance(answer, dict):
                answer = _Batch(answer.get("Responses", {}), answer.get("UnprocessedKeys") or {})
            items += answer.Responses.get(self.table, [])
            asked = answer.UnprocessedKeys
            if not asked:
                return items
            back_off(0.02 * 2**attempt)
        raise TableBusy


def _condition(
    pk: str,
    sk: str,
    partition: str,
    after: str | None,
    prefix: str | None,
    between: tuple[str, str] | None,
    *,
    ascending: bool,
) -> tuple[dict[str, str], dict[str, Any], str]:
    names, values = {"#p": pk}, {":p": {"S": partition}}
    if between is None and after is not None and prefix is not None:
        # A key condition takes one comparison on the sort key: a prefix is the range from itself to itself + "\uffff".
        between = (after + "\0", prefix + "\uffff") if ascending else (prefix, _just_before(after))
    if between is not None:
        return (
            {**names, "#s": sk},
            {**values, ":a": {"S": between[0]}, ":b": {"S": between[1]}},
            ("#p = :p AND #s BETWEEN :a AND :b"),
        )
    if after is not None:
        sign = ">" if ascending else "<"
        return {**names, "#s": sk}, {**values, ":a": {"S": after}}, f"#p = :p AND #s {sign} :a"
    if prefix is not None:
        return {**names, "#s": sk}, {**values, ":a": {"S": prefix}}, "#p = :p AND begins_with(#s, :a)"
    return names, values, "#p = :p"


def _just_before(key: str) -> str:
    """The greatest sort key below this one, near enough: ids are ASCII, so nothing lies between."""
    return key[:-1] + chr(ord(key[-1]) - 1) + "\uffff"


def plain(item: dict[str, dict[str, Any]]) -> Row:
    """An item in DynamoDB's JSON as plain values. Numbers of ours are whole unless they carry a point."""
    return {name: tagged["S"] if "S" in tagged else _value(tagged) for name, tagged in item.items()}


def _value(tagged: dict[str, Any]) -> Any:
    ((tag, value),) = tagged.items()
    if tag in ("S", "BOOL", "B"):
        return value
    if tag == "N":
        return float(value) if "." in value or "E" in value else int(value)
    if tag == "M":
        return plain(value)
    if tag == "L":
        return [_value(part) for part in value]
    if tag == "SS":
        return frozenset(value)
    if tag == "NULL":
        return None
    raise TypeError(f"attribute type {tag} is not one that Imagora writes")
