"""One try of a delivery: a POST to somebody else's server, which may be slow, broken, or set up to do harm.

The name is resolved once; every address that came has to be public, and what is connected to is one of exactly these,
never the name: so nobody's DNS can answer one thing to the check and another to the connection. TLS verifies the
certificate for the name all the same. Redirects are failures, proxies aren't asked, of an answer only its head is read,
within bounds of time and size.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Thread
from typing import Literal

from imagora.kernel.bounded import Bounded, TooLong, left
from imagora.kernel.errors import InvalidInput
from imagora.webhooks import endpoint
from imagora.webhooks.addresses import is_public
from imagora.webhooks.endpoint import Endpoint

RESOLVE_SECONDS = 3.0
CONNECT_SECONDS = 3.0
SECONDS = 10.0
"""For connecting, TLS, sending and the head of the answer together."""
LONGEST_HEAD = 16_384
"""Bytes of an answer that are read at most."""
_MOST_ADDRESSES = 2
"""How many of a name's addresses are tried."""

Reason = Literal[
    "", "address_refused", "unresolved", "unreachable", "tls", "timeout", "no_answer", "redirected", "refused"
]
"""Why a try failed; empty for one that didn't. `refused`: an HTTP status that isn't 2xx."""

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[str, int, float], socket.socket]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`code`: the receiver's HTTP status, where it said one. `retry_after`: seconds that it asked for."""

    reason: Reason
    code: int | None = None
    retry_after: float = 0.0

    @property
    def arrived(self) -> bool:
        return not self.reason

    @property
    def gone(self) -> bool:
        """The receiver says that nobody is there any more (410, as Standard Webhooks has it)."""
        return self.code == 410


class _Refused(Exception):
    """This address isn't one to connect to."""


_REASONS: tuple[tuple[type[Exception], Reason], ...] = (
    (InvalidInput, "address_refused"),
    (_Refused, "address_refused"),
    (socket.gaierror, "unresolved"),
    (TimeoutError, "timeout"),
    (NotInTime, "timeout"),
    (ssl.SSLError, "tls"),
    (HTTPException, "no_answer"),
    (TooLong, "no_answer"),
    (OSError, "unreachable"),
    (ValueError, "no_answer"),
)
"""The first that fits: some of these are others' kinds."""


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the system's resolver has them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to an IP address (no name: nothing is resolved here). Raises OSError."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.settimeout(seconds)
        made.connect((address, port))
    except BaseException:
        made.close()
        raise
    return made


@cache
def public_trust() -> ssl.SSLContext:
    """Verifies certificates and host names by the system's roots."""
    return ssl.create_default_context()


@dataclass(frozen=True)
class Sender:
    """`anywhere`: addresses that aren't public are good too, and plain http: for a stack on a laptop, never beyond.

    `resolve`, `connect` and `trust` are the system's own; a test has others.
    """

    anywhere: bool = False
    resolve: Resolve = resolve
    connect: Connect = connect
    trust: Callable[[], ssl.SSLContext] = field(default=public_trust)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Post once. Never raises for what the other side does."""
        try:
            return self._post(endpoint.read(url, anywhere=self.anywhere), headers, body)
        except (InvalidInput, _Refused, TooLong, NotInTime, HTTPException, ValueError, OSError) as error:
            return Outcome(next(reason for kind, reason in _REASONS if isinstance(error, kind)))

    def _post(self, where: Endpoint, headers: Mapping[str, str], body: bytes) -> Outcome:
        addresses = self._addresses(where)
        deadline = time.monotonic() + SECONDS
        plain = self._connected(addresses, where.port, deadline)
        connection = HTTPConnection(where.host, where.port)
        try:
            connection.sock = Bounded(self._secured(plain, where, deadline), deadline, LONGEST_HEAD)
            fields = {"Host": where.authority, "Connection": "close", **headers}
            connection.request("POST", where.target, body, fields)
            with connection.getresponse() as response:
                return _outcome_of(response)
        finally:
            connection.close()
            plain.close()

    def _addresses(self, where: Endpoint) -> Sequence[str]:
        """What the name means now, asked once. Raises _Refused unless all of it is public."""
        found = _within(RESOLVE_SECONDS, lambda: self.resolve(where.host, where.port))
        if not found or not (self.anywhere or all(map(is_public, found))):
            raise _Refused
        return found

    def _connected(self, addresses: Sequence[str], port: int, deadline: float) -> socket.socket:
        failure: OSError = TimeoutError()
        for address in addresses[:_MOST_ADDRESSES]:
            try:
                return self.connect(address, port, min(CONNECT_SECONDS, left(deadline)))
            except OSError as error:
                failure = error
        raise failure

    def _secured(self, plain: socket.socket, where: Endpoint, deadline: float) -> socket.socket:
        plain.settimeout(left(deadline))
        if not where.secure:
            return plain
        return self.trust().wrap_socket(plain, server_hostname=where.host)


def _within(seconds: float, work: Callable[[], Sequence[str]]) -> Sequence[str]:
    """What this gives within so many seconds: the system's resolver knows no deadline. Raises what it raises."""
    result: Future[Sequence[str]] = Future()

    def run() -> None:
        try:
            result.set_result(work())
        except BaseException as error:
            result.set_exception(error)

    Thread(target=run, daemon=True).start()
    return result.result(seconds)


def _outcome_of(response: HTTPResponse) -> Outcome:
    code = response.status
    if 200 <= code < 300:
        return Outcome("", code)
    said = response.headers.get("Retry-After", "").strip()
    wait = float(said) if said.isascii() and said.isdecimal() and len(said) < 7 else 0.0
    return Outcome("redirected" if 300 <= code < 400 else "refused", code, wait)
