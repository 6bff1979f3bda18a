from __future__ import annotations

from typing import Any

import pytest

from imagora.graph import listing
from imagora.graph.models import Relation
from imagora.table.reader import Key, Row

ADA, BEN = "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01BX5ZZKBKACTAV9WEVGEMMVRZ"


def found(*keys: Key) -> dict[Key, Row]:
    return {key: {} for key in keys}


@pytest.mark.parametrize(
    ("rows", "relation"),
    [
        ([], Relation()),
        ([listing.follow_key(ADA, BEN)], Relation(following="yes")),
        ([listing.request_key(ADA, BEN)], Relation(following="requested")),
        ([listing.follow_key(ADA, BEN), listing.request_key(ADA, BEN)], Relation(following="yes")),
        ([listing.follow_key(BEN, ADA)], Relation(followed_by=True)),
        ([listing.request_key(BEN, ADA)], Relation()),
    ],
)
def test_relation_is_read_from_three_items(rows: list[Any], relation: Relation) -> None:
    assert listing.relation_of(ADA, BEN, found(*rows), blocking=False, muting=False) == relation
