from __future__ import annotations

from typing import Any

import pytest

from imagora.graph import store
from imagora.graph.models import Relation
from imagora.table.reader import Key, Row

ADA, BEN = "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01BX5ZZKBKACTAV9WEVGEMMVRZ"


def found(*keys: Key) -> dict[Key, Row]:
    return {key: {} for key in keys}


@pytest.mark.parametrize(
    ("rows", "relation"),
    [
        ([], Relation()),
        ([store.follow_key(ADA, BEN)], Relation(following="yes")),
        ([store.request_key(ADA, BEN)], Relation(following="requested")),
        ([store.follow_key(ADA, BEN), store.request_key(ADA, BEN)], Relation(following="yes")),
        ([store.follow_key(BEN, ADA)], Relation(followed_by=True)),
        ([store.request_key(BEN, ADA)], Relation()),
    ],
)
def test_relation_is_read_from_three_items(rows: list[Any], relation: Relation) -> None:
    assert store.relation_of(ADA, BEN, found(*rows)) == relation
