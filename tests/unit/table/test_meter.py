"""The meter's worked examples, by hand from AWS's rules."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import botocore.session
import pytest
from botocore.stub import Stubber

from tests.meter import index_units, item_size, metered, read_units, value_size, write_units


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "abc"}, 3),
        ({"S": "äö"}, 4),
        ({"N": "0"}, 1),
        ({"N": "7"}, 2),
        ({"N": "-7"}, 3),
        ({"N": "1000"}, 2),  # trailing zeros don't count
        ({"N": "1795338061"}, 6),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"SS": ["ab", "cde"]}, 5),
        ({"NS": ["12", "345"]}, 5),
        ({"L": [{"S": "ab"}, {"N": "1"}]}, 3 + (1 + 2) + (1 + 2)),
        ({"M": {"k": {"S": "ab"}}}, 3 + (1 + 1 + 2)),
        ({"L": []}, 3),
    ],
)
def test_value_size_follows_the_guide(value: dict[str, Any], size: int) -> None:
    assert value_size(value) == size


def test_an_item_counts_names_and_values() -> None:
    assert item_size({"PK": {"S": "POST#1"}, "SK": {"S": "POST"}, "likes": {"N": "12"}}) == (2 + 6) + (2 + 4) + (5 + 2)


def test_reading_rounds_up_to_four_kilobytes() -> None:
    assert [read_units(size) for size in (0, 1, 4096, 4097, 8193)] == [0.5, 0.5, 0.5, 1.0, 1.5]
    assert read_units(4097, consistent=True) == 2.0


def sized(size: int, **attributes: str) -> dict[str, dict[str, str]]:
    item = {name: {"S": value} for name, value in attributes.items()}
    return {**item, "x": {"S": "x" * (size - item_size(item) - 1)}}


def test_writing_counts_the_larger_image_by_the_kilobyte() -> None:
    assert write_units(None, sized(1024)) == 1
    assert write_units(None, sized(1025)) == 2
    assert write_units(sized(2049), sized(10)) == 3
    assert write_units(None, None) == 1


def test_an_index_is_written_when_its_entry_comes_goes_or_moves() -> None:
    here, there = sized(200, GSI1PK="A", GSI1SK="1"), sized(200, GSI1PK="A", GSI1SK="2")
    assert index_units(None, here) == 1
    assert index_units(here, None) == 1
    assert index_units(here, there) == 2
    assert index_units(here, {**here, "more": {"S": "text"}}) == 0
    assert index_units(None, {**here, "GSI2PK": {"S": "DUE#1"}, "GSI2SK": {"S": "t"}}) == 2


@pytest.fixture
def dynamodb(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    return botocore.session.get_session().create_client("dynamodb", region_name="us-east-1")


def answering(dynamodb: Any, *answers: tuple[str, dict[str, Any]]) -> Stubber:
    """A context in which the client gets these answers; entered after the meter's, which has to see each call first."""
    stubber = Stubber(dynamodb)
    for operation, answer in answers:
        stubber.add_response(operation, answer)
    return stubber


def test_a_query_rounds_its_sum_and_a_batch_each_item(dynamodb: Any) -> None:
    rows = [sized(3000, PK=f"P#{number}", SK="S") for number in range(3)]
    found = ("batch_get_item", {"Responses": {"t": rows}})
    answers = answering(dynamodb, ("query", {"Items": rows}), found, found)
    with metered(dynamodb, lambda *_: None) as meter, answers:
        dynamodb.query(TableName="t", KeyConditionExpression="PK = :p", ExpressionAttributeValues={":p": {"S": "P"}})
        keys = [{"PK": {"S": f"P#{number}"}, "SK": {"S": "S"}} for number in range(4)]
        dynamodb.batch_get_item(RequestItems={"t": {"Keys": keys}})
        dynamodb.batch_get_item(RequestItems={"t": {"Keys": keys, "ConsistentRead": True}})
    # 9,000 bytes at once; four of one started 4 KB each, one of them for nothing; the same at the double price
    assert [call.read for call in meter.calls] == [1.5, 2.0, 4.0]
    assert meter.steps == 3


def test_a_transaction_costs_double_and_its_index_once(dynamodb: Any) -> None:
    item = sized(1500, PK="P", SK="S", GSI1PK="A", GSI1SK="1")
    states = iter([None, item])  # before, after
    answers = answering(dynamodb, ("transact_write_items", {}))
    with metered(dynamodb, lambda *_: next(states)) as meter, answers:
        dynamodb.transact_write_items(TransactItems=[{"Put": {"TableName": "t", "Item": item}}])
    assert meter.write == 2 * 2 + 1


def test_requests_in_parallel_are_one_step_and_what_follows_the_next(dynamodb: Any) -> None:
    answers = answering(dynamodb, *[("get_item", {})] * 4)

    def get() -> None:
        dynamodb.get_item(TableName="t", Key={"PK": {"S": "P"}, "SK": {"S": "S"}})

    with metered(dynamodb, lambda *_: None) as meter, answers:
        with ThreadPoolExecutor(1) as pool:  # one thread: they run one after another, but none waits for another
            for future in [pool.submit(get) for _ in range(3)]:
                future.result()
        get()
    assert [call.step for call in meter.calls] == [1, 1, 1, 2]


def test_requests_to_other_partitions_can_be_left_out(dynamodb: Any) -> None:
    with metered(dynamodb, lambda *_: None) as meter, answering(dynamodb, ("get_item", {}), ("get_item", {})):
        for pk in ("RATE#1", "POST#1"):
            dynamodb.get_item(TableName="t", Key={"PK": {"S": pk}, "SK": {"S": "S"}})
    kept = meter.without("RATE#")
    assert (kept.steps, [call.partitions for call in kept.calls]) == (1, [("POST#1",)])
