"""What a batch that is read into structs asks for: the same keys, whatever is in them, and only what is needed."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from imagora.kernel import wire
from imagora.table.reader import Number, Reader, Text
from tests.unit.lean import Lean


class Row(msgspec.Struct):
    PK: Text
    status: Text = Text("")
    likes: Number = Number(0)


class Table(Lean):
    """Keeps what it was asked, and has every key."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def _call(self, operation: str, asked: wire.Answer) -> bytes:
        (wanted,) = asked["RequestItems"].values()
        self.asked.append(wanted)
        items = [{**key, "status": {"S": "published"}, "likes": {"N": "12"}} for key in wanted["Keys"]]
        return msgspec.json.encode({"Responses": {"t": items}, "UnprocessedKeys": {}})


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), min_size=1, max_size=5, unique=True))
def test_keys_are_asked_for_as_they_are(keys: list[tuple[str, str]]) -> None:
    table = Table()
    found = Reader(table, "t").batch_as(Row, keys)
    assert [(key["PK"]["S"], key["SK"]["S"]) for key in table.asked[0]["Keys"]] == keys
    assert [(row.PK.S, row.status.S, row.likes.N) for row in found] == [(pk, "published", 12) for pk, _ in keys]


def test_a_hundred_a_request_each_key_once_and_nothing_for_none() -> None:
    table = Table()
    reader = Reader(table, "t")
    assert len(reader.batch_as(Row, [(f"P#{number % 120}", "S") for number in range(240)])) == 120
    assert [len(wanted["Keys"]) for wanted in table.asked] == [100, 20]
    assert reader.batch_as(Row, []) == []
    assert len(table.asked) == 2


def test_only_the_attributes_of_the_struct_are_sent() -> None:
    table = Table()
    Reader(table, "t").batch_as(Row, [("P", "S")])
    names = table.asked[0]["ExpressionAttributeNames"]
    assert [names[name] for name in table.asked[0]["ProjectionExpression"].split(",")] == ["PK", "status", "likes"]
