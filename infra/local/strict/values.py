"""Attribute values as DynamoDB takes them.

Sources: Amazon DynamoDB Developer Guide, "Supported data types and naming rules" and "Quotas in Amazon DynamoDB"
(sets, numbers, nesting, key lengths, item size); API reference, "AttributeValue".
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from math import ceil
from typing import Any

from infra.local.strict.refusal import Invalid, InvalidItem
from infra.local.strict.schemas import KeySchema, TableSchema

Attributes = Mapping[str, Mapping[str, Any]]
"""DynamoDB's JSON of an item, of a key, or of an expression's values."""

ITEM_LIMIT = 409_600
"""Bytes: 400 KB, names included."""

NESTING_LIMIT = 32
PARTITION_KEY_LIMIT = 2_048
SORT_KEY_LIMIT = 1_024
_DIGITS = 38
_SETS = {"SS": "string", "NS": "number", "BS": "binary"}
_LARGEST, _SMALLEST = 125, -130


def check_attributes(attributes: Attributes) -> None:
    """Raise Invalid for a value that DynamoDB refuses wherever it stands."""
    for value in attributes.values():
        _check(value, 1)


def _check(value: Mapping[str, Any], depth: int) -> None:
    if len(value) != 1:
        raise Invalid(
            f"Supplied AttributeValue {'has more than one datatypes set' if value else 'is empty'}, "
            "must contain exactly one of the supported datatypes"
        )
    ((tag, content),) = value.items()
    if depth > NESTING_LIMIT:
        raise InvalidItem("Nesting Levels have exceeded supported limits")
    if tag in {"M", "L"}:
        for inner in content.values() if tag == "M" else content:
            _check(inner, depth + 1)
    elif tag in _SETS:
        _check_set(tag, content)
    else:
        _check_scalar(tag, content)


def _check_scalar(tag: str, content: Any) -> None:
    match tag:
        case "S" if not isinstance(content, str):
            raise _mistyped("STRING_VALUE")
        case "BOOL" if not isinstance(content, bool):
            raise _mistyped("BOOLEAN_VALUE")
        case "NULL" if content is not True:
            raise Invalid(
                "One or more parameter values were invalid: Null attribute value types must have the value of true"
            )
        case "N":
            check_number(content)
        case "B":
            _check_binary(content)
        case "S" | "BOOL" | "NULL":
            return
        case _:
            raise Invalid("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")


def _mistyped(expected: str) -> Invalid:
    refused = Invalid(f"{expected} cannot be converted")
    refused.code = "SerializationException"
    return refused


def _check_binary(content: Any) -> None:
    try:
        base64.b64decode(content, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise _mistyped("BINARY_VALUE") from None


def _check_set(tag: str, members: list[str]) -> None:
    if not members:
        raise InvalidItem(f"One or more parameter values were invalid: An {_SETS[tag]} set  may not be empty")
    distinct = {check_number(member) for member in members} if tag == "NS" else set(members)
    if len(distinct) != len(members):
        shown = ", ".join(members)
        raise InvalidItem(f"One or more parameter values were invalid: Input collection [{shown}] contains duplicates.")


def check_number(text: Any) -> Decimal:
    """A number as DynamoDB keeps it: 38 significant digits, up to 9.99…E+125."""
    if not isinstance(text, str):
        raise _mistyped("NUMBER_VALUE")
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Invalid(f"The parameter cannot be converted to a numeric value: {text}")
    normal = number.normalize() if len(number.as_tuple().digits) <= 28 else number
    digits = "".join(map(str, normal.as_tuple().digits)).strip("0")
    if len(digits) > _DIGITS:
        raise InvalidItem("Attempting to store more than 38 significant digits in a Number")
    if number and number.adjusted() > _LARGEST:
        raise InvalidItem("Number overflow. Attempting to store a number with magnitude larger than supported range")
    if number and number.adjusted() < _SMALLEST:
        raise InvalidItem("Number underflow. Attempting to store a number with magnitude smaller than supported range")
    return number


def check_item(schema: TableSchema, item: Attributes) -> None:
    """Raise Invalid for an item that the table cannot hold."""
    check_attributes(item)
    for name in schema.key.attributes:
        if name not in item:
            raise InvalidItem(f"One or more parameter values were invalid: Missing the key {name} in the item")
    check_key_values(schema, schema.key, item)
    for index_name, index in schema.indexes.items():
        _check_index_values(schema, index_name, index, item)
    if item_size(item) > ITEM_LIMIT:
        raise InvalidItem("Item size has exceeded the maximum allowed size")


def check_key(schema: TableSchema, key: Attributes) -> None:
    """Raise Invalid for what isn't exactly a key of the table."""
    check_attributes(key)
    if set(key) != set(schema.key.attributes):
        raise InvalidItem("The provided key element does not match the schema")
    check_key_values(schema, schema.key, key, wrong_type="The provided key element does not match the schema")


def check_key_values(schema: TableSchema, keys: KeySchema, given: Attributes, *, wrong_type: str = "") -> None:
    """Type, emptiness and length of the key attributes that are given."""
    for place, name in enumerate(keys.attributes):
        if name not in given:
            continue
        ((tag, content),) = given[name].items()
        if tag != schema.types[name]:
            raise InvalidItem(
                wrong_type
                or f"One or more parameter values were invalid: Type mismatch for key {name} "
                f"expected: {schema.types[name]} actual: {tag}"
            )
        if content == "":
            kind = "empty string" if tag == "S" else "empty binary"
            raise InvalidItem(
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
                f"{kind} value. Key: {name}"
            )
        limit = SORT_KEY_LIMIT if place else PARTITION_KEY_LIMIT
        if value_size(given[name]) > limit:
            kind = "rangekey" if place else "hashkey"
            raise InvalidItem(
                f"One or more parameter values were invalid: Size of {kind} has exceeded the maximum size limit of "
                f"{limit} bytes"
            )


def _check_index_values(schema: TableSchema, index_name: str, index: KeySchema, item: Attributes) -> None:
    for place, name in enumerate(index.attributes):
        if name not in item or name in schema.key.attributes:
            continue
        ((tag, content),) = item[name].items()
        if tag != schema.types[name]:
            raise InvalidItem(
                f"One or more parameter values were invalid: Type mismatch for Index Key {name} Expected: "
                f"{schema.types[name]} Actual: {tag} IndexName: {index_name}"
            )
        if content == "":
            raise InvalidItem(
                "One or more parameter values are not valid. A value specified for a secondary index key is not "
                "supported. The AttributeValue for a key attribute cannot contain an empty string value. "
                f"IndexName: {index_name}, IndexKey: {name}"
            )
        limit = SORT_KEY_LIMIT if place else PARTITION_KEY_LIMIT
        if value_size(item[name]) > limit:
            raise InvalidItem(
                "One or more parameter values were invalid: Size of "
                f"{'rangekey' if place else 'hashkey'} has exceeded the maximum size limit of {limit} bytes"
            )


def identity(schema: TableSchema, attributes: Attributes) -> tuple[str, ...]:
    """What makes two keys the same: numbers by their value, the rest as it is written."""
    parts = []
    for name in schema.key.attributes:
        ((tag, content),) = attributes[name].items()
        parts.append(str(check_number(content).normalize()) if tag == "N" else str(content))
    return tuple(parts)


def item_size(item: Attributes) -> int:
    """Bytes of an item by the guide's rules ("DynamoDB item sizes and formats")."""
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value: Mapping[str, Any]) -> int:
    """Bytes of one value."""
    ((tag, content),) = value.items()
    if tag in {"M", "L"}:
        inner = list(content.values() if tag == "M" else content)
        names = sum(len(name.encode()) for name in content) if tag == "M" else 0
        return 3 + names + sum(1 + value_size(one) for one in inner)
    return sum(_scalar_sizes(tag, content))


def _scalar_sizes(tag: str, content: Any) -> Iterator[int]:
    for one in content if tag in _SETS else [content]:
        match tag[0]:
            case "S":
                yield len(one.encode())
            case "N" if tag != "NULL":
                digits = one.lstrip("-").replace(".", "").strip("0")
                yield ceil(len(digits) / 2) + 1 + one.startswith("-")
            case "B" if tag != "BOOL":
                yield len(base64.b64decode(one))
            case _:
                yield 1
