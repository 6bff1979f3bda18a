"""A table in memory with the few calls that the lookup of works makes; it counts them, and what they would cost."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from imagora.provenance.nearest import NearestWorks
from imagora.table.reader import Reader
from imagora.table.writer import Writer
from tests.meter import item_size


@dataclass
class Shelf:
    items: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    queries: int = 0
    read_units: float = 0
    written: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def works(self) -> NearestWorks:
        return NearestWorks(Reader(self, "shelf"), Writer(self, "shelf"))

    def query(self, **request: Any) -> dict[str, Any]:
        partition = request["ExpressionAttributeValues"][":p"]["S"]
        assert request["ScanIndexForward"]
        found = [self.items[key] for key in sorted(self.items) if key[0] == partition][: request["Limit"]]
        with self._lock:
            self.queries += 1
            self.read_units += max(1, ceil(sum(map(item_size, found)) / 4_096)) / 2
        return {"Items": found}

    def get_item(self, **request: Any) -> dict[str, Any]:
        item = self.items.get(_key(request["Key"]))
        return {"Item": item} if item else {}

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        keys = [_key(key) for key in request["RequestItems"]["shelf"]["Keys"]]
        self.read_units += 0.5 * len(keys)
        return {"Responses": {"shelf": [self.items[key] for key in keys if key in self.items]}}

    def batch_write_item(self, **request: Any) -> dict[str, Any]:
        for one in request["RequestItems"]["shelf"]:
            self.written += 1
            if "PutRequest" in one:
                item = one["PutRequest"]["Item"]
                assert item_size(item) <= 1_024
                self.items[_key(item)] = item
            else:
                self.items.pop(_key(one["DeleteRequest"]["Key"]), None)
        return {}


def _key(item: dict[str, Any]) -> tuple[str, str]:
    return item["PK"]["S"], item["SK"]["S"]
