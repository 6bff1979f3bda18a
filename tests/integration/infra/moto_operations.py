"""The same operations on stock moto and on the patched one, each in a process of its own.

python moto_operations.py stock|fast compare <seed>   every answer, as JSON
python moto_operations.py stock|fast time <items>     seconds of a Query, an index Query and a transaction
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import botocore.session
from botocore.exceptions import ClientError

TABLE = "things"
OPERATIONS = 400
COMPARISONS = ("=", "<", "<=", ">", ">=", "BETWEEN", "begins_with", None)


def _client() -> Any:
    return botocore.session.Session().create_client(
        "dynamodb", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )


def _create(client: Any) -> None:
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "PK", "AttributeType": "S"},
            {"AttributeName": "SK", "AttributeType": "S"},
            {"AttributeName": "G", "AttributeType": "S"},
            {"AttributeName": "R", "AttributeType": "N"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": name,
                "KeySchema": [{"AttributeName": "G", "KeyType": "HASH"}, {"AttributeName": "R", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": projection},
            }
            for name, projection in (("Keys", "KEYS_ONLY"), ("All", "ALL"))
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )


class Operations:
    """Random operations over few keys, so that they meet each other."""

    def __init__(self, client: Any, seed: int) -> None:
        self.client = client
        self.random = random.Random(seed)

    def run(self) -> list[Any]:
        kinds = (self.put, self.update, self.delete, self.transact, self.batch, self.query, self.index_query, self.get)
        return [self._answer(self.random.choice(kinds)) for _ in range(OPERATIONS)]

    def _answer(self, operation: Callable[[], Any]) -> Any:
        try:
            return [operation.__name__, operation()]
        except ClientError as error:
            reasons = error.response.get("CancellationReasons")
            return [operation.__name__, error.response["Error"]["Code"], reasons]

    def key(self) -> dict[str, Any]:
        return {"PK": {"S": f"p{self.random.randrange(3)}"}, "SK": {"S": f"s{self.random.randrange(30):02}"}}

    def item(self) -> dict[str, Any]:
        item: dict[str, Any] = {**self.key(), "n": {"N": str(self.random.randrange(5))}, "s": {"S": "ü" * 20}}
        if self.random.random() < 0.7:
            item["G"] = {"S": f"g{self.random.randrange(2)}"}
            item["R"] = {"N": self.random.choice(["-1", "0", "1.5", "2", "10", "9"])}
        if self.random.random() < 0.3:
            item["m"] = {"M": {"l": {"L": [{"S": "a"}, {"BOOL": True}, {"NULL": True}]}}}
        return item

    def condition(self) -> dict[str, Any]:
        return self.random.choice(
            [
                {},
                {"ConditionExpression": "attribute_not_exists(PK)"},
                {"ConditionExpression": "attribute_exists(PK)"},
                {
                    "ConditionExpression": "n > :two",
                    "ExpressionAttributeValues": {":two": {"N": "2"}},
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                },
            ]
        )

    def put(self) -> Any:
        return self.client.put_item(TableName=TABLE, Item=self.item(), **self.condition()).get("Attributes")

    def change(self) -> dict[str, Any]:
        change = self.random.choice(
            ["SET n = :v REMOVE s", "ADD n :v", "SET G = :g, R = :v", "REMOVE G", "SET m.x = :v"]
        )
        values = {":v": {"N": str(self.random.randrange(9))}, ":g": {"S": f"g{self.random.randrange(2)}"}}
        used = {name: value for name, value in values.items() if name in change}
        return {"UpdateExpression": change, **({"ExpressionAttributeValues": used} if used else {})}

    def update(self) -> Any:
        condition, change = self.condition(), self.change()
        values = condition.pop("ExpressionAttributeValues", {}) | change.pop("ExpressionAttributeValues", {})
        given = {"ExpressionAttributeValues": values} if values else {}
        return self.client.update_item(
            TableName=TABLE, Key=self.key(), ReturnValues="ALL_NEW", **condition, **change, **given
        )["Attributes"]

    def delete(self) -> Any:
        answer = self.client.delete_item(TableName=TABLE, Key=self.key(), ReturnValues="ALL_OLD", **self.condition())
        return answer.get("Attributes")

    def transact(self) -> Any:
        made = []
        for _ in range(self.random.randrange(1, 5)):
            kind = self.random.choice(["Put", "Update", "Delete", "ConditionCheck"])
            condition = self.condition()
            if kind == "Put":
                made.append({kind: {"TableName": TABLE, "Item": self.item(), **condition}})
            elif kind == "Update":
                condition.pop("ConditionExpression", None)
                condition.pop("ExpressionAttributeValues", None)
                made.append({kind: {"TableName": TABLE, "Key": self.key(), **self.change()}})
            else:
                needed = condition or {"ConditionExpression": "attribute_exists(PK)"}
                made.append(
                    {kind: {"TableName": TABLE, "Key": self.key(), **(needed if kind != "Delete" else condition)}}
                )
        self.client.transact_write_items(TransactItems=made)
        return None

    def batch(self) -> Any:
        puts = {json.dumps(self.key()): self.item() for _ in range(3)}
        unique = {(item["PK"]["S"], item["SK"]["S"]): item for item in puts.values()}
        return self.client.batch_write_item(
            RequestItems={TABLE: [{"PutRequest": {"Item": item}} for item in unique.values()]}
        )["UnprocessedItems"]

    def get(self) -> Any:
        return self.client.get_item(TableName=TABLE, Key=self.key()).get("Item")

    def range_condition(self, name: str, value: Callable[[], dict[str, str]]) -> tuple[str, dict[str, Any]]:
        comparison = self.random.choice(COMPARISONS)
        if comparison is None or (comparison == "begins_with" and name == "R"):
            return "", {}
        if comparison == "begins_with":
            return f" AND begins_with({name}, :a)", {":a": {"S": self.random.choice(["s", "s1", "s2", "x"])}}
        if comparison == "BETWEEN":
            low, high = sorted((value(), value()), key=lambda v: float(next(iter(v.values())).lstrip("s")))
            return f" AND {name} BETWEEN :a AND :b", {":a": low, ":b": high}
        return f" AND {name} {comparison} :a", {":a": value()}

    def query(self) -> Any:
        condition, values = self.range_condition("SK", lambda: {"S": f"s{self.random.randrange(30):02}"})
        return self.pages("PK = :p" + condition, {":p": {"S": f"p{self.random.randrange(4)}"}, **values}, {})

    def index_query(self) -> Any:
        condition, values = self.range_condition("R", lambda: {"N": str(self.random.randrange(-1, 10))})
        index = {"IndexName": self.random.choice(["Keys", "All"])}
        return self.pages("G = :p" + condition, {":p": {"S": f"g{self.random.randrange(3)}"}, **values}, index)

    def pages(self, condition: str, values: dict[str, Any], index: dict[str, Any]) -> Any:
        """All pages of a query: their items in order. (Where the last key stands is AWS's way, not moto's.)"""
        given: dict[str, Any] = {
            "TableName": TABLE,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": dict(values),
            "ScanIndexForward": self.random.random() < 0.5,
            **index,
        }
        if self.random.random() < 0.3 and index.get("IndexName") != "Keys":
            given["FilterExpression"] = "n < :three"
            given["ExpressionAttributeValues"][":three"] = {"N": "3"}
        if self.random.random() < 0.3:
            given["ProjectionExpression"] = "SK, PK"
        limit = self.random.choice([None, 1, 3, 50])
        if limit:
            given["Limit"] = limit
        items: list[Any] = []
        while True:
            page = self.client.query(**given)
            items += page["Items"]
            if "LastEvaluatedKey" not in page:
                return items
            given["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def compare(seed: int) -> dict[str, Any]:
    client = _client()
    _create(client)
    answers = Operations(client, seed).run()
    scanned = client.scan(TableName=TABLE)["Items"]
    return {"answers": answers, "table": sorted(scanned, key=json.dumps), "images": _images()}


def _images() -> dict[str, list[Any]]:
    """The changes of each item in the stream, as steps from image to image."""
    from moto.dynamodb.models import dynamodb_backends

    steps: dict[str, list[Any]] = {}
    for record in dynamodb_backends["123456789012"]["us-east-1"].get_table(TABLE).stream_shard.items:  # type: ignore[union-attr]
        change = record.record["dynamodb"]
        old, new = change.get("OldImage"), change.get("NewImage")
        seen = steps.setdefault(json.dumps(change["Keys"], sort_keys=True), [])
        if old == new:
            continue  # stock moto tells of what did not change
        if old is None and seen and seen[-1] and seen[-1] == change["Keys"]:
            seen.pop()  # stock moto tells twice of an update that makes its item
        seen.append(new)
    return steps


def timed(items: int) -> dict[str, float]:
    client = _client()
    _create(client)
    _fill(items)
    calls: dict[str, Callable[[], Any]] = {
        "query": partial(
            client.query,
            TableName=TABLE,
            KeyConditionExpression="PK = :p",
            ExpressionAttributeValues={":p": {"S": "p1"}},
            Limit=50,
        ),
        "index query": partial(
            client.query,
            TableName=TABLE,
            IndexName="Keys",
            KeyConditionExpression="G = :p",
            ExpressionAttributeValues={":p": {"S": "g1"}},
            Limit=50,
        ),
        "transaction": partial(
            client.transact_write_items,
            TransactItems=[
                {"Put": {"TableName": TABLE, "Item": {"PK": {"S": "t"}, "SK": {"S": str(number)}}}}
                for number in range(2)
            ],
        ),
    }
    seconds = {}
    for name, call in calls.items():
        if "query" in name:
            call()  # loads what is loaded once
        started = time.perf_counter()
        call()
        seconds[name] = time.perf_counter() - started
    return seconds


def _fill(items: int) -> None:
    """Straight into moto's table: filling it is not what is measured."""
    from moto.dynamodb.models import dynamodb_backends
    from moto.dynamodb.models.dynamo_type import DynamoType, Item

    table = dynamodb_backends["123456789012"]["us-east-1"].get_table(TABLE)
    for number in range(items):
        attrs: dict[str, Any] = {
            "PK": {"S": f"p{number % 200}"},
            "SK": {"S": f"s{number:08}"},
            "G": {"S": f"g{number % 300}"},
            "R": {"N": str(number)},
            "s": {"S": "x" * 200},
        }
        hash_key, range_key = DynamoType(attrs["PK"]), DynamoType(attrs["SK"])
        table.items[hash_key][range_key] = Item(hash_key, range_key, attrs)


if __name__ == "__main__":
    from moto import mock_aws

    flavour, command, number = sys.argv[1:]
    if flavour == "fast":
        sys.path.insert(0, str(Path(__file__).parents[3]))
        from infra.local import moto_fast

        moto_fast.install()
    with mock_aws():
        result = {"compare": compare, "time": timed}[command](int(number))
    sys.stdout.write(json.dumps(result))
