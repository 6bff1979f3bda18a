"""One HTTP question to a service that isn't AWS's table: JSON posted, a whole answer within a deadline, or Unanswered.

`http1` speaks to services' roots and trusts Amazon only. This is the standard library's client with what it lacks: a
deadline for all of it, however its bytes trickle in, and a bound on the answer's size. One try: whoever asks decides
when to ask again. Redirects are answers like any other, never followed.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from imagora.kernel.bounded import Bounded, TooLong

CONNECT_SECONDS = 3.0
LONGEST_WAIT = 3_600.0
"""The longest `Retry-After` that is believed, in seconds."""

_HEAD_AND_FRAMES = 1_048_576
"""Bytes that an answer may have beyond its body: its head, and what chunks are framed in."""
_ENDLESS = "an answer without end"


class Unanswered(Exception):
    """Nobody answered, not in time, or not to the end. `reason`: `timeout` or `unreachable`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}{f' ({detail})' if detail else ''}")
        self.reason = reason
        self.detail = detail


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


class Place:
    """One place to post JSON to. A connection a question. Threads may share one."""

    def __init__(self, url: str, *, longest: int) -> None:
        """`url`: http or https; a path in it comes before the path of each question. `longest`: bytes of an answer."""
        self._url = urlsplit(url.rstrip("/"))
        self._longest = longest

    def post(self, path: str, body: bytes, headers: Mapping[str, str], *, seconds: float) -> Answer:
        """Ask, and read the whole answer, whatever its status, within so many seconds.

        Raises Unanswered when nobody answers in time, or the answer breaks off.
        """
        deadline = time.monotonic() + seconds
        connection = self._connection(seconds)
        try:
            connection.connect()
            connection.sock = Bounded(connection.sock, deadline, self._longest + _HEAD_AND_FRAMES)
            connection.request(
                "POST",
                self._url.path + path,
                body,
                {"Content-Type": "application/json", "Connection": "close", **headers},
            )
            return self._read(connection.getresponse())
        except TimeoutError as error:
            raise Unanswered("timeout") from error
        except TooLong as error:
            raise Unanswered("unreachable", _ENDLESS) from error
        except (OSError, HTTPException) as error:
            raise Unanswered("unreachable", type(error).__name__) from error
        finally:
            connection.close()

    def _connection(self, seconds: float) -> HTTPConnection:
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        return kind(self._url.hostname or "", self._url.port, timeout=min(CONNECT_SECONDS, seconds))

    def _read(self, response: HTTPResponse) -> Answer:
        with response:
            body = response.read(self._longest + 1)
        if len(body) > self._longest:
            raise Unanswered("unreachable", _ENDLESS)
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and len(body) < int(announced):
            raise Unanswered("unreachable", "the answer broke off")
        return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, body)


def _until(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return min(max(0.0, moment.timestamp() - time.time()), LONGEST_WAIT)
