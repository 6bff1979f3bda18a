"""One try over real sockets: what a receiver may do to us, and where we can't be led."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from imagora.webhooks import sending
from imagora.webhooks.sending import Outcome, Sender
from tests.integration.webhooks import receiver as behaving
from tests.integration.webhooks.receiver import Answer, Receiver, authority, says

PUBLIC = "93.184.215.14"
NAME = "hooks.example.org"


@dataclass
class Internet:
    """A network in which one public address is a receiver on loopback. Says what was resolved and connected to."""

    receiver: Receiver
    answers: list[Sequence[str]] = field(default_factory=lambda: [[PUBLIC]])
    resolved: list[str] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)

    def resolve(self, host: str, _port: int) -> Sequence[str]:
        self.resolved.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def connect(self, address: str, _port: int, seconds: float) -> socket.socket:
        self.connected.append(address)
        if address != PUBLIC:
            raise ConnectionRefusedError
        return sending.connect("127.0.0.1", self.receiver.port, seconds)

    def sender(self, trust: ssl.SSLContext | None = None) -> Sender:
        return Sender(resolve=self.resolve, connect=self.connect, trust=lambda: trust or ssl.create_default_context())


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    folder: Path = tmp_path_factory.mktemp("authority")
    return authority(folder, NAME)


@pytest.fixture
def internet(certified: tuple[ssl.SSLContext, ssl.SSLContext]) -> Iterator[Internet]:
    made = Internet(Receiver(tls=certified[0]))
    yield made
    made.receiver.close()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.5)


def _post(sender: Sender, url: str, body: bytes = b"{}") -> Outcome:
    return sender.post(url, {"webhook-id": "e"}, body)


def test_post_arrives_whole_when_all_is_well(receiver: Receiver) -> None:
    assert _post(Sender(anywhere=True), receiver.url, b'{"a": 1}') == Outcome("", 204)
    (arrival,) = receiver.arrivals
    assert (arrival.line, arrival.json) == ("POST /hook?of=mine HTTP/1.1", {"a": 1})
    assert arrival.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert (arrival.headers["webhook-id"], arrival.headers["connection"]) == ("e", "close")
    assert "authorization" not in arrival.headers


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        pytest.param(says(200, body=b"ok"), Outcome("", 200), id="ok"),
        pytest.param(says(299), Outcome("", 299), id="any 2xx"),
        pytest.param(says(404), Outcome("refused", 404), id="not found"),
        pytest.param(says(503, "Retry-After: 30"), Outcome("refused", 503, 30.0), id="later"),
        pytest.param(says(503, "Retry-After: Sun, 22 Nov 2026 09:00:00 GMT"), Outcome("refused", 503), id="at a date"),
        pytest.param(says(429, "Retry-After: 99999999999"), Outcome("refused", 429), id="never"),
        pytest.param(behaving.closes, Outcome("no_answer"), id="closes"),
        pytest.param(behaving.babbles, Outcome("no_answer"), id="another protocol"),
        pytest.param(behaving.floods, Outcome("no_answer"), id="head without end"),
        pytest.param(behaving.pours, Outcome("", 200), id="body without end"),
    ],
)
def test_outcome_is_named_after_what_the_receiver_did(receiver: Receiver, answer: Answer, outcome: Outcome) -> None:
    receiver.answers(answer)
    assert _post(Sender(anywhere=True), receiver.url) == outcome


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("answer", [behaving.hangs, behaving.drips], ids=["hangs", "drips"])
def test_receiver_that_takes_its_time_gets_no_more_than_we_have(receiver: Receiver, answer: Answer) -> None:
    receiver.answers(answer)
    assert _post(Sender(anywhere=True), receiver.url) == Outcome("timeout")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirect_is_a_failure_and_never_followed(receiver: Receiver, status: int) -> None:
    inside = Receiver()
    receiver.answers(says(status, f"Location: {inside.url}"))
    assert _post(Sender(anywhere=True), receiver.url) == Outcome("redirected", status)
    assert (len(receiver.arrivals), inside.arrivals) == (1, [])
    inside.close()


def test_nobody_there_is_unreachable(receiver: Receiver) -> None:
    receiver.close()
    assert _post(Sender(anywhere=True), receiver.url) == Outcome("unreachable")


def test_certificate_is_verified_for_the_name_though_the_address_is_connected(
    internet: Internet, certified: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    assert _post(internet.sender(certified[1]), f"https://{NAME}/hook") == Outcome("", 204)
    assert (internet.resolved, internet.connected) == ([NAME], [PUBLIC])
    assert internet.receiver.arrivals[0].headers["host"] == NAME
    assert _post(internet.sender(certified[1]), "https://other.example.org/hook") == Outcome("tls")
    assert _post(internet.sender(), f"https://{NAME}/hook") == Outcome("tls")
    assert len(internet.receiver.arrivals) == 1


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "100.64.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]
)
def test_name_that_leads_inside_is_not_connected(internet: Internet, inside: str) -> None:
    internet.answers = [[inside]]
    assert _post(internet.sender(), f"https://{NAME}/") == Outcome("address_refused")
    internet.answers = [[PUBLIC, inside]]
    assert _post(internet.sender(), f"https://{NAME}/") == Outcome("address_refused")
    assert internet.connected == []


def test_name_that_means_another_address_the_second_time_gains_nothing(
    internet: Internet, certified: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    inside = Receiver()
    internet.answers = [[PUBLIC], ["127.0.0.1"]]
    assert _post(internet.sender(certified[1]), f"https://{NAME}/") == Outcome("", 204)
    assert (internet.resolved, internet.connected) == ([NAME], [PUBLIC])
    assert _post(internet.sender(certified[1]), f"https://{NAME}/") == Outcome("address_refused")
    assert (internet.connected, inside.arrivals) == ([PUBLIC], [])
    inside.close()


def test_connection_goes_to_the_address_itself_and_asks_no_resolver(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **_: asked.append(given))
    sender = Sender(anywhere=True, resolve=lambda *_: ["127.0.0.1"])
    assert _post(sender, f"http://rebinding.example.org:{receiver.port}/") == Outcome("", 204)
    assert asked == []


def test_second_address_is_tried_when_the_first_is_dead_and_no_third(
    internet: Internet, certified: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    internet.answers = [["93.184.215.15", PUBLIC]]
    assert _post(internet.sender(certified[1]), f"https://{NAME}/") == Outcome("", 204)
    internet.answers = [["93.184.215.15", "93.184.215.16", PUBLIC]]
    assert _post(internet.sender(certified[1]), f"https://{NAME}/") == Outcome("unreachable")


def test_unknown_name_is_unresolved_and_a_resolver_that_hangs_is_a_timeout(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    def hanging(_host: str, _port: int) -> Sequence[str]:
        internet.receiver.done.wait(20)
        return [PUBLIC]

    assert _post(Sender(resolve=unknown), f"https://{NAME}/") == Outcome("unresolved")
    monkeypatch.setattr(sending, "RESOLVE_SECONDS", 0.1)
    assert _post(Sender(resolve=hanging), f"https://{NAME}/") == Outcome("timeout")


def test_address_that_was_kept_under_another_setting_is_judged_again(receiver: Receiver) -> None:
    assert _post(Sender(), receiver.url) == Outcome("address_refused")
    assert _post(Sender(), "https://127.0.0.1/") == Outcome("address_refused")
    assert receiver.arrivals == []
