"""One question to a service over real sockets: how long it may take, and how much it may say."""

from __future__ import annotations

import socket

import pytest

from imagora.kernel.posting import Place, Unanswered
from tests.integration.webhooks import receiver as behaving
from tests.integration.webhooks.conftest import receiver
from tests.integration.webhooks.receiver import Answer, Receiver, says

__all__ = ["receiver"]

LONGEST = 100_000
PATIENT = 20.0
HURRIED = 0.5


def _place(one: Receiver) -> Place:
    return Place(f"http://127.0.0.1:{one.port}/v1/", longest=LONGEST)


def drips_a_body(receiver: Receiver, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
    while not receiver.done.wait(0.05):
        connection.sendall(b"x")


def drips_from_the_start(receiver: Receiver, connection: socket.socket) -> None:
    """Not even a whole status line."""
    while not receiver.done.wait(0.05):
        connection.sendall(b"H")


def says_in_chunks(_: Receiver, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")


def says_until_it_closes(_: Receiver, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.0 200 OK\r\n\r\nabcde")


@pytest.mark.parametrize("answer", [says(200, body=b"abcde"), says_in_chunks, says_until_it_closes])
def test_answer_is_read_to_its_end(receiver: Receiver, answer: Answer) -> None:
    receiver.answers(answer)
    answered = _place(receiver).post("/ask", b"{}", {"X-Mine": "1"}, seconds=PATIENT)
    assert (answered.status, answered.body) == (200, b"abcde")
    [arrival] = receiver.arrivals
    assert (arrival.line, arrival.body, arrival.headers["x-mine"]) == ("POST /v1/ask HTTP/1.1", b"{}", "1")


@pytest.mark.parametrize("answer", [behaving.hangs, drips_from_the_start, behaving.drips, drips_a_body])
def test_deadline_holds_however_the_answer_trickles_in(receiver: Receiver, answer: Answer) -> None:
    receiver.answers(answer)
    with pytest.raises(Unanswered) as failed:
        _place(receiver).post("/ask", b"{}", {}, seconds=HURRIED)
    assert failed.value.reason == "timeout"


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        pytest.param(says(200, body=b"x" * (LONGEST + 1)), "an answer without end", id="too much"),
        pytest.param(behaving.pours, "an answer without end", id="body without end"),
        pytest.param(behaving.floods, "HTTPException", id="head without end"),
        pytest.param(says(200, "Content-Length: 9", body=b"x"), "the answer broke off", id="breaks off"),
        pytest.param(behaving.closes, "RemoteDisconnected", id="closes"),
        pytest.param(behaving.babbles, "BadStatusLine", id="another protocol"),
    ],
)
def test_answer_that_is_none_is_named(receiver: Receiver, answer: Answer, detail: str) -> None:
    receiver.answers(answer)
    with pytest.raises(Unanswered) as failed:
        _place(receiver).post("/ask", b"{}", {}, seconds=PATIENT)
    assert (failed.value.reason, failed.value.detail) == ("unreachable", detail)


def test_answer_of_just_the_longest_size_is_read(receiver: Receiver) -> None:
    receiver.answers(says(200, body=b"x" * LONGEST))
    assert len(_place(receiver).post("/ask", b"{}", {}, seconds=PATIENT).body) == LONGEST
