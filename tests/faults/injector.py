"""Stands between the product and the local AWS: every request of every client passes here, whatever library made it.

A process that dies does so at its own side of the wire: the answer carries a mark, at which the reading of answers
raises `Died`, which no `except Exception` catches; and nothing that it still sends takes effect.
"""

from __future__ import annotations

import http.client
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from tests.faults.asked import Asked, halves, read_request
from tests.faults.plan import Call, Kind, NoFaults, Plan

_MARK = "X-Fault"
_DIED, _CUT = "died", "cut"
_ERRORS = {
    ("table", Kind.THROTTLE): (400, "ProvisionedThroughputExceededException"),
    ("table", Kind.ERROR): (500, "InternalServerError"),
    ("queue", Kind.THROTTLE): (400, "ThrottlingException"),
    ("queue", Kind.ERROR): (500, "InternalFailure"),
    ("bucket", Kind.THROTTLE): (503, "SlowDown"),
    ("bucket", Kind.ERROR): (500, "InternalError"),
    ("directory", Kind.THROTTLE): (400, "TooManyRequestsException"),
    ("directory", Kind.ERROR): (500, "InternalErrorException"),
}


class Died(BaseException):
    """The process is gone, here and now."""


class Exited(Exception):
    """What Lambda sees of a process that died: a failed invocation."""


@dataclass
class Process:
    """One invocation of a function, one request of the API."""

    name: str
    dead: bool = False
    cut: set[str] = field(default_factory=set)


Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Injector:
    """A WSGI application in front of another one. Only what `running` processes ask for is subject to the plan."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner
        self._processes: list[Process] = []
        self._tokens: dict[str, tuple[str, list[tuple[str, str]], bytes]] = {}
        self.plan: Plan = NoFaults()
        self.writes: list[Call] = []
        self.struck: Counter[str] = Counter()

    @contextmanager
    def running(self, name: str) -> Iterator[None]:
        """Run a process of the product: raises Exited when it died, which it does without another word."""
        process = Process(name)
        self._processes.append(process)
        try:
            yield
        except Died as died:
            raise Exited(f"{name} died") from died
        finally:
            self._processes.pop()
        if process.dead:
            raise Exited(f"{name} died")

    @contextmanager
    def planning(self, plan: Plan) -> Iterator[list[Call]]:
        """Follow this plan for a while; gives the writes as they come."""
        before, self.plan, self.writes = self.plan, plan, []
        try:
            yield self.writes
        finally:
            self.plan = before

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        process = self._processes[-1] if self._processes else None
        asked = read_request(environ) if process is not None else None
        if process is None or asked is None:
            return self._inner(environ, start_response)
        if process.dead:
            return _marked(start_response, _DIED)
        if asked.attempt_of in process.cut:
            return _marked(start_response, _CUT)
        call = Call(process.name, asked.seam, asked.operation, asked.target, asked.write, len(self.writes))
        if call.write:
            self.writes.append(call)
        kind = self.plan.fault(call)
        if kind is None:
            return self._through(asked, start_response)
        self.struck[f"{call.seam}: {kind}"] += 1
        return self._strike(kind, process, asked, start_response)

    def _strike(  # noqa: PLR0911 - a table of what each kind does
        self, kind: Kind, process: Process, asked: Asked, start: Start
    ) -> Iterable[bytes]:
        match kind:
            case Kind.DIE_BEFORE:
                process.dead = True
                return _marked(start, _DIED)
            case Kind.DIE_AFTER:
                self._run(asked)
                process.dead = True
                return _marked(start, _DIED)
            case Kind.LOST:  # … and the way stays broken for as long as the SDK tries
                self._run(asked)
                process.cut.add(asked.attempt_of)
                return _marked(start, _CUT)
            case Kind.RETRIED:
                self._run(asked)
                return _marked(start, _CUT)
            case Kind.TIMEOUT:
                return _marked(start, _CUT)
            case Kind.OUTAGE:
                process.cut.add(asked.attempt_of)
                return _refused(start, asked, *_ERRORS[asked.seam, Kind.THROTTLE])
            case Kind.CONFLICT:
                return _conflict(start, asked)
            case Kind.PARTIAL:
                return self._partly(asked, start)
            case _:
                return _refused(start, asked, *_ERRORS[asked.seam, kind])

    def _through(self, asked: Asked, start: Start) -> Iterable[bytes]:
        status, headers, payload = self._run(asked)
        start(status, headers)
        return [payload]

    def _run(self, asked: Asked) -> tuple[str, list[tuple[str, str]], bytes]:
        """Have it done. A transaction's token makes its repeat answer as the first did, as on AWS for ten minutes."""
        if asked.token and asked.token in self._tokens:
            return self._tokens[asked.token]
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
            started[:] = [(status, headers)]

        payload = b"".join(self._inner(asked.environ, start))
        answer = (*started[0], payload)
        if asked.token and started[0][0] < "3":
            self._tokens[asked.token] = answer
        return answer

    def _partly(self, asked: Asked, start: Start) -> Iterable[bytes]:
        first, rest = halves(asked)
        if first is None:
            return _refused(start, asked, *_ERRORS[asked.seam, Kind.THROTTLE])
        status, headers, payload = self._run(first)
        start(status, [pair for pair in headers if pair[0].lower() not in ("content-length", "x-amz-crc32")])
        return [json.dumps({**json.loads(payload or b"{}"), **rest}).encode()]


def _marked(start: Start, mark: str) -> Iterable[bytes]:
    start("503 Service Unavailable", [(_MARK, mark), ("Content-Type", "text/plain")])
    return [b""]


def _refused(start: Start, asked: Asked, status: int, code: str) -> Iterable[bytes]:
    if asked.seam == "bucket":
        body = f"<Error><Code>{code}</Code><Message>By plan.</Message></Error>".encode()
        start(f"{status} By Plan", [("Content-Type", "application/xml")])
        return [body]
    body = json.dumps({"__type": code, "message": "By plan."}).encode()
    start(f"{status} By Plan", [("Content-Type", "application/x-amz-json-1.0")])
    return [body]


def _conflict(start: Start, asked: Asked) -> Iterable[bytes]:
    if asked.operation != "TransactWriteItems":
        return _refused(start, asked, 400, "TransactionConflictException")
    reasons = [{"Code": "None"} for _ in asked.body["TransactItems"]]
    reasons[-1] = {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}
    codes = ", ".join(reason["Code"] for reason in reasons)
    body = {
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]",
        "CancellationReasons": reasons,
    }
    start("400 Bad Request", [("Content-Type", "application/x-amz-json-1.0")])
    return [json.dumps(body).encode()]


@contextmanager
def answers_may_kill() -> Iterator[None]:
    """While it lasts, marked answers kill or cut whoever reads them: http.client is below every client there is.

    Nobody sleeps meanwhile: back-off costs no time.
    """
    read = http.client.HTTPConnection.getresponse

    def getresponse(self: http.client.HTTPConnection) -> http.client.HTTPResponse:
        answer = read(self)
        mark = answer.getheader(_MARK)
        if mark == _DIED:
            raise Died
        if mark == _CUT:
            raise http.client.RemoteDisconnected("the answer got lost, by plan")
        return answer

    with (
        mock.patch.object(http.client.HTTPConnection, "getresponse", getresponse),
        mock.patch("time.sleep", return_value=None),
    ):
        yield
