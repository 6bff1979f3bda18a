"""The gateway over real connections: keep-alive, smuggling, limits, HEAD, speed of stopping."""

from __future__ import annotations

import http.client
import io
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from chalice import Chalice

from infra.local.gateway import Gateway

BODY_LIMIT = 6 * 1024 * 1024


class Slow:
    """A route that waits until the test lets it go."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.go = threading.Event()


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def log() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def gateway(slow: Slow, log: io.StringIO) -> Iterator[Gateway]:
    app = Chalice("imagora")

    @app.route("/v1/hello", methods=["GET"], cors=True)
    def hello() -> dict[str, str]:
        return {"hello": "world"}

    @app.route("/v1/echo", methods=["POST"], cors=True)
    def echo() -> dict[str, Any]:
        return {"length": len(app.current_request.raw_body)}

    @app.route("/v1/slow", methods=["GET"], cors=True)
    def wait() -> dict[str, str]:
        slow.entered.set()
        slow.go.wait(10)
        return {"done": "yes"}

    gateway = Gateway(app, verify_token=lambda token: {}, access_log=log)
    gateway.start()
    yield gateway
    slow.go.set()
    gateway.stop()


def exchange(gateway: Gateway, raw: bytes) -> bytes:
    """Send bytes and read until the server closes."""
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=5) as connection:
        connection.sendall(raw)
        received = bytearray()
        while data := connection.recv(65536):
            received += data
        return bytes(received)


def test_one_connection_serves_many_requests(gateway: Gateway) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=5)
    for number in range(3):
        connection.request("POST", "/v1/echo", b"x" * number, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        assert json.loads(answer.read()) == {"length": number}
    assert connection.sock is not None
    connection.close()


def test_pipelined_requests_are_answered_in_order(gateway: Gateway) -> None:
    first = b"POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n123"
    second = b"\r\nGET /v1/hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answers = exchange(gateway, first + second)
    assert answers.count(b"HTTP/1.1 200 OK") == 2
    assert answers.index(b'{"length":3}') < answers.index(b'{"hello":"world"}')


def test_head_has_the_length_but_not_the_body(gateway: Gateway) -> None:
    answer = exchange(gateway, b"HEAD /v1/hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert answer.endswith(b"\r\n\r\n")
    assert b"Content-Length: 17\r\n" in answer


@pytest.mark.parametrize(
    "fields",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        b"Content-Length: 0\r\nContent-Length: 44\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Content-Length: 4\r\n Transfer-Encoding: chunked\r\n",
    ],
)
def test_a_smuggled_request_is_refused_and_never_run(gateway: Gateway, log: io.StringIO, fields: bytes) -> None:
    smuggled = b"0\r\n\r\nGET /v1/hello HTTP/1.1\r\nHost: a\r\n\r\n"
    answer = exchange(gateway, b"POST /v1/echo HTTP/1.1\r\nHost: a\r\n" + fields + b"\r\n" + smuggled)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request")
    assert answer.count(b"HTTP/1.1") == 1
    assert b"Connection: close" in answer
    document = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert document["code"] == "malformed_request"
    assert "/v1/hello" not in log.getvalue()


def test_a_chunked_body_reaches_the_app(gateway: Gateway) -> None:
    head = b"POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n"
    answer = exchange(gateway, head + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n")
    assert b'{"length":7}' in answer


def test_a_client_that_waits_for_continue_gets_it(gateway: Gateway) -> None:
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=5) as connection:
        connection.sendall(
            b"POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n"
        )
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"abc")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")


def test_a_body_over_six_megabytes_is_too_large(gateway: Gateway) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=5)
    connection.request("POST", "/v1/echo", b"x" * (BODY_LIMIT + 1), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.read())["code"] == "too_large"


def test_a_body_of_six_megabytes_is_not(gateway: Gateway) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=5)
    connection.request("POST", "/v1/echo", b"x" * BODY_LIMIT, {"Content-Type": "application/json"})
    assert json.loads(connection.getresponse().read()) == {"length": BODY_LIMIT}
    connection.close()


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 20_000 + b"\r\n\r\n", b"431"),
        (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"414"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"505"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\nHost: a\n\n\r\n\r\n", b"400"),
    ],
)
def test_what_is_no_request_is_refused_and_the_server_lives(gateway: Gateway, raw: bytes, status: bytes) -> None:
    assert exchange(gateway, raw).startswith(b"HTTP/1.1 " + status)
    assert b"200 OK" in exchange(gateway, b"GET /v1/hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")


def test_the_log_has_a_line_a_request_and_no_query(gateway: Gateway, log: io.StringIO) -> None:
    exchange(gateway, b"GET /v1/hello?token=secret HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    line = log.getvalue()
    assert "GET    /v1/hello  200" in line
    assert "17 B" in line
    assert "secret" not in line
    assert "\x1b" not in line


def test_stopping_lets_a_request_finish_and_closes_idle_connections(gateway: Gateway, slow: Slow) -> None:
    idle = socket.create_connection(("127.0.0.1", gateway.port), timeout=5)
    answers: list[bytes] = []

    def ask() -> None:
        answers.append(exchange(gateway, b"GET /v1/slow HTTP/1.1\r\nHost: a\r\n\r\n"))

    client = threading.Thread(target=ask)
    client.start()
    assert slow.entered.wait(5)
    stopper = threading.Thread(target=gateway.stop)
    stopper.start()
    assert idle.recv(1) == b""
    slow.go.set()
    stopper.join(5)
    client.join(5)
    assert answers[0].startswith(b"HTTP/1.1 200 OK")
    assert b"Connection: close" in answers[0]
    idle.close()
