"""Query in the order of an index, from where the page starts: not a sort of the whole table."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import RESULT_SIZE_LIMIT, GlobalSecondaryIndex, Table

from infra.local.moto_fast.indexes import (
    Key,
    SortedIndex,
    SortedPartition,
    index_keys,
    indexes_of,
    partition_of,
    raw,
)
from infra.local.moto_fast.items import stored_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from moto.dynamodb.models.dynamo_type import Item

    from infra.local.moto_fast.patching import Patches

Page = tuple[list["Item"], int, dict[str, Any] | None]
_LAST_CHARACTER = chr(0x10FFFF)
_EMPTY = SortedPartition()


def _index_for(table: Table, index_name: str | None, conditions: dict[str, Any]) -> SortedIndex | None:
    """The index that answers this query, or None when stock moto has to (rare shapes, and its errors)."""
    rare = (
        conditions["filter_kwargs"]
        or conditions["hash_key"] is None
        or len(conditions["range_key_conditions"] or []) > 1
        or any(value.type not in {"S", "N"} for value in conditions["range_objs"])
    )
    if rare:
        return None
    indexes = indexes_of(table)
    if index_name is None:
        return indexes.own
    declared = next((found for found in table.global_indexes if found.name == index_name), None)
    if declared is None or conditions["consistent_read"] or index_keys(declared)[1] is None:
        return None
    return indexes.by_name.get(index_name)


def _bounds(keys: list[Key], comparison: str | None, values: list[Any]) -> tuple[int, int]:
    """The slice of sorted keys whose first part satisfies the condition."""
    if comparison is None:
        return 0, len(keys)
    first = values[0]

    def left(value: Any) -> int:
        return bisect_left(keys, value, key=lambda key: key[0])

    def right(value: Any) -> int:
        return bisect_right(keys, value, key=lambda key: key[0])

    slices: dict[str, Callable[[], tuple[int, int]]] = {
        "=": lambda: (left(first), right(first)),
        "<": lambda: (0, left(first)),
        "<=": lambda: (0, right(first)),
        ">": lambda: (right(first), len(keys)),
        ">=": lambda: (left(first), len(keys)),
        "BETWEEN": lambda: (left(first), right(values[1])),
        "BEGINS_WITH": lambda: (left(first), right(first + _LAST_CHARACTER)),
    }
    return slices[comparison]()


def _start(index: SortedIndex, table: Table, start: dict[str, Any], hash_key: DynamoType) -> Key:
    """The place that a page begins after. Raises the validation errors that DynamoDB answers."""
    attrs = {name: DynamoType(value) for name, value in start.items()}
    placed = index.place(attrs)
    if placed is None or any(name not in attrs for name in table.table_key_attrs):
        raise MockValidationException("The provided starting key is invalid")
    if placed[0] != partition_of(hash_key):
        raise MockValidationException(
            "The provided starting key is outside query boundaries based on provided conditions"
        )
    return placed[1]


def _walk(partition: SortedPartition, lowest: int, highest: int, *, forward: bool) -> Iterator[Item]:
    places = range(lowest, highest) if forward else range(highest - 1, lowest - 1, -1)
    for place in places:
        yield partition.items[partition.keys[place]]


def _page(table: Table, index_name: str | None, items: Iterator[Item], limit: int | None) -> Page:
    """Items up to the limit or 1 MB. As on AWS, reaching the limit answers a key even where nothing follows."""
    results: list[Item] = []
    size = 0
    for item in items:
        size += stored_size(item)
        if results and size > RESULT_SIZE_LIMIT:
            return results, len(results), _last_key(table, results[-1], index_name)
        results.append(item)
        if len(results) == limit:
            return results, len(results), _last_key(table, item, index_name)
    return results, len(results), None


def _last_key(table: Table, item: Item, index_name: str | None) -> dict[str, Any]:
    return table._get_last_evaluated_key(item, index_name)  # noqa: SLF001


def patch(patches: Patches) -> None:
    stock = Table.query

    def query(  # noqa: PLR0913, PLR0917 - moto's signature
        self: Table,
        hash_key: DynamoType | None,
        range_comparison: str | None,
        range_objs: list[DynamoType],
        limit: int,
        exclusive_start_key: dict[str, Any],
        scan_index_forward: bool,  # noqa: FBT001 - moto's signature
        projection_expressions: list[list[str]] | None,
        index_name: str | None = None,
        consistent_read: bool = False,  # noqa: FBT001, FBT002 - moto's signature
        filter_expression: Any = None,
        hash_key_conditions: list[tuple[str, DynamoType]] | None = None,
        range_key_conditions: list[tuple[str, str, list[DynamoType]]] | None = None,
        **filter_kwargs: Any,
    ) -> Page:
        conditions = {
            "hash_key": hash_key,
            "range_objs": range_objs,
            "consistent_read": consistent_read,
            "range_key_conditions": range_key_conditions,
            "filter_kwargs": filter_kwargs,
        }
        index = _index_for(self, index_name, conditions)
        if index is None or hash_key is None:
            return stock(
                self,
                hash_key,
                range_comparison,
                range_objs,
                limit,
                exclusive_start_key,
                scan_index_forward,
                projection_expressions,
                index_name=index_name,
                consistent_read=consistent_read,
                filter_expression=filter_expression,
                hash_key_conditions=hash_key_conditions,
                range_key_conditions=range_key_conditions,
                **filter_kwargs,
            )
        partition = index.partitions.get(partition_of(hash_key), _EMPTY)
        lowest, highest = _bounds(partition.keys, range_comparison, [raw(value) for value in range_objs])
        forward = scan_index_forward is not False
        if exclusive_start_key is not None:
            after = _start(index, self, exclusive_start_key, hash_key)
            if forward:
                lowest = max(lowest, bisect_right(partition.keys, after))
            else:
                highest = min(highest, bisect_left(partition.keys, after))
        items = _walk(partition, lowest, highest, forward=forward)
        results, scanned, last_key = _page(self, index_name, items, limit)
        return _present(self, results, index_name, filter_expression, projection_expressions), scanned, last_key

    patches.set(Table, "query", query)


def _present(
    table: Table,
    items: list[Item],
    index_name: str | None,
    filter_expression: Any,
    projection_expressions: list[list[str]] | None,
) -> list[Item]:
    index = table.get_index(index_name) if index_name else None
    if isinstance(index, GlobalSecondaryIndex):
        items = [index.project(item) for item in items]
    if filter_expression is not None:
        items = [item for item in items if filter_expression.expr(item)]
    if projection_expressions:
        items = [item.project(projection_expressions) for item in items]
    return items
