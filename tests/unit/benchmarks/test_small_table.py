"""The benchmarks' replaying endpoint answers key conditions as DynamoDB does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.endpoint import Endpoint, SmallTable

ITEMS = [
    {"PK": {"S": "A"}, "SK": {"S": key}, "GSI1PK": {"S": "G"}, "GSI1SK": {"S": f"{9 - n}"}, "x": {"N": str(n)}}
    for n, key in enumerate(("a", "b", "ba", "c"))
]


def query(condition: str, values: dict[str, str], **more: Any) -> list[str]:
    asked = {
        "KeyConditionExpression": condition,
        "ExpressionAttributeNames": {"#p": "PK", "#s": "SK"},
        "ExpressionAttributeValues": {name: {"S": value} for name, value in values.items()},
        **more,
    }
    return [item["SK"]["S"] for item in SmallTable(ITEMS).query(asked)["Items"]]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("#p = :p", ["a", "b", "ba", "c"]),
        ("#p = :p AND #s < :b", ["a"]),
        ("#p = :p AND #s <= :b", ["a", "b"]),
        ("#p = :p AND #s > :b", ["ba", "c"]),
        ("#p = :p AND #s >= :b", ["b", "ba", "c"]),
        ("#p = :p AND #s BETWEEN :b AND :c", ["b", "ba", "c"]),
        ("#p = :p AND begins_with(#s, :b)", ["b", "ba"]),
        ("(#p = :p AND begins_with(#s, :b))", ["b", "ba"]),
        ("#p = :b", []),
    ],
)
def test_key_conditions(condition: str, expected: list[str]) -> None:
    assert query(condition, {":p": "A", ":b": "b", ":c": "c"}) == expected


def test_newest_first_and_limits() -> None:
    assert query("#p = :p", {":p": "A"}, ScanIndexForward=False, Limit=2) == ["c", "ba"]


def test_an_index_has_its_own_order_and_keys_only() -> None:
    found = SmallTable(ITEMS).query(
        {
            "IndexName": "GSI1",
            "KeyConditionExpression": "GSI1PK = :p",
            "ExpressionAttributeValues": {":p": {"S": "G"}},
        }
    )["Items"]
    assert [item["SK"]["S"] for item in found] == ["c", "ba", "b", "a"]
    assert set(found[0]) == {"PK", "SK", "GSI1PK", "GSI1SK"}


def test_an_answer_is_replayed_and_counted() -> None:
    endpoint = Endpoint(ITEMS)
    asked = json.dumps({"RequestItems": {"t": {"Keys": [{"PK": {"S": "A"}, "SK": {"S": "a"}}]}}}).encode()
    target = b"DynamoDB_20120810.BatchGetItem"
    assert endpoint.answer(target, asked) is endpoint.answer(target, asked)
    assert (endpoint.count["requests"], endpoint.count["items"]) == (2, 2)
    assert endpoint.count["operations"] == {"BatchGetItem": 2}
