"""A stand-in for DynamoDB, SQS and SSM in a process of its own, whose work doesn't count as the function's.

It answers by key from the items that it is given, whatever the order of requests, and writes nothing.
Run as `python -m tests.bars.endpoint`: items as JSON on stdin, its port on stdout.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zlib import crc32

Item = dict[str, dict[str, Any]]

ROOT = Path(__file__).resolve().parents[2]
_SECRET = base64.b64encode(b"k" * 32).decode()
KEYS = json.dumps({"cursor": [_SECRET, _SECRET], "identity": _SECRET, "edge": ""})


@contextmanager
def serving(items: list[Item]) -> Iterator[str]:
    """An endpoint that knows these items; gives its URL."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bars.endpoint"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(items).encode())
        process.stdin.close()
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait(10)


class Answers:
    """The table's items by key and by partition, newest first."""

    def __init__(self, items: list[Item]) -> None:
        self._by_key = {(item["PK"]["S"], item["SK"]["S"]): item for item in items}
        self._by_partition: dict[str, list[Item]] = {}
        for item in sorted(items, key=lambda item: str(item["SK"]["S"]), reverse=True):
            self._by_partition.setdefault(item["PK"]["S"], []).append(item)

    def to(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        """What the service would answer. What it doesn't know is a write that went well."""
        match operation:
            case "Query":
                found = self._by_partition.get(asked["ExpressionAttributeValues"][":p"]["S"], [])[: asked["Limit"]]
                return {"Items": found, "Count": len(found), "ScannedCount": len(found)}
            case "GetItem":
                item = self._by_key.get((asked["Key"]["PK"]["S"], asked["Key"]["SK"]["S"]))
                return {"Item": item} if item else {}
            case "BatchGetItem":
                return {"Responses": self._batch(asked), "UnprocessedKeys": {}}
            case "GetParameter":
                return {"Parameter": {"Name": asked["Name"], "Type": "SecureString", "Value": KEYS, "Version": 1}}
            case "SendMessageBatch":
                return {"Successful": [{"Id": entry["Id"], "MessageId": "m"} for entry in asked["Entries"]]}
        return {}

    def _batch(self, asked: dict[str, Any]) -> dict[str, list[Item]]:
        return {
            table: [
                item
                for key in wanted["Keys"]
                if (item := self._by_key.get((key["PK"]["S"], key["SK"]["S"]))) is not None
            ]
            for table, wanted in asked["RequestItems"].items()
        }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    answers: Answers

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        target = self.headers.get("X-Amz-Target")
        if target is None:  # S3: there is nothing in the bucket
            self._answer(404, "application/xml", b"<Error><Code>NoSuchKey</Code></Error>")
            return
        answer = self.answers.to(target.rpartition(".")[2], json.loads(asked))
        self._answer(200, self.headers["Content-Type"], json.dumps(answer, separators=(",", ":")).encode())

    do_GET = do_PUT = do_DELETE = do_HEAD = do_POST  # noqa: N815 - as the base class looks for them

    def _answer(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("x-amzn-RequestId", "B" * 52)
        self.send_header("x-amz-crc32", str(crc32(body)))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def main() -> None:
    _Handler.answers = Answers(json.load(sys.stdin))
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        print(server.server_address[1], flush=True)  # noqa: T201 - how its starter learns it
        server.serve_forever()


if __name__ == "__main__":
    main()
