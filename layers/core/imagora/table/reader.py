"""Lean reads: Query and BatchGetItem into plain dicts, past PynamoDB's parser (which dominates a page's CPU).

Whoever reads here reads eventually consistent data unless they say otherwise, pays half a read unit per started 4 KB
of a query or per item of a batch, and gets what the table holds: types are the store's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec

from imagora.kernel.errors import Unavailable
from imagora.kernel.retry import back_off

Key = tuple[str, str]
Row = dict[str, Any]

_BATCH = 100  # BatchGetItem: at most 100 keys a request
_TRIES = 6
_QUOTES = 12  # in a key as DynamoDB's JSON has it
_ESCAPED = bytes([*range(0x20), *b'"\\'])  # what may not stand in a JSON string as it is (RFC 8259, section 7)


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


Begun = Callable[[], T]
"""What was asked for already: called once, it gives the answer."""


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
        return self.begin_query_as(shape, partition, limit=limit, after=after, between=between)()

    def begin_query_as(
        self,
        shape: type[T],
        partition: str,
        *,
        limit: int,
        after: str | None = None,
        between: tuple[str, str] | None = None,
    ) -> Begun[list[T]]:
        """As `query_as`, without waiting: the request is on its way while others are made."""
        asked = self._asked(partition, None, limit, after, None, between, ascending=False)
        begun = self.dynamodb.begin("Query", asked, _Rows[shape])  # type: ignore[valid-type]
        return lambda: begun().Items

    def _query(self, *where: Any, ascending: bool, **how: Any) -> Any:
        return self.dynamodb.query(**self._asked(*where, ascending=ascending), **how)

    def _asked(
        self,
        partition: str,
        index: str | None,
        limit: int,
        after: str | None,
        prefix: str | None,
        between: tuple[str, str] | None,
        *,
        ascending: bool,
    ) -> dict[str, Any]:
        """A Query, as it is asked for."""
        pk, sk = ("GSI1PK", "GSI1SK") if index == "GSI1" else ("GSI2PK", "GSI2SK") if index else ("PK", "SK")
        names, values, condition = _condition(pk, sk, partition, after, prefix, between, ascending=ascending)
        return {
            "TableName": self.table,
            "KeyConditionExpression": condition,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
            "ScanIndexForward": ascending,
            "Limit": limit,
            **({"IndexName": index} if index else {}),
        }

    def get(self, key: Key, *, consistent: bool = False) -> Row | None:
        """One item, or None."""
        answer = self.dynamodb.get_item(TableName=self.table, Key=_key(*key), ConsistentRead=consistent)
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
        return self.begin_batch_as(shape, keys)()

    def begin_batch_as(self, shape: type[T], keys: Iterable[Key]) -> Begun[list[T]]:
        """As `batch_as`, without waiting: the request is on its way while others are made."""
        wanted = list(dict.fromkeys(keys))
        how: Any = _Batch[shape]  # type: ignore[valid-type]
        members: Any = shape
        only = _only(members)
        asked = [only | {"Keys": _written(wanted[start : start + _BATCH])} for start in range(0, len(wanted), _BATCH)]
        pages = [self.dynamodb.begin("BatchGetItem", {"RequestItems": {self.table: one}}, how) for one in asked]
        return lambda: [item for page in pages for item in self._complete(page(), shape=how)]

    def _batch(self, keys: Sequence[Key], *, consistent: bool = False) -> list[Any]:
        asked: dict[str, Any] = {"Keys": [_key(pk, sk) for pk, sk in keys]}
        if consistent:
            asked["ConsistentRead"] = True
        return self._complete(self.dynamodb.batch_get_item(RequestItems={self.table: asked}))

    def _complete(self, answer: Any, **how: Any) -> list[Any]:
        """What a batch found, and what it left unprocessed, asked for again.

        Raises TableBusy when the table keeps leaving keys out.
        """
        items: list[Any] = []
        for attempt in range(_TRIES):
            if isinstance(answer, dict):
                answer = _Batch(answer.get("Responses", {}), answer.get("UnprocessedKeys") or {})
            items += answer.Responses.get(self.table, [])
            if not answer.UnprocessedKeys:
                return items
            if attempt + 1 < _TRIES:
                back_off(0.02 * 2**attempt)
                answer = self.dynamodb.batch_get_item(RequestItems=answer.UnprocessedKeys, **how)
        raise TableBusy


def _key(pk: str, sk: str) -> dict[str, dict[str, str]]:
    return {"PK": {"S": pk}, "SK": {"S": sk}}


@cache
def _only(shape: Any) -> dict[str, Any]:
    """The part of a request that leaves out attributes which the struct doesn't have: a third of a page's bytes.

    (They are paid for all the same.) Placeholders, because some names are words of DynamoDB's own.
    """
    names = {f"#{number}": name for number, name in enumerate(shape.__struct_encode_fields__)}
    return {"ProjectionExpression": ",".join(names), "ExpressionAttributeNames": names}


def _written(keys: Sequence[Key]) -> Any:
    """The keys in DynamoDB's JSON, written out: as dicts, a page's 100 keys would cost twice as much."""
    text = ",".join([f'{{"PK":{{"S":"{pk}"}},"SK":{{"S":"{sk}"}}}}' for pk, sk in keys]).encode()
    if len(text) - len(text.translate(None, _ESCAPED)) != _QUOTES * len(keys):
        return [_key(pk, sk) for pk, sk in keys]  # something in them has to be escaped
    return msgspec.Raw(b"[%b]" % text)


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
