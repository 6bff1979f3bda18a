"""A stand-in for DynamoDB, SQS and SSM whose work doesn't count as its client's: in memory, in a process of its own.

The first answer to a request is worked out from the items that it was given, and replayed byte for byte whenever the
same request comes again. It knows Query, GetItem and BatchGetItem as far as pages need them, and SSM's GetParameter for
the keys; whatever else it is asked is a write that went well, and a bucket has nothing. `GET /count` answers what was
asked since the last time: requests, items, bytes in and out.

Run as `python -m benchmarks.endpoint`: items as JSON on stdin, its port on stdout.
"""

from __future__ import annotations

import base64
import json
import re
import socketserver
import subprocess
import sys
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zlib import crc32

Item = dict[str, dict[str, Any]]

_SECRET = base64.b64encode(b"k" * 32).decode()
KEYS = json.dumps({"cursor": [_SECRET, _SECRET], "identity": _SECRET, "edge": ""})
"""What the parameter of the instance's keys holds."""

_TERM = re.compile(
    r"(?P<a>#?\w+)\s*(?P<op>=|<=|>=|<|>)\s*(?P<v>:\w+)"
    r"|(?P<b>#?\w+)\s+BETWEEN\s+(?P<low>:\w+)\s+AND\s+(?P<high>:\w+)"
    r"|begins_with\s*\(\s*(?P<c>#?\w+)\s*,\s*(?P<prefix>:\w+)\s*\)"
)
_KEYS = {None: ("PK", "SK"), "GSI1": ("GSI1PK", "GSI1SK"), "GSI2": ("GSI2PK", "GSI2SK")}


@contextmanager
def serving(items: list[Item]) -> Iterator[str]:
    """An endpoint that knows these items; gives its URL."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.endpoint"],
        cwd=Path(__file__).parents[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(items).encode())
        process.stdin.close()
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait(10)


class SmallTable:
    """Items by partition, sorted; one list an index."""

    def __init__(self, items: list[Item]) -> None:
        self.by_key = {(item["PK"]["S"], item["SK"]["S"]): item for item in items}
        self.lists: dict[tuple[str | None, str], list[tuple[str, Item]]] = {}
        for item in items:
            for index, (pk, sk) in _KEYS.items():
                if pk in item and sk in item:
                    self.lists.setdefault((index, item[pk]["S"]), []).append((item[sk]["S"], self._shown(index, item)))
        for entries in self.lists.values():
            entries.sort(key=lambda entry: entry[0])

    @staticmethod
    def _shown(index: str | None, item: Item) -> Item:
        names = {"PK", "SK", *_KEYS[index]}
        return item if index is None else {name: item[name] for name in item if name in names}

    def query(self, asked: dict[str, Any]) -> dict[str, Any]:
        index = asked.get("IndexName")
        pk, _ = _KEYS[index]
        names, values = asked.get("ExpressionAttributeNames", {}), asked["ExpressionAttributeValues"]
        partition, low, high = "", "", "\U0010ffff"
        for term in _TERM.finditer(asked["KeyConditionExpression"]):
            name, bounds = _bounds(term, values)
            if names.get(name, name) == pk:
                partition = bounds[0]
            else:
                low, high = max(low, bounds[0]), min(high, bounds[1])
        entries = self.lists.get((index, partition), [])
        start, end = bisect_left(entries, low, key=lambda e: e[0]), bisect_left(entries, high, key=lambda e: e[0])
        found = entries[start:end] if asked.get("ScanIndexForward", True) else entries[start:end][::-1]
        limit = asked.get("Limit") or len(found)
        answer: dict[str, Any] = {"Items": [item for _, item in found[:limit]]}
        if len(found) > limit:
            last = answer["Items"][-1]
            answer["LastEvaluatedKey"] = {name: last[name] for name in ("PK", "SK", *_KEYS[index])}
        return answer | {"Count": len(answer["Items"]), "ScannedCount": len(answer["Items"])}

    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        item = self.by_key.get((asked["Key"]["PK"]["S"], asked["Key"]["SK"]["S"]))
        return {"Item": item} if item else {}

    def batch(self, asked: dict[str, Any]) -> dict[str, Any]:
        responses = {}
        for table, wanted in asked["RequestItems"].items():
            keys = [(key["PK"]["S"], key["SK"]["S"]) for key in wanted["Keys"]]
            responses[table] = [_projected(self.by_key[key], wanted) for key in keys if key in self.by_key]
        return {"Responses": responses, "UnprocessedKeys": {}}


def _projected(item: Item, asked: dict[str, Any]) -> Item:
    """The attributes that were asked for, all where none are named."""
    if "ProjectionExpression" not in asked:
        return item
    names = asked.get("ExpressionAttributeNames", {})
    wanted = {names.get(name, name) for name in asked["ProjectionExpression"].replace(" ", "").split(",")}
    return {name: value for name, value in item.items() if name in wanted}


def _bounds(term: re.Match[str], values: dict[str, Any]) -> tuple[str, tuple[str, str]]:
    """The attribute that a term of a key condition is about, and the half-open range that it leaves."""
    if term["op"]:
        value = values[term["v"]]["S"]
        after = value + "\0"
        return term["a"], {
            "=": (value, after), "<": ("", value), "<=": ("", after), ">": (after, "\U0010ffff"),
            ">=": (value, "\U0010ffff"),
        }[term["op"]]  # fmt: skip
    if term["low"]:
        return term["b"], (values[term["low"]]["S"], values[term["high"]]["S"] + "\0")
    prefix = values[term["prefix"]]["S"]
    return term["c"], (prefix, prefix + "\U0010ffff")


class Endpoint:
    """Answers requests, replays what it answered before, and counts."""

    def __init__(self, items: list[Item]) -> None:
        self.table = SmallTable(items)
        self.known: dict[tuple[bytes, bytes], tuple[bytes, int]] = {}
        self.forget()

    def forget(self) -> None:
        self.count: dict[str, Any] = {"requests": 0, "items": 0, "bytes_in": 0, "bytes_out": 0, "operations": {}}

    def answer(self, target: bytes, body: bytes) -> bytes:
        known = self.known.get((target, body))
        if known is None:
            known = self.known[target, body] = self._work_out(target.decode().rpartition(".")[2], json.loads(body))
        operation = target.decode().rpartition(".")[2]
        self.count["requests"] += 1
        self.count["items"] += known[1]
        self.count["bytes_in"] += len(body)
        self.count["bytes_out"] += len(known[0])
        self.count["operations"][operation] = self.count["operations"].get(operation, 0) + 1
        return known[0]

    def _work_out(self, operation: str, asked: dict[str, Any]) -> tuple[bytes, int]:
        made = self._made(operation, asked)
        items = len(made.get("Items", ())) + ("Item" in made) + sum(map(len, made.get("Responses", {}).values()))
        return json.dumps(made, separators=(",", ":")).encode(), items

    def _made(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        reads = {"Query": self.table.query, "GetItem": self.table.get, "BatchGetItem": self.table.batch}
        if operation in reads:
            return reads[operation](asked)
        match operation:
            case "GetParameter":
                return {"Parameter": {"Name": asked["Name"], "Type": "SecureString", "Value": KEYS, "Version": 1}}
            case "SendMessageBatch":
                return {"Successful": [{"Id": entry["Id"], "MessageId": "m"} for entry in asked["Entries"]]}
            case "UpdateItem":
                return {"Attributes": {}}
        return {}


class _Connection(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    wbufsize = -1
    endpoint: Endpoint

    def handle(self) -> None:
        while line := self.rfile.readline():
            headers: dict[bytes, bytes] = {}
            while (header := self.rfile.readline()) not in (b"\r\n", b""):
                name, _, value = header.partition(b":")
                headers[name.lower()] = value.strip()
            body = self.rfile.read(int(headers.get(b"content-length", b"0")))
            self.wfile.write(self._answer(line, headers, body))
            self.wfile.flush()

    def _answer(self, line: bytes, headers: dict[bytes, bytes], body: bytes) -> bytes:
        target = headers.get(b"x-amz-target")
        if line.startswith(b"GET /count"):
            answer = self._count()
        elif target is None:  # S3
            return b"HTTP/1.1 404 Not Found\r\nContent-Type: application/xml\r\nContent-Length: 0\r\n\r\n"
        else:
            answer = self.endpoint.answer(target, body)
        kind = headers.get(b"content-type", b"application/json")
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nx-amzn-RequestId: BENCHMARK\r\n"
            b"x-amz-crc32: %d\r\nContent-Length: %d\r\n\r\n%b" % (kind, crc32(answer), len(answer), answer)
        )

    def _count(self) -> bytes:
        counted = json.dumps(self.endpoint.count).encode()
        self.endpoint.forget()
        return counted


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


def main() -> None:
    _Connection.endpoint = Endpoint(json.load(sys.stdin))
    with _Server(("127.0.0.1", 0), _Connection) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
