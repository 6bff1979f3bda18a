"""One HTTPS question to a provider that isn't AWS: JSON posted, and an answer within a deadline, or CheckerDown.

`kernel.http1` speaks to services' roots and trusts Amazon only. This is the standard library's client with what it
lacks: a deadline for the whole answer (a peer that sends a byte now and then never meets a socket's time limit), and a
bound on its size. One try: whoever asks decides when to ask again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from imagora.moderation.checkers.port import CheckerDown

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 20.0
LONGEST_ANSWER = 1_000_000
LONGEST_WAIT = 3_600.0
"""The longest `Retry-After` that is believed, in seconds."""

_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` by lower-case name."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, as RFC 9110 (10.2.3) says it, or in milliseconds as OpenAI's own clients read it."""
        said = self.headers.get("retry-after-ms", "")
        if said.isdecimal():
            return min(int(said) / 1_000, LONGEST_WAIT)
        said = self.headers.get("retry-after", "").strip()
        if said.isdecimal():
            return min(float(said), LONGEST_WAIT)
        return _until(said) if said else None


class Endpoint:
    """One place to post JSON to. A connection a question: checks are rare beside what a page needs."""

    def __init__(self, provider: str, url: str, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        """`url`: http or https; a path in it comes before the path of each question."""
        self._provider = provider
        self._url = urlsplit(url.rstrip("/"))
        self._answer_seconds = answer_seconds

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Ask, and read the whole answer, whatever its status.

        Raises CheckerDown when nobody answers in time, or the answer breaks off.
        """
        connection = self._connection()
        try:
            connection.request(
                "POST",
                self._url.path + path,
                body,
                {"Content-Type": "application/json", "Connection": "close", **headers},
            )
            return self._read(connection)
        except TimeoutError as error:
            raise CheckerDown(self._provider, "timeout") from error
        except (OSError, HTTPException) as error:
            raise CheckerDown(self._provider, "unreachable", type(error).__name__) from error
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        return kind(self._url.hostname or "", self._url.port, timeout=CONNECT_SECONDS)

    def _read(self, connection: HTTPConnection) -> Answer:
        deadline = time.monotonic() + self._answer_seconds
        socket = connection.sock
        socket.settimeout(self._answer_seconds)
        response = connection.getresponse()
        body = bytearray()
        while chunk := b"" if response.isclosed() else response.read1(_CHUNK):  # what has arrived, without waiting
            body += chunk
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if len(body) > LONGEST_ANSWER:
                raise CheckerDown(self._provider, "unreachable", "an answer without end")
            if not response.isclosed():  # from Python 3.13 on it closes itself with the last byte
                socket.settimeout(left)
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and len(body) < int(announced):
            raise CheckerDown(self._provider, "unreachable", "the answer broke off")
        return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, bytes(body))


def _until(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return min(max(0.0, moment.timestamp() - time.time()), LONGEST_WAIT)
