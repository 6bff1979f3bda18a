"""The lean client against sockets that answer well, badly, late or not at all."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from imagora.kernel import http1, wire
from imagora.kernel.signing import Credentials
from imagora.kernel.wire import Dynamodb, Refused, Unanswered

GOOD = b'HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 11\r\n\r\n{"Item":{}}'
LAST = GOOD.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
CHUNKED = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n{"Ite\r\n6\r\nm":{}}\r\n0\r\nX: y\r\n\r\n'


def problem(status: int, code: str) -> bytes:
    body = b'{"__type":"com.amazonaws.dynamodb.v20120810#%b","message":"no"}' % code.encode()
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)


class Server:
    """Answers each request with the next of its script; b"" closes the connection instead."""

    def __init__(self, *script: bytes) -> None:
        self.script = list(script)
        self.connections = 0
        self.requests: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def service(self) -> Dynamodb:
        endpoint = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        return Dynamodb("dynamodb:DynamoDB_20120810", endpoint, "us-east-1", lambda: Credentials("key", "secret"))

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as incoming:
            while head := incoming.readline():
                length = 0
                while (line := incoming.readline()) != b"\r\n":
                    head += line
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.partition(b":")[2])
                self.requests.append(head + incoming.read(length))
                answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                if not answer:
                    return
                connection.sendall(answer)
                if answer is LAST:
                    return

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Server]]:
    monkeypatch.setattr("imagora.kernel.retry.time.sleep", lambda _: None)
    servers: list[Server] = []

    def start(*script: bytes) -> Server:
        servers.append(Server(*script))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def get(service: Dynamodb) -> Any:
    return service.get_item(TableName="t", Key={"PK": {"S": "a"}, "SK": {"S": "b"}})


def test_a_connection_is_kept_and_used_again(serve: Callable[..., Server]) -> None:
    server = serve(GOOD)
    service = server.service
    assert [get(service) for _ in range(3)] == [{"Item": {}}] * 3
    assert server.connections == 1
    assert server.requests[0].startswith(b"POST / HTTP/1.1\r\n")
    assert b"X-Amz-Target: DynamoDB_20120810.GetItem\r\n" in server.requests[0]


@pytest.mark.parametrize("answer", [GOOD, LAST, CHUNKED])
def test_every_form_of_an_answer_is_read(serve: Callable[..., Server], answer: bytes) -> None:
    service = serve(answer).service
    assert [get(service), get(service)] == [{"Item": {}}] * 2


@pytest.mark.parametrize(
    "broken",
    [
        b"", b"nonsense\r\n\r\n", GOOD[:-4], b"HTTP/1.1 200 OK\r\nContent-Le", problem(500, "InternalServerError"),
        problem(503, ""), b"HTTP/1.1 502 Bad\r\nContent-Length: 6\r\n\r\n<html>",
        problem(400, "ThrottlingException"), problem(400, "ProvisionedThroughputExceededException"),
        problem(400, "TransactionConflictException"),
    ],
)  # fmt: skip
def test_a_call_is_made_again_when_it_broke(
    serve: Callable[..., Server], broken: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http1, "ANSWER_SECONDS", 0.2)  # a cut answer on an open connection is waited for
    server = serve(broken, GOOD)
    assert get(server.service) == {"Item": {}}
    assert len(server.requests) == 2


def test_a_connection_that_was_closed_meanwhile_is_replaced(serve: Callable[..., Server]) -> None:
    server = serve(GOOD, b"", GOOD)
    service = server.service
    assert [get(service), get(service)] == [{"Item": {}}] * 2
    assert server.connections == 2


def test_after_four_tries_it_is_unavailable(serve: Callable[..., Server]) -> None:
    server = serve(problem(500, "InternalServerError"))
    with pytest.raises(Unanswered):
        get(server.service)
    assert len(server.requests) == wire.TRIES


@pytest.mark.usefixtures("serve")
def test_nobody_there_is_unavailable() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{unheard.getsockname()[1]}"
        with pytest.raises(Unanswered):
            get(Dynamodb("dynamodb:DynamoDB_20120810", endpoint, "us-east-1", lambda: Credentials("key", "secret")))


def test_a_refusal_is_final_and_says_its_code(serve: Callable[..., Server]) -> None:
    server = serve(problem(400, "ValidationException"))
    with pytest.raises(Refused, match="GetItem: 400 ValidationException no") as refused:
        get(server.service)
    assert (refused.value.status, refused.value.code, len(server.requests)) == (400, "ValidationException", 1)


def begin(service: Dynamodb) -> Callable[[], Any]:
    return service.begin("GetItem", {"TableName": "t", "Key": {"PK": {"S": "a"}, "SK": {"S": "b"}}})


def test_calls_that_were_begun_are_on_their_way_together(serve: Callable[..., Server]) -> None:
    server = serve(GOOD)
    service = server.service
    first, second = begin(service), begin(service)
    assert [second(), first(), get(service)] == [{"Item": {}}] * 3
    assert server.connections == 2


@pytest.mark.parametrize("broken", [b"", b"nonsense\r\n\r\n", problem(500, "InternalServerError")])
def test_a_call_that_was_begun_is_made_again_when_it_broke(serve: Callable[..., Server], broken: bytes) -> None:
    server = serve(broken, GOOD)
    assert begin(server.service)() == {"Item": {}}
    assert len(server.requests) == 2


@pytest.mark.usefixtures("serve")
def test_a_call_that_nobody_takes_is_unavailable_when_its_answer_is_asked_for() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{unheard.getsockname()[1]}"
        waiting = begin(Dynamodb("dynamodb:DynamoDB_20120810", endpoint, "us-east-1", lambda: Credentials("k", "s")))
        with pytest.raises(Unanswered):
            waiting()


def test_a_refusal_of_what_was_begun_is_final(serve: Callable[..., Server]) -> None:
    server = serve(problem(400, "ValidationException"))
    with pytest.raises(Refused, match="ValidationException"):
        begin(server.service)()
    assert len(server.requests) == 1


def test_threads_share_a_client_and_no_connection(serve: Callable[..., Server]) -> None:
    server = serve(GOOD)
    service = server.service
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: get(service), range(200))) == [{"Item": {}}] * 200
    assert server.connections <= 8


def test_calls_can_be_watched_and_replaced(serve: Callable[..., Server]) -> None:
    server = serve(GOOD)
    seen: list[str] = []

    def around(operation: str, asked: wire.Answer, call: Callable[[wire.Answer], wire.Answer]) -> wire.Answer:
        seen.append(operation)
        return {"Item": None} if len(seen) > 1 else call(asked)

    with wire.surrounded(around):
        assert [get(server.service), get(server.service)] == [{"Item": {}}, {"Item": None}]
    assert (seen, len(server.requests)) == (["GetItem", "GetItem"], 1)


def test_what_was_begun_is_watched_too(serve: Callable[..., Server]) -> None:
    server = serve(GOOD)
    seen: list[str] = []

    def around(operation: str, asked: wire.Answer, call: Callable[[wire.Answer], wire.Answer]) -> wire.Answer:
        seen.append(f"{operation} {asked['Key']['PK']['S']}")
        return call(asked)

    with wire.surrounded(around):
        assert begin(server.service)() == {"Item": {}}
    assert seen == ["GetItem a"]
