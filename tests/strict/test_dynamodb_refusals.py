"""Each request that DynamoDB refuses is refused, and its nearest good neighbour passes."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.strict.conftest import TABLE, Aws, item, key

Call = tuple[str, dict[str, Any]]
_KB = 1_024


def _put(**more: Any) -> Call:
    return "put_item", {"TableName": TABLE, "Item": item(**more)}


def _update(expression: str, values: dict[str, Any] | None = None, names: dict[str, str] | None = None) -> Call:
    asked: dict[str, Any] = {"TableName": TABLE, "Key": key(), "UpdateExpression": expression}
    if values is not None:
        asked["ExpressionAttributeValues"] = values
    if names is not None:
        asked["ExpressionAttributeNames"] = names
    return "update_item", asked


def _query(condition: str = "PK = :p", values: dict[str, Any] | None = None, **more: Any) -> Call:
    given = {":p": {"S": "a"}} if values is None else values
    asked = {"TableName": TABLE, "KeyConditionExpression": condition, "ExpressionAttributeValues": given}
    return "query", asked | more


def _puts(*keys: tuple[str, str]) -> Call:
    return "batch_write_item", {"RequestItems": {TABLE: [{"PutRequest": {"Item": item(*k)}} for k in keys]}}


def _gets(*keys: tuple[str, str]) -> Call:
    return "batch_get_item", {"RequestItems": {TABLE: {"Keys": [key(*k) for k in keys]}}}


def _transact(*operations: dict[str, Any], **more: Any) -> Call:
    return "transact_write_items", {"TransactItems": list(operations)} | more


def _op(kind: str, sk: str = "1", **more: Any) -> dict[str, Any]:
    target = {"Item": item("a", sk)} if kind == "Put" else {"Key": key("a", sk)}
    return {kind: {"TableName": TABLE, **target, **more}}


def _numbered(count: int) -> list[tuple[str, str]]:
    return [("a", str(number)) for number in range(count)]


def _named(word: str) -> Call:
    return _update(f"SET {word} = :v", {":v": {"S": "x"}})


_LONG = " OR ".join(["attribute_exists(attr_of_some_length)"] * 110)
_ANY = {":v": {"S": "x"}}
_LISTED = {f":v{number}": {"S": str(number)} for number in range(101)}


def _nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {"S": "x"}
    for _ in range(depth - 1):
        value = {"L": [value]}
    return value


CASES: dict[str, tuple[Call, Call, str]] = {
    "an index key of another type": (
        _put(GSI1PK={"N": "1"}),
        _put(GSI1PK={"S": "1"}),
        "Type mismatch for Index Key GSI1PK",
    ),
    "an empty index key": (_put(GSI1PK={"S": ""}), _put(card={"S": ""}), "secondary index key"),
    "a table key of another type": (_put(SK={"N": "1"}), _put(), "Type mismatch for key SK"),
    "an empty key": (_put(sk=""), _put(sk=" "), "empty string value. Key: SK"),
    "a missing key": (
        ("put_item", {"TableName": TABLE, "Item": {"PK": {"S": "a"}}}),
        _put(),
        "Missing the key SK in the item",
    ),
    "a key with more than the key": (
        ("get_item", {"TableName": TABLE, "Key": item(more={"S": "x"})}),
        ("get_item", {"TableName": TABLE, "Key": key()}),
        "does not match the schema",
    ),
    "a sort key over 1,024 bytes": (_put(sk="x" * 1_025), _put(sk="x" * 1_024), "1024 bytes"),
    "a partition key over 2,048 bytes": (_put(pk="ä" * 1_025), _put(pk="ä" * 1_024), "2048 bytes"),
    "an item over 400 KB": (_put(text={"S": "x" * 400 * _KB}), _put(text={"S": "x" * 390 * _KB}), "Item size"),
    "an empty set": (_put(tags={"SS": []}), _put(tags={"L": []}), "may not be empty"),
    "a set with a member twice": (_put(tags={"SS": ["a", "a"]}), _put(tags={"SS": ["a", "b"]}), "contains duplicates"),
    "a number set with a number twice": (
        _put(n={"NS": ["1", "1.0"]}),
        _put(n={"NS": ["1", "1.1"]}),
        "contains duplicates",
    ),
    "a set in an expression's value": (
        _update("ADD tags :v", {":v": {"SS": []}}),
        _update("ADD tags :v", {":v": {"SS": ["a"]}}),
        "may not be empty",
    ),
    "a number with 39 digits": (_put(n={"N": "1" * 39}), _put(n={"N": "1" * 38}), "38 significant digits"),
    "a number that is none": (_put(n={"N": "many"}), _put(n={"N": "1e3"}), "numeric value"),
    "a number out of range": (_put(n={"N": "1e126"}), _put(n={"N": "1e125"}), "larger than supported range"),
    "33 levels": (_put(deep=_nested(33)), _put(deep=_nested(32)), "Nesting Levels"),
    "a null that is not true": (_put(gone={"NULL": False}), _put(gone={"NULL": True}), "must have the value of true"),
    "a value of two types": (_put(x={"S": "a", "N": "1"}), _put(x={"S": "a"}), "more than one datatypes"),
    "a name that is not used": (
        _update("SET a = :v", _ANY, {"#b": "b"}),
        _update("SET #b = :v", _ANY, {"#b": "b"}),
        "{#b}",
    ),
    "a value that is not used": (
        _update("SET a = :v", _ANY | {":w": {"S": "y"}}),
        _update("SET a = :v, b = :w", _ANY | {":w": {"S": "y"}}),
        "ExpressionAttributeValues unused in expressions: keys: {:w}",
    ),
    "a name that is not defined": (
        _update("SET #a = :v", _ANY),
        _update("SET #a = :v", _ANY, {"#a": "a"}),
        "not defined",
    ),
    "a value that is not defined": (
        _update("SET a = :v, b = :w", _ANY),
        _update("SET a = :v", _ANY),
        "attribute value: :w",
    ),
    "values without an expression": (
        ("put_item", {"TableName": TABLE, "Item": item(), "ExpressionAttributeValues": _ANY}),
        _put(),
        "can only be specified when using expressions",
    ),
    "no values, but said": (_update("REMOVE a", {}), _update("REMOVE a"), "must not be empty"),
    "an empty expression": (_update(""), _update("REMOVE a"), "can not be empty"),
    "an expression over 4 KB": (
        ("update_item", {"TableName": TABLE, "Key": key(), "ConditionExpression": _LONG}),
        _update("REMOVE a"),
        "exceeded the maximum allowed size",
    ),
    "an IN of 101": (
        _query(FilterExpression=f"a IN ({', '.join(_LISTED)})", values={":p": {"S": "a"}} | _LISTED),
        _query(
            FilterExpression=f"a IN ({', '.join(list(_LISTED)[:100])})",
            values={":p": {"S": "a"}} | dict(list(_LISTED.items())[:100]),
        ),
        "too many operands",
    ),
    "a key in an update": (
        _update("SET SK = :v", _ANY),
        _update("SET SL = :v", _ANY),
        "This attribute is part of the key",
    ),
    "a key removed by its placeholder": (
        _update("REMOVE #k", names={"#k": "PK"}),
        _update("REMOVE #k", names={"#k": "k"}),
        "Cannot update attribute PK",
    ),
    "two paths that overlap": (
        _update("SET a.b = :v, a = :w", _ANY | {":w": {"M": {}}}),
        _update("SET a = :v, b = :v", _ANY),
        "overlap",
    ),
    "an update to an index key of another type": (
        _update("SET GSI1PK = :v", {":v": {"N": "1"}}),
        _update("SET GSI1PK = :v", _ANY),
        "Type mismatch",
    ),
    "a filter on a key": (
        _query(FilterExpression="SK > :v", values={":p": {"S": "a"}} | _ANY),
        _query(FilterExpression="card > :v", values={":p": {"S": "a"}} | _ANY),
        "non-primary key attributes: Primary key attribute: SK",
    ),
    "a filter on an index's key": (
        _query("GSI1PK = :p", IndexName="GSI1", FilterExpression="GSI1SK > :v", values={":p": {"S": "a"}} | _ANY),
        _query("GSI1PK = :p", IndexName="GSI1", FilterExpression="SK > :v", values={":p": {"S": "a"}} | _ANY),
        "Primary key attribute: GSI1SK",
    ),
    "a limit of nothing": (_query(Limit=0), _query(Limit=1), "greater than or equal to 1"),
    "an index that is not there": (_query(IndexName="GSI9"), _query(), "does not have the specified index"),
    "a consistent read of a global index": (
        _query("GSI1PK = :p", IndexName="GSI1", ConsistentRead=True),
        _query("GSI1PK = :p", IndexName="GSI1"),
        "Consistent reads are not supported",
    ),
    "all attributes of a keys-only index": (
        _query("GSI1PK = :p", IndexName="GSI1", Select="ALL_ATTRIBUTES"),
        _query("GSI1PK = :p", IndexName="GSI1", Select="ALL_PROJECTED_ATTRIBUTES"),
        "its projection type is not ALL",
    ),
    "what an index does not project": (
        _query("GSI1PK = :p", IndexName="GSI1", ProjectionExpression="PK, card"),
        _query("GSI1PK = :p", IndexName="GSI1", ProjectionExpression="PK, SK"),
        "does not project [card]",
    ),
    "a range upside down": (
        _query("PK = :p AND SK BETWEEN :a AND :b", {":p": {"S": "a"}, ":a": {"S": "2"}, ":b": {"S": "1"}}),
        _query("PK = :p AND SK BETWEEN :a AND :b", {":p": {"S": "a"}, ":a": {"S": "1"}, ":b": {"S": "1"}}),
        "upper bound to be greater than or equal to lower bound",
    ),
    "an empty key in a condition": (
        _query(values={":p": {"S": ""}}),
        _query(),
        "cannot contain an empty string value. Key: PK",
    ),
    "a start key from another partition": (
        _query(ExclusiveStartKey=key("b")),
        _query(ExclusiveStartKey=key("a")),
        "outside query boundaries",
    ),
    "a start key outside of the range": (
        _query("PK = :p AND begins_with(SK, :v)", {":p": {"S": "a"}} | _ANY, ExclusiveStartKey=key("a", "y")),
        _query("PK = :p AND begins_with(SK, :v)", {":p": {"S": "a"}} | _ANY, ExclusiveStartKey=key("a", "xy")),
        "outside query boundaries",
    ),
    "an index's start key without the table's": (
        _query("GSI1PK = :p", IndexName="GSI1", ExclusiveStartKey={"GSI1PK": {"S": "a"}, "GSI1SK": {"S": "1"}}),
        _query("GSI1PK = :p", IndexName="GSI1", ExclusiveStartKey=item(GSI1PK={"S": "a"}, GSI1SK={"S": "1"})),
        "starting key is invalid",
    ),
    "a batch of 26 writes": (_puts(*_numbered(26)), _puts(*_numbered(25)), "Too many items"),
    "a batch of 101 reads": (_gets(*_numbered(101)), _gets(*_numbered(100)), "Too many items"),
    "one item twice in a batch of writes": (_puts(("a", "1"), ("a", "1")), _puts(("a", "1"), ("a", "2")), "duplicates"),
    "one item twice in a batch of reads": (_gets(("a", "1"), ("a", "1")), _gets(("a", "1"), ("a", "2")), "duplicates"),
    "an empty batch": (("batch_get_item", {"RequestItems": {}}), _gets(("a", "1")), "greater than or equal to 1"),
    "a transaction of 101": (
        _transact(*(_op("Delete", str(n)) for n in range(101))),
        _transact(*(_op("Delete", str(n)) for n in range(100))),
        "less than or equal to 100",
    ),
    "one item twice in a transaction": (
        _transact(_op("Delete"), _op("Put")),
        _transact(_op("Delete"), _op("Put", "2")),
        "multiple operations on one item",
    ),
    "a check without a condition": (
        _transact(_op("ConditionCheck")),
        _transact(_op("ConditionCheck", ConditionExpression="attribute_not_exists(nothing)")),
        "can not be empty",
    ),
    "an unused name in a transaction": (
        _transact(_op("Delete", ExpressionAttributeNames={"#a": "a"}, ConditionExpression="attribute_not_exists(b)")),
        _transact(_op("Delete", ExpressionAttributeNames={"#a": "a"}, ConditionExpression="attribute_not_exists(#a)")),
        "{#a}",
    ),
    "a token of 37 characters": (
        _transact(_op("Delete"), ClientRequestToken="x" * 37),
        _transact(_op("Delete"), ClientRequestToken="x" * 36),
        "less than or equal to 36",
    ),
    **{
        f"the reserved word {word}": (_named(word), _named(f"{word}_of"), f"reserved keyword: {word}")
        for word in ("name", "status", "count", "ttl", "role", "text", "data", "year", "Comment", "USER")
    },
    "a reserved word in a path": (
        _update("SET a.size = :v", _ANY),
        _update("SET sizes = :v", _ANY),
        "reserved keyword: size",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_refused_as_aws_refuses_when_the_request_is_bad(aws: Aws, name: str) -> None:
    (operation, arguments), _, expected = CASES[name]

    with pytest.raises(ClientError) as refused:
        getattr(aws.dynamodb, operation)(**arguments)

    assert refused.value.response["Error"]["Code"] == "ValidationException"
    assert expected in refused.value.response["Error"]["Message"]
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert aws.get() is None


@pytest.mark.parametrize("name", CASES)
def test_passes_when_its_neighbour_is_good(aws: Aws, name: str) -> None:
    _, (operation, arguments), _ = CASES[name]
    if "overlap" not in name and operation == "update_item" and "UpdateExpression" in arguments:
        aws.put(a={"M": {}})

    getattr(aws.dynamodb, operation)(**arguments)

    assert aws.services.strict.refusals == []


def test_item_errors_cancel_when_they_stand_in_a_transaction(aws: Aws) -> None:
    bad = {"Put": {"TableName": TABLE, "Item": item(GSI1PK={"N": "1"})}}

    with pytest.raises(ClientError) as refused:
        aws.dynamodb.transact_write_items(TransactItems=[_op("Put", "2"), bad])

    assert refused.value.response["Error"]["Code"] == "TransactionCanceledException"
    assert [reason["Code"] for reason in refused.value.response["CancellationReasons"]] == ["None", "ValidationError"]
    assert aws.get("a", "2") is None


def test_growth_past_400_kb_is_refused_when_an_update_causes_it(aws: Aws) -> None:
    aws.put(text={"S": "x" * 300 * _KB})

    with pytest.raises(ClientError, match="Item size to update has exceeded"):
        aws.dynamodb.update_item(
            TableName=TABLE,
            Key=key(),
            UpdateExpression="SET more = :v",
            ExpressionAttributeValues={":v": {"S": "x" * 150 * _KB}},
        )

    assert "more" not in aws.get()
