"""Items: built and projected in linear time.

Stock moto measures the whole item again for each attribute that it adds, and converts the whole item for each
attribute that it projects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict

if TYPE_CHECKING:
    from moto.dynamodb.models.table import Table

    from infra.local.moto_fast.patching import Patches

ITEM_LIMIT = 405_000
"""Bytes; the limit that moto uses for AWS's 400 KB."""


def lookup(table: Table, hash_key: DynamoType, range_key: DynamoType | None) -> Item | None:
    """The stored item, without leaving an empty partition behind as `table.items[hash_key]` would."""
    found = table.items.get(hash_key)
    if found is None or table.range_key_attr is None:
        return found
    return found.get(range_key)


def store(table: Table, hash_key: DynamoType, range_key: DynamoType | None, item: Item) -> None:
    if table.range_key_attr is None:
        table.items[hash_key] = item
    else:
        table.items[hash_key][range_key] = item


def drop(table: Table, hash_key: DynamoType, range_key: DynamoType | None) -> Item | None:
    """Take an item out, and its partition with it once that is empty."""
    if table.range_key_attr is None:
        return table.items.pop(hash_key, None)
    partition = table.items.get(hash_key)
    if partition is None:
        return None
    item = partition.pop(range_key, None)
    if not partition:
        del table.items[hash_key]
    return item


def stored_size(item: Item) -> int:
    """Bytes of a stored item. Stored items are never changed in place (`writes`), so it is counted once."""
    cached = item.__dict__.get("_stored_size")
    if cached is None:
        cached = item.__dict__["_stored_size"] = item.size()
    return int(cached)


def to_plain(value: DynamoType) -> dict[str, Any]:
    """An attribute value as DynamoDB's JSON spells it: the inverse of `DynamoType(...)`."""
    if value.is_map():
        return {value.type: {key: to_plain(inner) for key, inner in value.value.items()}}
    if value.is_list():
        return {value.type: [to_plain(inner) for inner in value.value]}
    return {value.type: value.value}


def _init(self: Item, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, Any]) -> None:
    self.hash_key = hash_key
    self.range_key = range_key
    limited = LimitedSizeDict()
    for key, value in attrs.items():
        dict.__setitem__(limited, key, DynamoType(value))
    self.attrs = limited
    if self.size() > ITEM_LIMIT:
        raise ItemSizeTooLarge


def patch(patches: Patches) -> None:
    patches.set(Item, "__init__", _init)
    stock_project = Item.project

    def project(self: Item, projection_expressions: list[list[str]]) -> Item:
        if any(len(path) != 1 for path in projection_expressions):
            return stock_project(self, projection_expressions)
        names = {path[0] for path in projection_expressions}
        return restored(self.hash_key, self.range_key, {k: v for k, v in self.attrs.items() if k in names})

    patches.set(Item, "project", project)


def restored(hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, DynamoType]) -> Item:
    """An item of attribute values that were measured before."""
    item = Item.__new__(Item)
    item.hash_key = hash_key
    item.range_key = range_key
    limited = LimitedSizeDict()
    dict.update(limited, attrs)
    item.attrs = limited
    return item
