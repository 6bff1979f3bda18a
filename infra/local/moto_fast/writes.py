"""Writes: copy-on-write items, indexes kept in step, and transactions with an undo log.

A stored item is never changed in place: an update works on a copy that then takes its place. So the item from
before is the whole undo record, and a snapshot may read items without holding up requests.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from moto.dynamodb.comparisons import get_filter_expression
from moto.dynamodb.exceptions import (
    ItemSizeToUpdateTooLarge,
    MockValidationException,
    MultipleTransactionsException,
    TooManyTransactionsException,
    TransactionCanceledException,
    TransactWriteSingleOpException,
)
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

from infra.local.moto_fast.indexes import index_keys, indexes_of
from infra.local.moto_fast.items import ITEM_LIMIT, drop, lookup, store

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.moto_fast.patching import Patches

Operation = dict[str, dict[str, Any]]
Failure = tuple[str | None, str | None, dict[str, Any] | None]


def keys_of(table: Table, attrs: dict[str, Any]) -> tuple[DynamoType, DynamoType | None] | None:
    """The primary key in these attributes (DynamoDB JSON), or None when a part of it is missing."""
    if table.hash_key_attr not in attrs:
        return None
    if table.range_key_attr is None:
        return DynamoType(attrs[table.hash_key_attr]), None
    if table.range_key_attr not in attrs:
        return None
    return DynamoType(attrs[table.hash_key_attr]), DynamoType(attrs[table.range_key_attr])


def refuse_bad_index_keys(table: Table, attrs: dict[str, Any]) -> None:
    """Raise what DynamoDB answers to an index key of the wrong type, or an empty one; moto lets both pass."""
    types = {definition["AttributeName"]: definition["AttributeType"] for definition in table.attr}
    for index in table.global_indexes:
        for name in filter(None, index_keys(index)):
            if name not in attrs:
                continue
            value = DynamoType(attrs[name])
            if value.type != types.get(name):
                raise MockValidationException(
                    "One or more parameter values were invalid: Type mismatch for Index Key "
                    f"{name} Expected: {types.get(name)} Actual: {value.type} IndexName: {index.name}"
                )
            if value.value == "":
                raise MockValidationException(
                    "One or more parameter values are not valid. A value specified for a secondary index key "
                    f"is not supported. The AttributeValue for a key attribute cannot contain an empty string "
                    f"value. IndexName: {index.name}, IndexKey: {name}"
                )


def _refuse_bad_result(table: Table, item: Item) -> None:
    refuse_bad_index_keys(table, item.attrs)
    if item.size() > ITEM_LIMIT:
        raise ItemSizeToUpdateTooLarge


class UndoLog:
    """What each touched key held before, and how long each stream was."""

    def __init__(self) -> None:
        self._before: list[tuple[Table, DynamoType, DynamoType | None, Item | None, int | None]] = []

    def note(self, table: Table, hash_key: DynamoType, range_key: DynamoType | None) -> None:
        records = len(table.stream_shard.items) if table.stream_shard is not None else None
        self._before.append((table, hash_key, range_key, lookup(table, hash_key, range_key), records))

    def undo(self) -> None:
        for table, hash_key, range_key, before, records in reversed(self._before):
            indexes_of(table).replace(lookup(table, hash_key, range_key), before)
            if before is None:
                drop(table, hash_key, range_key)
            else:
                store(table, hash_key, range_key, before)
            if records is not None and table.stream_shard is not None:
                del table.stream_shard.items[records:]


def _get_item(
    self: Table,
    hash_key: DynamoType,
    range_key: DynamoType | None = None,
    projection_expression: list[list[str]] | None = None,
) -> Item | None:
    if self.has_range_key and not range_key:
        raise MockValidationException("Table has a range key, but no range key was passed into get_item")
    item = lookup(self, hash_key, range_key)
    if item is not None and projection_expression:
        return item.project(projection_expression)
    return item


def _delete_item(self: Table, hash_key: DynamoType, range_key: DynamoType | None) -> Item | None:
    indexes = indexes_of(self)
    item = drop(self, hash_key, range_key)
    if item is not None:
        indexes.replace(item, None)
        if self.stream_shard is not None:
            self.stream_shard.add(item, None)
    return item


def _put_item(stock: Callable[..., Item]) -> Callable[..., Item]:
    def put_item(self: Table, item_attrs: dict[str, Any], *args: Any, **kwargs: Any) -> Item:
        indexes = indexes_of(self)
        keys = keys_of(self, item_attrs)
        before = lookup(self, *keys) if keys else None
        refuse_bad_index_keys(self, item_attrs)
        item = stock(self, item_attrs, *args, **kwargs)
        indexes.replace(before, item)
        return item

    return put_item


def _update_item(stock: Callable[..., Item]) -> Callable[..., Item]:
    def update_item(self: DynamoDBBackend, table_name: str, key: dict[str, Any], *args: Any, **kwargs: Any) -> Item:
        table = self.get_table(table_name)
        keys = keys_of(table, key)
        if keys is None:
            return stock(self, table_name, key, *args, **kwargs)
        indexes = indexes_of(table)
        before = lookup(table, *keys)
        log = UndoLog()
        log.note(table, *keys)
        if before is None:
            placeholder: Item | None = Item(*keys, attrs=key)
            if table.stream_shard is not None:
                table.stream_shard.skip_next = True  # type: ignore[attr-defined]
        else:
            placeholder = before
            store(table, *keys, copy.deepcopy(before))
        try:
            item = stock(self, table_name, key, *args, **kwargs)
            _refuse_bad_result(table, item)
        except BaseException:
            _abandon(table, keys, placeholder, log)
            raise
        indexes.replace(placeholder, item)
        return item

    return update_item


def _abandon(table: Table, keys: tuple[DynamoType, DynamoType | None], placeholder: Item | None, log: UndoLog) -> None:
    """Put back what was there. The copy may be half changed, so the index is told by `placeholder`."""
    if table.stream_shard is not None:
        table.stream_shard.__dict__.pop("skip_next", None)
    if lookup(table, *keys) is not None and placeholder is not None:
        store(table, *keys, placeholder)
    log.undo()


def patch(patches: Patches) -> None:
    patches.set(Table, "get_item", _get_item)
    patches.set(Table, "delete_item", _delete_item)
    patches.set(Table, "put_item", _put_item(Table.put_item))
    patches.set(DynamoDBBackend, "update_item", _update_item(DynamoDBBackend.update_item))
    patches.set(DynamoDBBackend, "transact_write_items", transact_write_items)


def transact_write_items(self: DynamoDBBackend, transact_items: list[Operation]) -> None:
    """All of the operations or none, at the cost of the items that they touch."""
    if len(transact_items) > 100:
        raise TooManyTransactionsException
    log = UndoLog()
    seen: set[tuple[str, str]] = set()
    failures: list[Failure] = []
    for entry in transact_items:
        if len(entry) > 1:
            log.undo()
            raise TransactWriteSingleOpException
        try:
            failures.append(_attempt(self, entry, log, seen))
        except (MultipleTransactionsException, MockValidationException):
            log.undo()
            raise
    if any(code is not None for code, _, _ in failures):
        log.undo()
        raise TransactionCanceledException(failures)


class _RefusedError(Exception):
    """A condition did not hold; carries the item when the caller asked to see it."""

    def __init__(self, item: dict[str, Any] | None) -> None:
        super().__init__("The conditional request failed")
        self.item = item


def _attempt(backend: DynamoDBBackend, entry: Operation, log: UndoLog, seen: set[tuple[str, str]]) -> Failure:
    kind, operation = next(iter(entry.items()))
    try:
        _apply(backend, kind, operation, log, seen)
    except (MultipleTransactionsException, MockValidationException):
        raise
    except _RefusedError as refused:
        return "ConditionalCheckFailed", str(refused), refused.item
    except Exception as failure:
        return type(failure).__name__, str(failure), None
    return None, None, None


def _apply(
    backend: DynamoDBBackend, kind: str, operation: dict[str, Any], log: UndoLog, seen: set[tuple[str, str]]
) -> None:
    if kind not in {"ConditionCheck", "Put", "Delete", "Update"}:
        raise ValueError("Unsupported transaction operation")
    name = operation["TableName"]
    table = backend.get_table(name)
    attrs = operation["Item"] if kind == "Put" else operation["Key"]
    keys = keys_of(table, attrs)
    if keys is None:
        raise MockValidationException("Validation Exception")
    identity = (table.name, repr(keys))
    if identity in seen:
        raise MultipleTransactionsException
    seen.add(identity)
    _check(lookup(table, *keys), operation)
    log.note(table, *keys)
    if kind == "Put":
        backend.put_item(name, attrs)
    elif kind == "Delete":
        backend.delete_item(name, attrs)
    elif kind == "Update":
        backend.update_item(
            name,
            attrs,
            update_expression=operation["UpdateExpression"],
            expression_attribute_names=operation.get("ExpressionAttributeNames"),
            expression_attribute_values=operation.get("ExpressionAttributeValues"),
        )


def _check(current: Item | None, operation: dict[str, Any]) -> None:
    condition = get_filter_expression(
        operation.get("ConditionExpression"),
        operation.get("ExpressionAttributeNames"),
        operation.get("ExpressionAttributeValues"),
    )
    if condition.expr(current):
        return
    shown = operation.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and current is not None
    raise _RefusedError(current.to_json()["Attributes"] if shown and current is not None else None)
