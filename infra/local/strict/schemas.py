"""What a table's definition says about keys: what the checks of a request need of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from infra.local.state import ACCOUNT, REGION

if TYPE_CHECKING:
    from moto.dynamodb.models.table import Table


@dataclass(frozen=True)
class KeySchema:
    """The attributes of a table's key or of an index's: partition first, then sort, if there is one."""

    attributes: tuple[str, ...]
    projects_all: bool = True
    projected: frozenset[str] = frozenset()

    @property
    def partition(self) -> str:
        return self.attributes[0]


@dataclass(frozen=True)
class TableSchema:
    """A table's key, the types of all key attributes (`S`, `N`, `B`), and its indexes."""

    key: KeySchema
    types: Mapping[str, str]
    indexes: Mapping[str, KeySchema] = field(default_factory=dict)
    global_indexes: frozenset[str] = frozenset()

    def keys_of(self, index: str | None) -> KeySchema:
        return self.indexes[index] if index else self.key


Schemas = Callable[[str], TableSchema | None]
"""Name or ARN of a table → its schema, None where there is no such table."""


def schema_in_moto(name: str) -> TableSchema | None:
    """The schema of a table of this process's moto."""
    from moto.dynamodb.models import dynamodb_backends

    table = dynamodb_backends[ACCOUNT][REGION].tables.get(name.rpartition("/")[2])
    if table is None:
        return None
    signature = (len(table.global_indexes), len(table.indexes), len(table.attr))
    known = table.__dict__.get("_strict_schema")
    if known is None or known[0] != signature:
        known = table.__dict__["_strict_schema"] = (signature, _read(table))
    return known[1]  # type: ignore[no-any-return]


def _read(table: Table) -> TableSchema:
    indexes = {}
    for index in [*table.global_indexes, *table.indexes]:
        projection = index.projection or {}
        indexes[index.name] = KeySchema(
            _names(index.schema),
            projection.get("ProjectionType", "ALL") == "ALL",
            frozenset({*projection.get("NonKeyAttributes", ()), *_names(index.schema), *table.table_key_attrs}),
        )
    return TableSchema(
        KeySchema(_names(table.schema)),
        {definition["AttributeName"]: definition["AttributeType"] for definition in table.attr},
        indexes,
        frozenset(index.name for index in table.global_indexes),
    )


def _names(schema: list[dict[str, str]]) -> tuple[str, ...]:
    """Partition key first."""
    return tuple(key["AttributeName"] for key in sorted(schema, key=lambda key: key["KeyType"]))
