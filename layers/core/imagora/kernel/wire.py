"""AWS's JSON protocol in few instructions: signed calls over kept connections, for what every page waits for.

botocore would cost most of a cold start and half of a page's work. This speaks to services of its JSON protocols
(DynamoDB, SQS, SSM) only, and only makes calls that may be repeated: a call whose answer got lost is made again.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any

import msgspec

from imagora.kernel.errors import Unavailable
from imagora.kernel.http1 import Connection
from imagora.kernel.retry import back_off
from imagora.kernel.signing import Credentials, Signer

TRIES = 4
_BACK_OFF = 0.05  # the first wait is up to so many seconds, each further one up to twice as long
_IDLE_SECONDS = 20  # an older connection may have been closed at the other end, above all while the function was frozen
_THROTTLED = {
    "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled", "Throttling",
    "ThrottlingException", "TooManyRequestsException",
    "TransactionConflictException",  # a transaction held the item, and nothing was written
}  # fmt: skip

Answer = dict[str, Any]
Around = Callable[[str, Answer, Callable[[Answer], Answer]], Answer]
"""`around(operation, asked, call)`: makes the call, or not, and gives the answer."""

_around: list[Around] = []


class Unanswered(Unavailable):
    """The service was busy, down or out of reach each time it was asked. Try again shortly."""


class Refused(Exception):
    """The service refused a call for good: its code, and what it said."""

    def __init__(self, operation: str, status: int, code: str, message: str) -> None:
        super().__init__(f"{operation}: {status} {code} {message}")
        self.operation = operation
        self.status = status
        self.code = code


class Service:
    """One service at one endpoint. Any number of threads may call it; each call has a connection of its own."""

    def __init__(
        self,
        target: str,
        endpoint: str,
        region: str,
        credentials: Callable[[], Credentials],
        *,
        version: str = "1.0",
        tries: int = TRIES,
        seconds: float | None = None,
    ) -> None:
        """`target` as in the X-Amz-Target header, such as `dynamodb:DynamoDB_20120810`: signing name and prefix.

        `seconds`: how long each part of an answer may take, where that isn't the usual time.
        """
        self._tries, self._seconds = tries, seconds
        name, self._prefix = target.split(":")
        self._scheme, _, self._host = endpoint.rstrip("/").partition("://")
        self._credentials = credentials
        self._signer = Signer(name, region, self._host, f"application/x-amz-json-{version}")
        self._idle: deque[tuple[float, Connection]] = deque()

    def call(self, operation: str, asked: Answer, shape: Any = Answer) -> Any:
        """Ask for one operation: up to `tries` (four) times, waits of up to 0.05, 0.1 and 0.2 s between.

        The answer is read as `shape`.
        Raises Unanswered when none of them was answered, Refused where asking again won't help.
        """
        if _around:
            plainly = _decoder(Answer).decode
            asked = plainly(msgspec.json.encode(asked))
            answer = _surrounded(operation, asked, lambda request: plainly(self._call(operation, request)))
            return _decoder(shape).decode(msgspec.json.encode(answer))
        return _decoder(shape).decode(self._call(operation, asked))

    def begin(self, operation: str, asked: Answer, shape: Any = Answer) -> Callable[[], Any]:
        """Ask, and give what waits for the answer (to be called once): several calls may so be on their way at once.

        A thread each would do the same for 0.2 million instructions. What it gives answers and raises as `call` does.
        """
        if _around:
            return _aside(partial(self.call, operation, asked, shape))
        body = msgspec.json.encode(asked)
        try:
            sent = self._send(operation, body)
        except OSError as error:
            if _is_untrusted(error):
                raise
            sent = None
        return lambda: _decoder(shape).decode(self._ask(operation, body, sent))

    def _call(self, operation: str, asked: Answer) -> bytes:
        return self._ask(operation, msgspec.json.encode(asked), None)

    def _ask(self, operation: str, body: bytes, sent: Connection | None) -> bytes:
        """The answer to a request, which waits on `sent` if it was sent already."""
        lost: Exception | None = None
        for attempt in range(self._tries):
            if attempt:
                back_off(_BACK_OFF * 2 ** (attempt - 1))
            try:
                status, answer = self._receive(sent or self._send(operation, body))
            except OSError as error:
                if _is_untrusted(error):
                    raise
                lost, sent = error, None
                continue
            if status == 200:
                return answer
            refusal = lost = _refusal(operation, status, answer)
            if status < 500 and refusal.code not in _THROTTLED:
                raise refusal
            sent = None
        raise Unanswered from lost

    def _send(self, operation: str, body: bytes) -> Connection:
        headers = self._signer.headers(f"{self._prefix}.{operation}", body, self._credentials(), time.time())
        connection = self._connection()
        try:
            connection.send(headers, body)
        except BaseException:
            connection.close()
            raise
        return connection

    def _receive(self, connection: Connection) -> tuple[int, bytes]:
        try:
            status, answer, stays = connection.receive()
        except BaseException:
            connection.close()
            raise
        if stays:
            self._idle.append((time.monotonic(), connection))
        else:
            connection.close()
        return status, answer

    def _connection(self) -> Connection:
        """The connection that was used last, or a new one."""
        while self._idle:
            try:
                since, connection = self._idle.pop()
            except IndexError:  # another thread took it
                break
            if time.monotonic() - since < _IDLE_SECONDS:
                return connection
            connection.close()
        return Connection(self._scheme, self._host, self._seconds)


class Dynamodb(Service):
    """The reads, called as botocore's client has them."""

    def query(self, *, shape: Any = Answer, **asked: Any) -> Any:
        """`shape` is what the answer is read as."""
        return self.call("Query", asked, shape)

    def get_item(self, **asked: Any) -> Answer:
        answer: Answer = self.call("GetItem", asked)
        return answer

    def batch_get_item(self, *, shape: Any = Answer, **asked: Any) -> Any:
        """`shape` is what the answer is read as."""
        return self.call("BatchGetItem", asked, shape)


class Sqs(Service):
    """Sending, and how much waits, called as botocore's client has it.

    A message may be sent twice; every receiver expects that.
    """

    def send_message_batch(self, **asked: Any) -> Answer:
        answer: Answer = self.call("SendMessageBatch", asked)
        return answer

    def get_queue_attributes(self, **asked: Any) -> Answer:
        answer: Answer = self.call("GetQueueAttributes", asked)
        return answer


class Ssm(Service):
    """Reading a parameter, called as botocore's client has it."""

    def get_parameter(self, **asked: Any) -> Answer:
        answer: Answer = self.call("GetParameter", asked)
        return answer


class Rekognition(Service):
    """Looking at a picture, called as botocore's client has it."""

    def detect_moderation_labels(self, **asked: Any) -> Answer:
        answer: Answer = self.call("DetectModerationLabels", asked)
        return answer


class Comprehend(Service):
    """Looking at a text, called as botocore's client has it."""

    def detect_toxic_content(self, **asked: Any) -> Answer:
        answer: Answer = self.call("DetectToxicContent", asked)
        return answer


@contextmanager
def surrounded(by: Around) -> Iterator[None]:
    """Have every call of every service go through `by` meanwhile: for tests that meter, break or delay them."""
    _around.append(by)
    try:
        yield
    finally:
        _around.remove(by)


def _aside(call: Callable[[], Any]) -> Callable[[], Any]:
    """Where calls are surrounded, one that was begun is made in a thread, so that it is seen beside the others."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result


def _surrounded(operation: str, asked: Answer, call: Callable[[Answer], Answer]) -> Answer:
    for around in _around:
        call = _wrap(around, operation, call)
    return call(asked)


def _wrap(around: Around, operation: str, call: Callable[[Answer], Answer]) -> Callable[[Answer], Answer]:
    return lambda asked: around(operation, asked, call)


@cache
def _decoder(shape: Any) -> msgspec.json.Decoder[Any]:
    """Not strict: DynamoDB's JSON has its numbers as text."""
    return msgspec.json.Decoder(shape, strict=False)


def _is_untrusted(error: OSError) -> bool:
    return type(error).__name__ == "SSLCertVerificationError"


def _refusal(operation: str, status: int, body: bytes) -> Refused:
    """What an error's body says. One that is no JSON comes from something between the service and us."""
    try:
        said = msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.DecodeError:
        said = {}
    code = str(said.get("__type", "")).rpartition("#")[2]
    return Refused(operation, status, code, str(said.get("message") or said.get("Message") or ""))
