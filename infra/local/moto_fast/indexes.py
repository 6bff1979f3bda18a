"""Sorted partitions of a table and of its global indexes, kept up to date by every write."""

from __future__ import annotations

from bisect import bisect_left, insort
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from moto.dynamodb.models.dynamo_type import DynamoType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moto.dynamodb.models.dynamo_type import Item
    from moto.dynamodb.models.table import GlobalSecondaryIndex, Table

Key = tuple[Any, ...]
Partition = tuple[str, Any]


def raw(value: DynamoType) -> Any:
    """What a key's value is ordered by: a key is a string, a number or binary."""
    return Decimal(value.value) if value.type == "N" else value.value


def partition_of(value: DynamoType) -> Partition:
    return value.type, raw(value)


class SortedPartition:
    """The items of one partition in the order of their keys."""

    __slots__ = ("items", "keys")

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self.items: dict[Key, Item] = {}

    def put(self, key: Key, item: Item) -> None:
        if key not in self.items:
            insort(self.keys, key)
        self.items[key] = item

    def discard(self, key: Key) -> None:
        if self.items.pop(key, None) is not None:
            del self.keys[bisect_left(self.keys, key)]


class SortedIndex:
    """All partitions of one key schema: the table's own, or that of a global index."""

    def __init__(self, hash_attr: str, order_attrs: list[str]) -> None:
        self.hash_attr = hash_attr
        self.order_attrs = order_attrs
        self.partitions: dict[Partition, SortedPartition] = {}

    def place(self, attrs: dict[str, DynamoType]) -> tuple[Partition, Key] | None:
        """Where an item stands, or None when it lacks a key attribute (a sparse index leaves it out)."""
        hash_value = attrs.get(self.hash_attr)
        if hash_value is None:
            return None
        order = []
        for name in self.order_attrs:
            value = attrs.get(name)
            if value is None:
                return None
            order.append(raw(value))
        return partition_of(hash_value), tuple(order)

    def replace(self, before: Item | None, after: Item | None) -> None:
        old = self.place(before.attrs) if before is not None else None
        new = self.place(after.attrs) if after is not None else None
        if old is not None and old != new:
            partition = self.partitions[old[0]]
            partition.discard(old[1])
            if not partition.keys:
                del self.partitions[old[0]]
        if new is not None and after is not None:
            self.partitions.setdefault(new[0], SortedPartition()).put(new[1], after)


class TableIndexes:
    """The table's own order and that of each of its global indexes."""

    def __init__(self, table: Table) -> None:
        self.signature = _signature(table)
        own_order = [table.range_key_attr] if table.range_key_attr else []
        self.own = SortedIndex(table.hash_key_attr, own_order)
        self.by_name: dict[str, SortedIndex] = {}
        for index in table.global_indexes:
            hash_attr, range_attr = index_keys(index)
            if hash_attr is None:
                continue
            order = [range_attr] if range_attr else []
            self.by_name[index.name] = SortedIndex(hash_attr, order + table.table_key_attrs)
        for item in _all(table):
            self.replace(None, item)

    def all_items(self) -> list[Item]:
        """Every item of the table, in no order that matters."""
        return [item for partition in self.own.partitions.values() for item in partition.items.values()]

    def replace(self, before: Item | None, after: Item | None) -> None:
        """Move one item from what it was to what it is; None stands for not being there."""
        self.own.replace(before, after)
        for index in self.by_name.values():
            index.replace(before, after)


def index_keys(index: GlobalSecondaryIndex) -> tuple[str | None, str | None]:
    """(hash, range) attribute of a global index; (None, None) for keys of several attributes."""
    hashes = [key["AttributeName"] for key in index.schema if key["KeyType"] == "HASH"]
    ranges = [key["AttributeName"] for key in index.schema if key["KeyType"] == "RANGE"]
    if len(hashes) != 1 or len(ranges) > 1:
        return None, None
    return hashes[0], ranges[0] if ranges else None


def indexes_of(table: Table) -> TableIndexes:
    """The table's indexes; built on first use, and again after its definition changed."""
    indexes: TableIndexes | None = table.__dict__.get("_indexes")
    if indexes is None or indexes.signature != _signature(table):
        indexes = table.__dict__["_indexes"] = TableIndexes(table)
    return indexes


def _signature(table: Table) -> tuple[str, ...]:
    return tuple(index.name for index in table.global_indexes)


def _all(table: Table) -> Iterator[Item]:
    for found in table.items.values():
        if table.range_key_attr is None:
            yield found
        else:
            yield from found.values()
