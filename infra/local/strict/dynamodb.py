"""What DynamoDB refuses of a request before it looks at any item.

Sources: Amazon DynamoDB API reference (each action's limits and errors) and Developer Guide, "Quotas in Amazon
DynamoDB", "Querying tables", "Amazon DynamoDB transactions".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from infra.local.strict.expressions import check_expressions, parse, resolved, update_targets
from infra.local.strict.refusal import Invalid, InvalidItem, Refused, cancelled
from infra.local.strict.schemas import KeySchema, Schemas, TableSchema
from infra.local.strict.values import (
    check_attributes,
    check_item,
    check_key,
    check_key_values,
    check_number,
    identity,
    item_size,
    value_size,
)

Request = Mapping[str, Any]

BATCH_WRITES = 25
BATCH_GETS = 100
OPERATIONS = 100
BATCH_BYTES = 16 * 1024 * 1024
TRANSACTION_BYTES = 4 * 1024 * 1024
UPDATE_KINDS = ("Put", "Update", "Delete", "ConditionCheck")


def check(action: str, request: Request, schemas: Schemas) -> None:
    """Raise Refused for a request that DynamoDB refuses; pass over actions and tables that it doesn't know."""
    checker = _CHECKS.get(action)
    if checker is not None:
        checker(request, schemas)


def _schema(request: Request, schemas: Schemas) -> TableSchema:
    found = schemas(str(request.get("TableName", "")))
    if found is None:
        raise Refused("ResourceNotFoundException", "Requested resource not found")
    return found


def _put_item(request: Request, schemas: Schemas) -> None:
    if request.get("ReturnValues", "NONE") not in {"NONE", "ALL_OLD"}:
        raise Invalid("Return values set to invalid value")
    _write("Put", request, schemas)


def _update_item(request: Request, schemas: Schemas) -> None:
    _write("Update", request, schemas)


def _delete_item(request: Request, schemas: Schemas) -> None:
    if request.get("ReturnValues", "NONE") not in {"NONE", "ALL_OLD"}:
        raise Invalid("Return values set to invalid value")
    _write("Delete", request, schemas)


def _get_item(request: Request, schemas: Schemas) -> None:
    schema = _schema(request, schemas)
    check_expressions(request)
    check_key(schema, request["Key"])


def _write(kind: str, request: Request, schemas: Schemas) -> tuple[str, ...]:
    """Check one write and answer what identifies its item."""
    schema = _schema(request, schemas)
    check_expressions(request)
    check_attributes(request.get("ExpressionAttributeValues") or {})
    if kind == "Put":
        check_item(schema, request["Item"])
        return identity(schema, request["Item"])
    check_key(schema, request["Key"])
    if kind == "Update":
        _check_update(schema, request)
    if kind == "ConditionCheck" and not request.get("ConditionExpression"):
        raise Invalid("The expression can not be empty;")
    return identity(schema, request["Key"])


def _check_update(schema: TableSchema, request: Request) -> None:
    text = request.get("UpdateExpression")
    if text is None:
        return
    targets = update_targets(text, request.get("ExpressionAttributeNames") or {})
    for target in targets:
        if target[0] in schema.key.attributes:
            raise InvalidItem(
                f"One or more parameter values were invalid: Cannot update attribute {target[0]}. "
                "This attribute is part of the key"
            )
    for place, first in enumerate(targets):
        for second in targets[place + 1 :]:
            shorter = min(len(first), len(second))
            if first[:shorter] == second[:shorter]:
                raise Invalid(
                    "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one "
                    f"of these paths; path one: [{', '.join(first)}], path two: [{', '.join(second)}]"
                )


def _query(request: Request, schemas: Schemas) -> None:
    schema = _schema(request, schemas)
    keys = _read_from(schema, request)
    check_expressions(request)
    check_attributes(request.get("ExpressionAttributeValues") or {})
    if not request.get("KeyConditionExpression"):
        raise Invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")
    names = request.get("ExpressionAttributeNames") or {}
    for path in resolved(parse(request.get("FilterExpression") or "").paths, names):
        if path[0] in keys.attributes:
            raise Invalid(
                "Filter Expression can only contain non-primary key attributes: Primary key attribute: " + path[0]
            )
    conditions = _key_conditions(request, names)
    for name, operator, operands in conditions:
        _check_condition(schema, keys, name, operator, operands)
    if keys.partition not in {name for name, operator, _ in conditions if operator == "="}:
        raise Invalid(f"Query condition missed key schema element: {keys.partition}")
    _check_start(schema, keys, request, conditions)


def _scan(request: Request, schemas: Schemas) -> None:
    schema = _schema(request, schemas)
    keys = _read_from(schema, request)
    check_expressions(request)
    check_attributes(request.get("ExpressionAttributeValues") or {})
    _check_start(schema, keys, request, [])


def _read_from(schema: TableSchema, request: Request) -> KeySchema:
    """The key schema of what is read: the table or one of its indexes."""
    index = request.get("IndexName")
    if request.get("Limit") is not None and request["Limit"] < 1:
        raise Invalid(
            f"1 validation error detected: Value '{request['Limit']}' at 'limit' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1"
        )
    if index is None:
        return schema.key
    if index not in schema.indexes:
        raise Invalid(f"The table does not have the specified index: {index}")
    if request.get("ConsistentRead") and index in schema.global_indexes:
        raise Invalid("Consistent reads are not supported on global secondary indexes")
    found = schema.indexes[index]
    if index in schema.global_indexes and not found.projects_all:
        _check_projection(index, found, request)
    return found


def _check_projection(index: str, keys: KeySchema, request: Request) -> None:
    if request.get("Select") == "ALL_ATTRIBUTES":
        raise Invalid(
            "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global "
            f"secondary index {index} because its projection type is not ALL"
        )
    paths = parse(request.get("ProjectionExpression") or "").paths
    wanted = {path[0] for path in resolved(paths, request.get("ExpressionAttributeNames") or {})}
    if missing := sorted(wanted - keys.projected):
        raise Invalid(
            f"One or more parameter values were invalid: Global secondary index {index} does not project "
            f"[{', '.join(missing)}]"
        )


Condition = tuple[str, str, list[Mapping[str, Any]]]
"""Attribute, operator (`=`, `<`, …, `BETWEEN`, `begins_with`), operands."""


def _key_conditions(request: Request, names: Mapping[str, str]) -> list[Condition]:
    values: Mapping[str, Any] = request.get("ExpressionAttributeValues") or {}
    tokens = [token for token in parse(request["KeyConditionExpression"]).tokens if token not in {"(", ")", ","}]
    conditions: list[Condition] = []
    place = 0
    while place < len(tokens):
        if tokens[place].upper() == "AND":
            place += 1
            continue
        function = tokens[place] == "begins_with"
        operator = "begins_with" if function else tokens[place + 1].upper() if place + 1 < len(tokens) else ""
        name = tokens[place + 1] if function and place + 1 < len(tokens) else tokens[place]
        end = place + (5 if operator == "BETWEEN" else 3)
        operands = [values[token] for token in tokens[place + 1 : end] if token in values]
        conditions.append((names.get(name, name), operator, operands))
        place = end
    return conditions


def _check_condition(
    schema: TableSchema, keys: KeySchema, name: str, operator: str, operands: list[Mapping[str, Any]]
) -> None:
    if name not in keys.attributes:
        raise Invalid(f"Query condition missed key schema element: {keys.attributes[-1]}")
    if operator == "<>" or (name == keys.partition and operator != "="):
        raise Invalid("Query key condition not supported")
    for operand in operands:
        if next(iter(operand)) != schema.types[name]:
            raise Invalid(
                "One or more parameter values were invalid: Condition parameter type does not match schema type"
            )
        if not (operator == "begins_with" and operand.get("S") == ""):
            check_key_values(schema, keys, {name: operand})
    if operator == "BETWEEN" and len(operands) == 2 and _order(operands[0]) > _order(operands[1]):
        raise Invalid(
            "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to "
            f"lower bound; lower bound operand: AttributeValue: {_shown(operands[0])}, upper bound operand: "
            f"AttributeValue: {_shown(operands[1])}"
        )


def _shown(operand: Mapping[str, Any]) -> str:
    ((tag, content),) = operand.items()
    return f"{{{tag}:{content}}}"


def _order(operand: Mapping[str, Any]) -> Any:
    """Strings are ordered by their UTF-8, numbers by value."""
    ((tag, content),) = operand.items()
    return check_number(content) if tag == "N" else content.encode()


def _check_start(schema: TableSchema, keys: KeySchema, request: Request, conditions: list[Condition]) -> None:
    start = request.get("ExclusiveStartKey")
    if start is None:
        return
    check_attributes(start)
    if set(start) != {*keys.attributes, *schema.key.attributes}:
        raise Invalid("The provided starting key is invalid")
    for name, value in start.items():
        if next(iter(value)) != schema.types[name] or next(iter(value.values())) == "":
            raise Invalid("The provided starting key is invalid: The provided key element does not match the schema")
    for name, operator, operands in conditions:
        if operands and not _within(start[name], operator, operands):
            raise Invalid("The provided starting key is outside query boundaries based on provided conditions")


def _within(value: Mapping[str, Any], operator: str, operands: list[Mapping[str, Any]]) -> bool:
    own, first = _order(value), _order(operands[0])
    tests: dict[str, Callable[[], bool]] = {
        "=": lambda: own == first,
        "<": lambda: own < first,
        "<=": lambda: own <= first,
        ">": lambda: own > first,
        ">=": lambda: own >= first,
        "BETWEEN": lambda: first <= own <= _order(operands[1]),
        "begins_with": lambda: own.startswith(first),
    }
    return bool(tests[operator]())


def _batch_write(request: Request, schemas: Schemas) -> None:
    tables: Mapping[str, Any] = request.get("RequestItems") or {}
    count = sum(map(len, tables.values()))
    if not tables or not all(tables.values()):
        raise Invalid(
            "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1"
        )
    if count > BATCH_WRITES:
        raise Invalid("Too many items requested for the BatchWriteItem call")
    size = 0
    for name, writes in tables.items():
        schema = _schema({"TableName": name}, schemas)
        keys = []
        for write in writes:
            if len(write) != 1:
                raise Invalid("Supplied AttributeValue has more than one datatypes set, must contain exactly one")
            if "PutRequest" in write:
                item = write["PutRequest"]["Item"]
                check_item(schema, item)
                size += item_size(item)
            else:
                item = write["DeleteRequest"]["Key"]
                check_key(schema, item)
            keys.append(identity(schema, item))
        _refuse_duplicates(keys)
    if size > BATCH_BYTES:
        raise Invalid("Collection size exceeded: the items of a batch may be 16 MB at most")


def _batch_get(request: Request, schemas: Schemas) -> None:
    tables: Mapping[str, Any] = request.get("RequestItems") or {}
    count = sum(len(wanted.get("Keys") or ()) for wanted in tables.values())
    if not tables or not all(wanted.get("Keys") for wanted in tables.values()):
        raise Invalid(
            "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1"
        )
    if count > BATCH_GETS:
        raise Invalid("Too many items requested for the BatchGetItem call")
    for name, wanted in tables.items():
        schema = _schema({"TableName": name}, schemas)
        check_expressions(wanted)
        for key in wanted["Keys"]:
            check_key(schema, key)
        _refuse_duplicates([identity(schema, key) for key in wanted["Keys"]])


def _refuse_duplicates(keys: list[tuple[str, ...]]) -> None:
    if len(set(keys)) != len(keys):
        raise Invalid("Provided list of item keys contains duplicates")


def operations(request: Request) -> Iterator[tuple[str, Request]]:
    """(kind, operation) of each entry of a transaction."""
    for entry in request.get("TransactItems") or ():
        if len(entry) != 1 or next(iter(entry)) not in (*UPDATE_KINDS, "Get"):
            raise Invalid("TransactItems can only contain one of Check, Put, Update or Delete")
        yield next(iter(entry.items()))


def _transact_write(request: Request, schemas: Schemas) -> None:
    listed = list(operations(request))
    _check_count(listed)
    token = request.get("ClientRequestToken")
    if token is not None and not 1 <= len(token) <= 36:
        raise Invalid(
            f"1 validation error detected: Value '{token}' at 'clientRequestToken' failed to satisfy constraint: "
            "Member must have length less than or equal to 36"
        )
    identities: list[tuple[str, ...]] = []
    reasons: list[tuple[str, str] | None] = []
    for kind, operation in listed:
        try:
            identities.append((str(operation.get("TableName")), *_write(kind, operation, schemas)))
            reasons.append(None)
        except InvalidItem as refused:
            reasons.append(("ValidationError", refused.message))
    if len(set(identities)) != len(identities):
        raise Invalid("Transaction request cannot include multiple operations on one item")
    if any(reasons):
        raise cancelled(reasons)
    if sum(_operation_size(operation) for _, operation in listed) > TRANSACTION_BYTES:
        raise Invalid("The total size of the items in a transaction may be 4 MB at most")


def _operation_size(operation: Request) -> int:
    given = operation.get("Item") or operation["Key"]
    return item_size(given) + sum(map(value_size, (operation.get("ExpressionAttributeValues") or {}).values()))


def _transact_get(request: Request, schemas: Schemas) -> None:
    listed = list(operations(request))
    _check_count(listed)
    identities = []
    for _, operation in listed:
        _get_item(operation, schemas)
        name = str(operation["TableName"])
        identities.append((name, *identity(_schema(operation, schemas), operation["Key"])))
    if len(set(identities)) != len(identities):
        raise Invalid("Transaction request cannot include multiple operations on one item")


def _check_count(listed: list[Any]) -> None:
    if not 1 <= len(listed) <= OPERATIONS:
        bound = "less than or equal to 100" if listed else "greater than or equal to 1"
        raise Invalid(
            "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: "
            f"Member must have length {bound}"
        )


_CHECKS: dict[str, Callable[[Request, Schemas], None]] = {
    "PutItem": _put_item,
    "UpdateItem": _update_item,
    "DeleteItem": _delete_item,
    "GetItem": _get_item,
    "Query": _query,
    "Scan": _scan,
    "BatchWriteItem": _batch_write,
    "BatchGetItem": _batch_get,
    "TransactWriteItems": _transact_write,
    "TransactGetItems": _transact_get,
}
